package benchmarks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Extract is one way, of several, to cut an answer out of a response. Each
// metric then has a value for each: exact_match.strict and exact_match.flexible.
type Extract struct {
	Name    string
	Filters []Filter
}

// A way is how a judge comes to answers: an extract, or the spec's filters where
// it has none.
type way struct {
	name    string // of the extract, or ""
	filters pipeline
	metrics []Metric // by their full names
}

// ways returns the ways of a spec, in order.
func (s *Spec) ways() ([]way, error) {
	extracts := s.Extracts
	if len(extracts) == 0 {
		extracts = []Extract{{Filters: s.Filters}}
	}
	var ways []way
	for _, e := range extracts {
		w := way{name: e.Name}
		for _, name := range s.Metrics {
			m, ok := lookupMetric(fullName(name, e.Name))
			if !ok {
				return nil, fmt.Errorf("there is no metric %q", name)
			}
			w.metrics = append(w.metrics, m)
		}
		var err error
		if w.filters, err = newPipeline(e.Filters); err != nil {
			return nil, err
		}
		ways = append(ways, w)
	}
	return ways, nil
}

// Values returns the names of the values that a spec gives: its metrics or, with
// extracts, each metric of each extract.
func (s *Spec) Values() []string {
	if len(s.Extracts) == 0 {
		return s.Metrics
	}
	var names []string
	for _, e := range s.Extracts {
		for _, m := range s.Metrics {
			names = append(names, fullName(m, e.Name))
		}
	}
	return names
}

// fullName is what the value of a metric is called.
func fullName(metric, extract string) string {
	if extract == "" {
		return metric
	}
	return metric + "." + extract
}

// SplitName takes the name of a value apart: its metric, and the extract or "".
func SplitName(name string) (metric, extract string) {
	metric, extract, _ = strings.Cut(name, ".")
	return metric, extract
}

// by returns the row as an extract has it: with its own answers, and the verdicts
// and judgements on them.
func (s *Sample) by(extract string) *Sample {
	if len(s.Extracts) == 0 {
		return s
	}
	view := *s
	view.Answers, view.Verdicts, view.JudgedAs, view.JudgeScores = nil, nil, nil, nil
	for i, name := range s.Extracts {
		if name != extract {
			continue
		}
		view.Answers = append(view.Answers, s.Answers[i])
		if i < len(s.Verdicts) {
			view.Verdicts = append(view.Verdicts, s.Verdicts[i])
		}
		if i < len(s.JudgedAs) {
			view.JudgedAs, view.JudgeScores = append(view.JudgedAs, s.JudgedAs[i]), append(view.JudgeScores, s.JudgeScores[i])
		}
	}
	return &view
}

// rowsBy returns the rows as the extract of a metric has them.
func (m Metric) rowsBy(rows []Sample) []Sample {
	_, extract := SplitName(m.Name)
	if extract == "" {
		return rows
	}
	views := make([]Sample, len(rows))
	for i := range rows {
		views[i] = *rows[i].by(extract)
	}
	return views
}

// extractName is what an extract can be called: references to values go through
// it.
var extractName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// checkExtracts returns what does not fit in the extracts. reserved are names of
// what a value has.
func (s *Spec) checkExtracts() []Problem {
	var problems []Problem
	reserved := []string{"stderr", "low", "high", "n", "chance"}
	if len(s.Extracts) > 0 && len(s.Filters) > 0 {
		problems = append(problems, Problem{"filter[0]", "Filters beside extracts",
			"The benchmark has extracts, each with filters of its own. Put this filter into those that it is for."})
	}
	for i, e := range s.Extracts {
		path := fmt.Sprintf("extract[%d]", i)
		switch {
		case !extractName.MatchString(e.Name) || slices.Contains(reserved, e.Name):
			problems = append(problems, Problem{path, "Invalid name", fmt.Sprintf("An extract cannot be called %q: its name stands in that of a value, "+
				"as in exact_match.strict. It has letters, digits, underscores and hyphens, and is none of %s.", e.Name, strings.Join(reserved, ", "))})
		case slices.ContainsFunc(s.Extracts[:i], func(other Extract) bool { return other.Name == e.Name }):
			problems = append(problems, Problem{path, "Extract named twice", fmt.Sprintf("There is an extract %q already.", e.Name)})
		}
		problems = append(problems, s.checkFilters(path+".", e.Filters)...)
	}
	return problems
}
