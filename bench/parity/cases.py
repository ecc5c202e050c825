"""What the harness and pipe are both asked: the table of cases and how it is read.

A case names one of our benchmarks and the harness's task, the file that each of the
benchmark's datasets reads, and a function that turns the same file into the rows that the
task's YAML expects. Nothing else is said of a task: prompt, choices, shots' form, metrics and
filters are the harness's own on one side, the library's on the other.
"""

import csv
import dataclasses
import itertools
import json
import pathlib
from collections.abc import Callable

HERE = pathlib.Path(__file__).parent.resolve()


class Data:
    """The folders in which published files are looked for, the first that has one counts."""

    def __init__(self, folders):
        self.folders = [pathlib.Path(f).resolve() for f in folders]

    def path(self, name):
        for folder in self.folders:
            if (folder / name).exists():
                return folder / name
        raise FileNotFoundError(name)


@dataclasses.dataclass
class Case:
    benchmark: str  # ours: "piqa", 'mmlu["anatomy"]'
    task: str  # the harness's
    # Each dataset of the library that is read, with a file for each of its sources, in order: a
    # published file by name, or a function of Data that makes rows, or a text, in the published
    # form of a file that is at hand in another.
    files: dict[str, list]
    # From those files' paths, in the same order, the rows of each split of the task.
    splits: Callable[..., dict[str, list[dict]]]
    metrics: dict[str, str]  # our metric: theirs
    shots: int | None = None  # None leaves it as both have it; that of a benchmark of ours which says it is its own
    limit: int = 100
    tokens: int | None = None  # written at most, by both, where what the task says is too much
    program: str = ""  # that the harness fetches to compute its metrics, by the name of its folder in `evaluate`
    attributes: dict[str, str] = dataclasses.field(default_factory=dict)  # of ours, in HCL, for this case
    library: str = ""  # the library's file, where its name is not the benchmark's
    # Files in rows/ in place of the published ones, for the same case on rows that we made up; a name with a slash
    # is that of a published file.
    own: list[str] = dataclasses.field(default_factory=list)
    # Where the harness has a fault and we chose otherwise: what it is, how its choices stand to
    # ours (ours[i] is theirs[order[i]]), and what our value is, given theirs.
    fault: str = ""
    order: list[int] | None = None
    value: Callable[[float], float] | None = None
    model_args: dict = dataclasses.field(default_factory=dict)  # of the harness's model
    suffix: str = ""  # of the key, where a benchmark has several cases
    delimiter: str = " "  # of ours, before a choice

    @property
    def key(self):
        return self.benchmark + self.suffix

    @property
    def made_up(self):
        return self.suffix.endswith(" (made-up rows)") or any(str(f).startswith("rows/") for its in self.files.values() for f in its)

    @property
    def file(self):
        return self.library or self.benchmark.split("[")[0]

    def on_own_rows(self):
        names, files = iter(self.own), {}
        for dataset, its in self.files.items():
            files[dataset] = [n if "/" in n else "rows/" + n for n in itertools.islice(names, len(its))]
        return dataclasses.replace(self, files=files, own=[], suffix=self.suffix + " (made-up rows)")

    def paths(self, data, work):
        """The case's files by dataset, or FileNotFoundError."""
        found = {}
        for dataset, its in self.files.items():
            found[dataset] = [self.path(f, f"{dataset}-{i}", data, work) for i, f in enumerate(its)]
        return found

    def path(self, file, name, data, work):
        if callable(file):
            path = work / "derived" / (self.file + "-" + name + ".jsonl")
            path.parent.mkdir(parents=True, exist_ok=True)
            made = file(data)
            if not isinstance(made, str):
                made = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
            if not path.exists() or path.read_text(encoding="utf-8") != made:
                path.write_text(made, encoding="utf-8")
            return path
        return HERE / file if file.startswith("rows/") else data.path(file)


def jsonl(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def lines(path):
    return open(path, encoding="utf-8").read().splitlines()


def table(path, columns):
    with open(path, encoding="utf-8", newline="") as f:
        return [dict(zip(columns, row)) for row in csv.reader(f)]
