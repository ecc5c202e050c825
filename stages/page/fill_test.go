package page

import (
	"math"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	span := func(fill, stage, given string) string {
		return `<span class="blank" data-fill="` + fill + `" data-stage="` + stage + `" data-given="` + given + `">not known</span>`
	}
	page := strings.Join([]string{
		span(fillSeconds, "a.b", ""), span(fillRate, "a.b", "3000"), span(fillLines, "a.b", ""), span(fillSource, "a.b", ""),
		span(fillRun, "a.b", ""), span(fillSeconds, "c.d", ""), span(fillSeconds, "a.b", ""), span(fillTotal, "", ""),
		span(fillDigest, "", ""), span(fillKey, "a.b", ""), span(fillRecipe, "a.b", "sha256:ab"), span(fillRecipe, "c.d", "sha256:cd"),
		span(fillTuning, "c.d", ""),
	}, "|")
	tests := []struct {
		name    string
		digest  string
		origins map[string]Origin
		want    map[int]string // by place; elsewhere the placeholder stays
	}{
		{"nothing", "", nil, nil},
		{"another stage", "", map[string]Origin{"a.c": {Recipe: "r", Tuning: "t", Seconds: 2, Run: "r", File: "f", Source: "s"}}, nil},
		{"the digest", "sha256:00", nil, map[int]string{8: "sha256:00"}},
		{"seconds, each stage counted once", "", map[string]Origin{"a.b": {Seconds: 2}, "c.d": {Seconds: 1.5}, "e.f": {Seconds: 9}},
			map[int]string{0: "2.00 s", 1: "1500", 5: "1.50 s", 6: "2.00 s", 7: "3.50 s"}},
		{"no time", "", map[string]Origin{"a.b": {Seconds: 0}, "c.d": {Seconds: math.Inf(1)}}, nil},
		{"not a number", "", map[string]Origin{"a.b": {Seconds: math.NaN()}}, nil},
		{"lines", "", map[string]Origin{"a.b": {File: "x.hcl", First: 3, Last: 5, Source: "a \"b\" {\n  <c>\n}"}},
			map[int]string{2: "x.hcl, lines 3 to 5", 3: "a &#34;b&#34; {\n  &lt;c&gt;\n}"}},
		{"a recipe and its key", "", map[string]Origin{"a.b": {Recipe: "$1 <\n"}},
			map[int]string{9: keyOf("$1 <\n"), 10: "$1 &lt;\n"}},
		{"a recipe that names what another stage made", "", map[string]Origin{"c.d": {Recipe: "input a sha256:ab\ninput e sha256:ef\n"}},
			map[int]string{11: "input a <a href=\"#stage-a.b\">sha256:ab</a>\ninput e sha256:ef\n"}},
		{"how a model was tuned", "", map[string]Origin{"c.d": {Tuning: "at <length>"}}, map[int]string{12: ", at &lt;length&gt;"}},
		{"the run", "", map[string]Origin{"a.b": {Run: "20260101"}}, map[int]string{4: "20260101"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := strings.Split(page, "|")
			for i, text := range test.want {
				want[i] = text
			}
			got := strings.Split(string(Fill([]byte(page), test.digest, test.origins)), "|")
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("Fill() = %q at place %d, want %q", got[i], i, want[i])
				}
			}
		})
	}
}

func TestRecipesLeadToWhatMadeTheirInputs(t *testing.T) {
	makers := map[string]string{"sha256:aa": "stage-dataset.x"}
	got := linkRecipe("kind <b> 1\ninput dataset sha256:aa\nfile source sha256:bb\nattribute text \"sha256:aa\"\n", makers)
	want := "kind &lt;b&gt; 1\ninput dataset <a href=\"#stage-dataset.x\">sha256:aa</a>\nfile source sha256:bb\n" +
		"attribute text &#34;sha256:aa&#34;\n"
	if got != want {
		t.Errorf("linkRecipe() = %q, want %q", got, want)
	}
}

func TestDuration(t *testing.T) {
	for s, want := range map[float64]string{
		0.421: "0.42 s", 12.34: "12.3 s", 59.99: "1 min 00 s", 245: "4 min 05 s", 3599.9: "1 h 00 min", 7620: "2 h 07 min",
	} {
		if got := duration(s); got != want {
			t.Errorf("duration(%v) = %q, want %q", s, got, want)
		}
	}
}
