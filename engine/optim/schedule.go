package optim

import (
	"fmt"
	"math"

	"pipe/engine/kernel"
)

// Schedule is the learning rate as a function of the step.
type Schedule struct {
	Kind        string // "cosine", "linear" or "constant"
	Peak        float64
	FinalFactor float64 // of Peak, at the last step; Llama 2's cosine ends at 0.1. Not used by "constant"
	WarmupSteps int     // rise in a line from 0 to Peak
	Steps       int     // of the whole run
}

// Validate returns an error if no learning rate follows from s.
func (s Schedule) Validate() error {
	switch s.Kind {
	case "cosine", "linear", "constant":
	default:
		return fmt.Errorf("schedule %q, want cosine, linear or constant", s.Kind)
	}
	if !(s.Peak >= 0) || !(s.FinalFactor >= 0) || s.WarmupSteps < 0 || s.Steps < 0 {
		return fmt.Errorf("schedule with peak %g, final factor %g, %d warmup steps of %d: none may be negative",
			s.Peak, s.FinalFactor, s.WarmupSteps, s.Steps)
	}
	return nil
}

// Rate returns the learning rate of a step, counted from 0. The first step of a warmup has Peak/WarmupSteps, its
// last has Peak; the last step of the run has Peak*FinalFactor.
func (s Schedule) Rate(step int) float64 {
	if step < s.WarmupSteps {
		return s.Peak * float64(step+1) / float64(s.WarmupSteps)
	}
	if s.Kind == "constant" {
		return s.Peak
	}
	done := 1.0
	if last := s.Steps - 1; step < last {
		from := max(s.WarmupSteps-1, 0)
		done = float64(step-from) / float64(last-from)
	}
	left := 1 - done
	if s.Kind == "cosine" {
		left = 0.5 * (1 + kernel.Cos64(math.Pi*done))
	}
	return s.Peak * (s.FinalFactor + float64((1-s.FinalFactor)*left))
}
