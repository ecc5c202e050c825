package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"pipe/pipeline"
	"pipe/stages"
)

// An outlook is what running a plan would take and change.
type outlook struct {
	Prediction *pipeline.Prediction `json:"prediction,omitempty"` // nil where there is nothing to do
	MayChange  []changing           `json:"may_change"`
	// Files are those that a run reads from outside the store.
	Files []pipeline.NeededFile `json:"files"`
}

// A changing is a stage with numbers that readers see, and that may not be those
// of the latest run.
type changing struct {
	Name       string `json:"name"`
	Benchmarks int    `json:"benchmarks,omitempty"` // of an evaluation
}

func (c changing) String() string {
	switch c.Benchmarks {
	case 0:
		return c.Name
	case 1:
		return c.Name + ": 1 benchmark"
	}
	return fmt.Sprintf("%s: %d benchmarks", c.Name, c.Benchmarks)
}

func outlookOf(plan *pipeline.Plan) outlook {
	o := outlook{MayChange: []changing{}, Files: []pipeline.NeededFile{}}
	if !plan.NothingToDo() {
		o.Files = plan.NeededFiles()
		o.Prediction = plan.Predict(runtime.GOMAXPROCS(0))
	}
	mayChange := plan.MayChange()
	for i, s := range plan.Steps {
		if benchmarks, ok := stages.Reported(s.Node); ok && mayChange[i] {
			o.MayChange = append(o.MayChange, changing{s.Node.Address(), benchmarks})
		}
	}
	return o
}

// planJSON is the summary of a plan and its outlook, as one object.
type planJSON struct {
	Experiment string                   `json:"experiment"`
	Stages     []stageJSON              `json:"stages"`
	Reports    []pipeline.ReportSummary `json:"reports"`
	outlook
}

// stageJSON is a stage of a plan, with how long it is likely to run.
type stageJSON struct {
	pipeline.StageSummary
	Predicted *pipeline.Estimate `json:"predicted,omitempty"`
}

func (o outlook) json(plan *pipeline.Plan) planJSON {
	sum := plan.Summary()
	p := planJSON{sum.Experiment, make([]stageJSON, len(sum.Stages)), sum.Reports, o}
	for i, s := range sum.Stages {
		p.Stages[i].StageSummary = s
		if o.Prediction != nil {
			if e, ok := o.Prediction.Of(plan.Steps[i]); ok {
				p.Stages[i].Predicted = &e
			}
		}
	}
	return p
}

// lines are the outlook as text: none where there is nothing to do and every
// number is that of the latest run.
func (o outlook) lines(plan *pipeline.Plan) []string {
	var lines []string
	if o.Prediction != nil {
		lines = append(lines, timeText(plan, o.Prediction))
	}
	if len(o.MayChange) > 0 {
		const most = 6
		var names []string
		for _, c := range o.MayChange[:min(most, len(o.MayChange))] {
			names = append(names, c.String())
		}
		if more := len(o.MayChange) - most; more > 0 {
			names = append(names, fmt.Sprintf("and %d more", more))
		}
		lines = append(lines, "numbers that may change: "+strings.Join(names, "; "))
	}
	return append(lines, downloadLines(o.Files)...)
}

// timeText says how long a plan is likely to take, which stages take most of
// it, and how sure that is.
func timeText(plan *pipeline.Plan, p *pipeline.Prediction) string {
	if p.Known == 0 {
		return "how long it takes is not known: no earlier run tells"
	}
	type known struct {
		name string
		pipeline.Estimate
	}
	var all []known
	bases := make(map[pipeline.Basis]int)
	for _, s := range plan.Steps {
		if e, ok := p.Of(s); ok {
			all = append(all, known{s.Node.Address(), e})
			bases[e.Basis]++
		}
	}
	slices.SortStableFunc(all, func(a, b known) int { return cmp.Compare(b.Seconds, a.Seconds) })
	var longest []string
	for _, k := range all[:min(3, len(all))] {
		longest = append(longest, k.name+" "+rounded(k.Seconds))
	}
	text := fmt.Sprintf("about %s on %d cores, of which %s", rounded(p.Seconds), p.Jobs, strings.Join(longest, ", "))
	for _, b := range []struct {
		basis pipeline.Basis
		says  string
	}{
		{pipeline.BasisRecipe, "by runs of the same recipe"},
		{pipeline.BasisAddress, "by runs of another recipe"},
		{pipeline.BasisKind, "by other stages of the kind"},
	} {
		if n := bases[b.basis]; n > 0 {
			text += fmt.Sprintf("; %d %s", n, b.says)
		}
	}
	if p.Unknown > 0 {
		text += fmt.Sprintf("; %d not known, and not counted", p.Unknown)
	}
	return text
}

// rounded writes seconds as people say them.
func rounded(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < time.Second:
		return max(d.Round(10*time.Millisecond), 10*time.Millisecond).String()
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
