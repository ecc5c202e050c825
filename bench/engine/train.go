package main

import (
	"fmt"
	"math/rand/v2"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/optim"
)

// A training is a model and the batch it learns from, of rows of seq tokens.
type training struct {
	name      string
	c         llama.Config
	rows, seq int
	// llmc is what llm.c trains in a second, on two cores, once measured beside the same limits; 0 is not known.
	llmc float64
}

// trainings are llama2.c's two sizes, by their parameters without the embedding of 32,000 tokens counted twice, and
// that of the main experiment.
var trainings = []training{
	{"miniature", shapeOf(2048, 128, 352, 4, 4, 2), 4, 256, 0},
	{"15M", shapeOf(32000, 288, 768, 6, 6, 6), 8, 256, 282},
	{"15M-512", shapeOf(32000, 288, 768, 6, 6, 6), 4, 512, 0},
	{"110M", shapeOf(32000, 768, 2048, 12, 12, 12), 2, 512, 39},
}

func shapeOf(vocab, dim, hidden, layers, heads, kvHeads int) llama.Config {
	return llama.Config{
		VocabSize: vocab, Dim: dim, HiddenDim: hidden, Layers: layers, Heads: heads, KVHeads: kvHeads, SeqLen: 512,
		RopeTheta: 10000, NormEps: 1e-5, Tied: true, Causal: true,
	}
}

var _ = register(trainingRows()...)

func trainingRows() []row {
	var list []row
	for _, t := range trainings {
		c := t.c
		args := []string{}
		for _, n := range []int{c.VocabSize, c.Dim, c.HiddenDim, c.Layers, c.Heads, c.KVHeads, t.rows, t.seq} {
			args = append(args, fmt.Sprint(n))
		}
		r := row{
			name: "train-" + t.name, what: fmt.Sprintf("train %s, %d rows of %d", t.name, t.rows, t.seq), unit: "tokens/s",
			threads: 2, prepare: t.ours,
			peers: []peer{
				{name: "PyTorch eager", gate: "T3 ≥ 1.0x", script: "train_torch.py", args: args, memoryGate: "T9 ≤ 1.0x"},
				{name: "peak, by FLOPs a token", gate: "its share", inside: t.peak},
			},
		}
		if t.llmc > 0 {
			r.peers = append(r.peers, peer{name: "llm.c", gate: "T4 ≥ 8.0x", figure: t.llmc, origin: "once measured, gcc 12, two cores with AVX-512"})
		}
		list = append(list, r)
	}
	return list
}

// ours takes a step of training and returns tokens a second.
func (t training) ours(threads int) func() float64 {
	team := kernel.NewTeam(threads)
	w := llama.NewWeights(t.c)
	w.Init(rand.New(rand.NewPCG(1, 1)))
	tr := llama.NewTrainer(team, w, llama.TrainerOptions{})
	o := optim.New(team, tr.Params(), optim.DefaultConfig())
	tokens := make([]int32, t.rows*t.seq+1)
	for i := range tokens {
		tokens[i] = int32(i * 7919 % t.c.VocabSize)
	}
	batch := llama.Rows(tokens[:len(tokens)-1], tokens[1:], t.seq)
	return rate(float64(t.rows*t.seq), func() {
		tr.Gradient(batch)
		o.Step(1e-4)
	})
}

// peak returns how many tokens a second fused multiply-adds alone would be enough for.
func (t training) peak(threads int) func() float64 {
	measure := peak(threads)
	return func() float64 { return measure() * 1e9 / t.c.FLOPsPerToken(t.seq) }
}
