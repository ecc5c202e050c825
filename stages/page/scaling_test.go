package page

import (
	"bytes"
	"html"
	"strings"
	"testing"
)

// TestScalingPlot holds what a plot of sizes has: a dot for each run, one curve,
// and names that do not run into each other.
func TestScalingPlot(t *testing.T) {
	s := fixtureScaling().Outcomes[0].Scaling
	svg := string(s.plot("x", false))
	for part, want := range map[string]int{"<circle": len(s.Dots), `<path class="line"`: 1, ">800</text>": 1, ">12\u202f800</text>": 1} {
		if got := strings.Count(svg, part); got != want {
			t.Errorf("plot has %q %d times, want %d", part, got, want)
		}
	}
	crowded := *s
	crowded.Sizes = nil
	for i := range 60 {
		crowded.Sizes = append(crowded.Sizes, Mark{At: float64(i), Size: 1000 + float64(i)})
	}
	svg = string(crowded.plot("x", false))
	if got := strings.Count(svg, `">10`); got < 5 || got > 10 {
		t.Errorf("plot of 60 sizes names %d, want as many as there is room for", got)
	}
	if got := (Scaling{}).plot("x", false); got != "" {
		t.Errorf("plot of nothing = %q, want nothing", got)
	}
}

func TestScalingSection(t *testing.T) {
	page := html.UnescapeString(string(render(t, fixture())))
	for _, want := range []string{
		"bits_per_byte: exponent 0.533 ±0.063", "acc: exponent not determined", "bits_per_byte = 1.226 + 60.2 × size^−0.533", "acc = 0.700 − 0.02 × size^−0.016. 3 of 3 fits end at an edge.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	p := fixture()
	p.Ablations = p.Ablations[:1]
	if bytes.Contains(render(t, p), []byte("By size")) || p.Ablations[0].ScalingCSV() != nil {
		t.Error("an ablation without sizes has power laws")
	}
}
