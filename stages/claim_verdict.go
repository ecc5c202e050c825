package stages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pipe/artifacts"
)

// A Verdict is what a claim's artifact says, with the names of the file.
type Verdict struct {
	Claim   string          `json:"claim"` // its address
	Says    string          `json:"says"`
	That    string          `json:"that"`
	Holds   bool            `json:"holds"`
	Note    string          `json:"note,omitempty"` // why it is neither true nor false, or ""
	Numbers []VerdictNumber `json:"numbers"`
}

// A VerdictNumber is a number that a claim stands on.
type VerdictNumber struct {
	Reference  string  `json:"reference"` // "evaluate.base.capitals.acc.stderr"
	Of         string  `json:"of"`        // the Number that it belongs to: "evaluate.base.capitals.acc"
	Evaluation string  `json:"evaluation"`
	Value      float64 `json:"value"`
	HasValue   bool    `json:"has_value"`
}

// ReadVerdict returns what the artifact of a claim says. Artifacts hold no
// names; inputs supplies them.
func ReadVerdict(claim string, a *artifacts.Artifact, inputs Inputs) (*Verdict, error) {
	rows, err := artifacts.ReadTable[claimRow](a, "claim")
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("claim.arrow has %d rows, want 1", len(rows))
	}
	values, err := artifacts.ReadTable[claimValueRow](a, "values")
	if err != nil {
		return nil, err
	}
	row := rows[0]
	v := &Verdict{Claim: claim, Says: row.Says, Holds: row.Holds, Note: row.Note}
	names := make(map[string]string)
	for _, r := range values {
		n, err := r.named(claim, inputs)
		if err != nil {
			return nil, err
		}
		v.Numbers = append(v.Numbers, n)
		names[r.Called] = n.Reference
	}
	v.That = rename(row.That, names)
	return v, nil
}

// named gives a number the names that the file has for it.
func (r claimValueRow) named(claim string, inputs Inputs) (VerdictNumber, error) {
	n := VerdictNumber{Value: r.Value, HasValue: r.HasValue}
	for _, in := range inputs(claim) {
		if in.Role == fmt.Sprintf("that[%d]", r.Input) {
			n.Evaluation = in.Address
		}
	}
	asked := members(n.Evaluation, "benchmarks", inputs)
	set, err := strconv.Atoi(r.Set)
	if err != nil || set < 0 || set >= len(asked) {
		return n, fmt.Errorf("values.arrow has benchmark %q of that[%d], which has %d", r.Set, r.Input, len(asked))
	}
	n.Of = n.Evaluation + "." + shortName(asked[set]) + "." + r.Metric
	n.Reference = n.Of
	if r.Field != "" {
		n.Reference += "." + r.Field
	}
	return n, nil
}

// rename replaces in a condition what names has, the longest first: a number
// begins like its fields.
func rename(condition string, names map[string]string) string {
	var called []string
	for name := range names {
		called = append(called, name)
	}
	slices.SortFunc(called, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, name := range called {
		pairs = append(pairs, name, names[name])
	}
	return strings.NewReplacer(pairs...).Replace(condition)
}

// Word says in a word or two whether the claim holds.
func (v *Verdict) Word() string {
	switch {
	case v.Holds:
		return "holds"
	case v.Note != "":
		return "cannot be told"
	}
	return "does not hold"
}
