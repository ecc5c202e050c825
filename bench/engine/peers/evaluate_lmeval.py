"""Multiple-choice requests by lm-evaluation-harness, with transformers, in float32 on the CPU.

evaluate_lmeval.py SHOTS DOCUMENTS VOCAB DIM HIDDEN LAYERS HEADS KV_HEADS: the requests of evaluate.go on a random
model of the same shape. It is given tokens, so that no tokenizer is measured, and the fastest of three batch sizes.
"""
import os
import sys
import time

import lm_eval
import torch
from lm_eval.models.huggingface import HFLM
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from contestant import rate, serve

SHOTS, DOCUMENTS, VOCAB, DIM, HIDDEN, LAYERS, HEADS, KV_HEADS = map(int, sys.argv[1:])
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(1)

model = LlamaForCausalLM(LlamaConfig(
    vocab_size=VOCAB, hidden_size=DIM, intermediate_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
    num_key_value_heads=KV_HEADS, max_position_embeddings=512, tie_word_embeddings=True))
words = Tokenizer(WordLevel({"<unk>": 0, "<s>": 1, "</s>": 2}, "<unk>"))
tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="<unk>", bos_token="<s>", eos_token="</s>", pad_token="</s>")


def token(n):
    return n % 31000 + 3


shots = [token(j * 271) for j in range(SHOTS)]
requests = []
for d in range(DOCUMENTS):
    context = shots + [token(d * 7919 + j * 31) for j in range(40 + d * 13 % 61)]
    for c in range(4):
        answer = [token(d * 104729 + c * 611 + j * 17) for j in range(4 + (d + c) % 8)]
        requests.append(((str(d), f"{d} {c}"), context, answer))

best = None
for size in (4, 16, 64):
    lm = HFLM(pretrained=model, tokenizer=tokenizer, backend="causal", batch_size=size, max_length=512, device="cpu")
    score = lambda lm=lm: lm._loglikelihood_tokens(requests, disable_tqdm=True)
    score()
    began = time.perf_counter()
    score()
    took = time.perf_counter() - began
    if best is None or took < best[0]:
        best = took, score
serve(f"{lm_eval.__version__}", rate(len(requests), best[1]))
