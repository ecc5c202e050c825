package benchmarks

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// gsm8kExtracts are the two ways of lm-evaluation-harness's gsm8k.
var gsm8kExtracts = []Extract{
	{"strict", []Filter{{Name: "regex", Pattern: `#### (\-?[0-9\.\,]+)`}}},
	{"flexible", []Filter{{Name: "regex", Pattern: `(-?[$0-9.,]{2,})|(-?[0-9]+)`, Last: true}}},
}

// TestExtracts judges responses in two ways at once, each as if it were the only
// one.
func TestExtracts(t *testing.T) {
	items := []Item{{ID: "a", References: []string{"7"}}, {ID: "b", References: []string{"18"}}, {ID: "c", References: []string{"3"}}}
	responses := []string{"So\n#### 7", "It is 18", "none"}
	metrics := []string{"exact_match", "bleu", "invalid"}
	both := spec(Generate, "exact_match")
	both.Metrics = metrics
	both.Extracts = gsm8kExtracts
	r := evaluate(t, &fake{responses: say(responses...)}, both, items)
	want := []string{
		"exact_match.strict", "bleu.strict", "invalid.strict", "exact_match.flexible", "bleu.flexible", "invalid.flexible",
	}
	if got := both.Values(); !slices.Equal(got, want) {
		t.Errorf("Values() = %q, want %q", got, want)
	}
	for _, e := range gsm8kExtracts {
		one := spec(Generate, "exact_match")
		one.Metrics, one.Filters = metrics, e.Filters
		alone := evaluate(t, &fake{responses: say(responses...)}, one, items)
		for _, metric := range one.Metrics {
			got, want := value(t, r, fullName(metric, e.Name)), value(t, alone, metric)
			shares, alone := Shares(got.Metric, r.Samples), Shares(metric, alone.Samples)
			got.Metric = metric
			if got != want || !reflect.DeepEqual(shares, alone) {
				t.Errorf("%s of %s = %+v with shares %v, want %+v with %v, as without another extract", metric, e.Name, got, shares, want, alone)
			}
		}
	}
	row := r.Samples[1]
	if !slices.Equal(row.Answers, []string{Invalid, "18"}) || !slices.Equal(row.Extracts, []string{"strict", "flexible"}) || row.Correct || !row.Invalid {
		t.Errorf("row = %+v, want both answers, and wrong by the first", row)
	}
	for _, name := range want {
		if again, err := Recompute(both, r.Samples, name); err != nil || again != value(t, r, name) {
			t.Errorf("Recompute(%s) = %+v, %v, want %+v", name, again, err, value(t, r, name))
		}
	}
	r.Samples[1].Extracts[0] = "flexible"
	if _, err := Recompute(both, r.Samples, want[0]); err == nil {
		t.Error("Recompute of rows with another extract = nil, want an error")
	}
}

// TestSelfConsistency votes over all samples, over the first ones, and not at
// all.
func TestSelfConsistency(t *testing.T) {
	answer := Filter{Name: "regex", Pattern: `The answer is (\-?[0-9\.\,]*[0-9]+)`}
	s := spec(Generate, "exact_match")
	s.Samples, s.Temperature = 5, 0.2
	s.Extracts = []Extract{
		{"score_first", []Filter{answer, {Name: "take", Count: 1}}},
		{"maj_3", []Filter{{Name: "take", Count: 3}, answer, {Name: "majority"}}},
		{"maj_5", []Filter{answer, {Name: "majority"}}},
	}
	texts := []string{"The answer is 1.", "The answer is 2.", "The answer is 2.", "The answer is 3.", "The answer is 3."}
	r := evaluate(t, &fake{responses: say(texts...)}, s, []Item{{ID: "a", References: []string{"2"}}})
	for name, want := range map[string]float64{"exact_match.score_first": 0, "exact_match.maj_3": 1, "exact_match.maj_5": 1} {
		if got := value(t, r, name); got.Value != want {
			t.Errorf("%s = %v, want %v", name, got.Value, want)
		}
	}
	if got, want := r.Samples[0].Answers, []string{"1", "2", "2"}; !slices.Equal(got, want) {
		t.Errorf("answers = %q, want %q", got, want)
	}
}

// TestExtractsOfPrograms runs the programs of each way.
func TestExtractsOfPrograms(t *testing.T) {
	s := spec(Generate, "pass@1")
	s.Extracts = []Extract{{"raw", nil}, {"line", []Filter{{Name: "first_line"}}}}
	r := evaluate(t, &fake{responses: say("x = 1\nx = 2")}, s, []Item{{ID: "a", Test: "assert x == 1"}})
	if raw, line := value(t, r, "pass@1.raw"), value(t, r, "pass@1.line"); raw.Value != 0 || line.Value != 1 {
		t.Errorf("pass@1 = %v raw, %v of the line, want 0 and 1", raw.Value, line.Value)
	}
}

func TestExtractProblems(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		change     func(s *Spec)
	}{
		{"name", `extract[0]: An extract cannot be called "a.b"`, func(s *Spec) { s.Extracts[0].Name = "a.b" }},
		{"reserved", `extract[1]: An extract cannot be called "stderr"`, func(s *Spec) { s.Extracts[1].Name = "stderr" }},
		{"twice", `extract[1]: There is an extract "strict"`, func(s *Spec) { s.Extracts[1].Name = "strict" }},
		{"filter", `extract[1].filter[0].name: There is no filter "regexp"`, func(s *Spec) { s.Extracts[1].Filters[0].Name = "regexp" }},
		{"filters too", `filter[0]: The benchmark has extracts`, func(s *Spec) { s.Filters = []Filter{{Name: "strip"}} }},
		{"count", `extract[0].filter[0].count: The filter "take" needs count`, func(s *Spec) { s.Extracts[0].Filters = []Filter{{Name: "take"}} }},
		{"count of another", `extract[0].filter[0].count: The filter "strip" takes no count`, func(s *Spec) {
			s.Extracts[0].Filters = []Filter{{Name: "strip", Count: 1}}
		}},
		{"metric with a point", `metrics: There is no metric "exact_match.strict"`, func(s *Spec) { s.Metrics = []string{"exact_match.strict"} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := spec(Generate, "exact_match")
			for _, e := range gsm8kExtracts {
				s.Extracts = append(s.Extracts, Extract{e.Name, slices.Clone(e.Filters)})
			}
			tt.change(&s)
			var got []string
			for _, p := range s.Validate() {
				got = append(got, p.Attribute+": "+p.Detail)
			}
			if len(got) != 1 || !strings.HasPrefix(got[0], tt.want) {
				t.Errorf("Validate() = %q, want %q…", got, tt.want)
			}
		})
	}
}
