"""Asks lm-evaluation-harness and pipe the same, and compares all that can be compared.

    python parity.py --pipe bin/pipe --data FOLDER[:FOLDER…] [--only NAME…] [--table docs/parity.md]

Both are given the same models and the same files of data. Compared are, document by document,
every prompt and every continuation byte by byte, every log-likelihood, every generated text; and
then each metric and its standard error. A case whose data is not at hand is left out and named.
Exits with 1 where something differs that is not said to.
"""

import argparse
import functools
import pathlib
import sys

import choice
import maths
import models as parity_models
from cases import Data
from compare import compare
from golden import pinned, write_golden
from ours import Ours
from report import write_table
from theirs import Theirs

HERE = pathlib.Path(__file__).parent.resolve()
CASES = choice.CASES + maths.CASES


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--pipe", required=True, type=pathlib.Path)
    p.add_argument("--data", required=True, help="folders of published data and models, separated by colons")
    p.add_argument("--library", type=pathlib.Path, default=HERE.parent.parent / "stages" / "library")
    p.add_argument("--work", type=pathlib.Path, required=True, help="where both keep what they make")
    p.add_argument("--only", nargs="*", default=[], help="benchmarks, by their names")
    p.add_argument("--model", nargs="*", default=sorted(parity_models.MODELS))
    p.add_argument("--table", type=pathlib.Path, help="where the table is written")
    p.add_argument("--made-up", action="store_true", help="the rows in rows/ alone, of which no published data is needed")
    p.add_argument("--golden", type=pathlib.Path, help="where the harness's answers about made-up rows are written, for go test")
    p.add_argument("--kept", action="store_true", help="leave out what the harness was not asked before, and say so")
    a = p.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    work, data = a.work.resolve(), Data(a.data.split(":"))

    cases, paths, absent = [], {}, []
    for case in CASES + [c.on_own_rows() for c in CASES if c.own]:
        if a.only and case.benchmark.split("[")[0] not in a.only or a.made_up and not case.made_up:
            continue
        try:
            paths[case.key] = case.paths(data, work)
            cases.append(case)
        except FileNotFoundError as missing:
            absent.append((case, missing))
    folders = {name: parity_models.MODELS[name](data, a.pipe.resolve(), work) for name in a.model}
    theirs, rows, unasked, golden = Theirs(work), [], [], []
    if a.kept:
        unasked = [(c, name) for name in folders for c in cases if not theirs.has(name, c, paths[c.key])]
        cases = [c for c in cases if any((c, name) not in unasked for name in folders)]
    ours = Ours(a.pipe.resolve(), a.library, work).evaluate(folders, cases, paths)
    for name, folder in folders.items():
        model = functools.cache(functools.partial(load, folder))
        for case in cases:
            if (case, name) in unasked:
                continue
            mine, its = ours[name, case.key], theirs.evaluate(name, model, case, paths[case.key])
            row = compare(case, name, mine, its)
            if case.made_up and name == "stories" and not row.faults:
                golden.append(pinned(case, row, its, a.library))
            print(row.line(), flush=True)
            rows.append(row)
    for case, missing in absent:
        print(f"{case.key}: left out, {missing} is not at hand", flush=True)
    if a.table:
        write_table(a.table, rows, absent, unasked)
    if a.golden:
        write_golden(a.golden, golden)
    sys.exit(any(r.faults for r in rows))


def load(folder, **arguments):
    """The harness's model in double precision, so that what differs is what pipe rounds. In single
    precision the harness is off by more than that: its angles of positions alone make 1e-4 nats."""
    import torch
    from lm_eval.models.huggingface import HFLM

    torch.set_num_threads(1)  # which is faster for models this small, and far so beside others
    lm = HFLM(pretrained=str(folder), dtype="float64", device="cpu", batch_size=8, **arguments)
    config = lm.model.config
    even = torch.arange(0, config.head_dim, 2, dtype=torch.float64)
    inverse = parity_models.ROPE_THETA ** -(even / config.head_dim)

    def angles(x, position_ids):
        a = (position_ids[:, :, None].double() * inverse).repeat(1, 1, 2)
        return a.cos().to(x.dtype), a.sin().to(x.dtype)

    lm.model.model.rotary_emb.forward = angles
    return lm


if __name__ == "__main__":
    main()
