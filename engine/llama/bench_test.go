package llama

import (
	"testing"

	"pipe/engine/optim"
)

// laptop is the shape of the one-minute model.
func laptop(vocab int) Config {
	return Config{
		VocabSize: vocab, Dim: 128, HiddenDim: 344, Layers: 4, Heads: 8, KVHeads: 2, SeqLen: 128,
		RopeTheta: 10000, NormEps: 1e-5, Causal: true,
	}
}

// stories15M is the shape of llama2.c's 15M model.
var stories15M = Config{
	VocabSize: 32000, Dim: 288, HiddenDim: 768, Layers: 6, Heads: 6, KVHeads: 6, SeqLen: 256,
	RopeTheta: 10000, NormEps: 1e-5, Tied: true, Causal: true,
}

// BenchmarkStep is a training step of 8192 tokens on two workers.
func BenchmarkStep(b *testing.B) {
	masked := laptop(2048)
	masked.Causal = false
	for _, tt := range []struct {
		name string
		c    Config
	}{{"laptop-1024", laptop(1024)}, {"laptop-2048", laptop(2048)}, {"laptop-masked", masked}, {"15M", stories15M}} {
		b.Run(tt.name, func(b *testing.B) {
			team := newTeam(b, 2)
			w := NewWeights(tt.c)
			w.Init(rng(1))
			tr := NewTrainer(team, w, TrainerOptions{})
			o := optim.New(team, tr.Params(), optim.DefaultConfig())
			const tokens = 8192
			text := someSequences(tt.c, tokens+1)[0]
			batch := Rows(text[:tokens], text[1:], tt.c.SeqLen)
			tr.Gradient(batch)
			b.ReportAllocs()
			for b.Loop() {
				tr.Gradient(batch)
				o.Step(1e-3)
			}
			rate := float64(tokens) * float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(rate, "tokens/s")
			b.ReportMetric(rate*tt.c.FLOPsPerToken(tt.c.SeqLen)/1e9, "GFLOP/s")
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, tt := range []struct {
		name string
		c    Config
	}{{"laptop", laptop(2048)}, {"15M", stories15M}} {
		b.Run(tt.name, func(b *testing.B) {
			w := NewWeights(tt.c)
			w.Init(rng(1))
			s := NewSession(newTeam(b, 2), w)
			s.Prefill([]int32{1})
			b.ReportAllocs()
			for b.Loop() {
				if s.Len() == s.Cap() {
					s.Truncate(1)
				}
				s.Decode(2)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}

func BenchmarkLogProbs(b *testing.B) {
	c := laptop(2048)
	w := NewWeights(c)
	w.Init(rng(1))
	s := NewScorer(newTeam(b, 2), w, 0)
	lengths := make([]int, 256)
	for i := range lengths {
		lengths[i] = 20 + i%60
	}
	sequences, from := someSequences(c, lengths...), make([]int, len(lengths))
	for i, n := range lengths {
		from[i] = n - 4
	}
	for b.Loop() {
		s.LogProbs(sequences, from)
	}
	b.ReportMetric(float64(len(sequences))*float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
