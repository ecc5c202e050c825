"""The models that both are asked about: a small one that others trained, one that pipe trains, and a random Llama."""

import json
import pathlib
import shutil
import tempfile

from ours import run

ROPE_THETA = 10000.0  # of both

# Layers enough that their order matters, weights large enough that choices differ by far.
RANDOM = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 32000, "hidden_size": 64,
    "intermediate_size": 176, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
    "hidden_act": "silu", "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "rope_theta": ROPE_THETA,
    "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": "float32",
}
SEED = 20260101


def stories(data, pipe, work):
    """stories260K as pipe exports it from the file of llama2.c: the harness reads what pipe writes."""
    source, tokenizer = data.path("stories260K/stories260K.bin"), data.path("stories260K/tok512.bin")
    return exported("model.stories", f'model "stories" {{\n  source = "{source}"\n  tokenizer = "{tokenizer}"\n}}\n', pipe, work)


def trained(data, pipe, work):
    """A model that pipe trains for a moment, with a vocabulary that it learns, as it exports it."""
    return exported("pretrain.trained", TRAINED, pipe, work)


TRAINED = """dataset "corpus" {
  source = "builtin:miniature/corpus"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 512
}

pretrain "trained" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  seed      = 1

  model {
    dim     = 64
    layers  = 2
    heads   = 4
    seq_len = 512
  }

  optimizer {
    learning_rate = 3e-3
    steps         = 60
    batch_tokens  = 1024
  }
}
"""


def exported(name, blocks, pipe, work):
    """The folder of a model as pipe exports it."""
    folder = work / "models" / name.partition(".")[2]
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        file, store = folder.with_suffix(".hcl"), folder.with_suffix(".store")
        file.write_text('experiment "model" {}\n\n' + blocks)
        for arguments in (["run", file, "--out", folder.with_suffix(".out")], ["export", name, folder]):
            run(pipe, *arguments, "--store", store)
    return folder


def random_llama(data, pipe, work):
    """A Llama of random weights with the tokenizer.model of Llama 2, from which both make their own."""
    import numpy as np
    from safetensors.numpy import save_file

    folder = work / "models" / "random"
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = pathlib.Path(tempfile.mkdtemp(dir=folder.parent))
    c, rng = RANDOM, np.random.Generator(np.random.PCG64(SEED))
    dim, hidden, kv = c["hidden_size"], c["intermediate_size"], c["num_key_value_heads"] * c["head_dim"]
    weight = lambda *shape: rng.standard_normal(shape, dtype=np.float32) * np.float32(0.3 if shape[0] == 32000 else 0.12)
    gain = lambda: (1 + rng.standard_normal(dim, dtype=np.float32) * np.float32(0.1)).astype(np.float32)
    tensors = {"model.embed_tokens.weight": weight(c["vocab_size"], dim), "lm_head.weight": weight(c["vocab_size"], dim), "model.norm.weight": gain()}
    for i in range(c["num_hidden_layers"]):
        at = f"model.layers.{i}."
        tensors |= {
            at + "self_attn.q_proj.weight": weight(dim, dim), at + "self_attn.k_proj.weight": weight(kv, dim),
            at + "self_attn.v_proj.weight": weight(kv, dim), at + "self_attn.o_proj.weight": weight(dim, dim),
            at + "mlp.gate_proj.weight": weight(hidden, dim), at + "mlp.up_proj.weight": weight(hidden, dim),
            at + "mlp.down_proj.weight": weight(dim, hidden),
            at + "input_layernorm.weight": gain(), at + "post_attention_layernorm.weight": gain(),
        }
    save_file(tensors, made / "model.safetensors", metadata={"format": "pt"})
    (made / "config.json").write_text(json.dumps(RANDOM, indent=2))
    shutil.copy(data.path("llama2-tokenizer/tokenizer.model"), made / "tokenizer.model")
    hub_tokenizer(made / "tokenizer.model").save_pretrained(made)
    made.rename(folder)
    return folder


def hub_tokenizer(file):
    """The tokenizer of a tokenizer.model as the hub has Llama 2's: the best score merges first, and a space comes
    before every text, as in SentencePiece.

    The class LlamaTokenizer of transformers 5 makes another of the same file: it goes by the pieces' numbers,
    which takes the pieces of several spaces, scored last, for the first; and it puts no space before a text that
    begins with one, whatever the tokenizer.json beside it says.
    """
    import sentencepiece
    from tokenizers import Tokenizer, decoders, models, normalizers, processors
    from transformers import PreTrainedTokenizerFast
    from transformers.tokenization_utils_base import generate_merges

    sp = sentencepiece.SentencePieceProcessor(model_file=str(file))
    ids = range(sp.get_piece_size())
    vocab = {sp.id_to_piece(i): i for i in ids}
    scores = {sp.id_to_piece(i): sp.get_score(i) for i in ids}
    special = {sp.id_to_piece(i) for i in ids if sp.is_control(i) or sp.is_unknown(i) or sp.is_byte(i)}
    merges = generate_merges(vocab, scores, special)
    made = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    made.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    made.post_processor = processors.TemplateProcessing("<s> $A", "<s> $A <s> $B", [("<s>", sp.bos_id())])
    return PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def load(folder, **arguments):
    """The harness's model in double precision, so that what differs is what pipe rounds. In single
    precision the harness is off by more than that: its angles of positions alone make 1e-4 nats."""
    import torch
    from lm_eval.models.huggingface import HFLM

    torch.set_num_threads(1)  # which is faster for models this small, and far so beside others
    lm = HFLM(pretrained=str(folder), dtype="float64", device="cpu", batch_size=8, **arguments)
    config = lm.model.config
    even = torch.arange(0, config.head_dim, 2, dtype=torch.float64)
    inverse = ROPE_THETA ** -(even / config.head_dim)

    def angles(x, position_ids):
        a = (position_ids[:, :, None].double() * inverse).repeat(1, 1, 2)
        return a.cos().to(x.dtype), a.sin().to(x.dtype)

    lm.model.model.rotary_emb.forward = angles
    return lm


MODELS = {"stories": stories, "random": random_llama, "trained": trained}


def wants(name, case):
    """Whether a model is asked a case: the one that pipe trains is there for its vocabulary, and rows of ours do for that."""
    return name != "trained" or case.made_up
