package llama

import "testing"

func BenchmarkZZ(b *testing.B) {
	c := Config{VocabSize: 32000, Dim: 768, HiddenDim: 2048, Layers: 12, Heads: 12, KVHeads: 12, SeqLen: 512, RopeTheta: 10000, NormEps: 1e-5, Tied: true, Causal: true}
	for _, q := range []bool{false, true} {
		b.Run(map[bool]string{false: "f32", true: "int8"}[q], func(b *testing.B) {
			team := newTeam(b, 2)
			w := NewWeights(c)
			for i := range w.Flat {
				w.Flat[i] = float32(i%255-127) / 4000
			}
			if q {
				w.Quantize(team)
			}
			s := NewSession(team, w)
			s.Prefill([]int32{1})
			for b.Loop() {
				if s.Len() == 256 {
					s.Truncate(1)
				}
				s.Decode(2)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
