"""Writes sentiment.json, the compound scores that NLTK's VADER gives random
texts with a lexicon of its own. TestSentimentPeers compares; the package itself
needs none of it.

    python3 -m venv v && v/bin/pip install nltk==3.10.4
    v/bin/python sentiment.py > sentiment.json

Arguments: number of texts (700), seed (1). With the path of a published lexicon as
a third, and of a file of texts, a line each, as a fourth, it scores these instead.
"""

import json
import random
import sys

from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

LEXICON = {
    "good": 1.9, "great": 3.1, "fine": 0.8, "lovely": 2.8, "glad": 2.0, "bad": -2.5, "dull": -1.7, "sad": -2.1,
    "awful": -2.0, "broken": -1.2, "kind": 2.4, "no": -1.2, ":)": 2.0, ":-(": -1.5, "well": 1.1, "odd": -1.3,
    "bomb": -2.2, "mustard": 0.1, "death": -2.9, "right": 0.0, "ass": -2.5, "café": 0.7,
}
PLAIN = """the mill boat was is and town so this never at least of to mouth hand cut kiss yeah sort just enough
but But BUT dog's a I x "well" (great) great, !good good! 'sad' sad: bad?? dull!!! glad?!? odd... Naïve STRASSE ß""".split()


def analyzer(path=None):
    a = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    a.constants = VaderConstants()
    if path is None:
        a.lexicon = LEXICON
    else:
        a.lexicon_file = open(path, encoding="utf-8").read()
        a.lexicon = {l.split("\t")[0]: float(l.split("\t")[1]) for l in a.lexicon_file.strip().split("\n")}
    return a


def text(r):
    rules = [w for w in list(VaderConstants.NEGATE) + list(VaderConstants.BOOSTER_DICT) if w.isascii()]
    rules.sort()
    idioms = sorted(VaderConstants.SPECIAL_CASE_IDIOMS)
    words = []
    for _ in range(r.randrange(14)):
        w = r.choice(r.choice([PLAIN, sorted(LEXICON), sorted(LEXICON), rules, idioms]))
        if r.random() < 0.1:
            w = w.upper()
        if r.random() < 0.1:
            w += r.choice([".", "!", "!!", "?", ",", ";", "!?!", "'"])
        words.append(w)
    return r.choice([" ", " ", "  ", "\n"]).join(words) + r.choice(["", "", "!", "!!!!!", "??", "????", "?!"])


def main():
    n, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 700, int(sys.argv[2]) if len(sys.argv) > 2 else 1
    r = random.Random(seed)
    path = sys.argv[3] if len(sys.argv) > 3 else None
    texts = open(sys.argv[4], encoding="utf-8").read().split("\n") if path else [text(r) for _ in range(n)]
    a = analyzer(path)
    json.dump(
        {"lexicon": a.lexicon, "texts": [{"text": t, "compound": a.polarity_scores(t)["compound"]} for t in texts]},
        sys.stdout, indent=0, ensure_ascii=False, sort_keys=True,
    )


main()
