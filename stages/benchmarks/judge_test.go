package benchmarks

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// evaluated is a result with the spec that it was judged by.
type evaluated struct {
	spec Spec
	*Result
}

// everyMetric evaluates items of every request type by every metric there is.
func everyMetric(t *testing.T) map[string]evaluated {
	t.Helper()
	specOf := func(request string) Spec {
		s := NewSpec(request)
		s.Resamples = 200
		for _, name := range metricNames(request) {
			if !strings.HasPrefix(name, passPrefix) {
				s.Metrics = append(s.Metrics, name)
			}
		}
		return s
	}
	var choices, texts, programs, long, classes, pairs []Item
	m := &fake{vectors: map[string][]float32{}}
	words := strings.Fields("the cat sat on a mat and one dog ran to my house by night")
	for i := range 12 {
		w, n := words[i%len(words)], words[(i+3)%len(words)]
		choices = append(choices, Item{Context: w, Choices: []string{w, n + "é", "x"}, Gold: []int64{int64(i % 3)}})
		texts = append(texts, Item{Context: w, References: []string{w + " " + n, strings.Join(words[:i+1], " ")}, By: [][]string{{"a"}, {"b", "a"}, nil}[i%3], Dialog: fmt.Sprint(i / 2)})
		if i >= 9 { // nothing answers these
			texts[i].References = []string{""}
		}
		programs = append(programs, Item{Context: w, Program: "x = ", Test: "assert x == 1"})
		long = append(long, Item{Text: w, Words: int64(i + 1), Bytes: int64(5*i + 3)})
		m.rolling = append(m.rolling, -float64(i+1)*1.7)
		classes = append(classes, Item{Text: w, Choices: []string{"no", "yes"}, Gold: []int64{int64(i % 2)}})
		p := hashed(w, n) / 10
		m.classes = append(m.classes, []float64{p, 1 - p})
		pairs = append(pairs, Item{Word1: w, Word2: n, Human: float64(i % 4)})
		if i != 5 {
			m.vectors[w] = []float32{float32(i), 1, float32(i*i) / 7}
		}
	}
	m.responses = func(g Generation, i int) string {
		if i%5 == 0 {
			return "so " + texts[i].References[0] + " t\nmore"
		}
		return strings.Join(words[i%3:i%7+3], " ") + "\nmore"
	}
	text := specOf(Generate)
	text.Filters = []Filter{{Name: "first_line"}, {Name: "after", Pattern: " "}, {Name: "regex", Pattern: "([a-z ]*) (?:t|on)"}}
	text.Match = Match{IgnorePatterns: []string{"^the "}, IgnoreCase: true}
	text.JudgeClass, text.JudgePrompt, text.NoAnswer = "bad", true, "nothing"
	text.Lexicon = Lexicon{Words: []string{"cat", "sat", "on", "mat"}, Worth: []float64{1.5, -2, 0.5, 1}}
	code := NewSpec(Generate)
	code.Metrics, code.Samples, code.Temperature = []string{"pass@1", "pass@3", "invalid"}, 4, 0.8
	completer := &fake{responses: func(_ Generation, i int) string { return []string{"1", "2", "0 + 1", "1 / 0", "["}[i%5] }}
	all := map[string]evaluated{
		Perplexity: {specOf(Perplexity), nil}, Classify: {specOf(Classify), nil}, Similarity: {specOf(Similarity), nil},
		MultipleChoice: {specOf(MultipleChoice), nil}, Generate: {text, nil}, "code": {code, nil},
	}
	for name, items := range map[string][]Item{
		MultipleChoice: choices, Generate: texts, "code": programs, Perplexity: long, Classify: classes, Similarity: pairs,
	} {
		e, model := all[name], m
		if name == "code" {
			model = completer
		}
		e.Result = evaluate(t, model, e.spec, items)
		all[name] = e
	}
	return all
}

// TestRecompute computes every value of every metric again from its rows.
func TestRecompute(t *testing.T) {
	seen := make(map[string]bool)
	for request, e := range everyMetric(t) {
		for _, want := range e.Values {
			seen[want.Metric] = true
			got, err := Recompute(e.spec, e.Samples, want.Metric)
			if err != nil || got != want {
				t.Errorf("%s: Recompute(%s) = %+v, %v, want %+v", request, want.Metric, got, err, want)
			}
			if !want.HasValue || !want.HasError || want.Interval == "" || (want.StdErr > 0) == (want.Value == 0) {
				t.Errorf("%s: %s = %+v, want a value with a standard error and an interval", request, want.Metric, want)
			}
		}
	}
	for _, m := range Metrics() {
		if name := strings.Replace(m.Name, "@k", "@1", 1); !seen[name] {
			t.Errorf("no value of metric %s was computed again", name)
		}
	}
	e := everyMetric(t)[Generate]
	if _, err := Recompute(e.spec, e.Samples, "acc"); err == nil || errors.Is(err, ErrUnproven) {
		t.Errorf("Recompute of a metric that the spec lacks = %v, want another error than ErrUnproven", err)
	}
}

// TestRecomputeFindsForgery changes one field of one row: the row no longer
// follows from the answers, or the value is another.
func TestRecomputeFindsForgery(t *testing.T) {
	const row = 7
	for _, c := range []struct {
		name, request, metric string
		forge                 func(s *Sample)
	}{
		{"score", MultipleChoice, "acc", func(s *Sample) { s.Scores[0] = 1 - s.Scores[0] }},
		{"score beside", MultipleChoice, "acc", func(s *Sample) { s.Scores[5] += 1e-9 }},
		{"log-likelihood", MultipleChoice, "target_perplexity", func(s *Sample) { s.LogLikelihoods[s.Gold[0]] -= 1e-9 }},
		{"not a number", MultipleChoice, "acc", func(s *Sample) { s.LogLikelihoods[0] = math.NaN() }},
		{"greedy", MultipleChoice, "greedy_match", func(s *Sample) { s.Greedy[s.Gold[0]] ^= 1 }},
		{"gold", MultipleChoice, "acc", func(s *Sample) { s.Gold = []int64{3} }},
		{"no gold", MultipleChoice, "macro_f1", func(s *Sample) { s.Gold = nil }},
		{"chosen", MultipleChoice, "macro_f1", func(s *Sample) { s.Chosen = (s.Chosen + 1) % 3 }},
		{"choices", MultipleChoice, "acc", func(s *Sample) { s.Choices = s.Choices[:2] }},
		{"unconditional", MultipleChoice, "acc_mutual_info", func(s *Sample) { s.Unconditional = nil }},
		{"correct", MultipleChoice, "acc", func(s *Sample) { s.Correct = !s.Correct }},
		{"response", Generate, "bleu", func(s *Sample) { s.Responses = []string{"so the cat t"} }},
		{"answer", Generate, "bleu", func(s *Sample) { s.Answers = []string{"the cat"} }},
		{"reference", Generate, "chrf", func(s *Sample) { s.References = []string{"the cat"} }},
		{"no response", Generate, "f1", func(s *Sample) { s.Responses = nil }},
		{"invalid", Generate, "invalid", func(s *Sample) { s.Invalid = !s.Invalid }},
		{"judged as", Generate, "judged", func(s *Sample) { s.JudgedAs[0] += "x" }},
		{"judge's score", Generate, "judged_mean", func(s *Sample) { s.JudgeScores[0] /= 2 }},
		{"no judge", Generate, "judged", func(s *Sample) { s.JudgedAs = nil }},
		{"count of what the judge did not read", Generate, "judged", func(s *Sample) { s.Unread = nil }},
		{"no likelihood of no answer", Generate, "best_match", func(s *Sample) { s.LogLikelihoods = nil }},
		{"dialog", Generate, "quac_heq_dialog", func(s *Sample) { s.Dialog = "new" }},
		{"judged prompt", Generate, "sentiment", func(s *Sample) { s.Prompts = []string{"cat "} }},
		{"verdict", "code", "pass@1", func(s *Sample) { s.Verdicts[3] = passed }},
		{"no verdict", "code", "pass@1", func(s *Sample) { s.Verdicts = s.Verdicts[:3] }},
		{"loss", Perplexity, "bits_per_byte", func(s *Sample) { s.LogLikelihoods[0]++ }},
		{"bytes", Perplexity, "bits_per_byte", func(s *Sample) { s.Bytes++ }},
		{"words", Perplexity, "word_perplexity", func(s *Sample) { s.Words++ }},
		{"no loss", Perplexity, "word_perplexity", func(s *Sample) { s.LogLikelihoods = nil }},
		{"probability", Classify, "mcc", func(s *Sample) { slices.Reverse(s.Probabilities) }},
		{"similarity", Similarity, "pearson", func(s *Sample) { s.Similarity = -s.Similarity }},
		{"human", Similarity, "spearman", func(s *Sample) { s.Human += 2 }},
		{"coverage", Similarity, "coverage", func(s *Sample) { s.Covered = !s.Covered }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := everyMetric(t)[c.request]
			c.forge(&e.Samples[row])
			want := e.Values[slices.Index(e.spec.Metrics, c.metric)]
			got, err := Recompute(e.spec, e.Samples, c.metric)
			if err != nil && !(errors.Is(err, ErrUnproven) && strings.HasPrefix(err.Error(), "sample 7: ")) {
				t.Errorf("Recompute(%s) = %v, want ErrUnproven of sample 7", c.metric, err)
			}
			if err == nil && got == want {
				t.Errorf("Recompute(%s) = %+v in spite of the forgery", c.metric, got)
			}
		})
	}
}

// TestUndefinedResamples has a rank correlation that is not defined where a
// resample draws one pair only.
func TestUndefinedResamples(t *testing.T) {
	rows := []Sample{
		{Human: 1, Similarity: .1, Covered: true}, {Human: 2, Similarity: .3, Covered: true}, {Human: 3, Similarity: .2, Covered: true},
	}
	spec := spec(Similarity, "spearman")
	j, err := newJudge(&spec)
	if err != nil {
		t.Fatal(err)
	}
	v := j.value(j.metrics[0], rows)
	if !v.HasValue || !v.HasError || v.Interval != "bootstrap" || !strings.HasPrefix(v.Note, "not defined in 1") {
		t.Errorf("spearman of three pairs = %+v, want an error and a note on a ninth of the resamples", v)
	}
	odd := []Sample{
		{Human: 2, Similarity: .1, Covered: true}, {Human: 1, Similarity: .1, Covered: true},
		{Human: 1, Similarity: .1, Covered: true}, {Human: 1, Similarity: .9, Covered: true},
	}
	v = j.value(j.metrics[0], odd)
	if !v.HasValue || v.HasError || !strings.HasPrefix(v.Note, "not defined in ") {
		t.Errorf("spearman of odd pairs = %+v, want no error where half of the resamples are undefined", v)
	}
}
