package stages

import (
	"slices"
	"strings"

	"pipe/metrics"
	"pipe/pipeline"
	"pipe/stages/page"
)

const suitesCSV = "suites.csv"

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

// addSuites adds the means of the suites that the evaluation in a column asks,
// suites within them included. Which suites there are is said by the lineage
// alone: evaluations hold benchmarks only.
func (b *pageBuilder) addSuites(p *page.Page, column int, numbers []Number) {
	first := make(map[int]Number)
	for _, n := range numbers {
		if _, ok := first[n.set]; !ok {
			first[n.set] = n
		}
	}
	set := 0
	var visit func(address string) suiteMember
	visit = func(address string) suiteMember {
		if pipeline.ParseAddress(address).Kind != "suite" {
			set++
			return memberOf(first, set-1)
		}
		at := len(p.Suites)
		p.Suites = append(p.Suites, page.SuiteMean{})
		var members []suiteMember
		for _, in := range b.inputs(address) {
			members = append(members, visit(in.Address))
		}
		labels := b.byAddress[address].Labels
		mean := page.SuiteMean{Suite: shortName(address), About: labels["about"], Mean: labels["mean"], Column: column, Members: len(members)}
		whole := meanOf(&mean, members)
		p.Suites[at] = mean
		return whole
	}
	evaluation := p.Columns[column].Name
	for _, in := range b.inputs(evaluation) {
		if strings.HasPrefix(in.Role, "benchmarks[") {
			visit(in.Address)
		}
	}
}

// memberOf is a benchmark of an evaluation, by its first metric.
func memberOf(first map[int]Number, set int) suiteMember {
	n, ok := first[set]
	if !ok {
		return suiteMember{note: "a member has no metric"}
	}
	v := n.Value
	m := suiteMember{
		part: metrics.Part{Mean: v.Value, StdErr: v.StdErr, N: v.N}, metrics: []string{v.Metric}, hasError: v.HasError,
		varies: n.Varies,
	}
	m.leaves = []metrics.Part{m.part}
	if !v.HasValue || v.N == 0 {
		m.note = shortName(n.Benchmark) + " has no value"
	}
	return m
}

// meanOf averages the members of a suite, and returns it as a member of others.
func meanOf(s *page.SuiteMean, members []suiteMember) suiteMember {
	whole := suiteMember{hasError: true}
	var parts []metrics.Part
	for _, m := range members {
		parts = append(parts, m.part)
		whole.leaves = append(whole.leaves, m.leaves...)
		for _, name := range m.metrics {
			if !slices.Contains(whole.metrics, name) {
				whole.metrics = append(whole.metrics, name)
			}
		}
		whole.hasError = whole.hasError && m.hasError
		if whole.note == "" {
			whole.note = m.note
		}
		if whole.varies == "" {
			whole.varies = m.varies
		}
		s.N += m.part.N
	}
	s.Percent = !slices.ContainsFunc(whole.metrics, func(name string) bool { return !isShare(name) })
	if whole.note == "" && len(whole.metrics) > 1 && !s.Percent {
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
