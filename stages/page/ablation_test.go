package page

import (
	"bytes"
	"encoding/csv"
	"html"
	"strings"
	"testing"
)

// ablationSection renders the fixture and returns its section on ablations.
func ablationSection(t *testing.T) (section, page []byte) {
	t.Helper()
	page = render(t, fixture())
	_, section, _ = bytes.Cut(page, []byte(`<section id="ablations">`))
	section, _, _ = bytes.Cut(section, []byte("</section>"))
	return section, page
}

// TestAblationLeadsToProofs demands that the number of every run leads to its
// proof, which is on the page once.
func TestAblationLeadsToProofs(t *testing.T) {
	section, page := ablationSection(t)
	ids := checkLinks(t, page)
	for _, o := range fixture().Ablations[0].Outcomes {
		for _, e := range o.Effects {
			for _, r := range e.Runs {
				if !r.Present {
					continue
				}
				proof := anchor("proof", r.Reference)
				if !ids[proof] || r.HasValue && !bytes.Contains(section, []byte(`href="#`+proof+`"`)) {
					t.Errorf("no number of the ablation leads to the proof of %s", r.Reference)
				}
			}
		}
	}
}

// TestAblationVerdicts holds that only what the corrected test found is bold,
// in every format.
func TestAblationVerdicts(t *testing.T) {
	section, _ := ablationSection(t)
	text := html.UnescapeString(string(section))
	for _, want := range []string{
		`<span class="value">+6.1</span><span class="spread">±0.7</span></td><td>+3.3 to +8.9<small>seeds ±0.5, documents ±0.5</small></td>`,
		`<td class="left better"><span class="verdict">better</span></td>`,
		`<td class="left undecided"><span class="verdict">undecided</span><small>14 more seeds</small></td>`,
		"seeds 1, 2, 3 · baseline gqa · 8 comparisons at level 0.05",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the section lacks %q", want)
		}
	}
	p := fixture()
	decided := 0
	for _, o := range p.Ablations[0].Outcomes {
		for _, e := range o.Effects {
			if e.Corrected < 0.05 && e.HasP {
				decided++
			}
		}
	}
	_, markdown, _ := strings.Cut(string(p.Markdown()), "## Ablations")
	markdown, _, _ = strings.Cut(markdown, "## Fine-tuning")
	for name, c := range map[string][2]int{
		"HTML":     {bytes.Count(section, []byte(`best"`)), 3 * decided}, // mean, difference, p
		"Markdown": {strings.Count(markdown, "**"), 4 * decided},         // difference and verdict, both sides
		"LaTeX":    {bytes.Count(p.Ablations[0].LaTeX(), []byte(`\textbf`)), decided},
	} {
		if c[0] != c[1] || decided == 0 {
			t.Errorf("%s has %d bold marks, want %d of %d differences", name, c[0], c[1], decided)
		}
	}
}

func TestAblationCSVReadsBack(t *testing.T) {
	a := fixture().Ablations[0]
	lines, err := csv.NewReader(bytes.NewReader(a.CSV())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(lines), 1+len(a.Outcomes)*len(a.Variants); got != want {
		t.Errorf("CSV() has %d lines, want %d", got, want)
	}
}

func TestAblationFileName(t *testing.T) {
	for name, want := range map[string]string{
		"ablation.attention": "ablation.attention", `module.a["x/../y"].ablation.b`: "module.a--x-..-y--.ablation.b",
	} {
		if got := (Ablation{Name: name}).FileName(); got != want {
			t.Errorf("FileName(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestDifferenceText(t *testing.T) {
	for _, c := range []struct {
		difference float64
		percent    bool
		want       string
	}{{0, true, "0.0"}, {-1e-18, true, "0.0"}, {0.061, true, "+6.1"}, {-0.0002, true, "−0.02"}, {3e-6, false, "+3e-06"}, {-1.5, false, "−1.500"}} {
		if got := (Effect{Pairs: 1, Difference: c.difference}).difference(c.percent); got != c.want {
			t.Errorf("difference(%v, %v) = %s, want %s", c.difference, c.percent, got, c.want)
		}
	}
}

func TestProbability(t *testing.T) {
	for p, want := range map[float64]string{0: "<\u202f0.001", 0.0496: "0.0496", 0.05: "0.0500", 0.25: "0.250", 0.9996: "1", 1: "1"} {
		if got := probability(p, true); got != want {
			t.Errorf("probability(%v) = %s, want %s", p, got, want)
		}
	}
}
