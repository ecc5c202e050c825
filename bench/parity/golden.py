"""Keeps what the harness says of made-up rows, for `go test` to hold pipe against without it."""

import hashlib
import json

from compare import arguments_and_answers
from ours import rewrite


def pinned(case, row, theirs, library):
    """A case: the blocks that ask pipe, and the harness's requests and values. Texts are digests, and what was
    generated is without the space that it may begin with."""
    text = (library / (case.file + ".hcl")).read_text(encoding="utf-8")
    place = lambda f: "ROWS/" + f.removeprefix("rows/") if f.startswith("rows/") else "DATA/" + f
    paths = {case.key: {dataset: [place(f) for f in its] for dataset, its in case.files.items()}}
    documents = []
    for sample in theirs["samples"]:
        requests = []
        for argument, answer in zip(*arguments_and_answers(case, sample)):
            request = {"texts": digest("\0".join(t for t in argument if isinstance(t, str)))}
            if isinstance(answer[0], str):
                request["response"] = digest(answer[0].removeprefix(" "))
            else:
                request["log_likelihood"] = float(answer[0])
            requests.append(request)
        documents.append(requests)
    return {
        "benchmark": case.benchmark, "delimiter": case.delimiter, "whole": len(argument) == 1, "blocks": rewrite(text, [case], paths),
        "documents": documents, "values": {metric: want for metric, _, want, _, _ in row.values},
    }


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def write_golden(path, golden):
    path.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
