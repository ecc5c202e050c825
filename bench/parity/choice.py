"""Multiple choice and likelihood: cases of the library's files, in the order of the table."""

import json
import re

from cases import HERE, Case, jsonl, lines, table

ACC = {"acc": "acc,none"}
LAMBADA = {"target_perplexity": "perplexity,none", "greedy_match": "acc,none"}
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


def superglue(**labels):
    """A SuperGLUE file, whose labels the harness has as numbers."""
    def splits(path):
        rows = []
        for r in jsonl(path):
            label = str(r["label"] if "label" in r else r["answer"]).lower()
            row = {k: v for k, v in r.items() if k not in ("answer", "title", "target", "version")}
            rows.append({**row, **r.get("target", {}), "label": labels.get(label, int(label) if label.isdigit() else None), "idx": len(rows)})
        return validation(rows)
    return splits


TRUTH = superglue(false=0, true=1)


def multirc(path):
    return validation([
        {"paragraph": p["passage"]["text"], "question": q["question"], "answer": a["text"], "label": a["label"],
         "idx": {"paragraph": p["idx"], "question": q["idx"], "answer": a["idx"]}}
        for p in jsonl(path) for q in p["passage"]["questions"] for a in q["answers"]
    ])


def mmlu(test_file, dev_file):
    rows = [
        [{"question": r["question"], "choices": [r[c] for c in "ABCD"], "answer": "ABCD".index(r["answer"])} for r in table(p, COLUMNS)]
        for p in (test_file, dev_file)
    ]
    return {"test": rows[0], "dev": rows[1]}


COLUMNS = ["question", "A", "B", "C", "D", "answer"]


def agieval(path):
    """What hails/agieval-* makes of a published row, as its authors prompt without shots."""
    return {"test": [
        {"query": f"{r['passage'] or ''}Q: {r['question']} Answer Choices: {' '.join(r['options'])}\n"
                  f"A: Among A through {'ABCDE'[len(r['options']) - 1]}, the answer is",
         "choices": r["options"], "gold": ["ABCDE".index(r["label"])]}
        for r in jsonl(path)
    ]}


def truthfulqa(path):
    targets = lambda t: {"choices": list(t), "labels": list(t.values())}
    return {"validation": [
        {"question": r["question"], "mc1_targets": targets(r["mc1_targets"]), "mc2_targets": targets(r["mc2_targets"])}
        for r in json.load(open(path, encoding="utf-8"))
    ]}


def lambada_rows(data):
    """The file at hand has the passage in two parts."""
    return [{"text": r["context"] + " " + r["continuation"]} for r in jsonl(data.path("lambada/lambada_openai.head1000.jsonl"))]


def wikitext_file(data):
    """The file at hand is the tokenized one, in which rare words are "<unk>". The raw one has none:
    to the tokenizers it would be a special token of which the harness and pipe think differently."""
    return open(data.path("pretrain/wikitext-2/valid.txt"), encoding="utf-8").read().replace("<unk>", "unknown")


def pages(path):
    """Pages as EleutherAI/wikitext_document_level cuts them."""
    page, found = [], []
    for line in open(path, encoding="utf-8").read().split("\n"):
        heading = line.replace("= = =", "===").replace("= =", "==").strip()
        if heading.startswith("= ") and heading.endswith(" ="):
            found.append("\n".join(page))
            page = []
        page.append(line)
    found.append("\n".join(page))
    return {s: [{"page": p} for p in found if p.strip()] for s in ("train", "validation", "test")}


def later(name, first):
    """Later lines of a file, to be solved in advance: the published split of such is not at hand."""
    return lambda data: jsonl(data.path(name))[first:]


def solved_before(splits):
    """The splits of two files, of documents and of those that are solved in advance."""
    return lambda path, train: {**splits(path), "train": splits(train)["train"]}


def sst2_rows(data):
    """The file at hand has no heading, and no space at the end of a sentence, as GLUE's has."""
    return "sentence\tlabel\n" + "".join(line.replace("\t", " \t") + "\n" for line in lines(data.path("sentence/sentiment/SST2/dev.tsv")))


def sst2(path):
    rows = [line.split("\t") for line in lines(path)[1:]]
    return validation([{"sentence": sentence, "label": int(label), "idx": i} for i, (sentence, label) in enumerate(rows)])


def subjects():
    """The subjects of MMLU, as the library has them."""
    text = (HERE.parent.parent / "stages" / "library" / "mmlu.hcl").read_text()
    locals_ = text[text.index("locals {"):]
    return sorted(re.findall(r'^    (\w+) += \d+$', locals_, re.M))


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
    Case("commonsense_qa", "commonsense_qa", {"commonsense_qa": ["commonsenseqa/dev_rand_split.jsonl"]},
         commonsense_qa, ACC, shots=7, limit=50, suffix=" 7-shot"),
    Case("commonsense_qa_7shot", "commonsense_qa",
         {"commonsense_qa": ["commonsenseqa/dev_rand_split.jsonl"], "commonsense_qa_train": ["commonsenseqa/train_rand_split.head2000.jsonl"]},
         commonsense_qa, ACC, shots=7, limit=20, library="commonsense_qa"),
    Case('hellaswag_shots["10"]', "hellaswag",
         {"hellaswag": [hellaswag_rows], "hellaswag_train": [lambda data: hellaswag_rows(data)[300:]]},
         solved_before(lambda p: validation(jsonl(p))), BOTH, shots=10, limit=10, library="hellaswag"),
    Case('arc_challenge_shots["25"]', "arc_challenge",
         {"arc_challenge": ["arc/ARC-Challenge-Test.jsonl"], "arc_challenge_train": ["arc/ARC-Challenge-Dev.jsonl"]},
         solved_before(arc), BOTH, shots=25, limit=10, library="arc"),
    Case('winogrande_shots["5"]', "winogrande",
         {"winogrande": ["winogrande/dev.jsonl"], "winogrande_train": [later("winogrande/dev.jsonl", 600)]},
         solved_before(lambda p: validation(jsonl(p))), ACC, shots=5, limit=10, library="winogrande"),
    Case("boolq", "boolq", {"boolq": ["boolq/val.jsonl"]}, TRUTH, ACC, own=["boolq.jsonl"]),
    Case("copa", "copa", {"copa": ["superglue/COPA/val.jsonl"]}, superglue(), ACC, own=["copa.jsonl"]),
    Case("copa", "copa", {"copa": ["superglue/COPA/val.jsonl"]}, superglue(), ACC, shots=2, limit=50, suffix=" 2-shot"),
    Case("rte", "sglue_rte", {"rte": ["superglue/RTE/val.jsonl"]}, superglue(entailment=0, not_entailment=1), ACC, own=["rte.jsonl"]),
    Case("cb", "cb", {"cb": ["superglue/CB/val.jsonl"]}, superglue(entailment=0, contradiction=1, neutral=2),
         {"acc": "acc,none", "macro_f1": "f1,none"}, own=["cb.jsonl"]),
    Case("wsc", "wsc", {"wsc": ["superglue/WSC/val.jsonl"]}, TRUTH, ACC, own=["wsc.jsonl"]),
    Case("multirc", "multirc", {"multirc": ["superglue/MultiRC/val.jsonl"]}, multirc, ACC, own=["multirc.jsonl"],
         order=[1, 0], value=lambda acc: 1 - acc,
         fault="the harness's first choice is \"yes\", and 1 the label of a right answer, so that \"no\" counts as right: "
               "its accuracy is one less the true one, which is what stands here under theirs"),
    Case("wic", "wic", {"wic": ["word/wic/val.jsonl"]}, TRUTH, ACC, own=["wic.jsonl"]),
    *[Case(f'mmlu["{s}"]', f"mmlu_{s}", {"mmlu": [f"mmlu/test/{s}_test.csv"], "mmlu_dev": [f"mmlu/dev/{s}_dev.csv"]}, mmlu, ACC,
           shots=5, limit=10, own=["mmlu_test.csv", "mmlu_dev.csv"] if s == "astronomy" else []) for s in subjects()],
    *[Case(f'agieval["{t}"]', "agieval_" + t.replace("-", "_"), {"agieval": [f"agieval/{t}.jsonl"]}, agieval, BOTH, limit=20,
           own=["agieval.jsonl"] if t == "sat-en" else [])
      for t in ["aqua-rat", "gaokao-english", "logiqa-en", "lsat-ar", "lsat-lr", "lsat-rc", "sat-en", "sat-en-without-passage", "sat-math"]],
    Case("sst2", "sst2", {"sst2": [sst2_rows]}, sst2, ACC, own=["sst2.tsv"]),
    Case("toxigen_hateful", "toxigen", {"toxigen_annotated": ["rows/toxigen.jsonl"]}, lambda p: test(jsonl(p)), BOTH, library="toxigen"),
    Case("truthfulqa_mc1", "truthfulqa_mc1", {"truthfulqa": ["truthfulqa/mc_task.json"]}, truthfulqa, ACC, library="truthfulqa", own=["truthfulqa.json"]),
    Case("truthfulqa_mc2", "truthfulqa_mc2", {"truthfulqa": ["truthfulqa/mc_task.json"]}, truthfulqa, {"gold_mass": "acc,none"},
         library="truthfulqa", own=["truthfulqa.json"]),
    Case("lambada_openai", "lambada_openai", {"lambada_openai": [lambada_rows]}, lambda p: test(jsonl(p)), LAMBADA,
         library="lambada", delimiter="", own=["lambada.jsonl"]),
    Case("lambada_standard", "lambada_standard", {"lambada_standard": ["rows/lambada.txt"]}, lambda p: test([{"text": t} for t in lines(p)]),
         LAMBADA, library="lambada", delimiter=""),
    Case("wikitext", "wikitext", {"wikitext": [wikitext_file]}, pages,
         {m: m + ",none" for m in ("word_perplexity", "byte_perplexity", "bits_per_byte")}, limit=12, own=["wikitext.txt"],
         model_args={"add_bos_token": False},
         fault="where the tokenizer itself begins a text with <s>, the harness has it twice before a whole text, and scores the "
               "second as a part of it; it is compared with add_bos_token=False, with which there is one"),
]
