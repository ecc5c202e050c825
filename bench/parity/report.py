"""Writes the table of a comparison as Markdown."""

from importlib.metadata import version

HEAD = """# Parity with lm-evaluation-harness

<!-- Written by `make parity`; change bench/parity. -->

The harness (lm_eval {lm_eval}, transformers {transformers}, torch {torch}, on a CPU) and `pipe` are
asked about the same documents of the same files, with the harness's own tasks on one side and the
[library](../stages/library) on the other. Prompts and continuations are compared byte by byte,
log-likelihoods to 1e-4 (those of whole texts, of thousands of nats, to a millionth), accuracies and their standard errors exactly, what is a function of
log-likelihoods, such as a perplexity, to five digits, and standard errors that both resample, with other
random numbers, to a fifth. The harness computes in double precision here, the angles of positions too: in
single precision, its default, its own rounding comes to 2e-4 for prompts of 512 tokens. `stories` is stories260K, trained on TinyStories, with a context of 512 tokens, to which
most longer prompts are cut; `random` is a Llama of three layers with random weights and the tokenizer of
Llama 2. A model of that size is near chance: what counts here is that both get the same number.

"made-up rows" are rows of ours in the publishers' formats, for what the published ones do not have.

| benchmark | model | documents | requests equal | worst difference of log-likelihoods | metric | ours | theirs | standard error ours | theirs |
|---|---|---|---|---|---|---|---|---|---|
"""


def write_table(path, rows, absent, unasked):
    text = HEAD.format(**{name: version(name) for name in ("lm_eval", "transformers", "torch")})
    for row in sorted(rows, key=lambda r: (r.case.made_up, r.case.key, r.model)):
        equal = "all " + str(row.prompts) if not row.faults else f"**differs: {row.faults[0][:120]}**"
        worst = "" if row.worst is None else f"{row.worst:.1e}"
        for metric, value, want, stderr, error in row.values:
            text += (f"| {row.case.key} | {row.model} | {row.documents} | {equal} | {worst} | {metric} | {value:.4f} | {want:.4f} "
                     f"| {number(stderr)} | {number(error)} |\n")
    faults = {r.case.benchmark: r.case.fault for r in rows if r.case.fault}
    if faults:
        text += "\n## Where we chose otherwise\n\n" + "".join(f"- {name}: {why}\n" for name, why in sorted(faults.items()))
    if absent:
        text += "\n## Not compared, for want of data\n\n" + "".join(f"- {case.key}: {missing}\n" for case, missing in absent)
    if unasked:
        text += "\n## Not run\n\nThe harness was not asked these when this table was written; `make parity` without `--kept` asks it.\n\n"
        text += "".join(f"- {case.key}, {model}\n" for case, model in unasked)
    path.write_text(text, encoding="utf-8")


def number(x):
    return f"{x:.4f}" if isinstance(x, float) and x else ""
