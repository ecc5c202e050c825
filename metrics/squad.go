package metrics

import (
	"cmp"
	"slices"
)

// A Refusable is an answer to a question that may have none, where the model also
// tells how likely it holds that there is none.
type Refusable struct {
	Score    float64 // as an answer, from 0 to 1
	Answered bool    // it is not the empty text
	HasAny   bool    // the question has an answer
	NoAnswer float64 // probability that it has none
}

// BestRefusals are answers in the order of how likely it is that there is none, the
// likeliest last.
type BestRefusals struct {
	answers []Refusable
	order   []int
}

// NewBestRefusals sorts answers, of which equally likely ones stay in order.
func NewBestRefusals(answers []Refusable) BestRefusals {
	order := make([]int, len(answers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(answers[i].NoAnswer, answers[j].NoAnswer) })
	return BestRefusals{answers, order}
}

// Of returns what the answers with the given indices, of which each may come several
// times, score at best where those are refused whose NoAnswer is above a threshold,
// and the least such threshold: find_best_thresh of SQuAD 2.0's evaluation script
// (Rajpurkar et al. 2018). Refusing all is where it begins, at threshold 0; as in the
// script, a threshold may lie between answers that are equally likely none.
func (b BestRefusals) Of(index []int) (score, threshold float64) {
	times := make([]int, len(b.answers))
	now := 0.0
	for _, i := range index {
		times[i]++
		if !b.answers[i].HasAny {
			now++
		}
	}
	best := now
	for _, i := range b.order {
		a := b.answers[i]
		for range times[i] {
			switch {
			case a.HasAny:
				now += a.Score
			case a.Answered:
				now--
			}
			if now > best {
				best, threshold = now, a.NoAnswer
			}
		}
	}
	return best / float64(len(index)), threshold
}
