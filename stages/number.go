package stages

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// A Number is a metric that an evaluation has found, and where it stands.
type Number struct {
	Reference  string // "evaluate.base.capitals.acc"
	Evaluation string // "evaluate.base"
	Benchmark  string // "benchmark.capitals"
	Value      benchmarks.Value
	Samples    artifacts.File // the per-sample table it was computed from
	// Varies says why another honest run may give other bits, or is "": the number
	// is not reproducible to the bit.
	Varies string

	set int // which of the evaluation's benchmarks
}

// Inputs returns the inputs of a stage, by its address: role and address of
// each. Run records and lineages both know them.
type Inputs func(address string) []pipeline.AncestorInput

// Numbers returns the numbers in the artifact of an evaluation. Artifacts
// hold no names; inputs supplies them.
func Numbers(evaluation string, a *artifacts.Artifact, inputs Inputs) ([]Number, error) {
	unpinned, err := Unpinned(a)
	if err != nil {
		return nil, err
	}
	var numbers []Number
	for i, benchmark := range members(evaluation, "benchmarks", inputs) {
		values, err := artifacts.ReadTable[benchmarks.Value](a, resultTable(i, "values"))
		if err != nil {
			return nil, err
		}
		samples, _ := a.File(resultTable(i, "samples") + ".arrow")
		varies, err := programsVary(a, i)
		if err != nil {
			return nil, err
		}
		if varies == "" {
			varies = unpinned
		}
		groups, err := groupValues(a, i)
		if err != nil {
			return nil, err
		}
		for _, v := range append(values, groups...) {
			numbers = append(numbers, Number{
				Reference:  evaluation + "." + shortName(benchmark) + "." + valueName(v),
				Evaluation: evaluation, Benchmark: benchmark, Value: v, Samples: samples, Varies: varies, set: i,
			})
		}
	}
	return numbers, nil
}

// groupValues returns the numbers of groups of a benchmark's documents, of which
// there may be none.
func groupValues(a *artifacts.Artifact, set int) ([]benchmarks.Value, error) {
	if _, ok := a.File(resultTable(set, "by") + ".arrow"); !ok {
		return nil, nil
	}
	return artifacts.ReadTable[benchmarks.Value](a, resultTable(set, "by"))
}

// valueName is how a value is called behind its benchmark: acc, or
// acc["group"] of a group of documents.
func valueName(v benchmarks.Value) string {
	if v.By == "" {
		return v.Metric
	}
	return fmt.Sprintf("%s[%q]", v.Metric, v.By)
}

// ReadSamples returns the rows of the per-sample table that a number was computed
// from: all, or those of its group.
func ReadSamples(a *artifacts.Artifact, n Number) ([]benchmarks.Sample, error) {
	rows, err := artifacts.ReadTable[benchmarks.Sample](a, resultTable(n.set, "samples"))
	return benchmarks.In(n.Value.By, rows), err
}

// members returns the addresses of the benchmarks in a list of inputs, with
// suites replaced by what they gather.
func members(address, role string, inputs Inputs) []string {
	var all []string
	for _, in := range inputs(address) {
		if !strings.HasPrefix(in.Role, role+"[") {
			continue
		}
		if pipeline.ParseAddress(in.Address).Kind == "suite" {
			all = append(all, members(in.Address, role, inputs)...)
		} else {
			all = append(all, in.Address)
		}
	}
	return all
}

// Benchmarks returns the addresses of the benchmarks that an evaluation or a suite
// has, in the order of the numbered folders of its artifact.
func Benchmarks(address string, inputs Inputs) []string {
	return members(address, "benchmarks", inputs)
}

// Concerns reports whether a stage has to do with the numbers of a benchmark:
// every stage but other benchmarks, and suites without it. Without a benchmark
// all have.
func Concerns(address, benchmark string, inputs Inputs) bool {
	switch kind := pipeline.ParseAddress(address).Kind; {
	case benchmark == "":
		return true
	case kind == "benchmark":
		return address == benchmark
	case kind == "suite":
		return slices.Contains(members(address, "benchmarks", inputs), benchmark)
	}
	return true
}

// DatasetOf returns the address of the dataset that a benchmark reads, or "".
func DatasetOf(benchmark string, inputs Inputs) string {
	for _, in := range inputs(benchmark) {
		if in.Role == "dataset" {
			return in.Address
		}
	}
	return ""
}

// shortName returns an address without its kind.
func shortName(address string) string { return pipeline.ParseAddress(address).Short() }

// A Recomputation is what became of a number when it was computed again from
// its per-sample table.
type Recomputation struct {
	Samples int     `json:"samples"` // rows read
	Value   float64 `json:"value"`
	StdErr  float64 `json:"stderr"`
	// Equal says that every field is what it was, to the bit: value, standard
	// error, interval, chance, and how many samples count.
	Equal bool `json:"equal"`
	// Programs is how many completed programs were run again, in the Python that
	// is named where it was the machine's. Unsteady is how many of them came to
	// another end at a limit of time or memory, where no two runs need agree.
	// Unrun says why they were not run, so that the number stands on what the
	// samples say of them, and Remedy what to do about it.
	Programs int    `json:"programs,omitempty"`
	Python   string `json:"python,omitempty"`
	Unsteady int    `json:"unsteady,omitempty"`
	Unrun    string `json:"unrun,omitempty"`
	Remedy   string `json:"-"`

	// Fault is what makes the samples no proof, or "".
	Fault string `json:"fault,omitempty"`
}

func (r Recomputation) String() string {
	from := fmt.Sprintf("from %d samples", r.Samples)
	switch {
	case r.Programs > 0:
		from += fmt.Sprintf(" and %d programs, run again", r.Programs)
		if r.Python != "" {
			from += " in " + r.Python
		}
		if r.Unsteady > 0 {
			from += fmt.Sprintf(", of which %d came to another end at a limit of time or memory", r.Unsteady)
		}
	case r.Unrun != "":
		from += " and what they say of programs, which are not run again (" + r.Unrun + ")"
	}
	switch {
	case r.Fault != "":
		return r.Fault
	case r.Equal:
		return from + ": equal"
	}
	return fmt.Sprintf("%s: %v ± %v, NOT equal", from, r.Value, r.StdErr)
}

// Recompute computes a number again from its per-sample table, as the
// benchmark's spec says, by the code that computed it at first. Samples that
// do not follow from the model's answers, and damaged bytes, are no error but
// a Fault.
func Recompute(a *artifacts.Artifact, n Number) (Recomputation, error) {
	v, samples, err := recompute(a, n)
	if errors.Is(err, benchmarks.ErrUnproven) || errors.Is(err, artifacts.ErrCorrupt) {
		return Recomputation{Samples: samples, Fault: err.Error()}, nil
	}
	return Recomputation{Samples: samples, Value: v.Value, StdErr: v.StdErr, Equal: v == n.Value}, err
}

func recompute(a *artifacts.Artifact, n Number) (v benchmarks.Value, samples int, err error) {
	spec, err := readSpec(a, resultTable(n.set, "spec"))
	if err != nil {
		return v, 0, err
	}
	rows, err := ReadSamples(a, n)
	if err != nil {
		return v, 0, err
	}
	v, err = benchmarks.Recompute(spec, rows, n.Value.Metric)
	v.By = n.Value.By
	return v, len(rows), err
}
