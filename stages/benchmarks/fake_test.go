package benchmarks

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"
)

// fake is a model whose answers are set by hand, or derived from the text of
// a request.
type fake struct {
	likelihoods map[string]Likelihood // by continuation, or "context|continuation"
	responses   func(g Generation, i int) string
	rolling     []float64
	classes     [][]float64
	vectors     map[string][]float32
	cut         int // tokens that the first prompt of a call loses
	unread      int // tokens that the judge does not read of the first answer

	requests    []Request
	generations []Generation
	words       []string
	read        []string // by the judge
}

func (f *fake) LogLikelihood(_ context.Context, requests []Request) ([]Likelihood, error) {
	f.requests = append(f.requests, requests...)
	out := make([]Likelihood, len(requests))
	for i, r := range requests {
		l, ok := f.likelihoods[r.Context+"|"+r.Continuation]
		if !ok {
			l, ok = f.likelihoods[r.Continuation]
		}
		if !ok {
			l = Likelihood{Sum: -hashed(r.Context, r.Continuation), Tokens: len(r.Continuation)}
		}
		out[i] = l
	}
	out[0].Cut = f.cut
	return out, nil
}

// hashed is a number from 0 to 10 that two texts determine.
func hashed(a, b string) float64 {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s\x00%s", a, b)
	return float64(h.Sum32()%10_000) / 1000
}

func (f *fake) RollingLogLikelihood(context.Context, []string) ([]float64, error) {
	return f.rolling, nil
}

func (f *fake) GenerateUntil(_ context.Context, generations []Generation) ([]Response, error) {
	f.generations = append(f.generations, generations...)
	out := make([]Response, len(generations))
	for i, g := range generations {
		out[i].Text = f.responses(g, i)
	}
	out[0].Cut = f.cut
	return out, nil
}

func (f *fake) Classify(context.Context, []string) ([]Classification, error) {
	out := make([]Classification, len(f.classes))
	for i, p := range f.classes {
		out[i].Probabilities = p
	}
	out[0].Cut = f.cut
	return out, nil
}

// Read finds a text bad or good by what it reads.
func (f *fake) Read(_ context.Context, texts []string, class string) ([]Reading, error) {
	f.read = append(f.read, texts...)
	out := make([]Reading, len(texts))
	for i, text := range texts {
		p := hashed(text, "judge") / 10
		out[i] = Reading{Class: "good", Probability: p}
		if p > 0.5 {
			out[i].Class = class
		}
	}
	out[0].Cut = f.unread
	return out, nil
}

func (f *fake) Embed(_ context.Context, words []string) ([][]float32, error) {
	f.words = append(f.words, words...)
	out := make([][]float32, len(words))
	for i, w := range words {
		out[i] = f.vectors[w]
	}
	return out, nil
}

// say answers item i with the i-th text.
func say(texts ...string) func(Generation, int) string {
	return func(_ Generation, i int) string { return texts[i] }
}

// plainModel has neither classes nor vectors.
type plainModel struct{ Model }

// spec is NewSpec with metrics, separated by spaces.
func spec(request, metrics string) Spec {
	s := NewSpec(request)
	s.Metrics = strings.Fields(metrics)
	return s
}
