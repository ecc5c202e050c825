"""Writes tokenizers.json.gz: small tokenizers of each sort that is read, and a
hash of the ids that Hugging Face's tokenizers, or sentencepiece, gives for each
of many strings.

The strings are not stored. They are drawn from the fragments by a generator
that tokenizers_test.go repeats.

    python make_tokenizers.py [PUBLISHED/olmo-tokenizer/tokenizer.json PUBLISHED/llama2-tokenizer/tokenizer.model]
"""

import base64, gzip, hashlib, io, json, os, sys
import sentencepiece, tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = os.path.dirname(os.path.abspath(__file__))
STRINGS = 3000
GPT2 = r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
LLAMA3 = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
CL100K = r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"""
QWEN2 = LLAMA3.replace("{1,3}", "")
# How this program's own vocabularies are written: OwnWords and OwnCuts in engine/token/patterns.go.
OWN_WORDS = r""" ?[\p{L}\p{M}]+| ?[^\s\p{L}\p{M}\p{N}]+|\p{N}|\s+(?= [^\s\p{N}])|\s+"""
OWN_CUTS = "[\\s\\S]{1,128}(?![\u0122-\u0143\u00a1-\u00ac\u00ae-\u00bf])"

FRAGMENTS = [
    " ", " ", " ", "  ", "     ", "\n", "\n\n", "\r\n", "\t", " \n ", "\u00a0", "\u3000", "\u2028", "\u200b", "\u0085",
    "the", "The", "a", "hello", "world", "water", "going", "ing", "er", "low", "lower", "newest", "I", "you",
    "'s", "'S", "'t", "'T", "'re", "'RE", "'Ve", "'ll", "'Ll", "'d", "'m", "'", "''", "\u2019s", "'\u017f", "don't", "'x",
    "0", "1", "12", "123", "1234", "3.14", "1,000,000", "2026", "\u0663\u0664", "\u00bd", "\u2167", "\u00b2",
    ".", ",", "!", "?!", "...", "---", "(", ")", "{\"a\":", "==", "//", "/* ", "#", "$", "@", "_", "__init__", "<", ">", "\\",
    "<s>", "</s>", "<|x|>", "[pad]", "<0x0A>", "\u2581", "\u2581the", "\u0120",
    "caf\u00e9", "cafe\u0301", "\u00c5", "A\u030a", "\ufb01", "stra\u00dfe", "\u0130", "na\u00efve", "\u1e9b\u0323",
    "\u043f\u0440\u0438\u0432\u0435\u0442", "\u03b3\u03b5\u03b9\u03ac", "\u4f60\u597d", "\u3053\u3093\u306b\u3061\u306f", "\uc548\ub155", "\u1100\u1161\u11a8",
    "\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05dc\u05d5\u05dd", "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "\u2764\ufe0f", "\U0001d54f", "\U00010348",
    "ab" * 90, "\u20ac" * 50, " " * 130, "\u0436" * 65,
    "\x00", "\x01", "\x7f", "\ufeff", "\ufffd", "\u00ad",
]


def strings():
    """Strings of 0 to 23 fragments, by Knuth's linear congruential generator."""
    x = 17
    def draw(n):
        nonlocal x
        x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
        return (x >> 33) % n
    return ["".join(FRAGMENTS[draw(len(FRAGMENTS))] for _ in range(draw(24))) for _ in range(STRINGS)]


def hashes(tokenizer):
    return hashes_of(lambda s: tokenizer.encode(s, add_special_tokens=False).ids)


def hashes_of(encode):
    """The first 2 bytes of the SHA-256 of the ids of each string, in decimal with commas."""
    ids = (encode(s) for s in strings())
    return "".join(hashlib.sha256(",".join(map(str, i)).encode()).hexdigest()[:4] for i in ids)


def train(tokenizer, alphabet=(), size=700, strip=False):
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=["<unk>", "<s>", "</s>"], initial_alphabet=list(alphabet), show_progress=False)
    tokenizer.train_from_iterator(strings(), trainer)
    tokenizer.add_special_tokens([AddedToken("<|x|>", special=True, normalized=False)])
    tokenizer.add_tokens([AddedToken("[pad]", lstrip=True, rstrip=True, normalized=True), AddedToken("going", single_word=True, normalized=False)])
    if strip:  # tokens of the white space that others take
        tokenizer.add_tokens([AddedToken("  ", normalized=True), AddedToken("\n", normalized=True)])
    return tokenizer


def byte_level(pre, normalizer=None, ignore_merges=False, strip=False):
    t = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    t.pre_tokenizer, t.decoder = pre, decoders.ByteLevel()
    if normalizer:
        t.normalizer = normalizer
    t = train(t, pre_tokenizers.ByteLevel.alphabet(), strip=strip)
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return t


def by_pattern(pattern):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def pieces(normalizer=None, pre=None, fallback=True):
    """A vocabulary as LLaMA 2's: the characters of the merges, and bytes for the rest."""
    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    if normalizer:
        t.normalizer = normalizer
    if pre:
        t.pre_tokenizer = pre
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=["<unk>", "<s>", "</s>"] + (["<0x%02X>" % b for b in range(256)] if fallback else []),
                                  limit_alphabet=60, max_token_length=8, show_progress=False)
    t.train_from_iterator(strings(), trainer)
    spec = json.loads(t.to_str())
    spec["model"]["byte_fallback"] = fallback
    spec["added_tokens"] = spec["added_tokens"][:3]
    t = Tokenizer.from_str(json.dumps(spec))
    t.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return t


def all_tokenizers():
    llama2 = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    yield "gpt2", byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False))
    yield "gpt2 prefix", byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True))
    yield "gpt2 split", byte_level(by_pattern(GPT2))
    yield "llama3", byte_level(by_pattern(LLAMA3), ignore_merges=True)
    yield "cl100k", byte_level(by_pattern(CL100K))
    yield "strip", byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False), strip=True)
    yield "qwen2", byte_level(by_pattern(QWEN2), normalizers.NFC())
    yield "digits", byte_level(pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]), normalizers.NFKC())
    yield "own", byte_level(pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(OWN_WORDS), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        pre_tokenizers.Split(Regex(OWN_CUTS), "isolated")]))
    yield "llama2", pieces(llama2)
    yield "metaspace", pieces(None, pre_tokenizers.Metaspace(prepend_scheme="first"))
    yield "metaspace whole", pieces(normalizers.NFKC(), pre_tokenizers.Metaspace(prepend_scheme="always", split=False), fallback=False)


def small_sentencepiece():
    """A tokenizer.model as LLaMA has it, of the strings that have Latin letters only."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(s.split()) for s in strings() if s and max(s) < "\u0250"]), model_writer=model, model_type="bpe",
        vocab_size=450, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
        allow_whitespace_only_pieces=True, character_coverage=0.98, num_threads=1, minloglevel=2)
    return model.getvalue()


out = {"made_with": "tokenizers " + tokenizers.__version__, "strings": STRINGS, "fragments": FRAGMENTS, "tokenizers": [], "published": {}}
for name, t in all_tokenizers():
    out["tokenizers"].append({"name": name, "file": json.loads(t.to_str()), "hashes": hashes(t)})
small = small_sentencepiece()
out["sentencepiece"] = {"made_with": "sentencepiece " + sentencepiece.__version__, "model": base64.b64encode(small).decode(),
                        "hashes": hashes_of(sentencepiece.SentencePieceProcessor(model_proto=small).encode)}
for path in sys.argv[1:]:
    name = os.path.basename(os.path.dirname(path))
    if path.endswith(".json"):
        out["published"][name] = hashes(Tokenizer.from_file(path))
    else:
        out["published"][name] = hashes_of(sentencepiece.SentencePieceProcessor(model_file=path).encode)
with open(os.path.join(HERE, "tokenizers.json.gz"), "wb") as f:
    f.write(gzip.compress(json.dumps(out, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0))
