"""Runs lm-evaluation-harness on its own tasks, with the data of the cases in place of the hub's."""

import contextlib
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
os.environ.setdefault("HF_ALLOW_CODE_EVAL", "1")


class Theirs:
    """The harness, with the models in folders by name. programs is the folder of those by which `evaluate`
    computes some metrics, which the harness fetches from the hub; without it there are no such metrics."""

    def __init__(self, work, models, programs):
        os.environ["HF_HOME"] = str(work / "hf")
        self.work, self.models, self.programs = work, models, programs

    @functools.cached_property
    def manager(self):
        from lm_eval.tasks import TaskManager

        logging.disable(logging.WARNING)
        return TaskManager()

    def evaluate(self, name, case, paths):
        """The result of a case: samples as the harness logs them, and its metrics. It is kept in
        the work folder, for the same rows, model and version of the harness."""
        files = self.files(case, paths)
        kept = self.place(name, case, files)
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            result = json.dumps(self.ask(self.model(name, json.dumps(case.model_args)), case, files), default=float)
            kept.with_suffix(".new").write_text(result, encoding="utf-8")
            kept.with_suffix(".new").rename(kept)
        return json.loads(kept.read_text(encoding="utf-8"))

    def has(self, name, case, paths):
        """Whether the result of a case is kept."""
        return self.place(name, case, self.files(case, paths)).exists()

    def place(self, name, case, files):
        """Where the result of a case is kept."""
        asked = {
            "model": self.digest(name), "model_args": case.model_args, "task": case.task, "shots": case.shots, "limit": case.limit,
            "tokens": case.tokens, "rows": {split: hashlib.sha256(path.read_bytes()).hexdigest() for split, path in files.items()},
            "programs": bool(case.program and self.programs), "versions": [version("lm_eval"), version("transformers")],
        }
        return self.work / "theirs" / (hashlib.sha256(json.dumps(asked).encode()).hexdigest() + ".json")

    @functools.cache
    def digest(self, name):
        """What a model is, by its files."""
        digests = [f.name + " " + hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(self.models[name].iterdir())]
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    @functools.cache
    def model(self, name, arguments):
        from models import load

        return load(self.models[name], **json.loads(arguments))

    def ask(self, model, case, files):
        import lm_eval

        with at_hand(files, self.programs):
            out = lm_eval.simple_evaluate(
                model=model, tasks=[case.task], num_fewshot=case.shots, limit=case.limit,
                gen_kwargs={"max_gen_toks": case.tokens} if case.tokens else None,
                task_manager=self.manager, bootstrap_iters=1000, log_samples=True, confirm_run_unsafe_code=True,
            )
        # Of a task with several filters there is a sample of each document for each of them.
        samples = list({s["doc_id"]: {k: s[k] for k in ("doc_id", "arguments", "resps", "filtered_resps")} for s in out["samples"][case.task]}.values())
        values = {k: v for k, v in out["results"][case.task].items() if "," in k}
        return {"values": values, "samples": sorted(samples, key=lambda s: s["doc_id"])}

    def files(self, case, paths):
        """The rows of each split as the task wants them, in files."""
        folder = self.work / "data" / re.sub(r"\W+", "_", case.key)
        folder.mkdir(parents=True, exist_ok=True)
        files = {}
        for split, rows in case.splits(*[p for its in paths.values() for p in its]).items():
            files[split] = folder / f"{split}.json"
            write_changed(files[split], "".join(json.dumps(row) + "\n" for row in rows))
        return files


def write_changed(path, text):
    """Writes a file unless it is that already: several processes find the same files."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def at_hand(files, programs):
    """Has the harness read the files, whatever data it asks for, and take the programs that compute its metrics
    from a folder. All else of a task is as the harness has it."""
    import datasets
    import evaluate

    load_dataset, load_program = datasets.load_dataset, evaluate.load
    datasets.load_dataset = lambda *a, **k: load_dataset("json", data_files={split: str(path) for split, path in files.items()})
    evaluate.load = (lambda name, *a, **k: load_program(str(programs / name))) if programs else (lambda *a, **k: NoProgram())
    try:
        yield
    finally:
        datasets.load_dataset, evaluate.load = load_dataset, load_program


class NoProgram:
    """In place of a program that is not at hand: it computes that nothing is known."""

    def compute(self, **arguments):
        return Nothing()


class Nothing(dict):
    def __missing__(self, key):
        return self if key == 0 else float("nan")

    def get(self, key, default=None):
        return self[key]
