"""Writes what a comparison found as Markdown: totals, then one line a benchmark and model."""

import math
import textwrap
from importlib.metadata import version


HEAD = """# Parity with lm-evaluation-harness

<!-- Written by `make parity`; change bench/parity. -->

{verdict}

{totals}
- `stories` is stories260K, trained on TinyStories: an imported model, of which the harness reads what `pipe export`
  writes. Its context has 512 tokens, to which longer prompts are *cut*, on both sides.
- `trained` is a model that `pipe` has trained for a moment, with a vocabulary of its own, exported too. It is asked about
  made-up rows alone.
- `random` is a Llama of three layers with random weights and the tokenizer.model of Llama 2, from which each makes its
  own.

## What is compared

- Prompts and continuations, byte by byte.
- Log-likelihoods: to 1e-4 nats, or a millionth of them where that is more. The harness computes in double precision
  here, angles of positions too: in single precision, its default, its own rounding comes to 2e-4 nats for prompts of 512
  tokens. `pipe` computes logits in single precision and adds up in double: with the sum over the vocabulary in double
  precision too, the differences stay within 3e-6 nats of what they are.
- Generated texts, byte by byte but for two things that are its tokenizer's: a space at the beginning, which the harness
  loses where the vocabulary's words begin with one; and successive bytes of which one is no text, all of which become
  U+FFFD there, and here, as in SentencePiece, those alone that are none. Only `random` writes such bytes.
- Metrics: equal in the four digits that the harness prints, and to 1e-12; those that are a function of log-likelihoods,
  such as a perplexity, to five digits.
- Standard errors: exactly. Those that both resample, with other random numbers, to a fifth.

Solved examples are drawn from other lines of a file where the split that they come from is not at hand, and texts of
BIG-Bench Hard, hendrycks_math and programs are 24 to 64 tokens long, for which the context of a small model has room behind a long prompt.
Where several instances of a benchmark are on one line, a metric is the mean over their documents.
"""

# Behind what came out.
ASKED = """The harness (lm_eval {lm_eval}, transformers {transformers}, torch {torch}, on a CPU) runs its own tasks, `pipe`
the [library](../stages/library) that comes with it, both on the same documents and models. A few documents of each
benchmark are asked, of models that know next to nothing: it shows that both ask and count the same, and says nothing of
what a score is worth, nor of documents and tasks that are not here."""

COLUMNS = """
| benchmark | model | documents | cut | requests | equal | worst difference, nats | ours | theirs |
|---|---|---:|---:|---:|---|---:|---|---|
"""

HARNESS = """
## Asking the harness about a model of `pipe`

A folder of `pipe export` is loaded as any other, with `--model hf --model_args pretrained=FOLDER,add_bos_token=False` for
tasks that score whole texts, such as wikitext: the exported tokenizer begins a text with its first token itself, as `pipe`
does, and the harness puts one before a whole text besides, which would then be scored as a part of it. For other
tasks leave `add_bos_token` out.

Against `pipe serve`, `--model local-completions` with `tokenizer_backend=remote` also wants `custom_prefix_token_id=0`
where `pipe` has trained the model's vocabulary. There the token that begins a text has the number 0, which the harness
takes for none (`bos_token_id or eos_token_id`): it would begin whole texts and empty contexts with the token that
ends a text. [docs/serving.md](serving.md) has the rest.

Of a tokenizer.model, such as Llama 2's, the class `LlamaTokenizer` of transformers 5 makes a tokenizer that puts no space
before a text that begins with one, as SentencePiece and `pipe` do: " a" is one token there and two here. The same
folder then gives the harness other numbers for such texts. What is compared above has the tokenizer.json that the
hub has for Llama 2, which is SentencePiece's; `pipe` reads either form as it is.
"""


def write_table(path, rows, absent, unasked, reasons):
    asked = ASKED.format(**{name: version(name) for name in ("lm_eval", "transformers", "torch")})
    text = HEAD.format(verdict=textwrap.fill(verdict(rows) + " " + asked, 115), totals=totals(rows))
    text += "\n## Published rows\n" + COLUMNS + "".join(line(g) for g in groups([r for r in rows if not r.case.made_up]))
    text += "\n## Made-up rows\n\nRows of ours in the publishers' formats, for what the published ones do not have; `go test` asks `pipe` these again.\n"
    text += COLUMNS + "".join(line(g) for g in groups([r for r in rows if r.case.made_up]))
    faults = {r.case.benchmark.split("[")[0]: r.case.fault for r in rows if r.case.fault}
    text += "\n## Where we chose otherwise\n\n" + "".join(f"- {name}: {why}\n" for name, why in sorted(faults.items()))
    text += "\n## Benchmarks of the library that the harness has no equal of\n\n" + by_reason(reasons)
    if absent:
        text += "\n## Not compared, for want of data\n\n" + "".join(f"- {case.key}: {missing}\n" for case, missing in absent)
    if unasked:
        text += "\n## Not run\n\nThe harness was not asked these when this table was written; `make parity` without `--kept` asks it.\n\n"
        text += "".join(f"- {key}, {model}\n" for model, key in unasked)
    path.write_text(text + HARNESS, encoding="utf-8")


def verdict(rows):
    """The first sentence: what came out."""
    differ = [r for r in rows if r.faults]
    benchmarks = {r.case.benchmark.split("[")[0] for r in rows}
    asked = f"{sum(r.prompts for r in rows):,} requests about {sum(r.documents for r in rows):,} documents of {len(benchmarks)} benchmarks"
    if not differ:
        return f"`pipe` and lm-evaluation-harness were asked {asked}, and agree on all of them, as agreement is defined below."
    return f"`pipe` and lm-evaluation-harness were asked {asked}; {len(differ)} of {len(rows)} comparisons differ."


def totals(rows):
    text = "| model | benchmarks | instances | documents | cut | requests | instances equal | worst difference, nats |\n"
    text += "|---|---:|---:|---:|---:|---:|---:|---:|\n"
    for model in sorted({r.model for r in rows}):
        its = [r for r in rows if r.model == model]
        text += (f"| {model} | {len({r.case.benchmark.split('[')[0] for r in its})} | {len(its)} | {sum(r.documents for r in its):,} "
                 f"| {sum(r.cut for r in its):,} | {sum(r.prompts for r in its):,} | {sum(not r.faults for r in its)} "
                 f"| {max(r.worst or 0 for r in its):.1e} |\n")
    return text


def groups(rows):
    """Rows of the instances of one benchmark, of one model."""
    found = {}
    for r in rows:
        name = r.case.benchmark.split("[")[0] + r.case.suffix.removesuffix(" (made-up rows)")
        found.setdefault((name, r.model), []).append(r)
    return [(name, model, its) for (name, model), its in sorted(found.items())]


def line(group):
    name, model, rows = group
    if len(rows) > 1:
        name += f" ({len(rows)} instances)"
    elif "[" in rows[0].case.benchmark:
        name = rows[0].case.benchmark + name[name.find(" "):] * (" " in name)
    differ = [r for r in rows if r.faults]
    equal = "all" if not differ else f"**{differ[0].case.key} differs: {differ[0].faults[0][:120]}**"
    worst = "" if all(r.worst is None for r in rows) else f"{max(r.worst or 0 for r in rows):.1e}"
    numbers = (sum(r.documents for r in rows), sum(r.cut for r in rows), sum(r.prompts for r in rows))
    return f"| {name} | {model} | {' | '.join(map(str, numbers))} | {equal} | {worst} | {metrics(rows, 1, 3)} | {metrics(rows, 2, 4)} |\n"


def metrics(rows, value, error):
    """The metrics of one side: for one instance with their standard errors, for several the mean over documents."""
    named = {}
    for r in rows:
        for v in r.values:
            named.setdefault(v[0], []).append((r.documents, v[value], v[error]))
    texts = []
    for name, its in named.items():
        mean = sum(n * v for n, v, _ in its) / sum(n for n, _, _ in its)
        stderr = its[0][2]
        known = len(its) == 1 and isinstance(stderr, float) and math.isfinite(stderr) and stderr > 0
        texts.append(f"{name} {short(mean)}" + (f" ± {short(stderr)}" if known else ""))
    return ", ".join(texts)


def short(x):
    return f"{x:.4f}" if abs(x) < 1e4 else f"{x:.4e}"


def by_reason(reasons):
    names = {}
    for name, why in reasons.items():
        names.setdefault(why, []).append(name)
    return "".join(f"- {', '.join(its)}: {why}.\n" for why, its in sorted(names.items()))
