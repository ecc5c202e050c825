package pipeline

import (
	"cmp"
	"container/heap"
	"slices"
)

// A step's rank is how long the longest chain is that begins with it. Who
// starts the ready step of the highest rank first keeps the end of the run from
// waiting for a long chain that began late (list scheduling by critical path:
// Graham, "Bounds on multiprocessing timing anomalies", 1969). The order in
// which stages run changes no bit of what they make.

// ranks returns the rank of each step that is not cached, in the time that
// seconds gives for each.
func (p *Plan) ranks(seconds func(*Step) float64) map[*Step]float64 {
	rank := make(map[*Step]float64)
	for i := len(p.Steps) - 1; i >= 0; i-- { // users before what they use
		s := p.Steps[i]
		if s.Status == StatusCached {
			continue
		}
		rank[s] += seconds(s) // to the longest of those behind it
		for _, in := range s.Node.Inputs {
			if t := p.steps[in.Node]; t.Status != StatusCached {
				rank[t] = max(rank[t], rank[s])
			}
		}
	}
	return rank
}

// priorities returns the ranks by which the executor chooses. A step that no
// earlier run tells of counts like the mean of the others, and where none is
// known a rank is the number of stages in the chain.
func (p *Plan) priorities() map[*Step]float64 {
	estimates := p.estimates()
	unknown := 1.0
	if len(estimates) > 0 {
		sum := 0.0
		for _, s := range p.Steps { // in an order: a sum of floats depends on it
			sum += estimates[s].Seconds
		}
		unknown = sum / float64(len(estimates))
	}
	return p.ranks(func(s *Step) float64 {
		if e, ok := estimates[s]; ok {
			return e.Seconds
		}
		return unknown
	})
}

// makespan returns how long the steps that are not cached take with so many at
// once, in the order in which the executor starts them.
func (p *Plan) makespan(jobs int, seconds func(*Step) float64) float64 {
	rank := p.ranks(seconds)
	waiting := make(map[*Step]int)
	users := make(map[*Step][]*Step)
	var ready []*Step
	for _, s := range p.Steps {
		if s.Status == StatusCached {
			continue
		}
		for _, in := range s.Node.Inputs {
			if t := p.steps[in.Node]; t.Status != StatusCached {
				waiting[s]++
				users[t] = append(users[t], s)
			}
		}
		if waiting[s] == 0 {
			ready = insertByRank(ready, s, rank)
		}
	}
	var running endHeap
	now := 0.0
	for len(ready) > 0 || len(running) > 0 {
		for len(ready) > 0 && len(running) < max(jobs, 1) {
			heap.Push(&running, ending{now + seconds(ready[0]), ready[0].position})
			ready = ready[1:]
		}
		first := heap.Pop(&running).(ending)
		now = first.at
		for _, u := range users[p.Steps[first.position]] {
			if waiting[u]--; waiting[u] == 0 {
				ready = insertByRank(ready, u, rank)
			}
		}
	}
	return now
}

// insertByRank puts a step behind those that go before it: of a higher rank,
// or of the same and earlier in the plan.
func insertByRank(ready []*Step, s *Step, rank map[*Step]float64) []*Step {
	i, _ := slices.BinarySearchFunc(ready, s, func(a, b *Step) int { return compareRanks(rank, a, b) })
	return slices.Insert(ready, i, s)
}

// compareRanks puts steps of a higher rank first, and of the same those that are
// earlier in the plan.
func compareRanks(rank map[*Step]float64, a, b *Step) int {
	return cmp.Or(cmp.Compare(rank[b], rank[a]), cmp.Compare(a.position, b.position))
}

// An ending is when a step will have run.
type ending struct {
	at       float64
	position int // in the plan
}

// An endHeap is a heap of endings, the first on top.
type endHeap []ending

// Len implements heap.Interface, as the others do.
func (h endHeap) Len() int { return len(h) }
func (h endHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].position < h[j].position
}
func (h endHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *endHeap) Push(e any)   { *h = append(*h, e.(ending)) }
func (h *endHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	*h = (*h)[:last]
	return e
}
