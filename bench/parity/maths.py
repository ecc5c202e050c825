"""Problems of mathematics: GSM8K and MATH, whose answers are cut out of generated texts.

HumanEval and MBPP are not here: the harness computes pass@k by a program that it fetches from the
hub when it is asked. Their prompts are held against its by `go test ./stages -run LibraryPrompts`,
and their verdicts by the published solutions.
"""

from cases import Case, jsonl

# Documents of a case: the harness takes seconds to write 256 tokens for each.
SHORT = 8

WAYS = {f"exact_match.{way}": f"exact_match,{way}" for way in ("strict-match", "flexible-extract")}

# Ours: theirs.
SUBJECTS = {
    "algebra": "algebra", "counting_and_probability": "counting_and_prob", "geometry": "geometry",
    "intermediate_algebra": "intermediate_algebra", "number_theory": "num_theory", "prealgebra": "prealgebra", "precalculus": "precalc",
}


def gsm8k(test, train):
    return {"test": jsonl(test), "train": jsonl(train)}


def maths(path):
    rows = jsonl(path)
    return {"test": rows, "train": rows}  # of which none is a shot


CASES = [
    Case("gsm8k", "gsm8k", {"gsm8k": ["gsm8k/test.jsonl"], "gsm8k_train": ["gsm8k/train.jsonl"]}, gsm8k, WAYS,
         limit=SHORT, own=["gsm8k.jsonl", "gsm8k_train.jsonl"]),
    Case("gsm8k_cot", "gsm8k_cot", {"gsm8k": ["gsm8k/test.jsonl"]}, lambda test: {"test": jsonl(test)}, WAYS,
         library="gsm8k", limit=SHORT, own=["gsm8k.jsonl"]),
    *[Case(f'math["{s}"]', "minerva_math_" + task, {"math": [f"math/test/{s}.jsonl"]}, maths,
           {"math_equal": "exact_match,none"}, limit=SHORT, own=["math.jsonl"] if s == "algebra" else [])
      for s, task in SUBJECTS.items()],
    *[Case(f'hendrycks_math["{s}"]', "hendrycks_math_" + task, {"math": [f"math/test/{s}.jsonl"]}, maths,
           {"math_text_match": "exact_match,none"}, limit=4, tokens=48, library="math", own=["math.jsonl"] if s == "algebra" else [])
      for s, task in SUBJECTS.items()],
]
