"""Keeps what the harness says of made-up rows, for `go test` to hold pipe against without it."""

import hashlib
import json

from compare import arguments_and_answers
from ours import rewrite


def pinned(case, row, theirs, library):
    """A case: the blocks that ask pipe, and the harness's requests and values. Texts are digests."""
    text = (library / (case.file + ".hcl")).read_text(encoding="utf-8")
    paths = {case.key: {dataset: ["ROWS/" + f.removeprefix("rows/") for f in its] for dataset, its in case.files.items()}}
    documents = []
    for sample in theirs["samples"]:
        requests = []
        for argument, answer in zip(*arguments_and_answers(case, sample)):
            texts = [t for t in argument if isinstance(t, str)]
            digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
            requests.append({"texts": digest} | ({} if isinstance(answer[0], str) else {"log_likelihood": float(answer[0])}))
        documents.append(requests)
    return {
        "benchmark": case.benchmark, "delimiter": case.delimiter, "whole": len(argument) == 1, "blocks": rewrite(text, [case], paths),
        "documents": documents, "values": {metric: want for metric, _, want, _, _ in row.values},
    }


def write_golden(path, golden):
    path.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
