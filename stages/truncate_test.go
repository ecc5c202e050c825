package stages

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pipe/engine/llama"
	"pipe/stages/benchmarks"
)

// TestTruncationCounts asks prompts of which some are cut.
func TestTruncationCounts(t *testing.T) {
	a := answererOf(t, untrained(t), 2)
	long := strings.Repeat("x", 30)
	items := []benchmarks.Item{
		{Context: "the", Text: "the", Choices: []string{"a", "b", "c"}, Gold: []int64{0}, References: []string{"a"}},
		{Context: long, Text: long, Choices: []string{"a", "bxx", "c"}, Gold: []int64{1}, References: []string{"a"}},
		{Context: long[:22], Text: long[:22], Choices: []string{"a", "bxx", "c"}, Gold: []int64{1}, References: []string{"a"}},
	}
	for _, c := range []struct {
		request, metric string
		want            [][]int64
		truncated       int64
	}{
		// 31 tokens and 2, 3, or 1 of " a", " bxx", " c"; 25 fit.
		{benchmarks.MultipleChoice, "acc", [][]int64{{0, 0, 0}, {8, 9, 7}, {0, 1, 0}}, 2},
		{benchmarks.Generate, "f1", [][]int64{{0}, {11}, {3}}, 2}, // 24 - 4 fit
		{benchmarks.Classify, "acc", [][]int64{{0}, {8}, {0}}, 1}, // one place is the end's
	} {
		spec := benchmarks.NewSpec(c.request)
		spec.Metrics, spec.MaxTokens = []string{c.metric}, 4
		for i := range items {
			items[i].Choices = items[1].Choices // classes are the same for all
		}
		if c.request == benchmarks.MultipleChoice {
			items[0].Choices = []string{"a", "b", "c"}
		}
		r, err := benchmarks.Evaluate(context.Background(), a, spec, items, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]int64
		for _, s := range r.Samples {
			got = append(got, s.Cut)
		}
		if v := r.Values[0]; !reflect.DeepEqual(got, c.want) || v.Truncated != c.truncated || v.Asked != 3 {
			t.Errorf("%s: cut = %v, %d of %d truncated, want %v, %d of 3", c.request, got, v.Truncated, v.Asked, c.want, c.truncated)
		}
	}
}

// TestLongChoice scores a choice that is longer than the context: of its last
// tokens as many as the context holds, given the one before them.
func TestLongChoice(t *testing.T) {
	m := untrained(t)
	a := answererOf(t, m, 2)
	long := strings.Repeat("xyz", 20)
	item := benchmarks.Item{ID: "7", Context: "the cat", Choices: []string{"sat", long}, Gold: []int64{0}}
	spec := benchmarks.NewSpec(benchmarks.MultipleChoice)
	spec.Metrics = []string{"acc"}
	r, err := benchmarks.Evaluate(context.Background(), a, spec, []benchmarks.Item{item}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, v := r.Samples[0], r.Values[0]
	ids := m.tokenizer.Encode([]int32{m.tokenizer.BOS()}, "the cat "+long)
	own := int64(len(ids) - len(m.tokenizer.Encode([]int32{m.tokenizer.BOS()}, "the cat")))
	if want := []int64{0, own - 24}; !slices.Equal(s.Unscored, want) || s.Tokens[1] != 24 || s.Cut[1] != int64(len(ids))-25 {
		t.Errorf("unscored = %v, %v tokens scored, %v cut, want %v, 24 and %d of the second", s.Unscored, s.Tokens, s.Cut, want, len(ids)-25)
	}
	if v.Unscored != 1 || v.Truncated != 1 {
		t.Errorf("value counts %d unscored, %d truncated, want 1 and 1", v.Unscored, v.Truncated)
	}
	want := llama.NewScorer(a.team, m.weights, 0).LogProbs([][]int32{ids[len(ids)-25:]}, []int{1})[0]
	if got := s.LogLikelihoods[1]; got != want.LogProb {
		t.Errorf("log-likelihood = %v, want %v, that of the last 24 tokens", got, want.LogProb)
	}
	row := protocolOf(&Evaluate{}, spec, a, &conversation{}, r)
	if !slices.Equal(row.Unscored, []string{"7"}) {
		t.Errorf("protocol names %q as unscored, want item 7", row.Unscored)
	}
}

// TestTruncate wants an error of what is too long where the evaluation does not
// have it cut.
func TestTruncate(t *testing.T) {
	ctx := context.Background()
	long := strings.Repeat("x", 40)
	ask := map[string]func(a *answerer) error{
		"fitting choice": func(a *answerer) error {
			_, err := a.LogLikelihood(ctx, []benchmarks.Request{{Context: "the", Continuation: " cat"}})
			return err
		},
		"choice": func(a *answerer) error {
			_, err := a.LogLikelihood(ctx, []benchmarks.Request{{Context: "a", Continuation: " cat"}, {Context: "the", Continuation: long}})
			return err
		},
		"prompt of a choice": func(a *answerer) error {
			_, err := a.LogLikelihood(ctx, []benchmarks.Request{{Context: "a", Continuation: " cat"}, {Context: long, Continuation: "the"}})
			return err
		},
		"prompt": func(a *answerer) error {
			_, err := a.GenerateUntil(ctx, []benchmarks.Generation{{Context: "a", MaxTokens: 2}, {Context: long, MaxTokens: 2}})
			return err
		},
		"text to classify": func(a *answerer) error {
			_, err := a.Classify(ctx, []string{"a", long})
			return err
		},
		"whole text": func(a *answerer) error {
			_, err := a.RollingLogLikelihood(ctx, []string{"a", long})
			return err
		},
	}
	ask["word"] = func(a *answerer) error {
		vectors, err := a.Embed(ctx, []string{"a", long, "the"})
		if err == nil && (vectors[0] == nil || vectors[1] != nil || vectors[2] == nil) {
			t.Errorf("Embed = %v, want no vector for the second word alone", vectors)
		}
		return err
	}
	m := untrained(t)
	for truncate, wrong := range map[string][]string{
		truncateAny:     nil,
		truncatePrompts: {"choice", "word"},
		truncateNone:    {"choice", "prompt of a choice", "prompt", "text to classify", "word"},
	} {
		a := answererOf(t, m, 1)
		a.truncate = truncate
		for what, f := range ask {
			err := f(a)
			if !slices.Contains(wrong, what) {
				if err != nil {
					t.Errorf("truncate %s: %s = %v, want no error", truncate, what, err)
				}
				continue
			}
			var of *benchmarks.RequestError
			if !errors.As(err, &of) || of.Request != 1 || !strings.Contains(err.Error(), "context") {
				t.Errorf("truncate %s: %s = %v, want an error about request 1", truncate, what, err)
			}
		}
	}
}
