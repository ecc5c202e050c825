"""Writes peers.json, the figures that other people's packages give for random
cases. TestPeers compares; the package itself needs none of them.

    python3 -m venv v && v/bin/pip install sacrebleu==2.6.0 rouge-score==0.1.2 \
        scipy==1.17.1 scikit-learn==1.9.1 nltk==3.10.4 lm-eval==0.4.13
    v/bin/python peers.py > peers.json

Arguments: number of cases of each kind (40), seed (1).
"""

import collections
import json
import random
import re
import string
import sys
import warnings

import numpy
import sacrebleu
import scipy.stats
import sklearn.metrics
from lm_eval.tasks.hendrycks_math.utils import is_equiv
from rouge_score import rouge_scorer
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

warnings.simplefilter("ignore")  # constant input, zero division

WORDS = """the a an cat cats sat sitting on mat mats dog's U.S. 3.14 1,000.50 10-12 well-known end-
don't (see) [1] {x} ~y a/b x=y & &amp; &quot;hi&quot; &lt;b&gt; <skipped> ... ! ? , . ; : - -- – “quoted”
naïve café 東京 ǅ İstanbul ΟΔΟΣ ﬁne K ½ x² _under_ under_score The A AN e.g. i.e. $5 5% #tag @you
running runner runs easily happily relational conditional generalization dying skies news innings
controlling probate agreed plastered motoring ties died hopping filing fully logically""".split()
SPACES = [" "] * 12 + ["  ", "\n", "\t", "\u00a0", "\u3000", "-\n", "\x1c", ""]


def text(r, most=14):
    out = ""
    for _ in range(r.randrange(most)):
        out += r.choice(WORDS) + r.choice(SPACES)
    return out


def near(r, s):
    """A text that shares much with s."""
    words = re.split(r"( +)", s)
    return "".join(w if r.random() < 0.75 else r.choice(WORDS) for w in words)


def bleu_and_chrf(r):
    hyps, refs = [], []
    for _ in range(r.randrange(1, 5)):
        refs.append([text(r) for _ in range(2)])
        hyps.append(near(r, r.choice(refs[-1])) if r.random() < 0.9 else text(r, 4))
    sets = list(zip(*refs))
    return {
        "hyps": hyps,
        "refs": refs,
        "bleu": sacrebleu.corpus_bleu(hyps, sets).score,
        "chrf": sacrebleu.corpus_chrf(hyps, sets).score,
        "ter": sacrebleu.corpus_ter(hyps, sets).score,
        "tokens": Tokenizer13a()(hyps[0]),
    }


def shuffled(r, s):
    """A text in which blocks of words of s stand elsewhere."""
    words = s.split(" ")
    for _ in range(r.randrange(4)):
        start, n = r.randrange(len(words)), r.randrange(1, 12)
        block, rest = words[start:start + n], words[:start] + words[start + n:]
        to = r.randrange(len(rest) + 1)
        words = rest[:to] + block + rest[to:]
    return " ".join(words)


def ter(r):
    """A segment whose words mostly differ, or repeat a few, or are very many more on one side."""
    size, words = r.choice([3, 12, 40, 120]), r.choice([3, 8, 60])
    refs = [" ".join("w%d" % r.randrange(words) for _ in range(r.randrange(size))) for _ in range(r.choice([1, 1, 3]))]
    hyp = shuffled(r, near(r, r.choice(refs)))
    if r.random() < 0.2:
        hyp = " ".join("W%d" % r.randrange(words) for _ in range(r.randrange(120)))
    return {"hyp": hyp, "refs": refs, "ter": sacrebleu.corpus_ter([hyp], [[x] for x in refs]).score}


def rouge(r):
    reference = text(r, 25)
    prediction = near(r, reference)
    case = {"reference": reference, "prediction": prediction}
    names = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    for key, stem in (("plain", False), ("stemmed", True)):
        s = rouge_scorer.RougeScorer(names, use_stemmer=stem).score(reference, prediction)
        case[key] = [[s[n].precision, s[n].recall, s[n].fmeasure] for n in names]
    return case


def stems():
    from nltk.stem import porter

    stemmer = porter.PorterStemmer()
    r = random.Random(7)
    endings = """s es ies ied sses ed eed ing y ational tional enci anci izer abli alli entli eli ousli ization ation
        ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance
        ence er ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize e le l ll""".split()
    words = ["sky", "skies", "dying", "lying", "tying", "news", "inning", "innings", "outing", "outings", "canning",
             "cannings", "howe", "proceed", "exceed", "succeed", "ties", "dies", "mules", "flies", "spied", "enjoy"]
    while len(words) < 400:
        stem = "".join(r.choice("bcdfglmnprstvwxyz") + r.choice(["a", "e", "i", "o", "u", "y", "ee", "ai", ""])
                       for _ in range(r.randrange(1, 4)))
        words.append(stem + r.choice(["", r.choice("bdlnrstz"), "ll", "ss", "tt"]) + r.choice(endings))
    return {w: stemmer.stem(w) for w in words}


def correlation(r):
    n = r.randrange(2, 25)
    x = [r.choice([r.gauss(0, 1), float(r.randrange(4))]) for _ in range(n)]
    y = [r.choice([r.gauss(0, 1), float(r.randrange(4)), v]) for v in x]
    return {"x": x, "y": y, "pearson": none(scipy.stats.pearsonr(x, y)[0]), "spearman": none(scipy.stats.spearmanr(x, y)[0])}


def none(x):
    return None if numpy.isnan(x) else float(x)


def classification(r):
    n, k = r.randrange(1, 30), r.randrange(2, 6)
    gold = [r.randrange(k) for _ in range(n)]
    pred = [g if r.random() < 0.5 else r.randrange(k) for g in gold]
    m = sklearn.metrics
    ones = [[int(c == 1) for c in side] for side in (gold, pred)]
    return {
        "gold": gold, "pred": pred,
        "accuracy": m.accuracy_score(gold, pred),
        "macro": m.f1_score(gold, pred, average="macro", zero_division=0),
        "micro": m.f1_score(gold, pred, average="micro", zero_division=0),
        "weighted": m.f1_score(gold, pred, average="weighted", zero_division=0),
        "binary": m.f1_score(*ones, zero_division=0),
        "mcc": m.matthews_corrcoef(gold, pred),
    }


def normalize(s):
    """SQuAD's normalisation, in the words of its evaluation script: lower case,
    no punctuation, no articles, white space squeezed."""
    s = "".join(c for c in s.lower() if c not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", s).split())


def answers(r):
    golds = [text(r, 6) for _ in range(r.randrange(1, 4))]
    prediction = near(r, r.choice(golds))
    p = normalize(prediction).split()
    exact, f1 = 0.0, 0.0
    for g in map(normalize, golds):
        exact = max(exact, float(normalize(prediction) == g))
        same = sum((collections.Counter(p) & collections.Counter(g.split())).values())
        if not p or not g:
            f1 = max(f1, float(not p and not g))
        elif same:
            precision, recall = same / len(p), same / len(g.split())
            f1 = max(f1, 2 * precision * recall / (precision + recall))
    return {"golds": golds, "prediction": prediction, "normal": normalize(prediction), "exact": exact, "f1": f1}


PIECES = """\\frac \\dfrac \\tfrac \\sqrt { } 1 2 3 x y 0 . 0.5 .5 / - + = k= abc= \\left \\right ( ) , \\! \\\\ ^\\circ
^{\\circ} \\$ $ \\% % \\text{ \\text cm ½ ٣ 1_0 007 \\pi {. é""".split() + [" ", " .", "\n", "\t", " "]


def math_texts(r):
    """Two texts of which one is often the other, written otherwise."""
    a = [r.choice(PIECES) for _ in range(r.randrange(1, 7))]
    b = [r.choice(PIECES) if r.random() < 0.1 else x for x in a]
    for _ in range(r.randrange(3)):
        b.insert(r.randrange(len(b) + 1), r.choice([" ", "\\!", "\n", "\\left", "\\right", "\\$", "^\\circ", "\\text{ cm"]))
    swap = {"\\frac": "\\dfrac", ".5": "0.5", "0.5": "1/2"}
    b = [swap.get(x, x) if r.random() < 0.5 else x for x in b]
    a, b = "".join(a), "".join(b)
    return {"a": a, "b": b, "equal": is_equiv(a, b)}


def refusals(r):
    """find_best_thresh of SQuAD 2.0's evaluation script, in its words: probabilities may tie."""
    n = r.randrange(1, 12)
    scores = {i: r.choice([0.0, 1.0, r.random()]) for i in range(n)}
    has_any = {i: r.random() < 0.6 for i in range(n)}
    answered = {i: r.random() < 0.8 for i in range(n)}
    na_probs = {i: r.choice([r.random(), r.randrange(4) / 4]) for i in range(n)}
    best = now = sum(1 for i in has_any if not has_any[i])
    threshold = 0.0
    for i in sorted(na_probs, key=lambda k: na_probs[k]):
        now += scores[i] if has_any[i] else (-1 if answered[i] else 0)
        if now > best:
            best, threshold = now, na_probs[i]
    return {"answers": [{"score": scores[i], "answered": answered[i], "hasAny": has_any[i], "noAnswer": na_probs[i]} for i in range(n)],
            "best": best / n, "threshold": threshold}


def pass_at_k(r):
    n = r.randrange(1, 120)
    c, k = r.randrange(n + 1), r.randrange(1, n + 1)
    value = 1.0 if n - c < k else float(1.0 - numpy.prod(1.0 - k / numpy.arange(n - c + 1, n + 1)))
    return {"n": n, "c": c, "k": k, "value": value}


def main():
    n, seed = (list(map(int, sys.argv[1:])) + [40, 1][len(sys.argv) - 1:])[:2]
    r = random.Random(seed)
    kinds = {"corpora": bleu_and_chrf, "rouge": rouge, "correlations": correlation,
             "classifications": classification, "answers": answers, "passes": pass_at_k}
    all_cases = {name: [make(r) for _ in range(n)] for name, make in kinds.items()}
    all_cases["stems"] = stems()
    all_cases["ters"] = [ter(r) for _ in range(n)]
    all_cases["mathTexts"] = [math_texts(r) for _ in range(4 * n)]
    all_cases["refusals"] = [refusals(r) for _ in range(2 * n)]
    json.dump(all_cases, sys.stdout, ensure_ascii=False, indent=None, separators=(",", ":"))
    print()


main()
