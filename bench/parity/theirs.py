"""Runs lm-evaluation-harness on its own tasks, with the data of the cases in place of the hub's."""

import json
import os
import logging

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("TQDM_DISABLE", "1")


class Theirs:
    def __init__(self, work):
        os.environ["HF_HOME"] = str(work / "hf")
        self.work = work
        from lm_eval.tasks import TaskManager

        logging.disable(logging.WARNING)
        self.manager = TaskManager()

    def evaluate(self, model, case, paths):
        """The result of a case: samples as the harness logs them, and its metrics."""
        import lm_eval

        out = lm_eval.simple_evaluate(
            model=model, tasks=[self.task(case, paths)], num_fewshot=case.shots, limit=case.limit,
            task_manager=self.manager, bootstrap_iters=1000, log_samples=True, confirm_run_unsafe_code=True,
        )
        return {"values": out["results"][case.task], "samples": sorted(out["samples"][case.task], key=lambda s: s["doc_id"])}

    def task(self, case, paths):
        """The harness's own task, of which the place of the data alone is another."""
        files = {}
        folder = self.work / "data" / case.key.replace('"', "")
        folder.mkdir(parents=True, exist_ok=True)
        for split, rows in case.splits(*[p for its in paths.values() for p in its]).items():
            files[split] = str(folder / f"{split}.json")
            with open(files[split], "w", encoding="utf-8") as f:
                f.writelines(json.dumps(row) + "\n" for row in rows)
        place = {"dataset_path": "json", "dataset_name": None, "dataset_kwargs": {"data_files": files}}
        index = self.manager.task_index
        return self.manager._factory.build(index[case.task], overrides=place, registry=index)
