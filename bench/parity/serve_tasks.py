"""The tasks on which lm-evaluation-harness, driving `pipe serve`, is held against `pipe run`.

Both read the same rows, written by this file from published data: what a model is asked is rendered once, so
that only the way to the model differs.
"""

import csv
import json
import os

CHOICE, LIKELIHOOD, ROLLING, TEXT = "multiple_choice", "loglikelihood", "loglikelihood_rolling", "generate_until"


class Task:
    """A task of one request type.

    rows yields the documents; shots are the first documents of the file, which are not asked themselves.
    """

    def __init__(self, name, kind, rows, metrics, shots=0, stop=None, max_tokens=0):
        self.name, self.kind, self.rows, self.metrics = name, kind, rows, metrics
        self.shots, self.stop, self.max_tokens = shots, stop, max_tokens


def jsonl(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def labelled(path, labels):
    """Rows of a JSONL file with the line of another file as their label."""
    with open(labels, encoding="utf-8") as f:
        for row, label in zip(jsonl(path), f):
            yield row, label.strip()


def choice(prompt, choices, gold):
    return {"prompt": prompt, "choices": choices, "gold": gold}


def hellaswag(data):
    for r in jsonl(data + "/hellaswag/hellaswag_val_sample600.jsonl"):
        yield choice(r["activity_label"] + ": " + r["ctx"], r["endings"], r["label"])


def piqa(data):
    for r, label in labelled(data + "/piqa/valid.jsonl", data + "/piqa/valid-labels.lst"):
        yield choice("Question: %s\nAnswer:" % r["goal"], [r["sol1"], r["sol2"]], int(label))


def arc(name):
    def rows(data):
        for r in jsonl(data + "/arc/" + name):
            options = r["question"]["choices"]
            gold = [o["label"] for o in options].index(r["answerKey"])
            yield choice("Question: %s\nAnswer:" % r["question"]["stem"], [o["text"] for o in options], gold)
    return rows


def openbookqa(data):
    for r in jsonl(data + "/openbookqa/test.jsonl"):
        options = r["question"]["choices"]
        yield choice(r["question"]["stem"], [o["text"] for o in options], "ABCD".index(r["answerKey"]))


def boolq(data):
    for r in jsonl(data + "/boolq/val.jsonl"):
        yield choice("%s\nQuestion: %s?\nAnswer:" % (r["passage"], r["question"]), ["no", "yes"], ["false", "true"].index(r["label"]))


def copa(data):
    for r in jsonl(data + "/superglue/COPA/val.jsonl"):
        word = {"cause": "because", "effect": "therefore"}[r["question"]]
        endings = [c[0].lower() + c[1:] for c in (r["choice1"], r["choice2"])]
        yield choice(r["premise"].strip()[:-1] + " " + word, endings, r["label"])


def sst2(data):
    with open(data + "/sentence/sentiment/SST2/dev.tsv", encoding="utf-8") as f:
        for text, label in csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield choice(text + "\nQuestion: Is this sentence positive or negative?\nAnswer:", ["negative", "positive"], int(label))


def lambada(data):
    for r in jsonl(data + "/lambada/lambada_openai.head1000.jsonl"):
        yield {"prompt": r["context"], "target": " " + r["continuation"]}


def stories(data):
    with open(data + "/pretrain/tinystories/tinystories_train.head2MiB.txt", encoding="utf-8") as f:
        for story in f.read().split("<|endoftext|>"):
            yield story.strip()


def story_word(data):
    """The last word of the first paragraph of a story, as LAMBADA asks for the last word of a passage."""
    for story in stories(data):
        words = story.split("\n")[0].split()
        if len(words) > 12:
            yield {"prompt": " ".join(words[:-1]), "target": " " + words[-1]}


def story_end(data):
    for story in stories(data):
        words = story.split()
        if len(words) > 80:
            yield {"prompt": " ".join(words[:50]), "target": " ".join(words[50:80])}


def story_text(data):
    for story in stories(data):
        yield {"text": story}


def wikitext(data):
    """Articles, cut short so that some fill the model's context once and some several times."""
    with open(data + "/pretrain/wikitext-2/valid.txt", encoding="utf-8") as f:
        lines = [l.strip() for l in f if len(l.split()) > 20]
    for i in range(0, len(lines), 6):
        yield {"text": "\n".join(lines[i:i + 1 + i // 6 % 6])}


def gsm8k(data):
    for r in jsonl(data + "/gsm8k/test.jsonl"):
        yield {"prompt": "Question: %s\nAnswer:" % r["question"], "target": r["answer"].split("#### ")[1]}


def nq(data):
    for r in jsonl(data + "/naturalquestions/NQ-open.dev.jsonl"):
        yield {"prompt": "Q: %s?\nA:" % r["question"], "target": r["answer"][0]}


def tasks():
    yield Task("hellaswag", CHOICE, hellaswag, ["acc", "acc_norm"])
    yield Task("piqa", CHOICE, piqa, ["acc", "acc_norm"])
    yield Task("arc_easy", CHOICE, arc("ARC-Easy-Test.jsonl"), ["acc", "acc_norm"])
    yield Task("arc_challenge", CHOICE, arc("ARC-Challenge-Test.jsonl"), ["acc", "acc_norm"], shots=5)
    yield Task("openbookqa", CHOICE, openbookqa, ["acc", "acc_norm"])
    yield Task("boolq", CHOICE, boolq, ["acc"])
    yield Task("copa", CHOICE, copa, ["acc"])
    yield Task("sst2", CHOICE, sst2, ["acc"], shots=2)
    yield Task("lambada", LIKELIHOOD, lambada, ["acc", "perplexity"])
    yield Task("story_word", LIKELIHOOD, story_word, ["acc", "perplexity"])
    yield Task("wikitext", ROLLING, wikitext, ["word_perplexity", "byte_perplexity", "bits_per_byte"])
    yield Task("story_text", ROLLING, story_text, ["word_perplexity", "byte_perplexity", "bits_per_byte"])
    yield Task("gsm8k", TEXT, gsm8k, ["exact_match"], shots=2, stop=["Question:", "\n\n"], max_tokens=64)
    yield Task("nq_open", TEXT, nq, ["exact_match"], shots=5, stop=["\n", ".", ","], max_tokens=16)
    yield Task("story_end", TEXT, story_end, ["bleu", "chrf"], stop=["\n\n", "The end"], max_tokens=64)


def write_rows(task, data, limit, folder):
    """Write the rows of a task: the shots, and the documents that are asked."""
    names = [os.path.join(folder, task.name + part + ".jsonl") for part in (".shots", "")]
    rows = task.rows(data)
    for name, n in zip(names, (task.shots, limit)):
        with open(name, "w", encoding="utf-8") as f:
            for i in range(n):
                row = next(rows, None)
                if row is None:
                    break
                f.write(json.dumps(dict(row, id=str(i))) + "\n")
    return names


def harness_task(task, folder):
    """The task as lm-evaluation-harness reads it; a JSON file is YAML."""
    names = {"test": os.path.join(folder, task.name + ".jsonl")}
    if task.shots:
        names["train"] = os.path.join(folder, task.name + ".shots.jsonl")
    t = {
        "task": "serve_" + task.name, "dataset_path": "json", "dataset_kwargs": {"data_files": names},
        "test_split": "test", "output_type": task.kind, "doc_to_text": "{{prompt}}", "num_fewshot": task.shots,
        "metric_list": [{"metric": m, "aggregation": AGGREGATION.get(m, "mean"), "higher_is_better": True} for m in task.metrics],
        "metadata": {"version": 1},
    }
    if task.shots:
        t.update(training_split="train", fewshot_split="train", fewshot_config={"sampler": "first_n"})
    if task.kind == CHOICE:
        t.update(doc_to_choice="{{choices}}", doc_to_target="gold")
    elif task.kind == ROLLING:
        t.update(doc_to_text="", doc_to_target="{{text}}")
    else:
        t.update(doc_to_target="{{target}}")
    if task.kind == TEXT:
        t["generation_kwargs"] = {"until": task.stop, "max_gen_toks": task.max_tokens, "do_sample": False, "temperature": 0.0}
        t["filter_list"] = [{"name": "none", "filter": [{"function": "remove_whitespace"}, {"function": "take_first"}]}]
    return t


AGGREGATION = {
    "perplexity": "perplexity", "word_perplexity": "weighted_perplexity", "byte_perplexity": "weighted_perplexity",
    "bits_per_byte": "bits_per_byte", "bleu": "bleu", "chrf": "chrf",
}

# What pipe calls the metrics of a single scored continuation.
PIPE_METRIC = {LIKELIHOOD: {"acc": "greedy_match", "perplexity": "target_perplexity"}}


def pipe_metric(task, metric):
    return PIPE_METRIC.get(task.kind, {}).get(metric, metric)


def pipe_blocks(task):
    """The task as pipe reads it."""
    metrics = json.dumps([pipe_metric(task, m) for m in task.metrics])
    lines = ['dataset "%s" {' % task.name, '  source = "%s.jsonl"' % task.name, "}", ""]
    if task.shots:
        lines += ['dataset "%s_shots" {' % task.name, '  source = "%s.shots.jsonl"' % task.name, "}", ""]
    lines += ['benchmark "%s" {' % task.name, "  dataset = dataset.%s" % task.name, "  metrics = " + metrics]
    if task.shots:
        lines += ["  shots = %d" % task.shots, '  shot_method = "first"', "  shots_from = dataset.%s_shots" % task.name]
    lines += {
        CHOICE: ['  request = "multiple_choice"', "  prompt = doc.prompt", "  choices = doc.choices", "  answer = doc.gold"],
        LIKELIHOOD: ['  request = "multiple_choice"', "  prompt = doc.prompt", "  choices = [doc.target]", "  answer = 0", '  delimiter = ""'],
        ROLLING: ['  request = "perplexity"', "  prompt = doc.text"],
        TEXT: ['  request = "generate"', "  prompt = doc.prompt", "  answer = doc.target", "  stop = " + json.dumps(task.stop or []),
               "  max_tokens = %d" % task.max_tokens, '  filter "strip" {}'],
    }[task.kind]
    return "\n".join(lines + ["}", ""])
