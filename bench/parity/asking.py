"""Asks the harness about several cases at once: it computes on one core."""

import concurrent.futures
import multiprocessing
import sys

import catalogue
from theirs import Theirs


def ask_all(jobs, workers, data, work, models, programs):
    """Has the harness's results of jobs, pairs of a model's name and a case's key, kept in the work folder."""
    if not jobs:
        return
    start = data, work, models, programs
    with concurrent.futures.ProcessPoolExecutor(min(workers, len(jobs)), multiprocessing.get_context("spawn"), begin, start) as pool:
        asked = {pool.submit(ask, *job): job for job in jobs}
        for n, done in enumerate(concurrent.futures.as_completed(asked), 1):
            done.result()
            print(f"asked {n} of {len(jobs)}: {', '.join(asked[done])}", file=sys.stderr, flush=True)


def begin(data, work, models, programs):
    global DATA, WORK, THEIRS
    DATA, WORK, THEIRS = data, work, Theirs(work, models, programs)


def ask(model, key):
    case = next(c for c in catalogue.CASES if c.key == key)
    THEIRS.evaluate(model, case, case.paths(DATA, WORK))
