package page

import (
	"bytes"
	"strings"
	"testing"
)

// TestVaries wants a mark at every number that another run may find otherwise,
// wherever it is shown, and one note of why.
func TestVaries(t *testing.T) {
	const reason = "programs ran in CPython 3.11.2"
	p := fixture()
	of := p.Groups[2].Rows[1].Cells[3].Reference
	p.Claims = append(p.Claims, Claim{Name: "claim.code", Says: "It codes", That: of + " > 0.5", Holds: true, Verdict: "holds",
		Numbers: []ClaimNumber{{of, of, p.Columns[3].Name, 0.55, true}}})
	p.Suites[0].Varies = reason
	p.Published[0].Cells[0].Varies = reason
	html, markdown := string(render(t, p)), string(p.Markdown())
	for _, c := range []struct {
		where, text, want string
	}{
		{"the head of the page", html, `<p class="facts" id="varies"><sup class="varies">‡</sup> Not reproducible to the bit: `},
		{"results", html, `<span class="value">55.0%</span><sup class="varies" title="not reproducible to the bit: ` + reason + `">‡</sup><span class="spread">±4.9</span>`},
		{"the numbers of a claim", html, "<td>0.55 ‡</td>"},
		{"suites", html, "<td>74.0% ± 1.3 ‡</td>"},
		{"published figures", html, "<td>74.0% ± 1.3 ‡</td><td>–</td>"},
		{"Markdown's results", markdown, "| 55.0% ± 4.9 ‡ |"},
		{"Markdown's footnotes", markdown, "\n‡ Not reproducible to the bit: " + reason + ".\n"},
		{"Markdown's claims", markdown, "| 0.55 ‡ |"},
		{"LaTeX", string(p.LaTeX()), `55.0\% $\pm$ 4.9 \textdaggerdbl{} \\`},
		{"LaTeX's note", string(p.LaTeX()), `\textdaggerdbl{} Not reproducible to the bit: `},
		{"CSV", string(p.CSV()), ",not reproducible to the bit: " + reason + "\n"},
		{"suites.csv", string(p.SuitesCSV()), ",not reproducible to the bit: " + reason + "\n"},
	} {
		if !strings.Contains(c.text, c.want) {
			t.Errorf("%s lacks %q", c.where, c.want)
		}
	}
}

// TestNothingVaries wants no mark and no note where all numbers are reproducible.
func TestNothingVaries(t *testing.T) {
	p := fixture()
	p.Comparisons = nil
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for i := range r.Cells {
				r.Cells[i].Varies = ""
			}
		}
	}
	for name, text := range map[string][]byte{"HTML": render(t, p), "Markdown": p.Markdown(), "LaTeX": p.LaTeX(), "CSV": p.CSV()} {
		if bytes.Contains(text, []byte(variesMark)) || bytes.Contains(text, []byte("reproducible")) {
			t.Errorf("%s speaks of numbers that vary", name)
		}
	}
}
