"""Holds one case's samples and metrics of pipe against those of the harness."""

import dataclasses
import math

# How far a log-likelihood may be from the harness's: in nats, or relative where that is more. pipe computes logits
# in single precision and adds up in double.
NEAR, PART = 1e-4, 1e-6
# Of metrics that are a function of log-likelihoods, not of decisions, relative.
PRECISION = 1e-5
OF_LIKELIHOODS = ("target_perplexity", "gold_mass", "brier", "word_perplexity", "byte_perplexity", "bits_per_byte")
BOOTSTRAP = 0.2  # of a standard error that both resample with other random numbers, relative


@dataclasses.dataclass
class Row:
    """What a comparison found. faults is empty where both agree."""

    case: object
    model: str
    documents: int = 0
    prompts: int = 0  # requests compared
    worst: float | None = None  # difference of log-likelihoods, in nats
    values: list = dataclasses.field(default_factory=list)  # (metric, ours, theirs, stderr ours, theirs)
    faults: list[str] = dataclasses.field(default_factory=list)
    cut: int = 0  # documents of which a request was longer than the context of the model

    def fault(self, text):
        self.faults.append(text)

    def line(self):
        values = ", ".join(f"{m} {o:.6g}/{t:.6g}" for m, o, t, *_ in self.values)
        worst = "" if self.worst is None else f" worst {self.worst:.1e}"
        found = "agrees" if not self.faults else f"DIFFERS ({len(self.faults)}): " + " | ".join(f[:300] for f in self.faults[:3])
        return f"{self.case.key:28} {self.model:8} {self.documents:4} documents {self.prompts:5} requests{worst} {values}: {found}"


def compare(case, model, ours, theirs):
    row = Row(case, model)
    a, b = ours["samples"], theirs["samples"]
    row.documents = len(a)
    if len(a) != len(b):
        row.fault(f"{len(a)} documents, theirs {len(b)}")
    for i, (x, y) in enumerate(zip(a, b)):
        row.cut += any(c > 0 for c in x["cut"] or [])
        compare_document(row, i, x, y)
    for metric, name in case.metrics.items():
        compare_metric(row, metric, ours["values"].get(metric), theirs["values"], name)
    return row


def compare_document(row, number, ours, theirs):
    """A document's requests. Theirs are pairs of context and continuation, whole texts, or a
    context and how to generate."""
    arguments, answers = arguments_and_answers(row.case, theirs)
    mine = requests(row.case, ours, len(arguments[0]))
    if len(mine) != len(arguments):
        row.fault(f"document {number}: {len(mine)} requests, theirs {len(arguments)}")
    for (texts, value), argument, answer in zip(mine, arguments, answers):
        row.prompts += 1
        for what, x, y in zip(("prompt", "continuation"), texts, argument):
            if isinstance(y, str) and x != y:
                row.fault(f"document {number}: {what} {difference(x, y)}")
        if isinstance(value, str):
            if not same_text(value, answer[0]):
                row.fault(f"document {number}: response {difference(value, answer[0])}")
            continue
        ll = float(answer[0])
        row.worst = max(row.worst or 0.0, abs(value - ll))
        if not abs(value - ll) <= max(NEAR, PART * abs(ll)):
            row.fault(f"document {number}: log-likelihood {value}, theirs {ll}")


def same_text(ours, theirs):
    """Whether responses are the same but for two things that are the harness's decoder's. It decodes what follows the
    prompt by itself, and so loses the space that a first word of Llama's vocabulary begins with. And of successive bytes
    of which one is no text it makes U+FFFD of each, where pipe, as SentencePiece, keeps those that are text."""
    if ours.startswith(" ") and not theirs.startswith(" "):
        ours = ours[1:]
    return len(ours) == len(theirs) and all(x == y or y == "\ufffd" for x, y in zip(ours, theirs))


def arguments_and_answers(case, sample):
    """The requests of one of the harness's samples, in the order of our choices, and what came of each."""
    arguments = list(sample["arguments"].values()) if isinstance(sample["arguments"], dict) else sample["arguments"]
    arguments = [list(a.values()) if isinstance(a, dict) else list(a) for a in arguments]
    answers = [r[0] if len(r) == 1 and isinstance(r[0], (list, tuple)) else r for r in sample["resps"]]
    if case.order:
        return [arguments[j] for j in case.order], [answers[j] for j in case.order]
    return arguments, answers


def requests(case, sample, arguments):
    """Each request of a sample: its texts, and what came of it."""
    if arguments == 1:
        return [(sample["prompts"], sample["log_likelihoods"][0])]
    if sample["responses"]:
        return [((sample["prompts"][0],), r) for r in sample["responses"]]
    n = len(sample["choices"])
    prompts = sample["prompts"] * n if len(sample["prompts"]) == 1 else sample["prompts"]
    return [((p, case.delimiter + c), l) for p, c, l in zip(prompts, sample["choices"], sample["log_likelihoods"], strict=True)]


def difference(x, y):
    """Where two texts part, with a little around it."""
    at = next((i for i, (a, b) in enumerate(zip(x, y)) if a != b), min(len(x), len(y)))
    low = max(0, at - 20)
    return f"differs at {at}: {x[low:at + 20]!r}, theirs {y[low:at + 20]!r}"


def compare_metric(row, metric, ours, theirs, name):
    if ours is None or name not in theirs:
        row.fault(f"{metric}: ours {ours}, theirs has {sorted(k for k in theirs if ',' in k)}")
        return
    value, stderr = ours
    want, error = theirs[name], theirs.get(name.replace(",", "_stderr,", 1))
    if row.case.value:
        want = row.case.value(want)
    row.values.append((metric, value, want, stderr, error))
    same = digits(value) == digits(want) and math.isclose(value, want, rel_tol=1e-12, abs_tol=1e-12)
    if metric in OF_LIKELIHOODS:
        same = math.isclose(value, want, rel_tol=PRECISION)
    if not same:
        row.fault(f"{metric} is {value}, theirs {want}")
    if isinstance(error, float) and stderr is not None:
        mean = metric not in ("target_perplexity", "macro_f1", "mcc", "binary_f1", "bleu", "chrf", "ter")
        if not math.isclose(stderr, error, rel_tol=BOOTSTRAP if not mean else PRECISION if metric in OF_LIKELIHOODS else 1e-9, abs_tol=1e-12):
            row.fault(f"standard error of {metric} is {stderr}, theirs {error}")


def digits(x):
    """A value as the harness prints it."""
    return f"{x:.4f}"
