package stages

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"pipe/engine/llama"
	"pipe/engine/token"
	"pipe/internal/published"
	"pipe/stages/models"
)

// stories returns the model stories260K.
func stories(b *testing.B) languageModel {
	w, err := models.ReadLlama2c(published.Read(b, "models", "stories260K", "stories260K.bin"))
	if err != nil {
		b.Fatal(err)
	}
	pieces, err := models.ReadLlama2cPieces(published.Read(b, "models", "stories260K", "tok512.bin"))
	if err != nil {
		b.Fatal(err)
	}
	tokenizer, err := token.NewPieces(pieces)
	if err != nil {
		b.Fatal(err)
	}
	return languageModel{weights: w, tokenizer: tokenizer}
}

// random15M returns a model of the shape of stories15M that knows nothing.
func random15M(b *testing.B) languageModel {
	pieces := []token.ScoredPiece{{Text: "<unk>", Control: true}, {Text: "<s>", Control: true}, {Text: "</s>", Control: true}}
	for i := range 256 {
		pieces = append(pieces, token.ScoredPiece{Text: fmt.Sprintf("<0x%02X>", i)})
	}
	for pieces = append(pieces, token.ScoredPiece{Text: "\u2581"}); len(pieces) < 32000; {
		pieces = append(pieces, token.ScoredPiece{Text: fmt.Sprintf("w%d", len(pieces))})
	}
	tokenizer, err := token.NewPieces(pieces)
	if err != nil {
		b.Fatal(err)
	}
	w := llama.NewWeights(llama.Config{
		VocabSize: 32000, Dim: 288, HiddenDim: 768, Layers: 6, Heads: 6, KVHeads: 6, SeqLen: 256, RopeTheta: 10000, NormEps: 1e-5, Causal: true, Tied: true,
	})
	w.Init(rand.New(rand.NewPCG(1, 1)))
	return languageModel{weights: w, tokenizer: tokenizer}
}

// BenchmarkServed has clients ask for 64 texts of up to 96 tokens, over HTTP, each
// the next as soon as it has one.
func BenchmarkServed(b *testing.B) {
	for _, m := range []struct {
		name string
		make func(b *testing.B) languageModel
	}{{"260K", stories}, {"15M", random15M}} {
		b.Run(m.name, func(b *testing.B) {
			url := serveModel(b, m.make(b), runtime.GOMAXPROCS(0))
			for _, clients := range []int{1, 4, 16} {
				b.Run(fmt.Sprintf("clients %d", clients), func(b *testing.B) {
					tokens := 0
					for b.Loop() {
						tokens += askMany(b, url, clients, 64)
					}
					b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
				})
			}
		})
	}
}

// askMany returns how many tokens a number of requests gave to a number of clients.
func askMany(b *testing.B, url string, clients, requests int) int {
	var next, tokens atomic.Int64
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			for i := next.Add(1); i <= int64(requests); i = next.Add(1) {
				var a servedAnswer
				body := map[string]any{"prompt": fmt.Sprintf("Once upon %d", i), "max_tokens": 96, "temperature": 1, "seed": i}
				if err := ask(url, "/v1/completions", body, &a); err != nil {
					b.Error(err)
					return
				}
				tokens.Add(int64(a.Usage.CompletionTokens))
			}
		})
	}
	group.Wait()
	return int(tokens.Load())
}
