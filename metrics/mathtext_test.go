package metrics

import "testing"

// TestMathTextEqual has pairs of which lm-evaluation-harness 0.4.13 says the same;
// testdata/peers.json has random ones.
func TestMathTextEqual(t *testing.T) {
	for _, tt := range []struct {
		answer, reference string
		want              bool
	}{
		{`\tfrac{1}{2}`, "0.5", true},
		{"1/2", `\frac{1}{2}`, true},
		{"x=5", "5", true},
		{`10\text{ units}`, "10", true},
		{`\left(3,4\right)`, "(3,4)", true},
		{".5", "0.5", true},
		{`5\%`, "5", true},
		{"2,4", "2, 4", true},
		{`90^\circ`, "90", true},
		{"k = 1/3", "1/3", true},
		{`\sqrt3`, `\sqrt{3}`, true},
		{`\frac12`, `\frac{1}{2}`, true},
		{"x/2", `\frac{x}{2}`, false},
		{"x/2", "x/2", true},
		{"x/2", "x/ 2", false}, // as they stand
		{"abc=5", "5", false},
		{"1,000", "1000", false},
		{"", "", true},
	} {
		if got := MathTextEqual(tt.answer, tt.reference); got != tt.want {
			t.Errorf("MathTextEqual(%q, %q) = %v, want %v", tt.answer, tt.reference, got, tt.want)
		}
	}
}

func TestBetweenDollars(t *testing.T) {
	for s, want := range map[string]string{
		"so $x$ is $7$.": "x$ is $7", "it is $7$": "7", "$5": "$5", "7": "7", "$$": "", "": "",
	} {
		if got := BetweenDollars(s); got != want {
			t.Errorf("BetweenDollars(%q) = %q, want %q", s, got, want)
		}
	}
}
