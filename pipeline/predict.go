package pipeline

import (
	"slices"

	"pipe/artifacts"
)

// A Basis says from what the time of a stage is predicted, the surest first.
type Basis string

// Of two stages that differ, the times are in the ratio of what the kind says
// costs time; what it does not say is taken to be equal.
const (
	BasisRecipe  Basis = "recipe"  // a run of the same recipe
	BasisAddress Basis = "address" // an earlier recipe of the stage
	BasisKind    Basis = "kind"    // the median of other stages of the kind
)

// An Estimate is how long a stage is likely to run, by what earlier runs took.
type Estimate struct {
	Seconds float64 `json:"seconds"`
	Basis   Basis   `json:"basis"`
}

// A Prediction is how long a plan is likely to take: that all which is not
// cached runs, though a pending stage may turn out not to have to.
type Prediction struct {
	Jobs    int     `json:"jobs"`    // stages that run at once
	Seconds float64 `json:"seconds"` // of the whole, without what is unknown
	Known   int     `json:"known"`   // stages that would run and have an estimate
	Unknown int     `json:"unknown"` // and those of which no earlier run tells

	estimates map[*Step]Estimate
}

// Of returns the estimate of a step; ok is false where there is none.
func (p *Prediction) Of(s *Step) (e Estimate, ok bool) {
	e, ok = p.estimates[s]
	return e, ok
}

// Predict predicts how long a plan takes with so many stages at once.
func (p *Plan) Predict(jobs int) *Prediction {
	pr := &Prediction{Jobs: jobs, estimates: p.estimates()}
	for _, s := range p.Steps {
		if s.Status == StatusCached {
			continue
		}
		if _, ok := pr.estimates[s]; ok {
			pr.Known++
		} else {
			pr.Unknown++
		}
	}
	pr.Seconds = p.makespan(jobs, func(s *Step) float64 { return pr.estimates[s].Seconds })
	return pr
}

// pastTimes is what recent runs tell of how long stages take.
type pastTimes struct {
	byKey     map[artifacts.Key]float64
	byAddress map[string]*StageRecord
	byKind    map[string][]float64 // seconds for a cost of 1
	costs     map[artifacts.Key]float64
}

// estimates returns an estimate for each step that is not cached and of which
// earlier runs tell something.
func (p *Plan) estimates() map[*Step]Estimate {
	estimates := make(map[*Step]Estimate)
	if p.NothingToDo() {
		return estimates
	}
	past := p.pastTimes()
	for _, s := range p.Steps {
		if s.Status == StatusCached {
			continue
		}
		if e, ok := p.estimate(s, past); ok {
			estimates[s] = e
		}
	}
	return estimates
}

func (p *Plan) estimate(s *Step, past *pastTimes) (Estimate, bool) {
	if seconds, ok := past.byKey[s.Key]; ok {
		return Estimate{seconds, BasisRecipe}, true
	}
	if r := past.byAddress[s.Node.Address()]; r != nil && r.Kind == s.Node.Kind.Name {
		if was, ok := p.pastCost(s.Node, r.Key, past); ok {
			return Estimate{r.Seconds * costOf(s.Node.Config) / was, BasisAddress}, true
		}
	}
	if all := past.byKind[s.Node.Kind.Name]; len(all) > 0 {
		return Estimate{all[len(all)/2] * costOf(s.Node.Config), BasisKind}, true
	}
	return Estimate{}, false
}

// mostPastStages bounds how many stages of earlier runs are looked at: it is
// many more than tell something new.
const mostPastStages = 200_000

// pastTimes reads recent runs, those of the experiment first, newest first.
func (p *Plan) pastTimes() *pastTimes {
	past := &pastTimes{
		byKey: make(map[artifacts.Key]float64), byAddress: make(map[string]*StageRecord),
		byKind: make(map[string][]float64), costs: make(map[artifacts.Key]float64),
	}
	kinds := make(map[string]*Node)
	for _, s := range p.Steps {
		kinds[s.Node.Kind.Name] = s.Node
	}
	for _, experiment := range []string{p.Experiment.Name, ""} {
		runs, stages := 0, 0
		for r := range p.history.of(experiment) {
			p.learn(past, kinds, r.record, experiment != "")
			stages += len(r.record.Stages)
			if runs++; runs == recentRuns || stages > mostPastStages {
				break
			}
		}
	}
	for _, all := range past.byKind {
		slices.Sort(all)
	}
	return past
}

// learn takes in one run. Of another experiment an address means nothing.
func (p *Plan) learn(past *pastTimes, kinds map[string]*Node, run *RunRecord, own bool) {
	const most = 64 // of a kind, since a recipe is read for each
	for i := range run.Stages {
		r := &run.Stages[i]
		if _, known := past.byKey[r.Key]; known || r.Status != StatusRan {
			continue
		}
		past.byKey[r.Key] = r.Seconds
		if own && past.byAddress[r.Address] == nil {
			past.byAddress[r.Address] = r
		}
		n := kinds[r.Kind]
		if n == nil || len(past.byKind[r.Kind]) == most {
			continue
		}
		if cost, ok := p.pastCost(n, r.Key, past); ok {
			past.byKind[r.Kind] = append(past.byKind[r.Kind], r.Seconds/cost)
		}
	}
}

// pastCost returns the cost of an earlier stage of n's kind; it is not ok where
// its recipe is gone or cannot be compared.
func (p *Plan) pastCost(n *Node, key artifacts.Key, past *pastTimes) (float64, bool) {
	cost, known := past.costs[key]
	if !known {
		if text, err := p.store.Recipe(key); err == nil {
			if old, err := ParseRecipe(text); err == nil {
				cost = n.costIn(old)
			}
		}
		past.costs[key] = cost
	}
	return cost, cost > 0
}
