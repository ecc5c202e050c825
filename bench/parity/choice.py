"""Multiple choice and likelihood: cases of the library's files, in the order of the table."""

from cases import Case, jsonl, lines, table

ACC = {"acc": "acc,none"}
BOTH = {"acc": "acc,none", "acc_norm": "acc_norm,none"}


def validation(rows):
    return {"train": rows, "validation": rows}


def test(rows):
    return {"train": rows, "validation": rows, "test": rows}


def labelled(form):
    """Rows of a file whose labels stand in a second one."""
    return lambda path, labels: validation([form(row, label) for row, label in zip(jsonl(path), lines(labels))])


def hellaswag_rows(data):
    """The published sample has ctx alone, which is ctx_a where ctx_b is empty."""
    return [
        {"ind": r["ind"], "activity_label": r["activity_label"], "ctx_a": r["ctx"], "ctx_b": "", "ctx": r["ctx"],
         "endings": r["endings"], "split": "val", "label": r["label"]}
        for r in jsonl(data.path("hellaswag/hellaswag_val_sample600.jsonl"))
    ]


def arc(path):
    return test([
        {"id": r["id"], "question": r["question"]["stem"], "answerKey": r["answerKey"],
         "choices": {"text": [c["text"] for c in r["question"]["choices"]], "label": [c["label"] for c in r["question"]["choices"]]}}
        for r in jsonl(path)
    ])


def openbookqa(path):
    return {s: [{**r, "question_stem": r["question"]} for r in rows] for s, rows in arc(path).items()}


def commonsense_qa(path, *train):
    rows = {name: [
        {"id": r["id"], "question": r["question"]["stem"], "question_concept": r["question"].get("question_concept", ""),
         "choices": {"label": [c["label"] for c in r["question"]["choices"]], "text": [c["text"] for c in r["question"]["choices"]]},
         "answerKey": r["answerKey"]}
        for r in jsonl(p)
    ] for name, p in zip(["validation", "train"], [path, *train])}
    return {"train": rows["validation"], **rows}


CASES = [
    Case("hellaswag", "hellaswag", {"hellaswag": [hellaswag_rows]},
         lambda p: validation(jsonl(p)), BOTH, own=["hellaswag.jsonl"]),
    Case("hellaswag", "hellaswag", {"hellaswag": [hellaswag_rows]},
         lambda p: validation(jsonl(p)), BOTH, shots=3, limit=50, suffix=" 3-shot"),
    Case("piqa", "piqa", {"piqa": ["piqa/valid.jsonl", "piqa/valid-labels.lst"]},
         labelled(lambda r, label: {**r, "label": int(label)}), BOTH, own=["piqa.jsonl", "piqa-labels.lst"]),
    Case("siqa", "social_iqa", {"siqa": ["siqa/dev.jsonl", "siqa/dev-labels.lst"]},
         labelled(lambda r, label: {**r, "label": label}), ACC, own=["siqa.jsonl", "siqa-labels.lst"]),
    Case("winogrande", "winogrande", {"winogrande": ["winogrande/dev.jsonl"]},
         lambda p: validation(jsonl(p)), ACC, own=["winogrande.jsonl"]),
    Case("winogrande", "winogrande", {"winogrande": ["winogrande/dev.jsonl"]},
         lambda p: validation(jsonl(p)), ACC, shots=5, limit=50, suffix=" 5-shot"),
    Case("arc_easy", "arc_easy", {"arc_easy": ["arc/ARC-Easy-Test.jsonl"]}, arc, BOTH, library="arc", own=["arc.jsonl"]),
    Case("arc_challenge", "arc_challenge", {"arc_challenge": ["arc/ARC-Challenge-Test.jsonl"]}, arc, BOTH, library="arc"),
    Case("openbookqa", "openbookqa", {"openbookqa": ["openbookqa/test.jsonl"]}, openbookqa, BOTH, own=["openbookqa.jsonl"]),
    Case("commonsense_qa", "commonsense_qa", {"commonsense_qa": ["commonsenseqa/dev_rand_split.jsonl"]},
         commonsense_qa, ACC, own=["commonsense_qa.jsonl"]),
]
