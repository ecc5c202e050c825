"""Hold `pipe serve`, driven by lm-evaluation-harness, against `pipe run` on the same model and data.

usage: serve.py --pipe bin/pipe --harness lm_eval --data DIR --model DIR [--tokenizer FILE] [--limit N] [--table docs/serving.md]

Every number has to be the same: each log-likelihood to the bit, each generated text in every byte, each metric to
1e-12 relative (the two sum in different orders). Exits with 1 where one is not.
"""

import argparse
import glob
import json
import math
import os
import signal
import subprocess
import sys
import tempfile

import pyarrow as pa

import serve_tasks as st

BEGIN, END = "<!-- serve: begin -->", "<!-- serve: end -->"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pipe", required=True)
    p.add_argument("--harness", default="lm_eval")
    p.add_argument("--data", required=True)
    p.add_argument("--model", required=True)
    p.add_argument("--tokenizer", default="")
    p.add_argument("--limit", type=int, default=40)
    p.add_argument("--concurrent", type=int, default=4)
    p.add_argument("--only", default="", help="comma-separated names of tasks")
    p.add_argument("--table", default="", help="Markdown file whose section between the marks is rewritten")
    args = p.parse_args()
    tasks = [t for t in st.tasks() if not args.only or t.name in args.only.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        for task in tasks:
            st.write_rows(task, args.data, args.limit, folder)
        ours = run_pipe(args, tasks, folder)
        theirs = run_harness(args, tasks, folder)
    table, same = compare(tasks, ours, theirs)
    print(table)
    if args.table:
        rewrite(args.table, table)
    return 0 if same else 1


def pipe(args, folder, *command):
    done = subprocess.run([os.path.abspath(args.pipe), *command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("pipe %s ended with exit code %d:\n%s" % (" ".join(command), done.returncode, done.stderr[-4000:]))
    return done.stdout


def run_pipe(args, tasks, folder):
    """Evaluate with pipe: name of a task to (values by metric, rows of samples)."""
    blocks = ['experiment "serve" {}', "", 'model "m" {', "  source = " + json.dumps(os.path.abspath(args.model))]
    if args.tokenizer:
        blocks.append("  tokenizer = " + json.dumps(os.path.abspath(args.tokenizer)))
    blocks += ["}", ""] + [st.pipe_blocks(t) for t in tasks]
    blocks += ['evaluate "m" {', "  model = model.m", "  benchmarks = [%s]" % ", ".join("benchmark." + t.name for t in tasks), "}", ""]
    with open(os.path.join(folder, "serve.hcl"), "w", encoding="utf-8") as f:
        f.write("\n".join(blocks))
    pipe(args, folder, "run", "serve.hcl")
    shown = json.loads(pipe(args, folder, "show", "evaluate.m", "--json"))
    results = {}
    for i, task in enumerate(tasks):
        values = read_table(folder, shown, "%04d/values" % i)
        samples = read_table(folder, shown, "%04d/samples" % i)
        results[task.name] = ({v["metric"]: v["value"] for v in values}, samples)
    return results


def read_table(folder, shown, name):
    digest = next(f["digest"] for f in shown["files"] if f["name"] == name + ".arrow").removeprefix("sha256:")
    with pa.OSFile(os.path.join(folder, ".pipe", "objects", digest[:2], digest)) as f:
        return pa.ipc.open_file(f).read_all().to_pylist()


def run_harness(args, tasks, folder):
    """Evaluate with the harness against a server: name of a task to (values by metric, samples in order)."""
    for task in tasks:
        with open(os.path.join(folder, task.name + ".yaml"), "w", encoding="utf-8") as f:
            json.dump(st.harness_task(task, folder), f)
    server = subprocess.Popen([os.path.abspath(args.pipe), "serve", "model.m", "--address", "127.0.0.1:0"],
                              cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = server.stdout.readline().split()[-1]
        length = context_length(url)
        results = {}
        # A scored text may have one token more than the model reads, and the harness keeps one free. One that is
        # continued loses as much as pipe takes from it.
        for kinds, extra in (((st.CHOICE, st.LIKELIHOOD, st.ROLLING), 2), ((st.TEXT,), 1)):
            some = [t for t in tasks if t.kind in kinds]
            if some:
                results.update(harness(args, some, folder, url, length + extra))
        return results
    finally:
        server.send_signal(signal.SIGINT)
        if server.wait(timeout=60) != 0:
            sys.exit("pipe serve ended with exit code %d" % server.returncode)


def context_length(url):
    import urllib.request
    with urllib.request.urlopen(url + "/v1/models") as r:
        return json.load(r)["data"][0]["max_model_len"]


def harness(args, tasks, folder, url, max_length):
    out = tempfile.mkdtemp(dir=folder)
    model = "model=model.m,base_url=%s/v1/completions,tokenizer_backend=remote,tokenized_requests=True,num_concurrent=%d,max_length=%d" % (
        url, args.concurrent, max_length)
    env = dict(os.environ, HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=os.path.join(folder, "hf"))
    done = subprocess.run([args.harness, "run", "--model", "local-completions", "--model_args", model,
                           "--tasks", ",".join("serve_" + t.name for t in tasks), "--include_path", folder,
                           "--output_path", out, "--log_samples"], cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("lm_eval ended with exit code %d:\n%s" % (done.returncode, done.stderr[-4000:]))
    with open(glob.glob(out + "/**/results_*.json", recursive=True)[0], encoding="utf-8") as f:
        values = json.load(f)["results"]
    results = {}
    for task in tasks:
        name = "serve_" + task.name
        path = glob.glob("%s/**/samples_%s_*.jsonl" % (out, name), recursive=True)[0]
        with open(path, encoding="utf-8") as f:
            samples = sorted((json.loads(line) for line in f), key=lambda s: s["doc_id"])
        numbers = {k.split(",")[0]: v for k, v in values[name].items() if k.endswith(",none")}
        results[task.name] = (numbers, samples)
    return results


def same_sample(task, ours, theirs):
    """Whether a document was answered the same: log-likelihoods as floats, greedy flags, texts."""
    responses = theirs["resps"]
    if task.kind == st.TEXT:
        return ours["responses"] == responses[0]
    if task.kind == st.ROLLING:
        return [float(responses[0][0])] == ours["log_likelihoods"]
    numbers = [float(r[0][0]) for r in responses]
    greedy = [str(r[0][1]) == "True" for r in responses]
    return numbers == ours["log_likelihoods"] and greedy == [g == 1 for g in ours["greedy"]]


def compare(tasks, ours, theirs):
    lines = ["| task | request | documents | cut | metric | lm-evaluation-harness | `pipe run` | samples that differ |",
             "|---|---|---:|---:|---|---:|---:|---:|"]
    all_same = True
    for task in tasks:
        values, samples = ours[task.name]
        their_values, their_samples = theirs[task.name]
        differ = [i for i, (a, b) in enumerate(zip(samples, their_samples)) if not same_sample(task, a, b)]
        if len(samples) != len(their_samples):
            differ.append(-1)
        cut = sum(any(c > 0 for c in s["cut"]) for s in samples)
        for metric in task.metrics:
            a, b = their_values[metric], values[st.pipe_metric(task, metric)]
            equal = math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)
            all_same = all_same and equal and not differ
            lines.append("| %s | %s | %d | %d | %s | %.12g | %.12g%s | %d |" % (
                task.name, task.kind, len(samples), cut, metric, a, b, "" if equal else " DIFFERS", len(differ)))
        if differ:
            i = differ[0]
            print("%s: document %d:\n  harness %s\n  pipe    %s" % (
                task.name, i, their_samples[i]["resps"], samples[i]["log_likelihoods"] or samples[i]["responses"]), file=sys.stderr)
    return "\n".join(lines) + "\n", all_same


def rewrite(path, table):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text[:before] + "\n\n" + table + "\n" + text[after:])


if __name__ == "__main__":
    sys.exit(main())
