package page

import (
	"math"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	span := func(fill, stage, tokens string) string {
		return `<span class="blank" data-fill="` + fill + `" data-stage="` + stage + `" data-tokens="` + tokens + `">not known</span>`
	}
	page := strings.Join([]string{
		span(fillSeconds, "a.b", "0"), span(fillRate, "a.b", "3000"), span(fillLines, "a.b", "0"), span(fillSource, "a.b", "0"),
		span(fillRun, "a.b", "0"), span(fillSeconds, "c.d", "0"), span(fillSeconds, "a.b", "0"), span(fillTotal, "", "0"),
		span(fillDigest, "", "0"),
	}, "|")
	tests := []struct {
		name    string
		digest  string
		origins map[string]Origin
		want    map[int]string // by place; elsewhere the placeholder stays
	}{
		{"nothing", "", nil, nil},
		{"another stage", "", map[string]Origin{"a.c": {Seconds: 2, Run: "r", File: "f", Source: "s"}}, nil},
		{"the digest", "sha256:00", nil, map[int]string{8: "sha256:00"}},
		{"seconds, each stage counted once", "", map[string]Origin{"a.b": {Seconds: 2}, "c.d": {Seconds: 1.5}, "e.f": {Seconds: 9}},
			map[int]string{0: "2.00 s", 1: "1500", 5: "1.50 s", 6: "2.00 s", 7: "3.50 s"}},
		{"no time", "", map[string]Origin{"a.b": {Seconds: 0}, "c.d": {Seconds: math.Inf(1)}}, nil},
		{"not a number", "", map[string]Origin{"a.b": {Seconds: math.NaN()}}, nil},
		{"lines", "", map[string]Origin{"a.b": {File: "x.hcl", First: 3, Last: 5, Source: "a \"b\" {\n  <c>\n}"}},
			map[int]string{2: "x.hcl, lines 3 to 5", 3: "a &#34;b&#34; {\n  &lt;c&gt;\n}"}},
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

func TestDuration(t *testing.T) {
	for s, want := range map[float64]string{
		0.421: "0.42 s", 12.34: "12.3 s", 59.99: "1 min 00 s", 245: "4 min 05 s", 3599.9: "1 h 00 min", 7620: "2 h 07 min",
	} {
		if got := duration(s); got != want {
			t.Errorf("duration(%v) = %q, want %q", s, got, want)
		}
	}
}
