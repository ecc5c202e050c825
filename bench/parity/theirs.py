"""Runs lm-evaluation-harness on its own tasks, with the data of the cases in place of the hub's."""

import functools
import hashlib
import json
import logging
import os
import re
from importlib.metadata import version

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("TQDM_DISABLE", "1")


class Theirs:
    def __init__(self, work):
        os.environ["HF_HOME"] = str(work / "hf")
        self.work = work

    @functools.cached_property
    def manager(self):
        from lm_eval.tasks import TaskManager

        logging.disable(logging.WARNING)
        return TaskManager()

    def evaluate(self, name, load, case, paths):
        """The result of a case: samples as the harness logs them, and its metrics. It is kept in
        the work folder, for the same rows, model and version of the harness."""
        files = self.files(case, paths)
        kept = self.place(name, case, files)
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            result = json.dumps(self.ask(load(**case.model_args), case, files), default=float)
            kept.with_suffix(".new").write_text(result, encoding="utf-8")
            kept.with_suffix(".new").rename(kept)
        return json.loads(kept.read_text(encoding="utf-8"))

    def has(self, name, case, paths):
        """Whether the result of a case is kept."""
        return self.place(name, case, self.files(case, paths)).exists()

    def place(self, name, case, files):
        """Where the result of a case is kept."""
        rows = {split: hashlib.sha256(path.read_bytes()).hexdigest() for split, path in files.items()}
        asked = [name, case.model_args, case.task, case.shots, case.limit, rows, version("lm_eval"), version("transformers"), "double"]
        return self.work / "theirs" / (hashlib.sha256(json.dumps(asked).encode()).hexdigest() + ".json")

    def ask(self, model, case, files):
        import lm_eval

        # The harness's own task, of which the place of the data alone is another.
        place = {"dataset_path": "json", "dataset_name": None, "dataset_kwargs": {"data_files": {s: str(p) for s, p in files.items()}}}
        index = self.manager.task_index
        task = self.manager._factory.build(index[case.task], overrides=place, registry=index)
        out = lm_eval.simple_evaluate(
            model=model, tasks=[task], num_fewshot=case.shots, limit=case.limit,
            task_manager=self.manager, bootstrap_iters=1000, log_samples=True, confirm_run_unsafe_code=True,
        )
        # Of a task with several filters there is a sample of each document for each of them.
        samples = list({s["doc_id"]: {k: s[k] for k in ("doc_id", "arguments", "resps", "filtered_resps")} for s in out["samples"][case.task]}.values())
        values = {k: v for k, v in out["results"][case.task].items() if "," in k}
        return {"values": values, "samples": sorted(samples, key=lambda s: s["doc_id"])}

    def files(self, case, paths):
        """The rows of each split as the task's YAML wants them, in files."""
        folder = self.work / "data" / re.sub(r"\W+", "_", case.key)
        folder.mkdir(parents=True, exist_ok=True)
        files = {}
        for split, rows in case.splits(*[p for its in paths.values() for p in its]).items():
            files[split] = folder / f"{split}.json"
            files[split].write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return files
