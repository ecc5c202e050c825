package stages

import (
	"slices"
	"strings"

	"pipe/metrics"
	"pipe/pipeline"
)

// A SuiteMean is the mean of a suite's members by their first metrics, asked of
// one model.
type SuiteMean struct {
	Suite   string   `json:"suite"` // its address
	Mean    string   `json:"mean"`  // "macro" or "weighted": which of the two is the suite's value
	Members int      `json:"members"`
	N       int64    `json:"n"`       // documents
	Metrics []string `json:"metrics"` // of the members, each once
	Note    string   `json:"note,omitempty"`
	Varies  string   `json:"varies,omitempty"` // as a Number's, of any member

	HasValue       bool    `json:"has_value"`
	Weighted       float64 `json:"weighted"`
	Macro          float64 `json:"macro"`
	HasError       bool    `json:"has_error"`
	WeightedStdErr float64 `json:"weighted_stderr"`
	MacroStdErr    float64 `json:"macro_stderr"`
	HasPooled      bool    `json:"has_pooled"`
	PooledStdErr   float64 `json:"pooled_stderr"` // lm-evaluation-harness's
}

// Value returns the suite's own mean and its standard error.
func (s SuiteMean) Value() (mean, stderr float64) {
	if s.Mean == MeanWeighted {
		return s.Weighted, s.WeightedStdErr
	}
	return s.Macro, s.MacroStdErr
}

// MeanOf returns how a node averages its members, or "" where it is no suite.
func MeanOf(n *pipeline.Node) string {
	if s, ok := n.Config.(*Suite); ok {
		return s.Mean
	}
	return ""
}

// SuiteMeans returns the means of the suites that an evaluation with these
// numbers asks, each before the suites within it. Which suites there are is said
// by inputs alone, as evaluations hold benchmarks only; mean says how each is
// averaged.
func SuiteMeans(evaluation string, numbers []Number, inputs Inputs, mean func(suite string) string) []SuiteMean {
	first := make(map[int]Number)
	for _, n := range numbers {
		if _, ok := first[n.set]; !ok {
			first[n.set] = n
		}
	}
	var means []SuiteMean
	set := 0
	var visit func(address string) suiteMember
	visit = func(address string) suiteMember {
		if pipeline.ParseAddress(address).Kind != SuiteKind {
			set++
			return memberOf(first, set-1)
		}
		at := len(means)
		means = append(means, SuiteMean{})
		var members []suiteMember
		for _, in := range inputs(address) {
			members = append(members, visit(in.Address))
		}
		s := SuiteMean{Suite: address, Mean: mean(address), Members: len(members)}
		whole := s.average(members)
		means[at] = s
		return whole
	}
	for _, in := range inputs(evaluation) {
		if strings.HasPrefix(in.Role, "benchmarks[") {
			visit(in.Address)
		}
	}
	return means
}

// A suiteMember is a benchmark or a suite as a member of suites: its own mean,
// and the benchmarks that it stands for.
type suiteMember struct {
	part     metrics.Part
	leaves   []metrics.Part
	metrics  []string // of the benchmarks, each once
	hasError bool
	note     string // why there is no mean, or ""
	varies   string // why another run may find another, or ""
}

// memberOf is a benchmark of an evaluation, by its first metric.
func memberOf(first map[int]Number, set int) suiteMember {
	n, ok := first[set]
	if !ok {
		return suiteMember{note: "a member has no metric"}
	}
	v := n.Value
	m := suiteMember{
		part: metrics.Part{Mean: v.Value, StdErr: v.StdErr, N: v.N}, metrics: []string{v.Metric}, hasError: v.HasError, varies: n.Varies,
	}
	m.leaves = []metrics.Part{m.part}
	if !v.HasValue || v.N == 0 {
		m.note = shortName(n.Benchmark) + " has no value"
	}
	return m
}

// average averages the members of a suite, and returns it as a member of others.
func (s *SuiteMean) average(members []suiteMember) suiteMember {
	whole := suiteMember{hasError: true}
	var parts []metrics.Part
	for _, m := range members {
		parts = append(parts, m.part)
		s.N += m.part.N
		whole.add(m)
	}
	if whole.note == "" && len(whole.metrics) > 1 && !areShares(whole.metrics) {
		whole.note = "members are measured in ways that have no common mean"
	}
	if whole.note == "" && len(members) == 0 {
		whole.note = "no members"
	}
	s.Metrics, s.Note, s.Varies = whole.metrics, whole.note, whole.varies
	whole.part.N = s.N
	if whole.note != "" {
		return whole
	}
	g := metrics.MeanOfParts(parts)
	s.HasValue, s.Weighted, s.Macro = true, g.Weighted, g.Macro
	whole.part.Mean, whole.part.StdErr = g.Macro, g.MacroStdErr
	if s.Mean == MeanWeighted {
		whole.part.Mean, whole.part.StdErr = g.Weighted, g.WeightedStdErr
	}
	if whole.hasError {
		s.HasError, s.WeightedStdErr, s.MacroStdErr = true, g.WeightedStdErr, g.MacroStdErr
		s.PooledStdErr, s.HasPooled = metrics.PooledStdErr(whole.leaves)
	}
	return whole
}

// add adds what is said of a member to what is said of the suite.
func (w *suiteMember) add(m suiteMember) {
	w.leaves = append(w.leaves, m.leaves...)
	for _, name := range m.metrics {
		if !slices.Contains(w.metrics, name) {
			w.metrics = append(w.metrics, name)
		}
	}
	w.hasError = w.hasError && m.hasError
	if w.note == "" {
		w.note = m.note
	}
	if w.varies == "" {
		w.varies = m.varies
	}
}

// areShares reports whether all of the metrics are shares.
func areShares(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !isShare(name) })
}

// Behind returns the numbers that the mean of a suite stands on: the first metric
// of each of its benchmarks, those of suites within it too.
func Behind(suite, evaluation string, numbers []Number, inputs Inputs) []Number {
	var behind []Number
	sets := setsOf(suite, evaluation, inputs)
	for _, n := range numbers {
		if sets[n.set] {
			behind = append(behind, n)
			delete(sets, n.set)
		}
	}
	return behind
}

// setsOf returns which of an evaluation's benchmarks a suite asks: where several
// suites ask one, it is there for each.
func setsOf(suite, evaluation string, inputs Inputs) map[int]bool {
	sets := make(map[int]bool)
	set := 0
	var visit func(address string, within bool)
	visit = func(address string, within bool) {
		if pipeline.ParseAddress(address).Kind != SuiteKind {
			sets[set] = within
			set++
			return
		}
		for _, in := range inputs(address) {
			visit(in.Address, within || address == suite)
		}
	}
	for _, in := range inputs(evaluation) {
		if strings.HasPrefix(in.Role, "benchmarks[") {
			visit(in.Address, false)
		}
	}
	return sets
}
