package benchmarks

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"regexp"
	"testing"

	"pipe/internal/published"
)

// rows decodes a JSON Lines file.
func rows[T any](t *testing.T, data []byte) []T {
	t.Helper()
	var all []T
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var row T
		if err := d.Decode(&row); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
}

// TestBBH judges the published outputs of a model on three tasks, with and
// without a chain of thought; its accuracies were published with them.
func TestBBH(t *testing.T) {
	cot := Filter{Name: "regex", Pattern: `the answer is (.*?)\.?(?:\n|$)`}
	for style, filters := range map[string][]Filter{"direct": nil, "cot": {cot}} {
		for _, task := range []string{"boolean_expressions", "object_counting", "sports_understanding"} {
			var file struct {
				Outputs []struct{ Input, Prediction, Target string }
			}
			if err := json.Unmarshal(published.Read(t, "data", "bbh", "model-outputs", style, task+".json"), &file); err != nil {
				t.Fatal(err)
			}
			reported := rows[struct{ Accuracy float64 }](t, published.Read(t, "data", "bbh", "model-outputs", style, task+"_metrics.jsonl"))
			var items []Item
			var predictions []string
			for _, o := range file.Outputs {
				items = append(items, Item{Context: o.Input, References: []string{o.Target}})
				predictions = append(predictions, o.Prediction)
			}
			s := spec(Generate, "exact_match")
			s.Filters = filters
			v := value(t, evaluate(t, &fake{responses: say(predictions...)}, s, items), "exact_match")
			if got, want := 100*v.Value, reported[0].Accuracy; v.N != 250 || math.Abs(got-want) > 1e-9 {
				t.Errorf("%s %s: exact_match = %v of %d, want %v of 250", style, task, got, v.N, want)
			}
		}
	}
}

// TestGSM8KSolutions judges the published solutions of four models, of which
// each says whether it was counted right.
func TestGSM8KSolutions(t *testing.T) {
	type solution struct {
		Right bool   `json:"is_correct"`
		Text  string `json:"solution"`
	}
	problems := rows[map[string]json.RawMessage](t, published.Read(t, "data", "gsm8k", "example_model_solutions.head660.jsonl"))
	final := regexp.MustCompile(`A: (.*)`)
	for _, model := range []string{"6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"} {
		var items []Item
		var texts []string
		var right []bool
		for _, p := range problems {
			var truth string
			var s solution
			if err := json.Unmarshal(p["ground_truth"], &truth); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(p[model], &s); err != nil {
				t.Fatal(err)
			}
			items = append(items, Item{References: []string{final.FindStringSubmatch(truth)[1]}})
			texts, right = append(texts, s.Text), append(right, s.Right)
		}
		s := spec(Generate, "exact_match")
		s.Filters = []Filter{{Name: "regex", Pattern: `A: (.*)`, Last: true}}
		s.Match.IgnorePatterns = []string{","}
		r := evaluate(t, &fake{responses: say(texts...)}, s, items)
		wrong := 0
		for i, sample := range r.Samples {
			if sample.Correct != right[i] {
				wrong++
			}
		}
		if wrong > 0 || len(items) != 660 {
			t.Errorf("%s: %d of %d verdicts differ from the published ones, want 0 of 660", model, wrong, len(items))
		}
	}
}

// humanEvalExample returns the sample file that HumanEval's authors publish to
// try an installation on.
func humanEvalExample(t *testing.T) (s Spec, item Item, completions []string) {
	t.Helper()
	problem := rows[struct {
		Prompt, Test string
		EntryPoint   string `json:"entry_point"`
	}](t, published.Read(t, "data", "humaneval", "example_problem.jsonl"))[0]
	for _, s := range rows[struct{ Completion string }](t, published.Read(t, "data", "humaneval", "example_samples.jsonl")) {
		completions = append(completions, s.Completion)
	}
	s = spec(Generate, "pass@1")
	s.Samples, s.Temperature = int64(len(completions)), 1
	return s, Item{Context: problem.Prompt, Program: problem.Prompt, Test: problem.Test, EntryPoint: problem.EntryPoint}, completions
}

// TestHumanEvalExample judges that file in the builtin interpreter: pass@1 is 0.5.
func TestHumanEvalExample(t *testing.T) {
	s, item, completions := humanEvalExample(t)
	r := evaluate(t, &fake{responses: say(completions...)}, s, []Item{item})
	if v := value(t, r, "pass@1"); !near(v.Value, 0.5) || len(completions) != 6 {
		t.Errorf("pass@1 of %d samples = %v, want 0.5 of 6: %q", len(completions), v.Value, r.Samples[0].Verdicts)
	}
}
