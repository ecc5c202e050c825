package pipeline

// An Explanation answers `pipe why`.
type Explanation struct {
	Step *Step
	// Why is the reason for the next run of a step that is not cached, and
	// that of the last execution for a cached one. Its Reason is empty where
	// no run record tells of that execution.
	Why Why
	// Own is why a pending step would run even if the inputs that it waits on
	// came out as they were; it is empty where nothing else has changed.
	Own string
	// WaitsOn are the inputs that a pending step waits on.
	WaitsOn []Cause
	// Causes are the steps behind a pending one, other than itself and those
	// it waits on, where the waiting began: stale ones, and pending ones with a
	// reason of their own.
	Causes []Cause
	// Executed is the run that made the artifact of a cached step; its Run is
	// nil where no record tells of it.
	Executed PastStage
	// Since is what is new about a cached step since its last run, where that had
	// another recipe: another run, or another stage, has made what it needs.
	Since Why
	// Last is what the newest run says of the address; its Run is nil where
	// there is none.
	Last PastStage
}

// A Cause is a step that another one waits on, and why it will run.
type Cause struct {
	Step   *Step
	Reason string
}

// Explain says why the step of an address will run, or why it last ran. It
// returns an *AddressError where the plan has no such step.
func Explain(p *Plan, address string) (*Explanation, error) {
	s := p.Step(address)
	if s == nil {
		return nil, unknownAddress(p.Experiment, "stage", address)
	}
	e := &Explanation{Step: s, Why: s.Why}
	e.Last, _ = p.history.Stage(p.Experiment.Name, address)
	switch s.Status {
	case StatusCached:
		var ok bool
		if e.Executed, ok = p.history.Executed(s.Key); ok {
			e.Why = e.Executed.Stage.Why
		}
		if e.Last.Run != nil && e.Last.Stage.Key != s.Key {
			e.Since = p.sinceLast(s)
		}
	case StatusPending:
		e.Own = s.own
		e.addCauses(distinct(p.waitsOn(s)))
	}
	return e, nil
}

// addCauses lists what a pending step waits on, and what is behind that.
func (e *Explanation) addCauses(waits []*Step) {
	listed := map[*Step]bool{e.Step: true}
	for _, t := range waits {
		listed[t] = true
		reason := t.Why.Reason
		if t.own != "" {
			reason = t.own + "; " + reason
		}
		e.WaitsOn = append(e.WaitsOn, Cause{t, reason})
	}
	for _, t := range e.Step.causes {
		if listed[t] {
			continue
		}
		reason := t.own
		if t.Status == StatusStale {
			reason = t.Why.Reason
		}
		e.Causes = append(e.Causes, Cause{t, reason})
	}
}
