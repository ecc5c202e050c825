// Package llama is a decoder-only transformer of the LLaMA family (Touvron et al., "Llama 2", 2023, section
// 2.2): RMSNorm before each block, rotary positions, SwiGLU, grouped-query attention, no biases. It trains,
// scores and generates.
//
// Three structs hold everything: [Config] the shape, [Weights] the parameters, and a plan of activations that
// is allocated once, inside [Trainer], [Scorer] or [Session].
//
//	tokens ─ embed ─┬─ norm ─ wqkv ─ rope ─ attend ─ wo ─┬─ + ─┬─ norm ─ w1,w3 ─ swiglu ─ w2 ─┬─ + ─ … ─ norm ─ output
//	                └────────────────────────────────────┘     └──────────────────────────────┘
//
// Ablations exchange its choices: LayerNorm, norms after the sums (residual.go), GELU and ReLU, learned, sinusoidal and no
// positions, a tied output layer, attention to both sides; dropout and low-rank adapters belong to training.
// testdata/reference.py trains them in PyTorch, and TestLossCurves compares.
//
// Sequences are laid end to end without padding ([Batch]); attention never crosses from one to the next and
// positions start again at each. Every row of a result has the bits it would have alone: in another batch,
// split into other micro-batches, with other workers, or decoded token by token, alone ([Session]) or among others
// ([Decoder]).
//
// Shape letters in comments: R rows of a micro-batch, C dim, F hidden dim, H heads, K key-value heads, D head
// size, so that H*D is C unless a model says otherwise, V vocabulary, T sequence length.
//
// The package opens no file, knows no tokenizer and has no random state: generators are passed in.
package llama
