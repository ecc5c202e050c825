"""Questions that are answered in words: NaturalQuestions, TriviaQA, SQuAD, BIG-Bench Hard."""

import json
import re

from cases import HERE, Case, jsonl

# Documents of a case that is generated: the harness takes a while to write for each.
SHORT = 4

# Tokens that are written for an answer of BIG-Bench Hard, in place of 1,024 for its chains of thought: prompts
# fill the context of a small model, which would have no room for more.
BRIEF = 24


def nq_train(data):
    """Questions to be solved in advance. The published split of them is not at hand: these are later lines of the other."""
    return jsonl(data.path("naturalquestions/NQ-open.dev.jsonl"))[1000:1500]


def questions(test, train):
    return {"validation": jsonl(test), "train": jsonl(train)}


def trivia(first, end):
    """Lines of the file at hand in the published form: questions that are prompts there, and their answers."""
    def made(data):
        rows = jsonl(data.path("triviaqa/triviaqa_sm_sub.jsonl"))[first:end]
        question = lambda r: r["context"].removeprefix("Question: ").removesuffix("\nAnswer:")
        return json.dumps({"Data": [{"Question": question(r), "Answer": {"Value": r["answer"], "Aliases": r["aliases"]}} for r in rows]})
    return made


def triviaqa(test, train):
    rows = lambda path: [
        {"question": r["Question"], "answer": {"value": r["Answer"]["Value"], "aliases": r["Answer"]["Aliases"]}}
        for r in json.load(open(path, encoding="utf-8"))["Data"]
    ]
    return {"validation": rows(test), "train": rows(train)}


def squad(path):
    rows = [
        {"id": q["id"], "title": article["title"], "context": p["context"], "question": q["question"],
         "answers": {"text": [a["text"] for a in q["answers"]], "answer_start": [a["answer_start"] for a in q["answers"]]}}
        for article in json.load(open(path, encoding="utf-8"))["data"] for p in article["paragraphs"] for q in p["qas"]
    ]
    return {"train": rows, "validation": rows}


def squad2_sample(data):
    """Two questions of the sample at hand have one id, by which the harness's program counts."""
    sample = json.loads(data.path("squad/squad2.sample.json").read_text(encoding="utf-8"))
    for article in sample["data"]:
        for p in article["paragraphs"]:
            for i, q in enumerate(p["qas"]):
                q["id"] += f"-{i}"
    return json.dumps(sample)


# Of two requests for a question the library has the first: the other is the probability of the word "unanswerable".
FIRST = [0]
PERCENT = lambda v: v / 100
SQUAD = {"answer_match": "exact,none", "f1": "f1,none"}
HAS_ANSWER = {"has_answer_match": "HasAns_exact,none", "has_answer_f1": "HasAns_f1,none"}


def bbh(path, prompts):
    return {"test": json.load(open(path, encoding="utf-8"))["examples"]}  # of prompts the harness has its own


def tasks():
    """The tasks of BIG-Bench Hard, as the library has them."""
    text = (HERE.parent.parent / "stages" / "library" / "bbh.hcl").read_text()
    return re.findall(r'^    (\w+) += "[^"]', text[text.index("locals {"):], re.M)


SPACE = ("the harness scores an answer with the space before it, if the vocabulary is not SentencePiece's, and then none is right; "
         "here the space is dropped with every vocabulary")


def big_bench(task):
    own = ["bbh.json", f"bbh/cot-prompts/{task}.txt"] if task == "navigate" else []
    files = {"bbh": [f"bbh/{task}.json"], "bbh_prompts": [f"bbh/cot-prompts/{task}.txt"]}
    asked = {"limit": SHORT, "tokens": BRIEF, "library": "bbh", "own": own}
    yield Case(f'bbh["{task}"]', "bbh_cot_fewshot_" + task, files, bbh, {"exact_match": "exact_match,get-answer"}, **asked)
    yield Case(f'bbh_direct["{task}"]', "bbh_fewshot_" + task, files, bbh, {"exact_match": "exact_match,none"}, **asked, fault=SPACE)


NQ = {"nq_open": ["naturalquestions/NQ-open.dev.jsonl"], "nq_open_train": [nq_train]}
TRIVIA = [trivia(0, 100), trivia(1000, 1500)]
MATCH = {"exact_match": "exact_match,remove_whitespace"}

CASES = [
    Case("nq_open", "nq_open", NQ, questions, MATCH, shots=5, limit=8, own=["nq_open.jsonl", "nq_open_train.jsonl"]),
    *[Case(f'nq_open_shots["{n}"]', "nq_open", NQ, questions, MATCH, shots=n, limit=SHORT, library="nq_open") for n in (0, 1, 64)],
    Case("triviaqa", "triviaqa", {"triviaqa": TRIVIA[:1], "triviaqa_train": TRIVIA[1:]}, triviaqa, MATCH, shots=5, limit=8,
         own=["triviaqa.json", "triviaqa_train.json"]),
    Case("triviaqa_wiki", "triviaqa", {"triviaqa_wiki": TRIVIA[:1], "triviaqa_wiki_train": TRIVIA[1:]}, triviaqa, MATCH, shots=5, limit=SHORT,
         library="triviaqa"),
    *[Case(f'triviaqa_wiki_shots["{n}"]', "triviaqa", {"triviaqa_wiki": TRIVIA[:1], "triviaqa_wiki_train": TRIVIA[1:]}, triviaqa, MATCH,
           shots=n, limit=SHORT, library="triviaqa") for n in (0, 1, 64)],
    Case("squad", "squadv2", {"squad": ["squad/dev-v1.1.part1.json"]}, squad, SQUAD, limit=SHORT, order=FIRST, value=PERCENT,
         program="squad_v2", own=["squad.json"]),
    Case("squad2", "squadv2", {"squad2": [squad2_sample]}, squad, HAS_ANSWER, limit=8, order=FIRST, value=PERCENT,
         program="squad_v2", library="squad", own=["squad2.json"]),
    Case("squadv2", "squadv2", {"squad2": [squad2_sample]}, squad, SQUAD | HAS_ANSWER | {"no_answer_match": "NoAns_exact,none"},
         limit=8, order=FIRST, value=PERCENT, program="squad_v2", library="squad", own=["squad2.json"]),
    *[case for task in tasks() for case in big_bench(task)],
]
