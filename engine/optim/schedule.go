package optim

import (
	"fmt"
	"math"

	"pipe/engine/kernel"
)

// Schedule is the learning rate as a function of the step.
type Schedule struct {
	Kind        string // "cosine", "linear", "constant" or "wsd"
	Peak        float64
	FinalFactor float64 // of Peak, at the last step; Llama 2's cosine ends at 0.1. Not used by "constant"
	WarmupSteps int     // rise in a line from 0 to Peak
	Steps       int     // of the whole run
	DecaySteps  int     // the last steps, over which "wsd" falls
	DecayShape  string  // of that fall: "linear" or "1-sqrt"
}

// Validate returns an error if no learning rate follows from s.
func (s Schedule) Validate() error {
	switch s.Kind {
	case "cosine", "linear", "constant":
	case "wsd":
		if s.DecayShape != "linear" && s.DecayShape != "1-sqrt" {
			return fmt.Errorf("decay of shape %q, want linear or 1-sqrt", s.DecayShape)
		}
		if s.DecaySteps < 1 || s.WarmupSteps+s.DecaySteps > s.Steps {
			return fmt.Errorf("schedule of %d warmup steps and %d decay steps in %d steps, want 1 decay step or more and room for both",
				s.WarmupSteps, s.DecaySteps, s.Steps)
		}
	default:
		return fmt.Errorf("schedule %q, want cosine, linear, constant or wsd", s.Kind)
	}
	if !(s.Peak >= 0) || !(s.FinalFactor >= 0) || s.WarmupSteps < 0 || s.Steps < 0 {
		return fmt.Errorf("schedule with peak %g, final factor %g, %d warmup steps of %d: none may be negative",
			s.Peak, s.FinalFactor, s.WarmupSteps, s.Steps)
	}
	return nil
}

// Rate returns the learning rate of a step, counted from 0. The first step of a warmup has Peak/WarmupSteps, its
// last has Peak; the last step of the run has Peak*FinalFactor. "wsd" is the cooldown of Hägele et al., "Scaling Laws
// and Compute-Optimal Training Beyond Fixed Training Durations", 2024, equation 1, with a floor: Peak until DecaySteps
// before the end, then a fall by the share of the cooldown that is done ("linear") or by its root ("1-sqrt").
func (s Schedule) Rate(step int) float64 {
	if step < s.WarmupSteps {
		return s.Peak * float64(step+1) / float64(s.WarmupSteps)
	}
	if s.Kind == "constant" || s.Kind == "wsd" && step < s.Undecayed() {
		return s.Peak
	}
	from, last := max(s.WarmupSteps-1, 0), s.Steps-1
	if s.Kind == "wsd" {
		from = s.Undecayed() - 1
	}
	done := 1.0
	if step < last {
		done = float64(step-from) / float64(last-from)
	}
	left := 1 - done
	switch {
	case s.Kind == "cosine":
		left = 0.5 * (1 + kernel.Cos64(math.Pi*done))
	case s.Kind == "wsd" && s.DecayShape == "1-sqrt":
		left = 1 - math.Sqrt(done)
	}
	return s.Peak * (s.FinalFactor + float64((1-s.FinalFactor)*left))
}

// Undecayed returns the number of the first steps whose rate depends on Peak and WarmupSteps alone: all that is said of
// how the rate falls, and when the run ends, has no effect before.
func (s Schedule) Undecayed() int {
	switch s.Kind {
	case "constant":
		return s.Steps
	case "wsd":
		return s.Steps - s.DecaySteps
	}
	return s.WarmupSteps
}
