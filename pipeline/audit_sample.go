package pipeline

import (
	"context"
	"fmt"
)

// A Sampling is a check of a run's trainings: randomly chosen windows of their
// steps, executed again from the states that were kept.
type Sampling struct {
	AuditCheck
	Seed    uint64    `json:"seed"` // of the choice: the same seed chooses the same windows
	Windows []Sampled `json:"windows"`
}

// Sample executes windows of the run's trainings again, and tells report of each
// when it is done. A window that gives other bits is a failure; where there is none
// to execute, nothing was checked. It runs no stage, and writes nothing into the
// store.
func (a *Auditor) Sample(ctx context.Context, opt SampleOptions, report func(Sampled)) (*Sampling, error) {
	if a.Past == nil {
		return nil, fmt.Errorf("sample: %w", a.pastErr)
	}
	s := &Sampling{
		AuditCheck: NewCheck("sample", fmt.Sprintf("windows of training steps, against executing them again; seed %d", opt.Seed)),
		Seed:       opt.Seed, Windows: []Sampled{},
	}
	add := func(w Sampled) {
		s.add(w)
		report(w)
	}
	for _, step := range a.plan.Steps {
		address := step.Node.Address()
		if _, ok := step.Node.Config.(Stepped); ok && step.Artifact.IsZero() && a.Run.Stage(address) != nil {
			add(Sampled{Stage: address, Verdict: VerdictUnknown, Detail: "it has not come to its end in this run"})
		}
	}
	return s, a.plan.Sample(ctx, opt, add)
}

func (s *Sampling) add(w Sampled) {
	s.Windows = append(s.Windows, w)
	switch w.Verdict {
	case VerdictUnknown:
		s.Unchecked = append(s.Unchecked, AuditFailure{Where: w.Where(), Problem: w.Detail})
		return
	case VerdictOther:
		s.Fail(w.Where(), "", "executing it again gives other bits: %s", w.Detail)
	}
	s.Checked++
}

// Where names the window.
func (w Sampled) Where() string {
	switch {
	case w.Verdict == VerdictUnknown && w.From == 0 && w.To == 0:
		return w.Stage
	case w.To == 0:
		return fmt.Sprintf("%s from step %d to the end", w.Stage, w.From)
	}
	return fmt.Sprintf("%s from step %d to %d", w.Stage, w.From, w.To)
}
