package metrics

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"pipe/internal/published"
)

func TestBoxed(t *testing.T) {
	for _, tt := range []struct {
		solution, want string
		ok             bool
	}{
		{`so \boxed{1} and \boxed{2}.`, "2", true},
		{`so \boxed{\frac{1}{2}} it is`, `\frac{1}{2}`, true},
		{`\boxed 5$ x`, "5", true},
		{`\boxed{1} or \boxed 5$ x`, "5", true},
		{`\fbox{7}`, "7", true},
		{`\fbox{7} \boxed{8}`, "8", true},
		{`\boxed{1`, "", false},
		{"none", "", false},
	} {
		if got, ok := Boxed(tt.solution); got != tt.want || ok != tt.ok {
			t.Errorf("Boxed(%q) = %q, %v, want %q, %v", tt.solution, got, ok, tt.want, tt.ok)
		}
	}
}

// TestMathAnswer compares with what lm-evaluation-harness 0.4.13 gives.
func TestMathAnswer(t *testing.T) {
	for _, tt := range []struct{ answer, want string }{
		{`x=\frac12`, `\frac{1}{2}`},
		{"10,000", "10000"},
		{"-1,234,567", "-1234567"},
		{`5\text{ cm}`, "5"},
		{`2\pi cm`, `2\pi`},
		{`\sqrt2`, `\sqrt{2}`},
		{`\sqrt[3]8`, `\sqrt[3]{8}`},
		{`\text{Evelyn}`, "Evelyn"},
		{`12^\circ`, "12"},
		{`\$32,348`, "32348"},
		{`\boxed{[2,5)}`, "[2,5)"},
		{"(1,000)", "(1,000)"},
		{"0,1", "0,1"},
		{`\dfrac{1}{2}`, `\dfrac{1}{2}`},
		{`50\%`, `50\%`},
		{"y = 2x + 3", "2x+3"},
		{`3 \text{ and } 4`, "3,4"},
		{`\left( 3, \frac{\pi}{2} \right)`, `\left(3,\frac{\pi}{2}\right)`},
		{"$7$ because", "7"},
		{"15 square units", "15"},
		{"", ""},
	} {
		if got := MathAnswer(tt.answer); got != tt.want {
			t.Errorf("MathAnswer(%q) = %q, want %q", tt.answer, got, tt.want)
		}
	}
}

// TestMathGolds normalises the answers of all published solutions at hand and
// compares the digest of the lines with that of lm-evaluation-harness 0.4.13.
func TestMathGolds(t *testing.T) {
	for subject, want := range map[string]string{
		"algebra":                  "f99d022ecfdae0bd9885a913936bf13d20cb885ddbd058c64e1bdde4096c84d6",
		"counting_and_probability": "858f7e05212448823a1a7a0d188536d7c16cb241d87f48c8949df7336e5d11a0",
		"number_theory":            "298a4c4862aa725bb4a752ef73b44a9d579ea2d509beb8bee6bbc14256018f5c",
		"prealgebra":               "798fec84e355fd69258992dd69ef64e8db1883286a892270c10deec2086bad13",
		"precalculus":              "61a02aa7767af679b2e977625d70dd215c8c0d826e0f2bff55e454c79faa4ef6",
	} {
		data := published.Read(t, "data", "math", "test", subject+".jsonl")
		h := sha256.New()
		for d := json.NewDecoder(bytes.NewReader(data)); ; {
			var problem struct{ Solution string }
			if err := d.Decode(&problem); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			answer, ok := Boxed(problem.Solution)
			if !ok {
				t.Errorf("%s: a solution without an answer", subject)
			}
			fmt.Fprintln(h, MathAnswer(answer))
		}
		if got := fmt.Sprintf("%x", h.Sum(nil)); got != want {
			t.Errorf("%s: the answers have the digest %s, want %s", subject, got, want)
		}
	}
}
