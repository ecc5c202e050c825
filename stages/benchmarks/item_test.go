package benchmarks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestBrokenItems(t *testing.T) {
	good := Item{ID: "good", Choices: []string{"a", "b"}, Gold: []int64{0}}
	nan := &fake{likelihoods: map[string]Likelihood{" b": {Sum: math.NaN(), Tokens: 1}}}
	none := &fake{likelihoods: map[string]Likelihood{" b": {Sum: -1}}}
	cases := []struct {
		name    string
		model   Model
		request string
		metric  string
		item    Item
		want    string
	}{
		{"NaN", nan, MultipleChoice, "acc", good, `choice 1 "b": log-likelihood is NaN`},
		{"no tokens", none, MultipleChoice, "acc", good, "continuation has no tokens"},
		{"empty choice", &fake{}, MultipleChoice, "acc", Item{Choices: []string{"a", ""}, Gold: []int64{0}}, "choice 1 is empty"},
		{"no gold", &fake{}, MultipleChoice, "acc", Item{Choices: []string{"a"}}, "no gold choice"},
		{"gold", &fake{}, MultipleChoice, "acc", Item{Choices: []string{"a", "b"}, Gold: []int64{2}}, "gold 2 is not among 2 choices"},
		{"contexts", &fake{}, MultipleChoice, "acc", Item{Contexts: []string{"c"}, Choices: []string{"a", "b"}, Gold: []int64{1}}, "1 contexts for 2 choices"},
		{"reference", &fake{}, Generate, "f1", Item{Context: "c"}, "no reference for f1"},
		{"test", &fake{}, Generate, "pass@1", Item{Context: "c", References: []string{"r"}}, "no test for pass@1"},
		{"words", &fake{}, Perplexity, "bits_per_byte", Item{Text: "x", Bytes: 1}, "0 words"},
		{"loss", &fake{rolling: []float64{math.Inf(-1)}}, Perplexity, "bits_per_byte", Item{Text: "x", Words: 1, Bytes: 1}, "log-likelihood is -Inf"},
		{"count", &fake{}, Perplexity, "bits_per_byte", Item{Text: "x", Words: 1, Bytes: 1}, "answered 0 of 1"},
		{"no classes", &fake{}, Classify, "acc", Item{Choices: []string{"a"}, Gold: []int64{0}}, "two classes or more, got 1"},
		{"two right classes", &fake{}, Classify, "acc", Item{Choices: []string{"a", "b"}, Gold: []int64{0, 1}}, "one right class, got 2"},
		{"classes", &fake{classes: [][]float64{{1}}}, Classify, "acc", Item{Choices: []string{"a", "b"}, Gold: []int64{1}}, "got probabilities of 1 classes, want 2"},
		{"no classifier", plainModel{&fake{}}, Classify, "acc", Item{Choices: []string{"a", "b"}, Gold: []int64{1}}, "no classifier"},
		{"no vectors", plainModel{&fake{}}, Similarity, "spearman", Item{Word1: "a", Word2: "b"}, "no word vectors"},
		{"metric", &fake{}, MultipleChoice, "accuracy", good, `There is no metric "accuracy"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.item.ID = "odd one"
			_, err := Evaluate(context.Background(), c.model, spec(c.request, c.metric), []Item{c.item}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Evaluate(%+v) = %v, want …%s…", c.item, err, c.want)
			}
		})
	}
	classes := []Item{{Choices: []string{"a", "b"}, Gold: []int64{1}}, {Choices: []string{"b", "a"}, Gold: []int64{1}}}
	if _, err := Evaluate(context.Background(), &fake{}, spec(Classify, "acc"), classes, nil); err == nil ||
		!strings.Contains(err.Error(), `document 1: the classes are ["b" "a"]`) {
		t.Errorf("Evaluate of two orders of classes = %v, want an error", err)
	}
	_, err := Evaluate(context.Background(), nan, spec(MultipleChoice, "acc"), []Item{{ID: "x", Choices: []string{"a"}, Gold: []int64{0}}, good}, nil)
	if err == nil || !strings.Contains(err.Error(), `document 1: choice 1 "b"`) {
		t.Errorf("Evaluate = %v, want the document's number", err)
	}
}

// complaining is a model that cannot answer one request.
type complaining struct {
	fake
	request int
}

func (m *complaining) complaint() error {
	return fmt.Errorf("model: %w", &RequestError{m.request, errors.New("too long")})
}

func (m *complaining) LogLikelihood(context.Context, []Request) ([]Likelihood, error) {
	return nil, m.complaint()
}

func (m *complaining) GenerateUntil(context.Context, []Generation) ([]Response, error) {
	return nil, m.complaint()
}

func (m *complaining) Classify(context.Context, []string) ([]Classification, error) {
	return nil, m.complaint()
}

func (m *complaining) Embed(context.Context, []string) ([][]float32, error) {
	return nil, m.complaint()
}

// TestComplaints traces what a model says of a request to the item behind it.
func TestComplaints(t *testing.T) {
	items := []Item{
		{Context: "x", Text: "x", Choices: []string{"a", "b"}, Gold: []int64{0}, References: []string{"r"}, Word1: "v", Word2: "w"},
		{Context: "x", Text: "x", Choices: []string{"a", "b"}, Gold: []int64{0}, References: []string{"r"}, Word1: "w", Word2: "u"},
	}
	for _, c := range []struct {
		request, metric string
		complaint       int
		want            ItemError
		text            string
	}{
		{MultipleChoice, "acc", 3, ItemError{Document: 1, Attribute: "choices"}, `document 1: choice 1 "b": too long`},
		{MultipleChoice, "acc_mutual_info", 6, ItemError{Document: 1, Attribute: "choices"}, `document 1: choice 0 "a": too long`},
		{Generate, "f1", 5, ItemError{Document: 1, Attribute: "prompt"}, "document 1: too long"},
		{Classify, "acc", 1, ItemError{Document: 1, Attribute: "prompt"}, "document 1: too long"},
		{Similarity, "spearman", 1, ItemError{Document: 0, Attribute: "words"}, "document 0: too long"},
		{Similarity, "spearman", 2, ItemError{Document: 1, Attribute: "words"}, "document 1: too long"},
	} {
		s := spec(c.request, c.metric)
		if c.request == Generate {
			s.Samples, s.Temperature = 3, 1
		}
		_, err := Evaluate(context.Background(), &complaining{request: c.complaint}, s, items, nil)
		var got *ItemError
		if !errors.As(err, &got) || got.Document != c.want.Document || got.Attribute != c.want.Attribute || err.Error() != c.text {
			t.Errorf("Evaluate(%s) with a complaint about request %d = %v, want %s", c.metric, c.complaint, err, c.text)
		}
	}
}

// TestTruncated counts items of which a prompt was cut.
func TestTruncated(t *testing.T) {
	items := []Item{
		{Context: "x", Text: "x", Choices: []string{"a", "b"}, Gold: []int64{0}, References: []string{"r"}},
		{Context: "y", Text: "y", Choices: []string{"a", "b"}, Gold: []int64{0}, References: []string{"r"}},
	}
	for request, metric := range map[string]string{MultipleChoice: "acc", Generate: "f1", Classify: "acc"} {
		m := &fake{cut: 3, responses: say("r", "r"), classes: [][]float64{{1, 0}, {0, 1}}}
		r := evaluate(t, m, spec(request, metric), items)
		if v := r.Values[0]; v.Truncated != 1 || v.Asked != 2 || r.Samples[0].Cut[0] != 3 {
			t.Errorf("%s: %d of %d truncated, cut %v, want 1 of 2, 3", request, v.Truncated, v.Asked, r.Samples[0].Cut)
		}
	}
}
