"""What a model writes: translations, summaries, programs."""

import gzip
import json

from cases import Case, jsonl, lines

SHORT = 4
CORPUS = {"bleu": "bleu,none", "chrf": "chrf,none", "ter": "ter,none"}
NAMES = {"en": "English", "de": "German", "fr": "French"}

# The harness has WMT's texts, and the library asks about others as it does about those.
PAIRS = {"en-de": "wmt16-en-de", "de-en": "wmt16-de-en", "en-fr": "wmt14-en-fr", "fr-en": "wmt14-fr-en"}


def aligned(*paths):
    text = lambda p: gzip.open(p, "rt", encoding="utf-8").read().splitlines() if p.suffix == ".gz" else lines(p)
    rows = [{"translation": dict(zip(NAMES, row))} for row in zip(*map(text, paths))]
    return {"train": rows, "validation": rows, "test": rows}


def stories(data):
    """Stories of the archives of CNN, in the columns of the published split."""
    for path in sorted(data.path("document/summarization/cnn_stories").glob("*.story")):
        article, *highlights = path.read_text(encoding="utf-8").split("@highlight")
        yield {"article": article.strip(), "highlights": "\n".join(h.strip() for h in highlights)}


def humaneval(path):
    return {"test": [json.loads(line) for line in (gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8"))]}


def mbpp(path, examples):
    return {"test": jsonl(path)[10:510]}  # of examples the harness has its own


CASES = [
    *[Case(f'multi30k["{pair}"]', task,
           {"multi30k": [f"sentence/translation/multi30k/test_2016_flickr.{language}.gz" for language in NAMES]},
           aligned, CORPUS, limit=8, own=[f"multi30k.{language}" for language in NAMES] if pair == "de-en" else [])
      for pair, task in PAIRS.items()],
    *[Case(f'flores["{pair}"]', task,
           {"flores": [f"sentence/translation/flores200/dev/{language}_Latn.dev" for language in ("eng", "deu", "fra")]},
           aligned, CORPUS, limit=8)
      for pair, task in PAIRS.items()],
    Case("cnn_dailymail", "cnn_dailymail_abisee", {"cnn_dailymail": [stories]}, lambda p: {"test": jsonl(p)},
         {"rouge1": "rouge1,none", "rouge2": "rouge2,none", "rougel": "rougeL,none"}, limit=SHORT, own=["cnn_dailymail.jsonl"]),
    Case("humaneval", "humaneval", {"humaneval": ["humaneval/HumanEval.jsonl.gz"]}, humaneval, {"pass@1": "pass@1,create_test"},
         limit=SHORT, tokens=64, program="code_eval", own=["humaneval.jsonl"],
         fault="with a vocabulary of SentencePiece the harness loses the first of the spaces that a body is indented by, so that "
               "one of several lines does not run; here it is kept"),
    Case("mbpp", "mbpp", {"mbpp": ["mbpp/mbpp.jsonl"], "mbpp_examples": ["mbpp/mbpp.jsonl"]}, mbpp, {"pass@1": "pass_at_1,none"},
         limit=SHORT, tokens=64, program="code_eval", own=["mbpp.jsonl", "mbpp/mbpp.jsonl"]),
]
