"""Runs pipe on the library's files, with the data of the cases, and reads what it keeps."""

import io
import json
import re
import subprocess

import pyarrow as pa


class Ours:
    def __init__(self, pipe, library, work):
        self.pipe, self.library, self.work = pipe, library, work

    def evaluate(self, models, cases, paths, wanted):
        """Results by model and key, of those that are wanted. Cases that differ in more than the instance run apart, and so do
        those of which one dataset reads several files."""
        groups = {}
        for case in cases:
            files = json.dumps(paths[case.key], default=str)
            same = case.file, case.shots, case.limit, case.tokens, case.suffix, json.dumps(case.attributes), files
            groups.setdefault(same, []).append(case)
        results = {}
        for its in groups.values():
            asked = {name: path for name, path in models.items() if any((name, c.key) in wanted for c in its)}
            if asked:
                results |= self.group(asked, its, paths, self.work / "pipe" / re.sub(r"\W+", "_", its[0].key))
        return results

    def group(self, models, cases, paths, folder):
        text = (self.library / (cases[0].file + ".hcl")).read_text(encoding="utf-8")
        text = ['experiment "parity" {}', rewrite(text, cases, paths)]
        for name, path in models.items():
            members = ", ".join("benchmark." + c.benchmark for c in cases)
            text.append(f'model "{name}" {{\n  source = "{path}"\n}}')
            text.append(f'evaluate "{name}" {{\n  model      = model.{name}\n  benchmarks = [{members}]\n}}')
        folder.mkdir(parents=True, exist_ok=True)
        experiment, store = folder / "parity.hcl", self.work / "pipe" / "store"
        experiment.write_text("\n\n".join(text) + "\n", encoding="utf-8")
        targets = [a for name in models for a in ("--target", "evaluate." + name)]
        run(self.pipe, "run", experiment, "--store", store, "--out", folder / "out", *targets)
        listed = json.loads(run(self.pipe, "ls", "results", "--json", "--store", store))  # of the run that was just made
        return {(name, c.key): read(store, listed, f"evaluate.{name}.{c.benchmark}") for name in models for c in cases}


def run(pipe, *arguments):
    """What pipe writes to its standard output."""
    done = subprocess.run([pipe, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"pipe {' '.join(map(str, arguments))}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def read(store, listed, prefix):
    """The samples of a benchmark, and value and standard error of each metric."""
    values, samples = {}, None
    for r in listed:
        if r["reference"].startswith(prefix + "."):
            values[r["reference"].removeprefix(prefix + ".")] = (r["value"], r["stderr"])
            samples = r["samples"]
    if samples is None:
        raise SystemExit(f"pipe has no results of {prefix}")
    digest = samples.removeprefix("sha256:")
    data = (store / "objects" / digest[:2] / digest).read_bytes()
    return {"values": values, "samples": pa.ipc.open_file(io.BytesIO(data)).read_all().to_pylist()}


def rewrite(text, cases, paths):
    """A library file with the data of the cases and the attributes that they set: the blocks that
    differ, and the locals. What else they refer to is found in pipe's own library."""
    out = []
    for block in re.split(r"\n(?=[a-z#])", text):
        kind, _, rest = block.partition(' "')
        name = rest.partition('"')[0]
        files = next((paths[c.key][name] for c in cases if name in paths[c.key]), None)
        asked = next((c for c in cases if c.benchmark.split("[")[0] == name), None)
        if kind == "dataset" and files:
            out.append(with_files(block, files))
        elif kind == "benchmark" and asked:
            out.append(with_attributes(block, {"limit": str(asked.limit), **said(asked, block), **asked.attributes}))
        elif block.startswith("locals {"):
            out.append(block)
    return "\n\n".join(out)


def said(case, block):
    """What a case says of a benchmark that it does not say itself."""
    attributes = {}
    if case.shots is not None and "\n  shots " not in block:
        attributes["shots"] = str(case.shots)
    if case.tokens is not None:
        attributes["max_tokens"] = str(case.tokens)
    return attributes


def with_files(block, files):
    """A dataset that reads files at hand: sources in order, no digests, no archives."""
    block = re.sub(r"\n +(sha256|member) += .*", "", block)
    files = iter(files)
    block = re.sub(r"(\n +source += ).*", lambda m: f'{m[1]}"{next(files)}"', block)
    for left in files:
        raise SystemExit(f"{left} is one file more than the dataset has sources")
    return block


def with_attributes(block, attributes):
    for name, value in attributes.items():
        block = re.sub(rf"\n  {name} += .*", "", block)
        block = re.sub(r"\n}", lambda m: f"\n  {name} = {value}\n}}", block, count=1)
    return block
