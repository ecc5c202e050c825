package benchmarks

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func answerOf(t *testing.T, response string, filters ...Filter) string {
	t.Helper()
	p, err := newPipeline(filters)
	if err != nil {
		t.Fatal(err)
	}
	return p.apply([]string{response}, nil)[0]
}

// TestGSM8K follows the harness's three ways to find a number.
func TestGSM8K(t *testing.T) {
	strict := Filter{Name: "regex", Pattern: `#### (\-?[0-9\.\,]+)`}
	cot := Filter{Name: "regex", Pattern: `The answer is (\-?[0-9\.\,]+).`}
	flexible := Filter{Name: "regex", Pattern: `(-?[$0-9.,]{2,})|(-?[0-9]+)`, Last: true}
	cases := []struct{ response, strict, cot, flexible string }{
		{"So 3+4=7.\n#### 7", "7", Invalid, "7"},
		{"The total is $1,234.50.", Invalid, Invalid, "$1,234.50."},
		{"He has 5 apples.", Invalid, Invalid, "5"},
		{"The answer is 18. Next", Invalid, "18.", "18."},
		{"The answer is 18", Invalid, "1", "18"},
		{"The answer is 1,000.\n", Invalid, "1,000", "1,000."},
		{"A is -3, B is 12.", Invalid, Invalid, "12."},
		{"It costs $5 each, so 2 cost $10!", Invalid, Invalid, "$10"},
		{"#### 1,000,000", "1,000,000", Invalid, "1,000,000"},
		{"no number", Invalid, Invalid, Invalid},
	}
	for _, c := range cases {
		got := []string{answerOf(t, c.response, strict), answerOf(t, c.response, cot), answerOf(t, c.response, flexible)}
		if want := []string{c.strict, c.cot, c.flexible}; !reflect.DeepEqual(got, want) {
			t.Errorf("filters of %q = %q, want %q", c.response, got, want)
		}
	}
}

func TestFilters(t *testing.T) {
	cases := []struct {
		filter         Filter
		response, want string
	}{
		{Filter{Name: "regex", Pattern: `([a-z])=([0-9])`, Group: 2}, "a=1 b=2", "1"},
		{Filter{Name: "regex", Pattern: `x+`, Last: true}, "x xx y", "xx"},
		{Filter{Name: "number", Last: true}, "It was $1,234.50, or -7.", "-7"},
		{Filter{Name: "number"}, "It was $1,234.50, or -7.", "1234.50"},
		{Filter{Name: "number"}, "none", Invalid},
		{Filter{Name: "before", Pattern: "\nQ:"}, "yes\nQ: more", "yes"},
		{Filter{Name: "after", Pattern: "A:"}, "Q A: b", " b"},
		{Filter{Name: "after", Pattern: "A:"}, "Q", Invalid},
		{Filter{Name: "boxed"}, `so \boxed{\frac{1}{2}}.`, `\frac{1}{2}`},
		{Filter{Name: "boxed"}, "none", Invalid},
		{Filter{Name: "first_line"}, "one\ntwo", "one"},
		{Filter{Name: "strip"}, "\u00a0 a \u001f\n", "a"},
		{Filter{Name: "squeeze"}, " a \n b ", "a b"},
		{Filter{Name: "lower"}, "AbÉ ΟΔΟΣ", "abé οδος"}, // the last as Python has it
		{Filter{Name: "upper"}, "abé", "ABÉ"},
		{Filter{Name: "map", Values: map[string]string{"A": "1"}}, "A", "1"},
		{Filter{Name: "map", Values: map[string]string{"A": "1"}, Default: "9"}, "B", "9"},
		{Filter{Name: "map", Values: map[string]string{"A": "1"}}, "B", Invalid},
	}
	for _, c := range cases {
		if got := answerOf(t, c.response, c.filter); got != c.want {
			t.Errorf("%+v of %q = %q, want %q", c.filter, c.response, got, c.want)
		}
	}
	if got := answerOf(t, "none", Filter{Name: "number"}, Filter{Name: "upper"}); got != Invalid {
		t.Errorf("invalid answer, filtered on = %q, want %q", got, Invalid)
	}
	p, err := newPipeline([]Filter{{Name: "lower"}, {Name: "majority"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.apply([]string{"A", "b", "B", "a"}, nil), []string{"a"}; !reflect.DeepEqual(got, want) {
		t.Errorf("majority = %q, want %q", got, want)
	}
}

func TestMatch(t *testing.T) {
	gsm8k := Match{IgnorePatterns: []string{",", `\$`, `(?s).*#### `, `\.$`}, IgnoreCase: true}
	articles := Match{IgnorePatterns: []string{`\b(?:The |the |An |A |The |a |an )`}, IgnoreCase: true, IgnorePunctuation: true}
	cases := []struct {
		match     Match
		got, want string
		equal     bool
	}{
		{gsm8k, "$18.", "She has 3 <<1+2=3>>.\n#### 18", true},
		{gsm8k, "18.00", "18", false},
		{gsm8k, "18\n", "18", false},
		{gsm8k, "1,000", "#### 1000", true},
		{articles, "The Beatles", "Beatles", true},
		{articles, "a  dog", "dog", false},
		{articles, "THE Beatles", "Beatles", false}, // patterns go before case
		{articles, "U.S.", "us", true},
		{Match{}, "a ", "a", false},
		{Match{IgnoreNumbers: true}, "a1", "a2", true},
	}
	for _, c := range cases {
		s := spec(Generate, "exact_match")
		s.Match = c.match
		r := evaluate(t, &fake{responses: say(c.got)}, s, []Item{{References: []string{"other", c.want}}})
		if got := r.Samples[0].Scores[0] == 1; got != c.equal {
			t.Errorf("exact_match(%q, %q) = %v, want %v", c.got, c.want, got, c.equal)
		}
	}
}

func TestValidate(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Spec)
		want   []string // "attribute: part of the detail"
	}{
		{"sound", func(s *Spec) {}, nil},
		{"request", func(s *Spec) { s.Request = "generation" }, []string{`request: Did you mean "generate"?`}},
		{"no metric", func(s *Spec) { s.Metrics = nil }, []string{"metrics: exact_match, answer_match"}},
		{"misspelt", func(s *Spec) { s.Metrics = []string{"exact_mach"} }, []string{`metrics: Did you mean "exact_match"?`}},
		{"pass", func(s *Spec) { s.Metrics = []string{"pass@"} }, []string{`metrics: Did you mean "pass@1"?`}},
		{"other request", func(s *Spec) { s.Metrics = []string{"acc"} }, []string{"metrics: judges multiple_choice and classify, not generate"}},
		{"twice", func(s *Spec) { s.Metrics = []string{"f1", "f1"} }, []string{"metrics: in the list already"}},
		{"samples", func(s *Spec) { s.Metrics = []string{"pass@10"} }, []string{"samples: pass@10 needs 10 samples"}},
		{"equal samples", func(s *Spec) { s.Samples = 4 }, []string{"temperature: all 4 samples"}},
		{"generation", func(s *Spec) { s.MaxTokens, s.TopP, s.Temperature, s.Stop = 0, 0, -1, []string{""} },
			[]string{"stop: at once", "max_tokens: got 0", "temperature: got -1", "top_p: got 0"}},
		{"filter", func(s *Spec) { s.Filters = []Filter{{Name: "strip"}, {Name: "regx", Pattern: "a"}} },
			[]string{`filter[1].name: Did you mean "regex"?`}},
		{"pattern", func(s *Spec) {
			s.Filters = []Filter{{Name: "regex", Pattern: "("}, {Name: "after"}, {Name: "lower", Pattern: "x"}}
		},
			[]string{"filter[0].pattern: missing closing", "filter[1].pattern: needs a pattern", "filter[2].pattern: takes no pattern"}},
		{"group", func(s *Spec) { s.Filters = []Filter{{Name: "regex", Pattern: "(a)", Group: 2}} }, []string{"filter[0].pattern: group 2"}},
		{"ignore", func(s *Spec) { s.Match.IgnorePatterns = []string{"["} }, []string{"match.ignore_patterns: no regular expression"}},
		{"resamples", func(s *Spec) { s.Resamples = 1 }, []string{"resamples: got 1"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := spec(Generate, "exact_match")
			c.change(&s)
			got := s.Validate()
			ok := len(got) == len(c.want)
			for i := 0; ok && i < len(got); i++ {
				attribute, detail, _ := strings.Cut(c.want[i], ": ")
				ok = got[i].Attribute == attribute && strings.Contains(got[i].Detail, detail)
			}
			if !ok {
				t.Errorf("Validate() = %+v, want %q", got, c.want)
			}
		})
	}
}

// TestMetricTable checks that every metric is complete.
func TestMetricTable(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		if seen[m.Name] {
			t.Errorf("metric %q is listed twice", m.Name)
		}
		seen[m.Name] = true
		if (m.score == nil) == (m.corpus == nil) {
			t.Errorf("metric %q must score items or a corpus, not both", m.Name)
		}
		if m.Doc == "" || m.Low >= m.High || len(m.Requests) == 0 {
			t.Errorf("metric %q = %+v, want doc, range and requests", m.Name, m)
		}
		for _, r := range m.Requests {
			if !slices.Contains(RequestTypes(), r) {
				t.Errorf("metric %q judges unknown request %q", m.Name, r)
			}
		}
	}
}

func TestCountWords(t *testing.T) {
	page := " = Robert Boulter = \n \n Robert Boulter is an English film , television and theatre actor . He had a guest " +
		"@-@ starring role on the television series The Bill in 2000 ; \" hello \" ( 1 @,@ 000 ) at 3 @.@ 5 N 's\n"
	cases := []struct {
		text string
		want int64
	}{{page, 48}, {"", 1}, {"a", 1}, {" a", 2}, {"a b\u00a0\nc ", 4}}
	for _, c := range cases {
		if got := CountWords(c.text); got != c.want {
			t.Errorf("CountWords(%q) = %d, want %d", c.text, got, c.want)
		}
	}
	if len(page) != 208 {
		t.Errorf("page has %d bytes, want 208", len(page))
	}
}
