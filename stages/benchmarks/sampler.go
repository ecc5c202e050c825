package benchmarks

import (
	"fmt"
	"slices"

	"pipe/metrics"
)

// Methods of choosing shots.
const (
	RandomShots = "random" // draw anew for each document
	FirstShots  = "first"  // the first of the pool
	FixedShots  = "fixed"  // the same listed documents for all
)

// ShotMethods lists the methods, the usual one first.
func ShotMethods() []string { return []string{RandomShots, FirstShots, FixedShots} }

// A Sampler chooses the shots of each document in evaluation order. Random
// draws continue one stream, CPython's random.Random(seed), so the shots of a
// document depend on how many came before it.
type Sampler struct {
	method string
	pool   int
	shots  int
	shared bool
	fixed  []int
	random *metrics.PythonRandom
}

// ShotOptions configure a Sampler.
type ShotOptions struct {
	Method string
	Seed   uint32 // 1234 in lm-evaluation-harness
	Pool   int    // documents to choose from
	Shots  int    // shots for each document
	Fixed  []int  // indices into the pool, for FixedShots
	// Shared says that the evaluated documents are in the pool: one shot more
	// is drawn, and the document itself left out.
	Shared bool
}

// NewSampler returns a sampler at the start of its stream.
func NewSampler(o ShotOptions) (*Sampler, error) {
	s := &Sampler{method: o.Method, pool: o.Pool, shots: o.Shots, shared: o.Shared, fixed: o.Fixed}
	switch o.Method {
	case FixedShots:
		if err := checkFixed(o); err != nil {
			return nil, err
		}
		return s, nil
	case FirstShots:
	case RandomShots:
		s.random = metrics.NewPythonRandom(o.Seed)
	default:
		return nil, fmt.Errorf("unknown way %q to choose shots", o.Method)
	}
	if o.Shots < 0 || s.drawn() > o.Pool {
		return nil, fmt.Errorf("cannot draw %d of a pool of %d documents", s.drawn(), o.Pool)
	}
	return s, nil
}

func checkFixed(o ShotOptions) error {
	if len(o.Fixed) != o.Shots {
		return fmt.Errorf("%d fixed documents for %d shots", len(o.Fixed), o.Shots)
	}
	for _, i := range o.Fixed {
		if i < 0 || i >= o.Pool {
			return fmt.Errorf("fixed document %d is not in a pool of %d", i, o.Pool)
		}
	}
	return nil
}

// drawn is how many documents are taken before the evaluated one is left out.
func (s *Sampler) drawn() int {
	if s.shared && s.shots > 0 {
		return s.shots + 1
	}
	return s.shots
}

// Next returns the pool indices of the next document's shots, in the order in
// which they are shown. same reports whether a document of the pool equals
// the evaluated one; it is called only where the pool is shared.
func (s *Sampler) Next(same func(i int) bool) []int {
	var drawn []int
	switch {
	case s.shots == 0:
		return nil
	case s.method == FixedShots:
		return slices.Clone(s.fixed)
	case s.method == RandomShots:
		drawn = s.random.Sample(s.pool, s.drawn())
	default:
		for i := range s.drawn() {
			drawn = append(drawn, i)
		}
	}
	if s.shared {
		drawn = slices.DeleteFunc(drawn, same)
	}
	return drawn[:min(len(drawn), s.shots)]
}
