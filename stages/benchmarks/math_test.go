package benchmarks

import (
	"strings"
	"testing"

	"pipe/internal/published"
)

// minerva finds the answer in a text that ends as Minerva's examples do.
var minerva = Filter{Name: "regex", Pattern: `Final Answer: The final answer is(.*?)(?:. I hope it is correct(?:.|$)|. $)`, Group: 1}

// TestMinervaExtraction compares with lm-evaluation-harness, which appends the
// closing sentence to every response before it looks for the answer.
func TestMinervaExtraction(t *testing.T) {
	for _, tt := range []struct{ response, want string }{
		{"So it is 24.\nFinal Answer: The final answer is $24$. I hope it is correct.", "$24$"},
		{"Final Answer: The final answer is $24$. ", "$24$"},
		{"Final Answer: The final answer is $24$", Invalid},
		{"Final Answer: The final answer is 7! I hope it is correct.", "7"},
		{"Final Answer: The final answer is 7. I hope it is correct", "7"},
		{"Final Answer: The final answer is 7\n. I hope it is correct.", Invalid},
		{"Final Answer: The final answer is 1. I hope it is correct. Final Answer: The final answer is 2. I hope it is correct.", "1"},
		{"The answer is 7.", Invalid},
	} {
		if got := answerOf(t, tt.response, minerva); got != tt.want {
			t.Errorf("answer of %q = %q, want %q", tt.response, got, tt.want)
		}
	}
}

// TestMathSolutions judges the published solutions of MATH, all of which are
// right, and each beside the problem before it, where few are.
func TestMathSolutions(t *testing.T) {
	s := spec(Generate, "math_equal")
	s.Filters = []Filter{{Name: "boxed"}}
	for _, subject := range []string{"algebra", "counting_and_probability", "number_theory", "prealgebra", "precalculus"} {
		var items []Item
		var solutions []string
		for _, p := range rows[struct{ Solution string }](t, published.Read(t, "data", "math", "test", subject+".jsonl")) {
			items, solutions = append(items, Item{References: []string{p.Solution}}), append(solutions, p.Solution)
		}
		v := value(t, evaluate(t, &fake{responses: say(solutions...)}, s, items), "math_equal")
		if v.Value != 1 || !v.HasChance || v.Chance > 0.1 {
			t.Errorf("%s: math_equal = %v, and %v by the answers to other problems, want 1 and little", subject, v.Value, v.Chance)
		}
	}
}

// TestMathEqual judges answers that are written otherwise than the solution has
// them.
func TestMathEqual(t *testing.T) {
	s := spec(Generate, "math_equal")
	s.Filters = []Filter{minerva}
	end := func(answer string) string {
		return "Final Answer: The final answer is $" + answer + "$. I hope it is correct."
	}
	responses := []string{end(`0.5`), end(`\dfrac12`), end(`2/4`), end(`\frac13`), "It is one half."}
	items := make([]Item, len(responses))
	for i := range items {
		items[i].References = []string{`We get $x=\boxed{\frac{1}{2}}$.`}
	}
	items[0].References = []string{"1/2"}
	r := evaluate(t, &fake{responses: say(responses...)}, s, items)
	var right []string
	for _, row := range r.Samples {
		right = append(right, map[bool]string{true: "yes", false: "no"}[row.Correct])
	}
	if got, want := strings.Join(right, " "), "yes yes yes no no"; got != want {
		t.Errorf("right = %s, want %s", got, want)
	}
}

// TestMathTextMatch judges whole responses, of which what stands between dollar signs
// counts.
func TestMathTextMatch(t *testing.T) {
	responses := []string{` The answer is $\dfrac{1}{2}$.`, "0.5", "It is 0.5", ` $x$ is $\frac12$`}
	items := make([]Item, len(responses))
	for i := range items {
		items[i] = Item{References: []string{`Half of one is $\boxed{\frac{1}{2}}$.`}}
	}
	r := evaluate(t, &fake{responses: say(responses...)}, spec(Generate, "math_text_match"), items)
	for i, want := range []float64{1, 1, 0, 0} {
		if got, ok := r.Samples[i].Score("math_text_match"); got != want || !ok {
			t.Errorf("math_text_match of %q = %v, want %v", responses[i], got, want)
		}
	}
}
