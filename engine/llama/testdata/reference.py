"""Trains each variant of the model in PyTorch and writes reference.json, the losses that TestLossCurves wants.

Weights, batches and what dropout hides come from a counter-based generator, SplitMix64, that the Go test has too; the
arithmetic is PyTorch's, in float64. The file names the versions that wrote it. In this folder:

    python3 -m venv v && v/bin/pip install torch==2.15.0 numpy==2.4.6
    v/bin/python reference.py
"""

import json
import math
import platform

import numpy as np
import torch
import torch.nn.functional as F

STEPS, SEQUENCES, LENGTH, VOCABULARY = 50, 8, 24, 64
GAMMA = np.uint64(0x9E3779B97F4A7C15)


def mix(z):
    """The output function of SplitMix64, of an array of uint64."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def numbers(key, n):
    """The first n random numbers of a key."""
    return mix(np.uint64(key) + np.arange(1, n + 1, dtype=np.uint64) * GAMMA)


def key_of(name):
    """The FNV-1a hash of a name."""
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def tensor(name, *shape):
    """A weight: norms about 1, matrices about 0."""
    u = (numbers(key_of(name), math.prod(shape)) >> np.uint64(11)) / 2.0**53
    x = 1 + 0.2 * (u - 0.5) if len(shape) == 1 else 0.3 * (u - 0.5)
    return torch.tensor(x.astype(np.float32).astype(np.float64).reshape(shape), requires_grad=True)


def texts():
    """Tokens of all steps, [steps, sequences, LENGTH+1]: three in four follow from the one before."""
    u = numbers(key_of("data"), STEPS * SEQUENCES * (LENGTH + 1)).reshape(STEPS, SEQUENCES, LENGTH + 1)
    free = (u >> np.uint64(32)) % np.uint64(4) == 0
    tokens = (u % np.uint64(VOCABULARY)).astype(np.int64)
    for t in range(1, LENGTH + 1):
        follows = (3 * tokens[:, :, t - 1] + 7) % VOCABULARY
        tokens[:, :, t] = np.where(free[:, :, t], tokens[:, :, t], follows)
    return tokens


def batch(tokens, step, causal):
    """Inputs and targets of a step, -100 where there is nothing to predict."""
    if causal:
        return torch.tensor(tokens[step, :, :-1]), torch.tensor(tokens[step, :, 1:])
    u = numbers(key_of("masks"), STEPS * SEQUENCES * (LENGTH + 1)).reshape(STEPS, SEQUENCES, LENGTH + 1)
    hidden = (u % np.uint64(4) == 0)[step, :, :-1]
    text = tokens[step, :, :-1]
    return torch.tensor(np.where(hidden, 0, text)), torch.tensor(np.where(hidden, text, -100))


class Model:
    def __init__(self, c):
        self.c = c
        dim, hidden, head = c["dim"], c["hidden_dim"], c["head_dim"] or c["dim"] // c["heads"]
        q, kv = head * c["heads"], head * c["kv_heads"]
        w = {"tok_embeddings": tensor("tok_embeddings", VOCABULARY, dim)}
        if c["positions"] == "learned":
            w["pos_embeddings"] = tensor("pos_embeddings", LENGTH, dim)
        for i in range(c["layers"]):
            shapes = {"attention_norm": (dim,), "wq": (q, dim), "wk": (kv, dim), "wv": (kv, dim), "wo": (dim, q),
                      "ffn_norm": (dim,), "w1": (hidden, dim), "w2": (dim, hidden)}
            if c["activation"] == "swiglu":
                shapes["w3"] = (hidden, dim)
            for name, shape in shapes.items():
                w[f"layers.{i}.{name}"] = tensor(f"layers.{i}.{name}", *shape)
        if c["norm_placement"] == "pre":
            w["norm"] = tensor("norm", dim)
        if not c["tied"]:
            w["output"] = tensor("output", VOCABULARY, dim)
        self.w, self.lora, self.rank, self.alpha = w, {}, c["lora_rank"], c["lora_alpha"]
        for name in list(w):
            if name.split(".")[-1] in c["lora_targets"]:
                out, inner = w[name].shape
                self.lora[name] = (tensor(name + ".lora_a", self.rank, inner), tensor(name + ".lora_b", out, self.rank))

    def trained(self):
        if self.lora:
            return [x for pair in self.lora.values() for x in pair]
        return list(self.w.values())

    def linear(self, name, x):
        y = x @ self.w[name].T
        if name in self.lora:
            a, b = self.lora[name]
            y = y + self.alpha / self.rank * (x @ a.T @ b.T)
        return y

    def norm(self, name, x):
        f = F.layer_norm if self.c["norm"] == "layernorm" else F.rms_norm
        return f(x, x.shape[-1:], self.w[name], eps=1e-5)

    def drop(self, x, layer, site):
        """Hides elements of x, [B, T, C], by their counter."""
        rate = self.c["dropout"]
        if rate == 0:
            return x
        rows, dim = x.shape[0] * x.shape[1], x.shape[2]
        key = np.uint64(self.c["dropout_seed"])
        for part in (self.step, layer, site):
            key = mix(key + np.uint64(part + 1) * GAMMA)
        keys = mix(key + np.arange(1, rows + 1, dtype=np.uint64) * GAMMA)
        u = mix(keys[:, None] + np.arange(1, dim // 2 + 1, dtype=np.uint64) * GAMMA)
        halves = np.stack([u & np.uint64(0xFFFFFFFF), u >> np.uint64(32)], axis=-1)
        kept = halves.reshape(x.shape) >= np.uint64(math.floor(rate * 2**32))
        return x * torch.tensor(kept / (1 - rate))

    def attention(self, i, x):
        c = self.c
        b, t, _ = x.shape
        heads = lambda y, n: y.reshape(b, t, n, -1).transpose(1, 2)
        q, k, v = (heads(self.linear(f"layers.{i}.{name}", x), n)
                   for name, n in (("wq", c["heads"]), ("wk", c["kv_heads"]), ("wv", c["kv_heads"])))
        if c["positions"] == "rope":
            q, k = rotate(q), rotate(k)
        group = c["heads"] // c["kv_heads"]
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=c["causal"])
        return self.linear(f"layers.{i}.wo", y.transpose(1, 2).flatten(2))

    def ffn(self, i, x):
        y = self.linear(f"layers.{i}.w1", x)
        if self.c["activation"] == "swiglu":
            y = F.silu(y) * self.linear(f"layers.{i}.w3", x)
        else:
            y = F.gelu(y, approximate="tanh") if self.c["activation"] == "gelu" else F.relu(y)
        return self.linear(f"layers.{i}.w2", y)

    def loss(self, inputs, targets, step):
        c, self.step = self.c, step
        x = self.w["tok_embeddings"][inputs]
        if c["positions"] == "learned":
            x = x + self.w["pos_embeddings"]
        if c["positions"] == "sinusoidal":
            x = x + sinusoids(c["dim"])
        x = self.drop(x, 0, 0)
        for i in range(c["layers"]):
            for site, (norm, branch) in enumerate((("attention_norm", self.attention), ("ffn_norm", self.ffn)), 1):
                norm = f"layers.{i}.{norm}"
                if c["norm_placement"] == "pre":
                    x = x + self.drop(branch(i, self.norm(norm, x)), i, site)
                else:
                    x = self.norm(norm, x + self.drop(branch(i, x), i, site))
        if c["norm_placement"] == "pre":
            x = self.norm("norm", x)
        logits = x @ self.w["tok_embeddings"].T if c["tied"] else self.linear("output", x)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100)


def rotate(x):
    """Rotary positions of neighbouring pairs, x [B, H, T, D], as complex numbers."""
    d = x.shape[-1]
    angle = torch.outer(torch.arange(x.shape[-2], dtype=torch.float64), 10000.0 ** (-torch.arange(0, d, 2, dtype=torch.float64) / d))
    turned = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous()) * torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(turned).flatten(-2)


def sinusoids(dim):
    angle = torch.outer(torch.arange(LENGTH, dtype=torch.float64), 10000.0 ** (-torch.arange(0, dim, 2, dtype=torch.float64) / dim))
    return 0.02 * torch.stack([angle.sin(), angle.cos()], -1).flatten(-2)


def rate(c, step):
    """The learning rate of a step, counted from 0."""
    warmup, last = c["warmup_steps"], STEPS - 1
    if step < warmup:
        return c["learning_rate"] * (step + 1) / warmup
    if c["schedule"] == "constant":
        left = 1.0
    elif c["schedule"] == "cosine":
        left = 0.5 * (1 + math.cos(math.pi * (step - warmup + 1) / (last - warmup + 1)))
    else:
        done = max(0, step - (STEPS - c["decay_steps"]) + 1) / c["decay_steps"]
        left = 1 - math.sqrt(done) if c["decay_shape"] == "1-sqrt" else 1 - done
    floor = 0.1
    return c["learning_rate"] * (floor + (1 - floor) * left)


def train(c):
    model, tokens = Model(c), texts()
    params = model.trained()
    groups = [{"params": [p for p in params if p.dim() > 1], "weight_decay": 0.1},
              {"params": [p for p in params if p.dim() == 1], "weight_decay": 0.0}]
    adam = c["algorithm"] == "adamw"
    if adam:
        optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.95), eps=1e-5)
    else:  # its own decay is not decoupled
        optimizer = torch.optim.SGD([dict(g, weight_decay=0) for g in groups], momentum=c["momentum"])
    losses, norms = [], []
    for step in range(STEPS):
        loss = model.loss(*batch(tokens, step, c["causal"]), step)
        optimizer.zero_grad()
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(params, 1.0)))
        for group, decay in zip(optimizer.param_groups, (0.1, 0.0)):
            group["lr"] = rate(c, step)
            if not adam:
                for p in group["params"]:
                    p.data.mul_(1 - group["lr"] * decay)
        optimizer.step()
        losses.append(float(loss.detach()))
    return {"losses": [float(f"{x:.7g}") for x in losses], "grad_norms": [float(f"{x:.7g}") for x in norms]}


BASE = {
    "dim": 32, "hidden_dim": 64, "layers": 2, "heads": 4, "kv_heads": 4, "head_dim": 0, "tied": False, "causal": True,
    "positions": "rope", "norm": "rmsnorm", "norm_placement": "pre", "activation": "swiglu",
    "algorithm": "adamw", "momentum": 0.0, "learning_rate": 5e-3, "schedule": "cosine", "warmup_steps": 5,
    "decay_steps": 0, "decay_shape": "", "dropout": 0.0, "dropout_seed": 0, "lora_targets": [], "lora_rank": 0, "lora_alpha": 0.0,
}

VARIANTS = {
    "base": {},
    "gqa, tied": {"kv_heads": 2, "tied": True},
    "mqa, no positions": {"kv_heads": 1, "positions": "none"},
    "layernorm, gelu, learned": {"norm": "layernorm", "activation": "gelu", "positions": "learned", "hidden_dim": 96},
    "post norm, relu, sinusoidal": {"norm_placement": "post", "activation": "relu", "positions": "sinusoidal", "hidden_dim": 96},
    "gelu": {"activation": "gelu"},
    "layernorm": {"norm": "layernorm"},
    "post layernorm, gelu, tied": {"norm_placement": "post", "norm": "layernorm", "activation": "gelu", "tied": True},
    "sgd": {"algorithm": "sgd", "momentum": 0.9, "learning_rate": 0.1, "schedule": "constant"},
    "masked": {"causal": False},
    "wsd": {"schedule": "wsd", "decay_steps": 15, "decay_shape": "1-sqrt"},
    "wsd, linear": {"schedule": "wsd", "decay_steps": 20, "decay_shape": "linear", "warmup_steps": 0},
    "lora": {"lora_targets": ["wq", "wk", "wv", "wo", "w1", "w2", "w3"], "lora_rank": 4, "lora_alpha": 8.0, "learning_rate": 2e-2},
    "lora of the output": {"lora_targets": ["wv", "w2", "output"], "lora_rank": 2, "lora_alpha": 4.0, "learning_rate": 2e-2},
    "three wide heads": {"heads": 3, "kv_heads": 1, "head_dim": 14},
    "dropout": {"dropout": 0.1, "dropout_seed": 7},
    "dropout, post norm": {"dropout": 0.3, "dropout_seed": 2**63 + 5, "norm_placement": "post"},
}


def main():
    torch.set_num_threads(1)
    page = {
        "made_by": {"script": "reference.py", "python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
        "steps": STEPS, "sequences": SEQUENCES, "length": LENGTH, "vocab_size": VOCABULARY,
        "variants": [],
    }
    for name, changes in VARIANTS.items():
        c = {**BASE, **changes}
        page["variants"].append({"name": name, "setup": c, **train(c)})
        print(name, page["variants"][-1]["losses"][0], page["variants"][-1]["losses"][-1])
    with open("reference.json", "w") as f:
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in page.items() if k != "variants"))
        f.write(',\n"variants": [\n' + ",\n".join(json.dumps(v) for v in page["variants"]) + "\n]}\n")


if __name__ == "__main__":
    np.seterr(over="ignore")
    main()
