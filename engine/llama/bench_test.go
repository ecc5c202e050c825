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

// paper is the shape of the main experiment, whose texts are short.
var paper = Config{
	VocabSize: 2048, Dim: 128, HiddenDim: 352, Layers: 4, Heads: 4, KVHeads: 2, SeqLen: 256,
	RopeTheta: 10000, NormEps: 1e-5, Tied: true, Causal: true,
}

// shortTexts returns sequences of 19 to 75 tokens, 43 in the mean, that together have at most so many: a batch of the
// main experiment.
func shortTexts(c Config, tokens int) [][]int32 {
	cycle := []int{40, 19, 75, 31, 52, 24, 63, 40}
	var lengths []int
	for i := 0; tokens >= cycle[i%len(cycle)]; i++ {
		lengths = append(lengths, cycle[i%len(cycle)])
		tokens -= cycle[i%len(cycle)]
	}
	return someSequences(c, lengths...)
}

// BenchmarkStep is a training step on two workers: of 8192 tokens in sequences as long as they get or, for the main
// experiment, of 1024 in short ones.
func BenchmarkStep(b *testing.B) {
	masked, longer := laptop(2048), laptop(1024)
	masked.Causal = false
	longer.SeqLen = 512
	long := func(c Config) Batch {
		const tokens = 8192
		text := someSequences(c, tokens+1)[0]
		return Rows(text[:tokens], text[1:], c.SeqLen)
	}
	short := func(c Config) Batch { return NextTokens(shortTexts(c, 1024), nil) }
	for _, tt := range []struct {
		name  string
		c     Config
		batch func(c Config) Batch
	}{
		{"paper", paper, short}, {"laptop-1024", laptop(1024), long}, {"laptop-2048", laptop(2048), long},
		{"laptop-masked", masked, long}, {"laptop-512", longer, long}, {"15M", stories15M, long},
	} {
		b.Run(tt.name, func(b *testing.B) {
			team := newTeam(b, 2)
			w := NewWeights(tt.c)
			w.Init(rng(1))
			tr := NewTrainer(team, w, TrainerOptions{})
			o := optim.New(team, tr.Params(), optim.DefaultConfig())
			batch := tt.batch(tt.c)
			mean := len(batch.Tokens) / len(batch.Starts)
			tr.Gradient(batch)
			b.ReportAllocs()
			for b.Loop() {
				tr.Gradient(batch)
				o.Step(1e-3)
			}
			rate := float64(len(batch.Tokens)) * float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(rate, "tokens/s")
			b.ReportMetric(rate*tt.c.FLOPsPerToken(mean)/1e9, "GFLOP/s")
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
