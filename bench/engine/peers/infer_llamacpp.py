"""Inference of a random Llama by llama.cpp, in the packaging of llama-cpp-python.

infer_llamacpp.py decode|prefill F32|Q8_0 TOKENS VOCAB DIM HIDDEN LAYERS HEADS KV_HEADS: the model is written as GGUF and
evaluated through llama.cpp's own calls, without the packaging's sampler.
"""
import os
import sys
import tempfile

import gguf
import llama_cpp
import numpy as np

from contestant import rate, serve

MODE, WEIGHTS = sys.argv[1:3]
TOKENS, VOCAB, DIM, HIDDEN, LAYERS, HEADS, KV_HEADS = map(int, sys.argv[3:])
SIZE, SPECIAL = DIM // HEADS, ["<unk>", "<s>", "</s>"]


def write(path):
    w = gguf.GGUFWriter(path, "llama")
    w.add_context_length(2 * TOKENS)
    w.add_embedding_length(DIM)
    w.add_block_count(LAYERS)
    w.add_feed_forward_length(HIDDEN)
    w.add_head_count(HEADS)
    w.add_head_count_kv(KV_HEADS)
    w.add_layer_norm_rms_eps(1e-5)
    w.add_rope_dimension_count(SIZE)
    w.add_rope_freq_base(10000.0)
    write_vocabulary(w)
    random = np.random.default_rng(1)

    def matrix(name, rows, columns):
        x = random.standard_normal((rows, columns), dtype=np.float32) * 0.02
        if WEIGHTS == "F32":
            w.add_tensor(name + ".weight", x)
            return
        kind = gguf.GGMLQuantizationType[WEIGHTS]
        w.add_tensor(name + ".weight", gguf.quants.quantize(x, kind), raw_dtype=kind)

    def norm(name):
        w.add_tensor(name + ".weight", np.ones(DIM, np.float32))

    matrix("token_embd", VOCAB, DIM)  # the output too
    norm("output_norm")
    for i in range(LAYERS):
        block = "blk.%d." % i
        norm(block + "attn_norm")
        norm(block + "ffn_norm")
        matrix(block + "attn_q", DIM, DIM)
        matrix(block + "attn_k", KV_HEADS * SIZE, DIM)
        matrix(block + "attn_v", KV_HEADS * SIZE, DIM)
        matrix(block + "attn_output", DIM, DIM)
        matrix(block + "ffn_gate", HIDDEN, DIM)
        matrix(block + "ffn_up", HIDDEN, DIM)
        matrix(block + "ffn_down", DIM, HIDDEN)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def write_vocabulary(w):
    """Writes words that nothing is read with: prompts are token ids."""
    kinds = gguf.TokenType
    count = VOCAB - len(SPECIAL) - 256
    w.add_tokenizer_model("llama")
    w.add_token_list(SPECIAL + ["<0x%02X>" % i for i in range(256)] + ["t%d" % i for i in range(count)])
    w.add_token_types([kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL] + [kinds.BYTE] * 256 + [kinds.NORMAL] * count)
    w.add_token_scores([-float(i) for i in range(VOCAB)])
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)
    w.add_unk_token_id(0)


def load():
    """Returns a context of the model, whose file is removed once it is mapped."""
    handle, path = tempfile.mkstemp(suffix=".gguf")
    try:
        os.close(handle)
        write(path)
        llama_cpp.llama_log_set(silent, None)
        llama_cpp.llama_backend_init()
        model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
    finally:
        os.remove(path)
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = 2 * TOKENS
    params.n_threads = params.n_threads_batch = int(os.environ["OMP_NUM_THREADS"])
    return llama_cpp.llama_init_from_model(model, params)


@llama_cpp.llama_log_callback
def silent(level, text, data):
    pass


context = load()
prompt = (llama_cpp.llama_token * TOKENS)(*(i * 7919 % VOCAB for i in range(TOKENS)))
read = 0


def evaluate(tokens, n):
    """Reads n tokens and computes the logits behind the last."""
    if llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(tokens, n)):
        sys.exit("llama_decode failed")
    llama_cpp.llama_get_logits(context)  # waits for them


def forget():
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)


def prefill():
    forget()
    evaluate(prompt, TOKENS)


def decode():
    global read
    if read == TOKENS:
        forget()
        read = 0
    evaluate((llama_cpp.llama_token * 1)(prompt[read]), 1)
    read += 1


work = rate(1, decode) if MODE == "decode" else rate(TOKENS, prefill)
serve("llama-cpp-python " + llama_cpp.__version__, work)
