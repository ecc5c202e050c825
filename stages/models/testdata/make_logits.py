"""Writes logits.json.gz: tiny Llamas of random weights as folders of Hugging
Face hold them, and the logits that transformers computes with them in 32-bit
floats.

    python make_logits.py [PUBLISHED/stories260K_hf]
"""

import base64, glob, gzip, json, os, sys, tempfile
import torch, transformers
from transformers import LlamaConfig, LlamaForCausalLM

HERE = os.path.dirname(os.path.abspath(__file__))
TOKENS = [1, 17, 42, 5, 5, 60, 33, 2, 9, 11, 63, 0, 28, 28, 7, 50, 31, 3, 4, 12]
SCALING = {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}

CASES = {
    "gqa tied": dict(num_key_value_heads=1, tie_word_embeddings=True),
    "mha untied": dict(num_key_value_heads=2, tie_word_embeddings=False, rope_theta=500000.0),
    "llama3 scaling": dict(num_key_value_heads=1, tie_word_embeddings=True, rope_scaling=SCALING, max_position_embeddings=64, rope_theta=100.0),
    "linear scaling": dict(num_key_value_heads=1, tie_word_embeddings=True, rope_scaling={"rope_type": "linear", "factor": 4.0}, rope_theta=100.0),
    "bf16": dict(num_key_value_heads=1, tie_word_embeddings=False, dtype=torch.bfloat16),
    "f16": dict(num_key_value_heads=1, tie_word_embeddings=True, dtype=torch.float16),
    "sharded": dict(num_key_value_heads=1, tie_word_embeddings=False, shard="8KB"),
    "wide heads": dict(num_key_value_heads=1, tie_word_embeddings=True, head_dim=12),
    "three heads": dict(num_key_value_heads=3, tie_word_embeddings=False, num_attention_heads=3, head_dim=4, hidden_size=18),
}


def logits(model):
    """The logits behind every fourth token, as 32-bit floats, row-major."""
    with torch.no_grad():
        out = model.float().eval()(torch.tensor([TOKENS])).logits[0, ::4]
    return base64.b64encode(out.numpy().astype("<f4").tobytes()).decode()


def make(seed, dtype=torch.float32, shard="1GB", **config):
    torch.manual_seed(seed)
    base = dict(vocab_size=64, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=32,
                rms_norm_eps=1e-5, initializer_range=0.3)
    model = LlamaForCausalLM(LlamaConfig(**{**base, **config})).to(dtype)
    for name, parameter in model.named_parameters():
        if "norm" in name:
            torch.nn.init.uniform_(parameter, 0.5, 1.5)
    model = model.to(torch.bfloat16).to(dtype)  # such numbers pack better
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder, max_shard_size=shard)
        files = {os.path.basename(p): base64.b64encode(open(p, "rb").read()).decode() for p in sorted(glob.glob(folder + "/*"))}
        # Read again: rounding a model rounds its table of frequencies too.
        model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return {"files": files, "logits": logits(model)}


out = {"made_with": f"transformers {transformers.__version__}, torch {torch.__version__}", "tokens": TOKENS, "published": {},
       "models": {name: make(seed, **config) for seed, (name, config) in enumerate(CASES.items())}}
for path in sys.argv[1:]:
    out["published"][os.path.basename(path.rstrip("/"))] = logits(LlamaForCausalLM.from_pretrained(path, dtype=torch.float32))
with open(os.path.join(HERE, "logits.json.gz"), "wb") as f:
    f.write(gzip.compress(json.dumps(out, separators=(",", ":")).encode(), 9, mtime=0))
