package pipeline

import (
	"fmt"
	"strings"
	"testing"
)

// loadTemplate loads a template that stands behind `prompt = `.
func loadTemplate(t testing.TB, locals, source string) Template {
	t.Helper()
	exp := mustLoad(t, "locals {\n"+locals+"\n}\ndataset \"d\" {\nsource = \"builtin:d\"\n}\nbenchmark \"b\" {\ndataset = dataset.d\nprompt = "+source+"\n}\n", LoadOptions{})
	return exp.Node("benchmark.b").Config.(*testBenchmark).Prompt
}

func TestTemplateCanonical(t *testing.T) {
	cases := []struct{ locals, source, want string }{
		{"", `"Q: ${doc.q}\nA:"`, `"Q: ${doc.q}\nA:"`},
		{"", `"Q: ${ ( doc.q ) }\nA:" # comment`, `"Q: ${doc.q}\nA:"`},
		{"", "<<EOT\nQ: ${doc.q}\nA\nEOT\n", `"Q: ${doc.q}\nA\n"`},
		{"", "<<-EOT\n    Q: ${doc.q}\n    A\n  EOT\n", `"Q: ${doc.q}\nA\n"`},
		{`p = "Q: "`, `"${local.p}${doc["q"]}"`, `"Q: ${doc.q}"`},
		{`field = "q"`, `doc[local.field]`, `doc.q`},
		{"", `"${doc.q}"`, `doc.q`},
		{"", `"${"a${doc.q}"}b"`, `"a${doc.q}b"`},
		{"", `(doc.a + 1) * 2 - (3 - doc.b)`, `(doc.a + 1) * 2 - (3 - doc.b)`},
		{"", `((doc.a * 2) + 1)`, `doc.a * 2 + 1`},
		{"", `doc.a - (doc.b - doc.c)`, `doc.a - (doc.b - doc.c)`},
		{"", `!(doc.a && doc.b) || doc.c`, `!(doc.a && doc.b) || doc.c`},
		{"", `doc.a==1?"x":"y"`, `doc.a == 1 ? "x" : "y"`},
		{"", `(doc.a ? doc.b : doc.c).d`, `(doc.a ? doc.b : doc.c).d`},
		{"", `"%{ if doc.a }x%{ else }y%{ endif }z"`, `"${doc.a ? "x" : "y"}z"`},
		{"", `"%{ for x in doc.l }${x};%{ endfor }"`, `"%{for x in doc.l}${x};%{endfor}"`},
		{"k = 2", `[for i, x in doc.l : "${i}${x}${local.k}" if x != ""]`, `[for i, x in doc.l : "${i}${x}2" if x != ""]`},
		{"", `{for x in doc.l : x => upper(x)...}`, `{for x in doc.l : x => upper(x)...}`},
		{"", `doc.l[*].name`, `doc.l[*].name`},
		{"", `doc.l.*.name`, `doc.l[*].name`},
		{"", `doc.l[doc.i]`, `doc.l[doc.i]`},
		{"", `{a = doc.a, "b" = 1 + 1}`, `{"a" = doc.a, "b" = 2}`},
		{"", `format("%s $${x}", doc.a)`, `format("%s $${x}", doc.a)`},
		{"", `-doc.a * -1`, `-doc.a * -1`},
		{"", `["yes", "no"]`, `["yes", "no"]`},
		{"", `try(doc.a, null)`, `try(doc.a, null)`},
	}
	for _, c := range cases {
		t.Run(c.source, func(t *testing.T) {
			got := loadTemplate(t, c.locals, c.source).Canonical()
			if got != c.want {
				t.Errorf("Canonical(%s) = %s, want %s", c.source, got, c.want)
			}
			if again := loadTemplate(t, "", got).Canonical(); again != got {
				t.Errorf("Canonical(%s) = %s, want it unchanged", got, again)
			}
		})
	}
}

func TestTemplateValue(t *testing.T) {
	const doc = `{"q": "why?", "n": 1.50, "i": 2, "b": true, "l": ["x", "y"], "o": {"k": "v"}, "z": null}`
	cases := []struct{ source, want string }{
		{`"${doc.q} ${doc.n} ${doc.b}"`, "[why? 1.5 true]"},
		{`doc.l`, "[x y]"},
		{`doc.l[1]`, "[y]"},
		{`doc.o.k`, "[v]"},
		{`[doc.q, "${doc.i}"]`, "[why? 2]"},
		{`doc.l[doc.i - 1]`, "[y]"},
		{`[for x in doc.l : upper(x)]`, "[X Y]"},
		{`"%{for x in doc.l}${x};%{endfor}"`, "[x;y;]"},
		{`doc.i == 2 ? "two" : "other"`, "[two]"},
		{`try(doc.absent, "none")`, "[none]"},
		{`join(",", doc.l[*])`, "[x,y]"},
	}
	for _, c := range cases {
		t.Run(c.source, func(t *testing.T) {
			v, err := loadTemplate(t, "", c.source).Value([]byte(doc))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := v.Texts(); err != nil || fmt.Sprint(got) != c.want {
				t.Errorf("Value(%s) = %v, %v, want %s", c.source, got, err, c.want)
			}
		})
	}
}

func TestTemplateErrors(t *testing.T) {
	const doc = `{"question": "why?", "answer": null, "l": ["x"]}`
	cases := []struct{ source, want string }{
		{`"Q: ${doc.quetion}"`, `document has no field "quetion"; it has answer, l and question; did you mean "question"?`},
		{`upper(doc.quetion)`, `document has no field "quetion"; it has answer, l and question; did you mean "question"?`},
		{`"${doc.answer}!"`, "got null, want a string"},
		{`doc.l[3]`, "has 1 elements and no element 3"},
		{`upper(doc.l)`, "upper"},
		{`"${1 / (length(doc.l) - 1)}"`, "the number is infinite, as what is divided by 0"},
	}
	for _, c := range cases {
		t.Run(c.source, func(t *testing.T) {
			_, err := loadTemplate(t, "", c.source).Value([]byte(doc))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("Value(%s): error %v, want %q", c.source, err, c.want)
			}
			if got := err.Error(); !strings.HasPrefix(got, "prompt (") || !strings.Contains(got, "experiment.hcl:10)") {
				t.Errorf("error %q, want the attribute and its line", got)
			}
		})
	}
}

// TestTemplateErrorLines holds the line of an error to that of the part which
// fails, where a template has several.
func TestTemplateErrorLines(t *testing.T) {
	const doc = `{"question": "why?", "answer": null, " l": ["x"]}`
	cases := []struct {
		source, want string
		line         int
	}{
		{"<<EOT\n${doc.question}\n${doc.x}\nEOT", `document has no field "x"; it has " l", answer and question`, 12},
		{"<<EOT\n${doc.question}\n\n${doc.answer}\nEOT", "cannot put it into text: got null", 13},
		{"[\ndoc.question,\nupper(doc.x),\n]", `element 1: document has no field "x"`, 12},
		{"join(\n\",\",\n[substr(doc.question, 0, doc.question)],\n)", `"length" parameter`, 12},
		{"[\ndoc.question,\ndoc.question.x]", "has no field", 12},
	}
	for _, c := range cases {
		t.Run(c.source, func(t *testing.T) {
			_, err := loadTemplate(t, "", c.source).Value([]byte(doc))
			place := fmt.Sprintf("experiment.hcl:%d): ", c.line)
			if err == nil || !strings.Contains(err.Error(), place) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Value(%s): error %v, want %q and %q", c.source, err, place, c.want)
			}
		})
	}
}

// TestTemplateKeepsBytes holds text that Unicode normalisation would change.
func TestTemplateKeepsBytes(t *testing.T) {
	texts := []string{
		"plain", "cafe\u0301", "café", "\u0301x", "\u212b", "\u0958", "\u1100\u1161", "\u1161",
		"\ufdd0\ufdd1\ufdd2", "हिन्दी", "a\u0323\u0307", "a\u0307\u0323",
	}
	sources := []string{`"<${doc.a}${doc.b}>"`, `"<${join("", [doc.a, doc.b])}>"`, `"<${try(doc.a, "")}${try(doc.b, "")}>"`}
	for _, source := range sources {
		template := loadTemplate(t, "", source)
		for _, a := range texts {
			for _, b := range texts {
				v, err := template.Value(fmt.Appendf(nil, `{"a": %s, "b": %s}`, quote(a), quote(b)))
				if err != nil {
					t.Fatal(err)
				}
				if got, want := v.text, "<"+a+b+">"; got != want {
					t.Errorf("%s of %+q and %+q = %+q, want %+q", source, a, b, got, want)
				}
			}
		}
	}
}

func FuzzGuardText(f *testing.F) {
	f.Add("cafe\u0301\ufdd0\u212b")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		if got := unguardText(guardText(s)); got != s {
			t.Errorf("unguardText(guardText(%+q)) = %+q", s, got)
		}
	})
}

func TestSimilarNames(t *testing.T) {
	names := []string{"learning_rate", "steps", "seed"}
	cases := []struct{ name, want string }{{"learning_rat", "learning_rate"}, {"sead", "seed"}, {"xyz", ""}}
	for _, c := range cases {
		if got := nearest(c.name, names); got != c.want {
			t.Errorf("nearest(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}
