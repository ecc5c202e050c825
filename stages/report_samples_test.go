package stages

import (
	"reflect"
	"testing"

	"pipe/stages/benchmarks"
	"pipe/stages/page"
)

func TestShow(t *testing.T) {
	tests := []struct {
		name    string
		request string
		sample  benchmarks.Sample
		want    page.Example
	}{
		{"a choice", benchmarks.MultipleChoice,
			benchmarks.Sample{Prompts: []string{"Q:"}, Choices: []string{"a", "b"}, LogLikelihoods: []float64{-2, -1}, Chosen: 1, Gold: []int64{0}},
			page.Example{Prompt: "Q:", Scored: true, Options: []page.Option{
				{Text: "a", Value: -2, HasValue: true, Right: true}, {Text: "b", Value: -1, HasValue: true, Chosen: true}}}},
		{"choices in their contexts", benchmarks.MultipleChoice,
			benchmarks.Sample{Prompts: []string{"a so", "b so"}, Choices: []string{"a", "b"}, LogLikelihoods: []float64{-2, -1}, Chosen: 0, Gold: []int64{0}, Correct: true},
			page.Example{Scored: true, Correct: true, Options: []page.Option{
				{Text: "a so", Value: -2, HasValue: true, Chosen: true, Right: true}, {Text: "b so", Value: -1, HasValue: true}}}},
		{"a class", benchmarks.Classify,
			benchmarks.Sample{Prompts: []string{"text"}, Choices: []string{"a", "b"}, Probabilities: []float64{0.75, 0.25}, Chosen: 0, Gold: []int64{0}, Correct: true},
			page.Example{Prompt: "text", Scored: true, Correct: true, Options: []page.Option{
				{Text: "a", Value: 0.75, HasValue: true, Chosen: true, Right: true}, {Text: "b", Value: 0.25, HasValue: true}}}},
		{"a text that is right", benchmarks.Generate,
			benchmarks.Sample{Responses: []string{" so #### 7"}, Answers: []string{"7"}, References: []string{"7", "seven"}, Metrics: []string{"invalid", "exact_match"}, Scores: []float64{0, 1}, Chosen: -1, Correct: true},
			page.Example{Response: " so #### 7", Answer: "7", Expected: "7 | seven", Scored: true, Correct: true, Scores: []page.Score{{Name: "invalid"}, {Name: "exact_match", Value: 1}}}},
		{"a text that is partly right", benchmarks.Generate,
			benchmarks.Sample{Responses: []string{" a b"}, Answers: []string{"a b"}, References: []string{"a c"}, Metrics: []string{"f1"}, Scores: []float64{0.5}, Chosen: -1},
			page.Example{Response: " a b", Expected: "a c", Scores: []page.Score{{Name: "f1", Value: 0.5}}}},
		{"a text without a score of its own", benchmarks.Generate,
			benchmarks.Sample{Responses: []string{"a"}, Answers: []string{"a"}, References: []string{"a"}, Chosen: -1},
			page.Example{Response: "a", Expected: "a"}},
		{"a program", benchmarks.Generate,
			benchmarks.Sample{Responses: []string{"return 1"}, Answers: []string{"return 1"}, Verdicts: []string{"passed"}, Chosen: -1, Correct: true},
			page.Example{Response: "return 1", Verdict: "passed", Scored: true, Correct: true}},
		{"a likelihood", benchmarks.Perplexity,
			benchmarks.Sample{Prompts: []string{"text"}, LogLikelihoods: []float64{-12.5}, Chosen: -1},
			page.Example{Prompt: "text", Scores: []page.Score{{Name: "log-likelihood", Value: -12.5}}}},
		{"a pair of words", benchmarks.Similarity,
			benchmarks.Sample{Prompts: []string{"cat", "dog"}, Human: 3.25, Similarity: 0.5, Covered: true, Metrics: []string{"coverage"}, Scores: []float64{1}, Chosen: -1},
			page.Example{Prompt: "cat · dog", Scores: []page.Score{{Name: "cosine", Value: 0.5}, {Name: "people", Value: 3.25}}}},
		{"a pair of which one word is unknown", benchmarks.Similarity,
			benchmarks.Sample{Prompts: []string{"cat", "zyx"}, Human: 1, Chosen: -1},
			page.Example{Prompt: "cat · zyx", Scores: []page.Score{{Name: "people", Value: 1}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := show(test.request, test.sample); !reflect.DeepEqual(got, test.want) {
				t.Errorf("show() = %+v,\nwant %+v", got, test.want)
			}
		})
	}
}
