package benchmarks

import (
	"fmt"
	"slices"

	"pipe/metrics"
)

// Methods of choosing shots.
const (
	RandomShots   = "random"   // draw anew for each document
	FirstShots    = "first"    // the first of the pool
	FixedShots    = "fixed"    // the same listed documents for all
	BalancedShots = "balanced" // draw anew, as many of each answer
)

// ShotMethods lists the methods, the usual one first.
func ShotMethods() []string { return []string{RandomShots, FirstShots, FixedShots, BalancedShots} }

// A Sampler chooses the shots of each document in evaluation order. Random
// draws continue one stream, CPython's random.Random(seed), so the shots of a
// document depend on how many came before it; what comes after it does not
// count, so that a limit on the documents changes none of those before it.
type Sampler struct {
	ShotOptions
	random *metrics.PythonRandom
	all    []int   // the indices of the pool
	groups [][]int // of the pool, by answer, for BalancedShots
}

// ShotOptions configure a Sampler.
type ShotOptions struct {
	Method string
	Seed   uint32 // 1234 in lm-evaluation-harness
	Pool   int    // documents to choose from
	Shots  int    // shots for each document
	Fixed  []int  // indices into the pool, for FixedShots
	// Answers has the answer of each document of the pool, for BalancedShots.
	Answers []string
	// Spare says that a document which equals the evaluated one is left out, and
	// one more is drawn to make up for it. lm-evaluation-harness does so where
	// shots come from the evaluated split itself, and where a task names neither.
	Spare bool
}

// NewSampler returns a sampler at the start of its stream.
func NewSampler(o ShotOptions) (*Sampler, error) {
	s := &Sampler{ShotOptions: o, random: metrics.NewPythonRandom(o.Seed), all: make([]int, max(o.Pool, 0))}
	for i := range s.all {
		s.all[i] = i
	}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Sampler) prepare() error {
	switch {
	case !slices.Contains(ShotMethods(), s.Method):
		return fmt.Errorf("unknown way %q to choose shots", s.Method)
	case s.Method == FixedShots:
		return s.checkFixed()
	case s.Shots < 0 || s.drawn() > s.Pool:
		return fmt.Errorf("cannot draw %d of a pool of %d documents", s.drawn(), s.Pool)
	case s.Method == BalancedShots && s.Shots > 0:
		return s.group()
	}
	return nil
}

func (o *ShotOptions) checkFixed() error {
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

// group sorts the pool by answer, answers in the order of their first document.
func (s *Sampler) group() error {
	if len(s.Answers) != s.Pool {
		return fmt.Errorf("answers of %d documents for a pool of %d", len(s.Answers), s.Pool)
	}
	at := make(map[string]int)
	for i, answer := range s.Answers {
		if _, seen := at[answer]; !seen {
			at[answer] = len(s.groups)
			s.groups = append(s.groups, nil)
		}
		s.groups[at[answer]] = append(s.groups[at[answer]], i)
	}
	each := (s.Shots + len(s.groups) - 1) / len(s.groups)
	if s.Spare {
		each++
	}
	for _, g := range s.groups {
		if len(g) < each {
			return fmt.Errorf("cannot balance %d shots over %d answers: %d documents have the answer %s, want %d",
				s.Shots, len(s.groups), len(g), Quote(s.Answers[g[0]]), each)
		}
	}
	return nil
}

// drawn is how many documents are taken before the evaluated one is left out.
func (s *Sampler) drawn() int {
	if s.Spare && s.Shots > 0 {
		return s.Shots + 1
	}
	return s.Shots
}

// Next returns the pool indices of the next document's shots, in the order in
// which they are shown. same reports whether a document of the pool equals
// the evaluated one; it is called only where such are left out. It fails where
// too few are left.
func (s *Sampler) Next(same func(i int) bool) ([]int, error) {
	if s.Shots == 0 {
		return nil, nil
	}
	if !s.Spare {
		same = func(int) bool { return false }
	}
	var shots []int
	switch s.Method {
	case FixedShots:
		return slices.Clone(s.Fixed), nil
	case FirstShots:
		for i := 0; i < s.Pool && len(shots) < s.Shots; i++ {
			if !same(i) {
				shots = append(shots, i)
			}
		}
	case BalancedShots:
		shots = s.balanced(same)
	default:
		shots = s.draw(s.all, s.Shots, same)
	}
	if len(shots) < s.Shots {
		return nil, fmt.Errorf("too few documents of the pool differ from it for %d shots", s.Shots)
	}
	return shots, nil
}

// draw draws at random from the members of the pool with these indices. Where
// several that were drawn equal the evaluated document, it draws once more from
// those that differ, as the harness does since its version 0.4.13.
func (s *Sampler) draw(members []int, shots int, same func(i int) bool) []int {
	take := shots
	if s.Spare {
		take = min(shots+1, len(members))
	}
	drawn := slices.DeleteFunc(s.sample(members, take), same)
	if len(drawn) >= shots {
		return drawn[:shots]
	}
	others := slices.DeleteFunc(slices.Clone(members), same)
	return s.sample(others, min(shots, len(others)))
}

func (s *Sampler) sample(members []int, n int) []int {
	drawn := s.random.Sample(len(members), n)
	for k, i := range drawn {
		drawn[k] = members[i]
	}
	return drawn
}

// balanced draws as many of each answer, those first in a random order one more
// where the shots do not divide, and shows them in turn.
func (s *Sampler) balanced(same func(i int) bool) []int {
	order := s.random.Sample(len(s.groups), len(s.groups))
	turns := make([][]int, len(order))
	for k, g := range order {
		share := s.Shots / len(order)
		if k < s.Shots%len(order) {
			share++
		}
		if turns[k] = s.draw(s.groups[g], share, same); len(turns[k]) < share {
			return nil
		}
	}
	var shots []int
	for i := range s.Shots {
		shots = append(shots, turns[i%len(order)][i/len(order)])
	}
	return shots
}
