package benchmarks

import (
	"slices"
	"testing"
	"unicode"

	"pipe/metrics"
)

// TestPythonClasses holds regular expressions to what Python's find, by way of
// lm-evaluation-harness's filter of 0.4.13.
func TestPythonClasses(t *testing.T) {
	for _, c := range []struct{ pattern, response, want string }{
		{`\d+`, "no \u0663\u0664 5", "\u0663\u0664"},
		{`a\sb`, "a\u00a0b", "a\u00a0b"},
		{`a\sb`, "a\x1cb", "a\x1cb"},
		{`a\sb`, "a\x0bb", "a\x0bb"},
		{`\w+`, "-été_\u0967x y", "été_\u0967x"},
		{`[\d,]+`, "x \u0664,5", "\u0664,5"},
		{`[^\s,]+`, " ,\u00a0q\u2003r", "q"},
		{`a\Sb`, "a\u00a0b aéb", "aéb"},
		{`[\W]+`, "é\u3000-é", "-"},
		{`(a)|(b)`, "xb", "b"},
		{`(a*)(b*)`, "c", Invalid},
		{`(a*)`, "c", ""},
		{`[]\s]+`, "x]\u2003]", "]\u2003]"},
		{`\D+`, "\u0664x\u0664", "x"},
		{`[^\W\d]+`, "12é\u0664_ab", "é"},
		{`\\s`, `\s`, `\s`},
		{`x\w`, "xⅷ", "xⅷ"},
		{`x\w`, "x½", "x½"},
		{`x\w`, "x\u0301", Invalid},
		// What Python has not.
		{`\Qa\sb\E\s`, "a\\sb\u00a0", `a\sb`},
		{`[[:upper:]\d]+`, "xA\u0663", "A\u0663"},
	} {
		if got := answerOf(t, c.response, Filter{Name: "regex", Pattern: c.pattern}); got != c.want {
			t.Errorf("%s in %q = %q, want %q", c.pattern, c.response, got, c.want)
		}
	}
}

// TestPythonSpace holds the set of white space to the rule for one character.
func TestPythonSpace(t *testing.T) {
	re, err := compile(`^\s$`)
	if err != nil {
		t.Fatal(err)
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if got, want := re.MatchString(string(r)), metrics.IsSpace(r); got != want {
			t.Errorf("\\s matches %U = %t, want %t", r, got, want)
		}
	}
}

// TestChoiceFilter holds the filter to lm-evaluation-harness's of 0.4.13.
func TestChoiceFilter(t *testing.T) {
	choices := []string{"Guilty", "Guilty of Romance", "A.I.", "don't (ever) go", "plain"}
	plain := Filter{Name: "choice", Pattern: `\(([A-Z])\)`}
	last, fold, loose, ignore := plain, plain, plain, plain
	last.Last = true
	fold.IgnoreCase = true
	loose.IgnoreCase, loose.IgnorePunctuation = true, true
	ignore.IgnorePatterns = []string{`\bvery `, `\s*!`}
	for _, c := range []struct {
		name     string
		filter   Filter
		response string
		want     string
	}{
		{"pattern", plain, "the answer is (C) or (D)", "C"},
		{"last pattern", last, "the answer is (C) or (D)", "D"},
		{"longest text", plain, "I say Guilty of Romance, no Guilty", "(B)"},
		{"last text", last, "I say Guilty of Romance, no Guilty", "(A)"},
		{"text, quoted", plain, "it is A.I. here", "(C)"},
		{"no text", plain, "AxI", Invalid},
		{"text with brackets", plain, "you don't (ever) go", "(D)"},
		{"other case", fold, "YOU DON'T (EVER) GO", "(D)"},
		{"other punctuation", fold, "YOU DONT EVER GO", Invalid},
		{"other punctuation, overlooked", loose, "YOU DONT EVER GO", "(D)"},
		{"punctuation between", loose, "pl ain!", "(C)"},
		{"letter behind a colon", plain, "answer:\u00a0B then : D", "(B)"},
		{"last letter", last, "answer:\u00a0B then : D", "(D)"},
		{"bare letter", plain, "B", Invalid},
		{"letter of no choice", plain, "so: F", Invalid},
		{"small letters", plain, "plainly (x)", "(E)"},
		{"ignored before", ignore, "Guilty!", "(A)"},
		{"ignored between", ignore, "G very uilty", Invalid},
		{"no letter", plain, "(1)", Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := newPipeline([]Filter{c.filter})
			if err != nil {
				t.Fatal(err)
			}
			if got := p.apply([]string{c.response}, choices)[0]; got != c.want {
				t.Errorf("choice of %q = %q, want %q", c.response, got, c.want)
			}
		})
	}
	if got := answerOf(t, "answer: B", plain); got != Invalid {
		t.Errorf("choice without choices = %q, want %q", got, Invalid)
	}
}

func TestTake(t *testing.T) {
	p, err := newPipeline([]Filter{{Name: "take", Count: 3}, {Name: "majority"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.apply([]string{"a", "b", "b", "a", "a"}, nil), []string{"b"}; !slices.Equal(got, want) {
		t.Errorf("the majority of 3 = %q, want %q", got, want)
	}
}

func TestFilterOptions(t *testing.T) {
	for _, c := range []struct {
		name    string
		filters []Filter
		want    []string // attributes with problems
	}{
		{"all there", []Filter{{Name: "take", Count: 2}, {Name: "map", Values: map[string]string{"a": "b"}, Default: "c"}}, nil},
		{"missing", []Filter{{Name: "take"}, {Name: "map"}, {Name: "choice"}},
			[]string{"filter[0].count", "filter[1].values", "filter[2].pattern"}},
		{"unused", []Filter{{Name: "strip", Count: 1, Default: "x", IgnoreCase: true, IgnorePatterns: []string{"x"}}},
			[]string{"filter[0].count", "filter[0].default", "filter[0].ignore_case", "filter[0].ignore_patterns"}},
		{"more than there are", []Filter{{Name: "take", Count: 3}}, []string{"filter[0].count"}},
		{"malformed", []Filter{{Name: "choice", Pattern: "x", IgnorePatterns: []string{"("}}}, []string{"filter[0].pattern"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := spec(Generate, "exact_match")
			s.Samples, s.Temperature, s.Filters = 2, 1, c.filters
			var got []string
			for _, p := range s.Validate() {
				got = append(got, p.Attribute)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("Validate() finds fault with %q, want %q", got, c.want)
			}
		})
	}
}
