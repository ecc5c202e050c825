package pipeline

import (
	"math"
	"strings"
	"testing"
)

// conditionFrame is an experiment in which CONDITION stands for a condition.
const conditionFrame = `
locals {
  margin = 0.5
}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model {
    dim = 8
  }
}
benchmark "capitals" {
  dataset = dataset.d
  prompt  = doc.question
}
benchmark "level" {
  for_each = toset(["easy", "hard"])
  dataset  = dataset.d
  prompt   = doc.question
}
evaluate "base" {
  model      = pretrain.p
  benchmarks = concat([benchmark.capitals], values(benchmark.level))
}
evaluate "rate" {
  for_each   = toset(["low", "high"])
  model      = pretrain.p
  benchmarks = [benchmark.capitals]
}
claim "c" {
  that = CONDITION
}
`

func loadCondition(t *testing.T, condition string, rename ...string) *Node {
	t.Helper()
	src := strings.NewReplacer(rename...).Replace(strings.Replace(conditionFrame, "CONDITION", condition, 1))
	return mustLoad(t, src, LoadOptions{}).Node("claim.c")
}

func TestConditionCanonical(t *testing.T) {
	cases := []struct{ condition, want string }{
		{"evaluate.base.capitals.acc > 0.5", `evaluate[0]["0"].acc > 0.5`},
		{"(evaluate.base.capitals.acc) >   local.margin # comment", `evaluate[0]["0"].acc > 0.5`},
		{`evaluate["base"].capitals["acc"] > 1 / 2`, `evaluate[0]["0"].acc > 0.5`},
		{`evaluate.base.level["hard"].acc.stderr < 1`, `evaluate[0]["2"].acc.stderr < 1`},
		{`evaluate.rate["low"].capitals.acc > evaluate.rate[lower("HIGH")].capitals.acc`,
			`evaluate[0]["0"].acc > evaluate[1]["0"].acc`},
		{"evaluate.base.capitals.acc * 2 > (evaluate.base.capitals.acc + 1)", `evaluate[0]["0"].acc * 2 > evaluate[0]["0"].acc + 1`},
		{"max([for evaluate in [1, 2] : evaluate]...) < evaluate.base.capitals.acc", `2 < evaluate[0]["0"].acc`},
		{"try(evaluate.base.capitals.acc, 0) > 0", `try(evaluate[0]["0"].acc, 0) > 0`},
	}
	for _, c := range cases {
		if got := loadCondition(t, c.condition).Config.(*testClaim).That.Canonical(); got != c.want {
			t.Errorf("Canonical(%s) = %s, want %s", c.condition, got, c.want)
		}
	}
}

// TestConditionNames holds that no name is in the recipe, and every input is
// once.
func TestConditionNames(t *testing.T) {
	const condition = `evaluate.base.level["hard"].acc > evaluate.base.capitals.acc + evaluate.rate["low"].capitals.acc`
	n := loadCondition(t, condition)
	renamed := loadCondition(t, condition, "base", "first", "capitals", "towns", "hard", "tough", "low", "slow", "margin", "edge")
	if got, want := renamed.Config.(*testClaim).That.Canonical(), n.Config.(*testClaim).That.Canonical(); got != want {
		t.Errorf("Canonical() = %s with other names, want %s", got, want)
	}
	var roles []string
	for _, in := range n.Inputs {
		roles = append(roles, in.Role+"="+in.Node.Address())
	}
	if got, want := strings.Join(roles, " "), `that[0]=evaluate.base that[1]=evaluate.rate["low"]`; got != want {
		t.Errorf("inputs = %s, want %s", got, want)
	}
}

func TestConditionHolds(t *testing.T) {
	none := math.NaN()
	const a, b = "evaluate.base.capitals.acc", "evaluate.base.capitals.acc.stderr"
	cases := []struct {
		condition string
		values    []float64
		want      bool
		fails     string // part of the error
	}{
		{a + " > 0.5", []float64{0.51}, true, ""},
		{a + " > 0.5", []float64{0.5}, false, ""},
		{a + " >= 0.3", []float64{3.0 / 10}, true, ""}, // the fraction is 0.29999…
		{a + " <= 0.1", []float64{0.1}, true, ""},      // the fraction is 0.10000…5
		{a + " - 2 * " + b + " > 0", []float64{0.5, 0.2}, true, ""},
		{b + " < " + a + " && " + a + " < 1", []float64{0.2, 0.5}, true, ""}, // in the order of naming
		{a + " > " + a, []float64{1e300}, false, ""},
		{a + " > 0", []float64{none}, false, "null"},
		{"coalesce(" + a + ", 1) > 0", []float64{none}, true, ""},
		{a + " / " + b + " > 1", []float64{0, 0}, false, "zero"},
	}
	for _, c := range cases {
		got, err := loadCondition(t, c.condition).Config.(*testClaim).That.Holds(c.values)
		if got != c.want || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("Holds(%v) of %s = %v, %v, want %v, %q", c.values, c.condition, got, err, c.want, c.fails)
		}
	}
}
