"""Benchmarks of the library that are not compared, and why: one that is missing both here and among the cases is a
mistake."""

import re

import catalogue

OWN = "there is no such task in the harness; the prompt is ours"
DRAWN = "its texts are drawn at random; its prompts are those of {}"
SHOTS = "the harness's squadv2 cannot be asked with solved questions: its function of a prompt takes one argument and is given two"
SPECIAL = "there is no such task in the harness, which compares no vectors"

WHY = {
    "agieval_shots": "the harness asks these exams without examples: see agieval",
    "ag_news": OWN + ", as unitxt's is of another package",
    "bold": OWN,
    "dialogsum": OWN,
    "imdb": OWN,
    "movie_reviews": OWN,
    "quac": OWN,
    "quac_shots": OWN,
    "senseval": OWN,
    "trec": OWN,
    "wsd": OWN,
    "xsum": OWN + ", as unitxt's is of another package",
    "toxigen": "there is no such task in the harness: a classifier judges what is written. The harness's toxigen is toxigen_hateful",
    "gsm8k_self_consistency": DRAWN.format("gsm8k_cot"),
    "humaneval_pass1": DRAWN.format("humaneval"),
    "humaneval_pass100": DRAWN.format("humaneval"),
    "mbpp_pass1": DRAWN.format("mbpp"),
    "mbpp_pass80": DRAWN.format("mbpp"),
    "squad_shots": SHOTS,
    "squad2_shots": SHOTS,
    "wordsim353": SPECIAL,
    "simlex999": SPECIAL,
    "men": SPECIAL,
    "rare_words": SPECIAL,
}


def alone(library):
    """The reasons by name, for the library's benchmarks without a case."""
    names = sorted(n for f in library.glob("*.hcl") for n in re.findall(r'^benchmark "(\w+)"', f.read_text(encoding="utf-8"), re.M))
    compared = {c.benchmark.split("[")[0] for c in catalogue.CASES}
    left = [n for n in names if n not in compared]
    unknown = [n for n in left if n not in WHY] + [n for n in WHY if n not in left]
    if unknown:
        raise SystemExit(f"each benchmark of the library wants a case or a reason in alone.py, and only one of them: {', '.join(unknown)}")
    return {n: WHY[n] for n in left}
