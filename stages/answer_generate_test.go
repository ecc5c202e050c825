package stages

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"pipe/engine/llama"
	"pipe/engine/token"
	"pipe/stages/benchmarks"
)

// BenchmarkGenerateUntil writes 64 texts of 64 tokens, of prompts that begin alike or apart.
func BenchmarkGenerateUntil(b *testing.B) {
	pieces := []token.ScoredPiece{{Text: "<unk>", Control: true}, {Text: "<s>", Control: true}, {Text: "</s>", Control: true}}
	for i := range 256 {
		pieces = append(pieces, token.ScoredPiece{Text: fmt.Sprintf("<0x%02X>", i)})
	}
	pieces = append(pieces, token.ScoredPiece{Text: "\u2581"})
	for _, m := range []struct {
		name string
		c    llama.Config
	}{
		{"260K", llama.Config{VocabSize: 512, Dim: 64, HiddenDim: 172, Layers: 5, Heads: 8, KVHeads: 4}},
		{"15M", llama.Config{VocabSize: 32000, Dim: 288, HiddenDim: 768, Layers: 6, Heads: 6, KVHeads: 6}},
	} {
		m.c.SeqLen, m.c.RopeTheta, m.c.NormEps, m.c.Causal = 256, 10000, 1e-5, true
		list := pieces
		for len(list) < m.c.VocabSize {
			list = append(list, token.ScoredPiece{Text: fmt.Sprintf("w%d", len(list))})
		}
		tokenizer, err := token.NewPieces(list)
		if err != nil {
			b.Fatal(err)
		}
		w := llama.NewWeights(m.c)
		w.Init(rand.New(rand.NewPCG(1, 1)))
		for _, shots := range []int{0, 100} {
			b.Run(fmt.Sprintf("%s/shots %d", m.name, shots), func(b *testing.B) {
				a := newAnswerer(languageModel{weights: w, tokenizer: tokenizer}, 0, runtime.GOMAXPROCS(0))
				defer a.Close()
				var list []benchmarks.Generation
				for i := range 64 {
					list = append(list, benchmarks.Generation{
						Context: strings.Repeat("s", shots) + strings.Repeat(string(rune('a'+i%26)), 8+i%16), MaxTokens: 64, Temperature: 1, TopP: 1, Seed: uint64(i),
					})
				}
				for b.Loop() {
					if _, err := a.GenerateUntil(context.Background(), list); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(64*64*b.N)/b.Elapsed().Seconds(), "tokens/s")
			})
		}
	}
}
