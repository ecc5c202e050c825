"""A step of training the same Llama by PyTorch, eager, in float32.

train_torch.py VOCAB DIM HIDDEN LAYERS HEADS KV_HEADS ROWS SEQ: RMSNorm, rotary positions, SwiGLU, grouped-query
attention by scaled_dot_product_attention, tied output, AdamW with the gradient clipped, as ours.
"""
import os
import sys

import torch
from torch import nn
from torch.nn import functional as F

from contestant import rate, resident, serve

VOCAB, DIM, HIDDEN, LAYERS, HEADS, KV_HEADS, ROWS, SEQ = map(int, sys.argv[1:])
SIZE = DIM // HEADS
BEFORE = resident()
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(1)


def linear(n, m):
    layer = nn.Linear(n, m, bias=False)
    nn.init.normal_(layer.weight, std=0.02)
    return layer


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm, self.ffn_norm = nn.RMSNorm(DIM, 1e-5), nn.RMSNorm(DIM, 1e-5)
        self.qkv = linear(DIM, DIM + 2 * KV_HEADS * SIZE)
        self.wo, self.w13, self.w2 = linear(DIM, DIM), linear(DIM, 2 * HIDDEN), linear(HIDDEN, DIM)

    def forward(self, x, cos, sin):
        b, t, _ = x.shape
        q, k, v = self.qkv(self.attention_norm(x)).split([DIM, KV_HEADS * SIZE, KV_HEADS * SIZE], -1)
        q, k = rotate(q.view(b, t, HEADS, SIZE), cos, sin), rotate(k.view(b, t, KV_HEADS, SIZE), cos, sin)
        v = v.view(b, t, KV_HEADS, SIZE)
        if KV_HEADS < HEADS:
            k, v = (a.repeat_interleave(HEADS // KV_HEADS, 2) for a in (k, v))
        y = F.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), is_causal=True)
        x = x + self.wo(y.transpose(1, 2).reshape(b, t, DIM))
        a, g = self.w13(self.ffn_norm(x)).chunk(2, -1)
        return x + self.w2(F.silu(a) * g)


def rotate(x, cos, sin):
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, DIM)
        nn.init.normal_(self.embed.weight, std=0.02)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(LAYERS)), nn.RMSNorm(DIM, 1e-5)
        angle = torch.arange(SEQ)[:, None] * 10000.0 ** (-torch.arange(0, SIZE, 2) / SIZE)
        self.register_buffer("cos", angle.cos()[:, None])
        self.register_buffer("sin", angle.sin()[:, None])

    def forward(self, tokens, targets):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        logits = F.linear(self.norm(x), self.embed.weight)
        return F.cross_entropy(logits.view(-1, VOCAB), targets.view(-1))


model = Llama()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1)
text = (torch.arange(ROWS * SEQ + 1) * 7919) % VOCAB
tokens, targets = text[:-1].view(ROWS, SEQ), text[1:].view(ROWS, SEQ)


def step():
    optimizer.zero_grad(set_to_none=True)
    model(tokens, targets).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


serve("%s (%d MB before the model)" % (torch.__version__, BEFORE), rate(ROWS * SEQ, step))
