package pipeline

import (
	"context"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
)

// SampleOptions say how much of the work of a plan is executed again.
type SampleOptions struct {
	Percent float64 // of the windows of each stage, and at least one
	Seed    uint64  // of the choice
	Workers int     // cores
}

// A Verdict says what came of executing a part of a stage again.
type Verdict string

const (
	VerdictHeld    Verdict = "held"    // it gave the same bits
	VerdictOther   Verdict = "other"   // it gave other bits
	VerdictUnknown Verdict = "unknown" // what it needs is not there, or damaged
)

// A Sampled is a part of a stage that Sample chose, and its verdict.
type Sampled struct {
	Stage   string  `json:"stage"`
	From    int     `json:"from"`         // steps done before it
	To      int     `json:"to,omitempty"` // and after it; 0 for the end of the stage
	Verdict Verdict `json:"verdict"`
	Detail  string  `json:"detail,omitempty"` // where it differs, or what is lacking
}

// Sample executes randomly chosen windows of each stage of the plan that works in
// steps and has an artifact, and tells report of one after the other. It is for
// the caller to fail where one gave other bits. A stage of which nothing was kept
// has one verdict, which is unknown; so has one of a past run that has another
// recipe now: what is kept under that is not of the artifact.
func (p *Plan) Sample(ctx context.Context, opt SampleOptions, report func(Sampled)) error {
	for _, s := range p.Steps {
		if _, ok := s.Node.Config.(Stepped); !ok || s.Artifact.IsZero() {
			continue
		}
		if p.recipe(s).Key() != s.Key {
			report(Sampled{Stage: s.Node.Address(), Verdict: VerdictUnknown, Detail: "this program gives it another recipe than it had"})
			continue
		}
		windows, err := p.Windows(s)
		switch {
		case err != nil && !unusable(err):
			return err
		case err != nil:
			report(Sampled{Stage: s.Node.Address(), Verdict: VerdictUnknown, Detail: err.Error()})
		case len(windows) == 0:
			report(Sampled{Stage: s.Node.Address(), Verdict: VerdictUnknown, Detail: "no state that was kept while it ran is in the store"})
		}
		for _, w := range chooseWindows(windows, opt.Percent, opt.Seed, s.Node.Address()) {
			sampled, err := p.sample(ctx, s, w, opt.Workers)
			if err != nil {
				return err
			}
			report(sampled)
		}
	}
	return nil
}

func (p *Plan) sample(ctx context.Context, s *Step, w Window, workers int) (Sampled, error) {
	sampled := Sampled{Stage: s.Node.Address(), From: w.From, To: w.To, Verdict: VerdictHeld}
	if cores := int(s.Node.Execution.Cores); cores > 0 {
		workers = min(workers, cores)
	}
	w, err := p.ReadWindow(s, w)
	if err == nil {
		err = p.Replay(ctx, s, w, workers)
	}
	var other *Mismatch
	switch {
	case err == nil:
		return sampled, nil
	case errors.As(err, &other):
		sampled.Verdict, sampled.Detail = VerdictOther, other.Where
	case unusable(err):
		sampled.Verdict, sampled.Detail = VerdictUnknown, err.Error()
	default:
		return sampled, err
	}
	return sampled, nil
}

// chooseWindows picks a share of the windows of a stage, in order. The choice depends
// on the seed and the stage, and not on what else the plan holds.
func chooseWindows(windows []Window, percent float64, seed uint64, address string) []Window {
	if len(windows) == 0 {
		return nil
	}
	h := fnv.New64a()
	h.Write([]byte(address))
	n := int(math.Ceil(float64(len(windows)) * percent / 100))
	n = min(max(n, 1), len(windows))
	indices := rand.New(rand.NewPCG(seed, h.Sum64())).Perm(len(windows))[:n]
	slices.Sort(indices)
	chosen := make([]Window, n)
	for i, at := range indices {
		chosen[i] = windows[at]
	}
	return chosen
}
