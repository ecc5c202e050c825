package stages

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

var _ = register(pipeline.Kind{
	Name:    SelectKind,
	Version: 1,
	Doc:     "chooses the model that an evaluation found to be the best",
	New:     func() pipeline.Config { return &Select{Goal: goalBetter} },
	Choice:  "model",
})

// SelectKind is the kind whose stages choose a model: see ReadChoice.
const SelectKind = "select"

// Goals of a selection.
const (
	goalMax    = "max"
	goalMin    = "min"
	goalBetter = "better" // the direction in which the metric improves
)

// A Select chooses among the models that evaluations have examined. Its output
// is the artifact of the one that it chooses, so that what stands on it has the
// same recipe as if it stood on that model; how the choice fell is in no
// artifact, and is read from the evaluations wherever it is shown.
type Select struct {
	From []pipeline.Ref `hcl:"from" accepts:"evaluate" doc:"The evaluations whose models it chooses among: all instances of one with for_each, or a list"`
	// Names and the direction that a metric has by itself are in no recipe; what
	// they stand for is: see Resolve.
	Metric string `hcl:"metric" recipe:"label" doc:"The number that decides, as benchmark.metric"`
	Goal   string `hcl:"goal,optional" recipe:"label" one_of:"better,max,min" doc:"Which number wins: the largest, the smallest, or what is better of the metric"`
}

// Edges makes the models that the evaluations examine inputs.
func (s *Select) Edges() []pipeline.Edge {
	var models []pipeline.Edge
	for i, ref := range s.From {
		if e, ok := ref.Config().(*Evaluate); ok {
			models = append(models, pipeline.Edge{Role: modelRole(i), Stage: e.Model, From: fromRole(i)})
		}
	}
	return models
}

func fromRole(i int) string  { return fmt.Sprintf("from[%d]", i) }
func modelRole(i int) string { return fmt.Sprintf("model[%d]", i) }

// Check demands evaluations, and a metric that each of them measures.
func (s *Select) Check(c *pipeline.Check) {
	if len(s.From) == 0 {
		c.Errorf("from", "No evaluations", "There is nothing to choose among. Name at least one evaluation.")
	}
	for i, ref := range s.From {
		e, ok := ref.Config().(*Evaluate)
		if !ok {
			continue
		}
		if _, found := e.measures(s.Metric); found {
			continue
		}
		var have []string
		for _, r := range e.Results() {
			if len(r.Path) == 2 {
				have = append(have, pipeline.ResultName(r.Names))
			}
		}
		slices.Sort(have)
		c.Given(fromRole(i)).Errorf("metric", "Unknown metric", "%s measures no %q.%s It measures %s.",
			ref.Node().Address(), s.Metric, pipeline.DidYouMean(s.Metric, have), strings.Join(have, ", "))
		return
	}
}

// measures returns where the artifact of the evaluation has a metric of the
// given name, as Result.Path does.
func (e *Evaluate) measures(name string) (path []string, ok bool) {
	names := pipeline.ParseResultName(name)
	for _, r := range e.Results() {
		if len(r.Path) == 2 && slices.Equal(r.Names, names) {
			return r.Path, true
		}
	}
	return nil, false
}

// Resolve says where in the artifacts of the evaluations the metric stands.
func (s *Select) Resolve() []pipeline.Resolved {
	var places []string
	for _, ref := range s.From {
		if e, ok := ref.Config().(*Evaluate); ok {
			path, _ := e.measures(s.Metric)
			places = append(places, pipeline.ResultName(path))
		}
	}
	resolved := []pipeline.Resolved{{Attribute: "metric", Value: "[" + strings.Join(places, ", ") + "]"}}
	if s.Goal != goalBetter {
		resolved = append(resolved, pipeline.Resolved{Attribute: "goal", Value: fmt.Sprintf("%q", s.Goal)})
	}
	return resolved
}

// Run adopts the model that the best number was measured of.
func (s *Select) Run(_ context.Context, stage *pipeline.Stage) error {
	values := make([]benchmarks.Value, len(s.From))
	for i, ref := range s.From {
		e, ok := ref.Config().(*Evaluate)
		if !ok {
			return fmt.Errorf("%s is no evaluation", ref.Node().Address())
		}
		path, _ := e.measures(s.Metric)
		var err error
		if values[i], err = valueAt(stage.Input(ref), path); err != nil {
			return fmt.Errorf("%s: %w", ref.Node().Address(), err)
		}
	}
	best, ok := choose(values, s.Goal)
	if !ok {
		return fmt.Errorf("there is nothing to choose by: %s has no value in any of %d evaluations", s.Metric, len(values))
	}
	stage.Adopt(stage.InputIn(modelRole(best)))
	return nil
}

// Derived reports that a choice follows from its numbers at once.
func (s *Select) Derived() bool { return true }

// valueAt reads the number that stands at a path of an evaluation's artifact.
func valueAt(a *artifacts.Artifact, path []string) (benchmarks.Value, error) {
	set, metric := path[0], path[1]
	values, err := artifacts.ReadTable[benchmarks.Value](a, set+"/values")
	if err != nil {
		return benchmarks.Value{}, err
	}
	i := slices.IndexFunc(values, func(v benchmarks.Value) bool { return v.Metric == metric })
	if i < 0 {
		return benchmarks.Value{}, fmt.Errorf("%s/values has no metric %q", set, metric)
	}
	return values[i], nil
}

// choose returns the index of the best number, the first of equals. One without
// a value loses; it is not ok where none has any.
func choose(values []benchmarks.Value, goal string) (best int, ok bool) {
	best = -1
	for i, v := range values {
		if !v.HasValue {
			continue
		}
		if best < 0 || v.Value != values[best].Value && (v.Value > values[best].Value) == (goalOf(values, goal) == goalMax) {
			best = i
		}
	}
	return best, best >= 0
}

// goalOf returns max or min.
func goalOf(values []benchmarks.Value, goal string) string {
	switch {
	case goal != goalBetter:
		return goal
	case len(values) > 0 && values[0].HigherIsBetter:
		return goalMax
	}
	return goalMin
}
