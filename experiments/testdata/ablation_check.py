"""Computes what an ablation found again, from the per-sample tables in the store,
with none of pipe's code, and compares it with the CSVs beside the report: that of
the effects, and that of the power laws where the variants have sizes.

    python3 -m venv v && v/bin/pip install pyarrow==26.0.1 numpy==2.4.6 scipy==1.17.1
    v/bin/python ablation_check.py .pipe out/*/*/ablation.*.csv

What a metric over all documents at once has for single documents is computed
here for perplexities and correlations; of others (BLEU, F1 of classes, …) the
value and the documents' standard error are taken from the CSV, and counted.
Exits with 1 where something differs.
"""

import csv
import hashlib
import io
import math
import pathlib
import sys

import numpy as np
import pyarrow as pa
import scipy.optimize
import scipy.stats

WORSE = 1e-9  # of relative difference
POWER, MOST = 0.8, 1000
EDGES = 1 / 64, 4  # of the exponents of power laws


class Checker:
    def __init__(self, store):
        self.store, self.tables = pathlib.Path(store), {}
        self.compared, self.given, self.faults = 0, 0, []

    def samples(self, digest):
        """The columns of a per-sample table, whose bytes must have its digest."""
        if digest not in self.tables:
            name = digest.removeprefix("sha256:")
            data = (self.store / "objects" / name[:2] / name).read_bytes()
            assert hashlib.sha256(data).hexdigest() == name, digest
            self.tables[digest] = pa.ipc.open_file(io.BytesIO(data)).read_all().to_pydict()
        return self.tables[digest]

    def same(self, where, field, got, want):
        """Compares with a field of the CSV, which is empty where there is no number."""
        if got is None or (isinstance(got, float) and math.isnan(got)):
            ok = want == ""
        elif isinstance(got, str):
            ok = got == want
        else:
            ok = want != "" and abs(got - float(want)) <= WORSE * abs(float(want)) + 1e-13
        self.compared += 1
        if not ok:
            self.faults.append(f"{where}: {field} is {want or 'empty'}, computed again {got}")

    def near(self, where, what, found, want, tolerance):
        self.compared += 1
        if not abs(found - want) <= tolerance:
            self.faults.append(f"{where}: {what} is {found}, computed again {want}")


def statistic(table, metric):
    """The value of a metric over rows, by index, or None where it is not computed here."""
    logs = np.array([x[0] if len(x) == 1 else np.nan for x in table["log_likelihoods"]])
    words, size = np.array(table["words"], float), np.array(table["bytes"], float)
    human, similar = np.array(table["human"]), np.array(table["similarity"])
    return {
        "word_perplexity": lambda i: np.exp(-logs[i].sum() / words[i].sum()),
        "byte_perplexity": lambda i: np.exp(-logs[i].sum() / size[i].sum()),
        "bits_per_byte": lambda i: -logs[i].sum() / size[i].sum() / np.log(2),
        "pearson": lambda i: scipy.stats.pearsonr(human[i], similar[i])[0],
        "spearman": lambda i: scipy.stats.spearmanr(human[i], similar[i])[0],
    }.get(metric)


def shares(table, metric):
    """Items, what each has in the value, and the value; None where not computed here."""
    items, rows = table["item"], len(table["item"])
    if rows and all(metric in names for names in table["metrics"]):
        scores = np.array([s[names.index(metric)] for names, s in zip(table["metrics"], table["scores"])])
        return items, scores, scores.mean()
    of = statistic(table, metric)
    if of is None:
        return None
    index = np.arange(rows)
    if metric in ("pearson", "spearman"):
        index = index[np.array(table["covered"], bool)]
    value = of(index)
    if not 2 <= len(index) <= 4000:
        return [], np.array([]), value
    without = np.array([of(np.delete(index, k)) for k in range(len(index))])
    return [items[i] for i in index], len(index) * value - (len(index) - 1) * without, value


def holm(p):
    order, worst, out = np.argsort(p, kind="stable"), 0.0, np.zeros(len(p))
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, (len(p) - rank) * p[i]))
        out[i] = worst
    return out, {int(i): len(p) - rank for rank, i in enumerate(order)}


def needed(mean, sd, fixed, alpha):
    """Pairs for the power, or 0."""
    def power(n):
        error = math.sqrt(sd * sd / n + fixed)
        return 1.0 if error == 0 else scipy.stats.nct.sf(scipy.stats.t.isf(alpha / 2, n - 1), n - 1, abs(mean) / error)
    if power(MOST) < POWER:
        return 0
    low, high = 1, MOST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle) >= POWER else (middle, high)
    return high


def runs(check, row):
    """The runs of a row: (artifact, value, shares)."""
    all_runs = []
    for value, artifact, samples in zip(row["values"].split(" "), row["artifacts"].split(" "), row["samples"].split(" ")):
        if value == "-" or value == "":
            all_runs.append(None)
            continue
        found = shares(check.samples(samples), row["metric"])
        if found is None:
            check.given += 1
        else:
            check.same(f"{row['benchmark']} {row['metric']} {row['variant']}", "value", float(found[2]), value)
        all_runs.append((artifact, float(value), found))
    return all_runs


def mean_of(check, where, row, of):
    distinct = list({r[0]: r[1] for r in of if r}.values())
    check.same(where, "mean", float(np.mean(distinct)) if distinct else None, row["mean"])
    if len(distinct) < 2:
        return
    check.same(where, "sd", float(np.std(distinct, ddof=1)), row["sd"])
    half = scipy.stats.t.isf(0.025, len(distinct) - 1) * np.std(distinct, ddof=1) / math.sqrt(len(distinct))
    check.same(where, "low", float(np.mean(distinct) - half), row["low"])
    check.same(where, "high", float(np.mean(distinct) + half), row["high"])


def items_of(pairs):
    """The difference on each item, averaged over pairs, or None."""
    found = [side[2] for pair in pairs for side in pair]
    if any(f is None for f in found) or any(list(f[0]) != list(found[0][0]) for f in found) or len(found[0][0]) < 2:
        return None
    return np.mean([a[2][1] - b[2][1] for a, b in pairs], axis=0)


def compare(check, where, row, of, base):
    """Tests a variant against the baseline; returns its p value, or None."""
    pairs = list({(a[0], b[0]): (a, b) for a, b in zip(of, base) if a and b}.values())
    check.same(where, "pairs", float(len(pairs)), row["pairs"])
    if not pairs:
        return None
    if all(a[0] == b[0] for a, b in pairs):
        return None  # the same evaluations: no comparison
    d = np.array([a[1] - b[1] for a, b in pairs])
    check.same(where, "difference", float(d.mean()), row["difference"])
    gains = items_of(pairs)
    if gains is not None:
        items = gains.std(ddof=1) / math.sqrt(len(gains))
        check.same(where, "items_stderr", float(items), row["items_stderr"])
    else:
        items = float(row["items_stderr"]) if row["items_stderr"] else None
    if len(d) > 1:
        seeds = d.std(ddof=1) / math.sqrt(len(d))
        check.same(where, "seeds_stderr", float(seeds), row["seeds_stderr"])
        if seeds > 0:
            check.same(where, "seeds_p", float(scipy.stats.ttest_1samp(d, 0).pvalue), row["seeds_p"])
        error, df = math.hypot(seeds, items or 0), len(d) - 1
    elif items is not None:
        error, df = items, int(row["items"]) - 1
    else:
        return None
    p = 1.0 if error == 0 and d.mean() == 0 else None if error == 0 else float(2 * scipy.stats.t.sf(abs(d.mean()) / error, df))
    if len(d) == 1 and gains is not None:
        both = np.concatenate([pairs[0][0][2][1], pairs[0][1][2][1]])
        if np.isin(both, (0, 1)).all():
            b, c = int((gains > 0).sum()), int((gains < 0).sum())
            p = 1.0 if b + c == 0 else float(scipy.stats.binomtest(b, b + c).pvalue)
    half = scipy.stats.t.isf(0.025, df) * error
    for field, got in (("stderr", error), ("df", float(df)), ("difference_low", d.mean() - half), ("difference_high", d.mean() + half), ("p", p)):
        check.same(where, field, None if got is None else float(got), row[field])
    return p


def settle(check, where, row, alpha):
    """What would decide an open comparison."""
    if row["settled"] not in ("seeds", "many", "documents"):
        return
    mean, sd, fixed = float(row["difference"]), float(row["difference_sd"]), float(row["items_stderr"] or 0) ** 2
    n = needed(mean, sd, fixed, alpha)
    what = "seeds" if n else "documents" if needed(mean, sd, 0, alpha) else "many"
    more = max(1, n - int(row["pairs"])) if n else 0 if what == "documents" else MOST - int(row["pairs"])
    check.same(where, "settled", what, row["settled"])
    check.same(where, "more_seeds", float(more), row["more_seeds"])


def unchanged(of, base):
    return all(a[0] == b[0] for a, b in zip(of, base) if a and b)


def verdict(row, corrected, alpha, same):
    if row["pairs"] == "0":
        return ""
    if row["test"] == "" and same:
        return "same"
    if corrected is None or corrected >= alpha:
        return "undecided"
    return "better" if (float(row["difference"]) > 0) == (row["higher_is_better"] == "true") else "worse"


def ablation(check, path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    alpha = float(rows[0]["alpha"])
    key = lambda r: (r["evaluation"], r["benchmark"], r["metric"])
    found = [runs(check, r) for r in rows]
    base = {key(r): of for r, of in zip(rows, found) if r["variant"] == r["baseline"]}
    where = [f"{path}: {r['benchmark']} {r['metric']} {r['variant']}" for r in rows]
    p = {}
    for i, r in enumerate(rows):
        mean_of(check, where[i], r, found[i])
        if r["variant"] != r["baseline"]:
            value = compare(check, where[i], r, found[i], base[key(r)])
            if value is not None:
                p[i] = value
    corrected, burden = holm(np.array(list(p.values())))
    corrected = dict(zip(p, corrected))
    burden = {i: burden[k] for k, i in enumerate(p)}
    for i, r in enumerate(rows):
        if r["variant"] == r["baseline"]:
            continue
        check.same(where[i], "comparisons", float(len(p)), r["comparisons"])
        check.same(where[i], "corrected", float(corrected[i]) if i in p else None, r["corrected"])
        check.same(where[i], "verdict", verdict(r, corrected.get(i), alpha, unchanged(found[i], base[key(r)])), r["verdict"])
        if i in p:
            settle(check, where[i], r, alpha / burden[i])


def power_law(x, y):
    """The exponent of the least squares of floor + scale * x^-exponent, and their sum.

    Unlike pipe's search, a trust-region one in all three at once, from several
    starts. The sizes are divided by their geometric mean for its sake."""
    if np.ptp(y) == 0:
        return EDGES[0], 0.0  # each exponent is best: the least of them
    unit = np.exp(np.log(x).mean())
    z, bounds = x / unit, ([0, -np.inf, EDGES[0]], [np.inf, np.inf, EDGES[1]])
    best = None
    for exponent in (0.03, 0.1, 0.3, 1, 2, 3.5):
        for floor in (0.1 * abs(y.min()), 0.9 * abs(y.min())):
            found = scipy.optimize.least_squares(
                lambda p: p[0] + p[1] * z ** -p[2] - y, [floor, y.mean() - floor, exponent], bounds=bounds,
                x_scale=[abs(y).max() or 1, np.ptp(y) or 1, exponent], xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=5000)
            if best is None or found.cost < best.cost:
                best = found
    return best.x[2], 2 * best.cost


def law(check, where, row, x, y, exponent, full):
    """Compares a fit with one of our own. Around its least, a sum of squares
    hardly depends on the exponent, which two searches find to fewer digits."""
    want, least = power_law(x, y)
    u = x ** -exponent / (x ** -exponent).max()
    at, rest = scipy.optimize.nnls(np.column_stack([np.ones_like(u), u, -u]), y)
    check.near(where, "sum of squares", rest ** 2, least, 1e-8 * least + 1e-16 * (y ** 2).sum())
    check.near(where, "exponent", exponent, want, 1e-5)
    if full:  # floor and scale are those that the exponent leads to
        check.near(where, "floor", float(row["floor"]), at[0], 1e-9 * abs(y).max())
        check.near(where, "scale", float(row["scale"]) * (x ** -exponent).max(), at[1] - at[2], 1e-9 * abs(y).max())


def sizes(check, path):
    """Fits the power laws of an ablation again, from the values in the CSV beside."""
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    with open(path.removesuffix(".sizes.csv") + ".csv", newline="", encoding="utf-8") as f:
        effects = list(csv.DictReader(f))
    for row in rows:
        where = f"{path}: {row['benchmark']} {row['metric']}"
        mine = [e for e in effects if all(e[k] == row[k] for k in ("evaluation", "benchmark", "metric"))]
        x = np.array([float(s) for s in row["sizes"].split(" ")])
        values = np.array([[float(v) for v in e["values"].split(" ")] for e in mine])  # by variant and seed
        made = [e["artifacts"].split(" ") for e in mine]
        seen, pooled, seeds = set(), ([], []), []
        for seed in range(values.shape[1]):
            new = [v for v in range(len(x)) if (v, made[v][seed]) not in seen]
            seen |= {(v, made[v][seed]) for v in new}
            pooled[0].extend(x[new])
            pooled[1].extend(values[new, seed])
            if new:
                seeds.append(seed)
        exponents = [float(e) for e in row["seed_exponents"].split(" ")]
        check.same(where, "seeds", float(len(seeds)), str(len(exponents)))
        for seed, exponent in zip(seeds, exponents):
            law(check, where, row, x, values[:, seed], exponent, False)
        law(check, where, row, np.array(pooled[0]), np.array(pooled[1]), float(row["exponent"]), True)
        check.same(where, "mean_exponent", float(np.mean(exponents)), row["mean_exponent"])
        several = len(exponents) > 1
        half = scipy.stats.t.isf(0.025, len(exponents) - 1) * np.std(exponents, ddof=1) / math.sqrt(len(exponents)) if several else 0
        check.same(where, "low", float(np.mean(exponents) - half) if several else None, row["low"])
        check.same(where, "high", float(np.mean(exponents) + half) if several else None, row["high"])


def main():
    check = Checker(sys.argv[1])
    for path in sys.argv[2:]:
        (sizes if path.endswith(".sizes.csv") else ablation)(check, path)
    for fault in check.faults:
        print(fault)
    print(f"{len(sys.argv) - 2} files: {check.compared} numbers computed again, {len(check.faults)} differ; "
          f"{check.given} values of metrics that are not computed here")
    return 1 if check.faults or not check.compared else 0


sys.exit(main())
