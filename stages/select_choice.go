package stages

import (
	"fmt"
	"slices"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// A Choice is how the choice of a select stage fell, with the names of the
// file. It is in no artifact: the evaluations tell it, every time anew.
type Choice struct {
	Select     string      `json:"select"`    // its address
	Metric     string      `json:"metric"`    // "capitals.acc"
	Goal       string      `json:"goal"`      // "max" or "min"
	Benchmark  string      `json:"benchmark"` // "benchmark.capitals"
	Chosen     string      `json:"chosen"`    // address of the model that won
	Candidates []Candidate `json:"candidates"`
}

// A Candidate is a model that could be chosen, and the number that decided.
type Candidate struct {
	Model      string  `json:"model"`
	Evaluation string  `json:"evaluation"`
	Reference  string  `json:"reference"` // of the number: "evaluate.dev["low"].capitals.acc"
	Value      float64 `json:"value"`
	HasValue   bool    `json:"has_value"`
	Low        float64 `json:"low"` // of its 95 % interval
	High       float64 `json:"high"`
	HasRange   bool    `json:"has_range"`
	N          int64   `json:"n"`
	Chosen     bool    `json:"chosen"`

	number Number
}

// ReadChoice returns how the choice of a select stage fell. Labels are the
// stage's own; read opens the artifact of a stage by its address.
func ReadChoice(address string, labels map[string]string, inputs Inputs, read func(address string) (*artifacts.Artifact, error)) (*Choice, error) {
	c := &Choice{Select: address, Metric: labels["metric"]}
	role := make(map[string]string)
	for _, in := range inputs(address) {
		role[in.Role] = in.Address
	}
	names := pipeline.ParseResultName(c.Metric)
	var values []benchmarks.Value
	for i := 0; role[fromRole(i)] != ""; i++ {
		evaluation := role[fromRole(i)]
		a, err := read(evaluation)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", evaluation, err)
		}
		numbers, err := Numbers(evaluation, a, inputs)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", evaluation, err)
		}
		at := slices.IndexFunc(numbers, func(n Number) bool { return slices.Equal(n.names(), names) })
		if at < 0 {
			return nil, fmt.Errorf("%s has no number %s, by which %s chooses", evaluation, c.Metric, address)
		}
		n := numbers[at]
		c.Benchmark = n.Benchmark
		c.Candidates = append(c.Candidates, candidate(n, role[modelRole(i)]))
		values = append(values, n.Value)
	}
	c.Goal = goalOf(values, labels["goal"])
	if best, ok := choose(values, c.Goal); ok {
		c.Candidates[best].Chosen, c.Chosen = true, c.Candidates[best].Model
	}
	return c, nil
}

func candidate(n Number, model string) Candidate {
	v := n.Value
	return Candidate{
		Model: model, Evaluation: n.Evaluation, Reference: n.Reference, Value: v.Value, HasValue: v.HasValue,
		Low: v.Low, High: v.High, HasRange: v.Interval != "", N: v.N, number: n,
	}
}

// names returns what the file calls the number behind its evaluation.
func (n Number) names() []string {
	names := append(pipeline.ParseResultName(shortName(n.Benchmark)), n.Value.Metric)
	if n.Value.By != "" {
		names = append(names, n.Value.By)
	}
	return names
}
