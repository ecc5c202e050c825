"""Asks lm-evaluation-harness and pipe the same, and compares all that can be compared.

    python parity.py --pipe bin/pipe --data FOLDER[:FOLDER…] [--only NAME…] [--table docs/parity.md]

Both are given the same models and the same files of data. Compared are, document by document,
every prompt and every continuation byte by byte, every log-likelihood, every generated text; and
then each metric and its standard error. A case whose data is not at hand is left out and named.
Exits with 1 where something differs that is not said to.
"""

import argparse
import dataclasses
import pathlib
import sys

import catalogue
import models as parity_models
from alone import alone
from asking import ask_all
from cases import Data
from compare import compare
from golden import pinned, write_golden
from ours import Ours
from report import write_table
from theirs import Theirs

HERE = pathlib.Path(__file__).parent.resolve()


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--pipe", required=True, type=pathlib.Path)
    p.add_argument("--data", required=True, help="folders of published data and models, separated by colons")
    p.add_argument("--programs", type=pathlib.Path, help="the folder metrics of Hugging Face's repository evaluate; without it, what they compute is not compared")
    p.add_argument("--library", type=pathlib.Path, default=HERE.parent.parent / "stages" / "library")
    p.add_argument("--work", type=pathlib.Path, required=True, help="where both keep what they make")
    p.add_argument("--only", nargs="*", default=[], help="benchmarks, by their names")
    p.add_argument("--model", nargs="*", default=sorted(parity_models.MODELS))
    p.add_argument("--table", type=pathlib.Path, help="where the table is written")
    p.add_argument("--made-up", action="store_true", help="the rows in rows/ alone")
    p.add_argument("--golden", type=pathlib.Path, help="where the harness's answers about made-up rows are written, for go test")
    p.add_argument("--kept", action="store_true", help="leave out what the harness was not asked before, and say so")
    p.add_argument("--workers", type=int, default=2, help="how many cases the harness is asked at once")
    p.add_argument("--ask", type=int, metavar="N", help="have the harness asked N of what it was not asked before, and compare nothing")
    a = p.parse_args()
    reasons = alone(a.library)  # which may find a mistake, and the rest takes an hour
    a.work.mkdir(parents=True, exist_ok=True)
    work, data, programs = a.work.resolve(), Data(a.data.split(":")), a.programs and a.programs.resolve()

    cases, paths, absent = [], {}, []
    for case in catalogue.CASES:
        if a.only and case.benchmark.split("[")[0] not in a.only or a.made_up and not case.made_up:
            continue
        if case.program and not programs:
            case = dataclasses.replace(case, metrics={})
        try:
            paths[case.key] = case.paths(data, work)
            cases.append(case)
        except FileNotFoundError as missing:
            absent.append((case, missing))
    folders = {name: parity_models.MODELS[name](data, a.pipe.resolve(), work) for name in a.model}
    theirs = Theirs(work, folders, programs)
    wanted = [(name, c.key) for name in folders for c in cases if parity_models.wants(name, c)]
    unasked = [(name, c.key) for name in folders for c in cases if (name, c.key) in wanted and not theirs.has(name, c, paths[c.key])]
    if not a.kept:
        ask_all(unasked[:a.ask], a.workers, data, work, folders, programs)
        unasked = []
    if a.ask is not None:
        return
    compared = set(wanted) - set(unasked)

    ours = Ours(a.pipe.resolve(), a.library, work).evaluate(folders, cases, paths, compared)
    rows, golden = [], []
    for name in folders:
        for case in cases:
            if (name, case.key) not in compared:
                continue
            its = theirs.evaluate(name, case, paths[case.key])
            row = compare(case, name, ours[name, case.key], its)
            if case.made_up and name == "stories" and not row.faults:
                golden.append(pinned(case, row, its, a.library))
            print(row.line(), flush=True)
            rows.append(row)
    for case, missing in absent:
        print(f"{case.key}: left out, {missing} is not at hand", flush=True)
    if a.table:
        write_table(a.table, rows, absent, unasked, reasons)
    if a.golden:
        write_golden(a.golden, golden)
    sys.exit(any(r.faults for r in rows))


if __name__ == "__main__":
    main()
