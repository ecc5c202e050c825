"""Writes significance.json, what scipy and statsmodels give for distributions,
tests, corrections and power. TestSignificancePeers compares.

    python3 -m venv v && v/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    v/bin/python significance.py > significance.json
"""

import json
import math
import random

import scipy.optimize
import scipy.special
import scipy.stats
import statsmodels.stats.multitest
from statsmodels.stats.contingency_tables import mcnemar

R = random.Random(1)


def power(mean, sd, fixed, alpha, n):
    """Of a paired t test, on the side of the difference."""
    effect = abs(mean) / math.sqrt(sd * sd / n + fixed)
    return scipy.stats.nct.sf(scipy.stats.t.isf(alpha / 2, n - 1), n - 1, effect)


def needed(case, most):
    for n in range(2, most + 1):
        if power(*case, n) >= 0.8:
            return n
    return 0


def needs():
    cases = [(1, 1, 0, 0.05), (0.5, 1, 0, 0.05), (0.2, 1, 0, 0.05), (0.02, 0.05, 0.0001, 0.05), (0.02, 0.05, 0.00001, 0.005)]
    for _ in range(25):
        sd = math.exp(R.uniform(-6, 0))
        mean = sd * R.choice([-1, 1]) * math.exp(R.uniform(-1.5, 2))
        fixed = R.choice([0, (mean * R.uniform(0.05, 0.5)) ** 2])
        cases.append((mean, sd, fixed, R.choice([0.05, 0.01, 0.05 / 24, 0.05 / 200])))
    return [{"mean": c[0], "sd": c[1], "fixed": c[2], "alpha": c[3], "n": needed(c, 300)} for c in cases]


def main():
    dfs = [1, 2, 3, 4, 7, 9.5, 29, 100, 999, 20000]
    samples = [[R.gauss(R.uniform(-1, 1), 1) for _ in range(R.choice([2, 3, 5, 20]))] for _ in range(20)]
    tests = [scipy.stats.ttest_1samp(d, 0) for d in samples]
    families = [[R.random() ** R.choice([1, 4]) for _ in range(R.randrange(1, 12))] for _ in range(20)]
    families.append([0.01, 0.04, 0.03, 0.005])
    pairs = [(10, 3), (0, 0), (5, 0), (0, 1), (7, 7), (60, 40), (1200, 1100)]
    powers = [(e, df, a) for df in (1, 2, 4, 19, 300, 5000) for a in (0.05, 0.002) for e in (0.5, 2.0, 3.5, 8.0, 60.0)]
    json.dump({
        "gammas": [[x, scipy.special.gammaln(x)] for x in (1e-3, 0.5, 1, 1.5, 2, 4.25, 9.99, 10, 123.5, 1e5)],
        "betas": [[a, b, x, scipy.special.betainc(a, b, x)] for a in (0.5, 1, 2.5, 30, 4000) for b in (0.5, 3, 70) for x in (1e-6, 0.1, 0.5, 0.9, 0.999)],
        "normals": [[x, scipy.stats.norm.cdf(x)] for x in (-9, -5, -2, -0.3, 0, 0.7, 1.959963984540054, 4, 9)],
        "tails": [[t, df, 2 * scipy.stats.t.sf(abs(t), df)] for t in (-3, 0, 0.1, 1, 2.776, 12.7, 400) for df in dfs],
        "criticals": [[a, df, scipy.stats.t.isf(a / 2, df)] for a in (0.5, 0.05, 0.01, 0.05 / 24, 1e-6) for df in dfs],
        "paired": [{"d": d, "t": t.statistic, "p": t.pvalue, "low": t.confidence_interval().low, "high": t.confidence_interval().high}
                   for d, t in zip(samples, tests)],
        "mcnemar": [[b, c, mcnemar([[0, b], [c, 0]], exact=True).pvalue] for b, c in pairs],
        "holm": [{"p": p, "adjusted": list(statsmodels.stats.multitest.multipletests(p, method="holm")[1])} for p in families],
        "powers": [[e, df, a, scipy.stats.nct.sf(scipy.stats.t.isf(a / 2, df), df, e)] for e, df, a in powers],
        "needs": needs(),
    }, fp := __import__("sys").stdout, indent=0)
    fp.write("\n")


main()
