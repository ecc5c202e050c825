package page

import (
	"math"
	"slices"
)

// significant is how many standard errors from chance count as better than
// chance.
const significant = 3

// A Tally counts, for one model, the benchmarks on which it beats chance.
type Tally struct {
	Column Column
	Groups [][]Judgement // for each group, its benchmarks that can tell
	Best   int           // rows on which its value is emphasised
}

// A Judgement says whether a model beats chance on a benchmark.
type Judgement struct {
	Benchmark string
	Beaten    bool
}

// A Share counts benchmarks that can tell, and those where the model beats
// chance.
type Share struct{ Beaten, Of int }

// tally compares every model with chance. A benchmark with several metrics is
// judged by the first that has a chance level, the same for every model.
func (p *Page) tally() []Tally {
	tallies := make([]Tally, len(p.Columns))
	for i, c := range p.Columns {
		tallies[i] = Tally{Column: c, Groups: make([][]Judgement, len(p.Groups))}
	}
	for g, group := range p.Groups {
		seen := make(map[string]bool)
		for _, r := range group.Rows {
			if best := r.best(); best >= 0 && best < len(tallies) {
				tallies[best].Best++
			}
			if seen[r.Benchmark] || len(r.chances()) == 0 {
				continue
			}
			seen[r.Benchmark] = true
			for i := range tallies {
				if c := r.cell(i); c.number() && c.HasError && c.HasChance {
					t := &tallies[i]
					t.Groups[g] = append(t.Groups[g], Judgement{r.Benchmark, r.beatsChance(c)})
				}
			}
		}
	}
	return tallies
}

// share counts judgements.
func share(judged ...[]Judgement) Share {
	var s Share
	for _, group := range judged {
		for _, j := range group {
			s.Of++
			if j.Beaten {
				s.Beaten++
			}
		}
	}
	return s
}

// cell returns the cell of a column, an empty one where the row is short.
func (r Row) cell(i int) Cell {
	if i >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[i]
}

// chances returns the chance levels of the cells, each once, the lowest first.
func (r Row) chances() []float64 {
	var levels []float64
	for _, c := range r.Cells {
		if c.Present && c.HasChance && finite(c.Chance) {
			levels = append(levels, c.Chance)
		}
	}
	slices.Sort(levels)
	return slices.Compact(levels)
}

// number reports whether the cell holds a finite number.
func (c Cell) number() bool {
	return c.Present && c.HasValue && !math.IsNaN(c.Value) && !math.IsInf(c.Value, 0)
}

// interval returns the 95 % interval of a cell: the one given, or else 1.96
// standard errors around the value.
func (c Cell) interval() (low, high float64, ok bool) {
	switch {
	case !c.number():
		return 0, 0, false
	case c.HasRange:
		return c.Low, c.High, true
	case c.HasError && !math.IsNaN(c.StdErr):
		half := float64(1.96 * c.StdErr)
		return c.Value - half, c.Value + half, true
	}
	return 0, 0, false
}

// better returns how far v lies on the good side of w; it is negative on the
// bad side.
func (r Row) better(v, w float64) float64 {
	if r.HigherIsBetter {
		return v - w
	}
	return w - v
}

// beatsChance reports whether a value is better than chance by at least three
// of its standard errors. Documents that are all right, or all wrong, show no
// spread however few they are: the error is then that of guessing.
func (r Row) beatsChance(c Cell) bool {
	if !c.HasChance || !c.number() || !c.HasError {
		return false
	}
	stderr := c.StdErr
	if stderr == 0 && c.Method == "wilson" && c.N > 0 {
		stderr = math.Sqrt(float64(c.Chance*(1-c.Chance)) / float64(c.N))
	}
	gain := r.better(c.Value, c.Chance)
	return gain > 0 && gain >= float64(significant*stderr)
}

// best returns the index of the cell whose interval clears those of all
// others on the good side, and chance where there is one; -1 if there is
// none, or nothing to compare with.
func (r Row) best() int {
	best, numbers := -1, 0
	for i, c := range r.Cells {
		if !c.number() {
			continue
		}
		numbers++
		if best < 0 || r.better(c.Value, r.Cells[best].Value) > 0 {
			best = i
		}
	}
	if numbers < 2 {
		return -1
	}
	for i, c := range r.Cells {
		if i != best && c.number() && !r.clears(r.Cells[best], c) {
			return -1
		}
	}
	b := r.Cells[best]
	if b.HasChance && !r.clears(b, Cell{Present: true, HasValue: true, Value: b.Chance, HasError: true}) {
		return -1
	}
	return best
}

// clears reports whether the whole interval of a lies on the good side of
// that of b.
func (r Row) clears(a, b Cell) bool {
	lowA, highA, okA := a.interval()
	lowB, highB, okB := b.interval()
	if !okA || !okB {
		return false
	}
	if r.HigherIsBetter {
		return lowA > highB
	}
	return highA < lowB
}

// direction shows which way is better.
func (r Row) direction() string {
	if r.HigherIsBetter {
		return "↑"
	}
	return "↓"
}
