package benchmarks

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// judge scores the answers and sums them up.
func judge(ctx context.Context, spec *Spec, answers []*answer, progress func(done, total int)) (*Result, error) {
	chosen := make([]Metric, len(spec.Metrics))
	for i, name := range spec.Metrics {
		chosen[i], _ = lookupMetric(name)
	}
	r := &Result{Samples: make([]Sample, len(answers))}
	for i, a := range answers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := newSample(spec, chosen, a)
		if err != nil {
			return nil, itemError(i, a.item, err)
		}
		r.Samples[i] = s
		if progress != nil {
			progress(i+1, len(answers))
		}
	}
	for _, m := range chosen {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.Values = append(r.Values, m.value(spec, answers, r.Samples))
	}
	return r, nil
}

// newSample scores one answer by each metric that scores single items.
func newSample(spec *Spec, chosen []Metric, a *answer) (Sample, error) {
	if spec.runsCode() {
		a.verdicts = runCompletions(a.item, a.filtered)
	}
	s := Sample{
		Item:          a.item.ID,
		Choices:       a.item.Choices,
		Gold:          a.item.Gold,
		Probabilities: a.probabilities,
		Chosen:        int64(a.chosen),
		Responses:     a.responses,
		Answers:       a.filtered,
		Verdicts:      a.verdicts,
		References:    a.item.References,
		Similarity:    a.similarity,
		Covered:       a.covered,
		Invalid:       len(a.filtered) > 0 && a.text() == Invalid,
	}
	s.Prompts = prompts(spec.Request, a.item)
	s.LogLikelihoods, s.Tokens = likelihoods(spec.Request, a)
	for _, m := range chosen {
		if m.score == nil {
			continue
		}
		score, err := m.score(a)
		if err != nil {
			return s, err
		}
		if !finite(score) {
			return s, fmt.Errorf("%s is %v", m.Name, score)
		}
		s.Metrics = append(s.Metrics, m.Name)
		s.Scores = append(s.Scores, score)
	}
	s.Correct = correct(spec, a, s)
	return s, nil
}

func prompts(request string, it *Item) []string {
	switch {
	case request == Perplexity || request == Classify:
		return []string{it.Text}
	case request == Similarity:
		return []string{it.Word1, it.Word2}
	case len(it.Contexts) > 0:
		return it.Contexts
	}
	return []string{it.Context}
}

func likelihoods(request string, a *answer) (sums []float64, tokens []int64) {
	switch request {
	case MultipleChoice:
		for _, l := range a.likelihoods {
			tokens = append(tokens, int64(l.Tokens))
		}
		return a.sums(), tokens
	case Perplexity:
		return []float64{a.loglik}, nil
	}
	return nil, nil
}

// correct says whether the item counts as solved: a right choice, a passed
// program, or the full score of the first metric that scores single items.
func correct(spec *Spec, a *answer, s Sample) bool {
	switch {
	case spec.Request == Perplexity || spec.Request == Similarity:
		return false
	case a.chosen >= 0:
		return a.item.isGold(a.chosen)
	case spec.runsCode():
		return slices.Contains(a.verdicts, passed)
	}
	i := slices.IndexFunc(s.Metrics, func(m string) bool { return m != "invalid" })
	return i >= 0 && s.Scores[i] == 1
}

// value computes the metric over all items.
func (m Metric) value(spec *Spec, answers []*answer, samples []Sample) Value {
	v := Value{Metric: m.Name, N: int64(len(answers)), HigherIsBetter: m.HigherIsBetter}
	v.Chance, v.HasChance = m.chanceLevel(spec, answers)
	if m.score != nil {
		return m.average(v, samples)
	}
	if spec.Request == Similarity {
		answers = slices.DeleteFunc(slices.Clone(answers), func(a *answer) bool { return !a.covered })
		v.N = int64(len(answers))
	}
	return m.resample(v, answers, int(spec.Resamples))
}

// chanceLevel is what guessing scores: what the spec says, the mean over the
// items if each has a chance of its own, or, for text, what the same answers
// score against the references of other items, which is all that can be had
// without reading the question.
func (m Metric) chanceLevel(spec *Spec, answers []*answer) (float64, bool) {
	switch {
	case spec.HasChance && slices.Index(spec.Metrics, m.Name) == 0:
		return spec.Chance, true
	case m.chance == nil && spec.Request == Generate && !spec.runsCode() && m.HigherIsBetter:
		return m.mismatched(answers)
	case m.chance == nil:
		return 0, false
	}
	sum := 0.0
	for _, a := range answers {
		c, ok := m.chance(a.item)
		if !ok {
			return 0, false
		}
		sum += c
	}
	return sum / float64(len(answers)), true
}

// mismatched scores each answer against the references of the next item that
// has others.
func (m Metric) mismatched(answers []*answer) (float64, bool) {
	n := len(answers)
	shifted, all := make([]*answer, n), make([]int, n)
	for i, a := range answers {
		j := (i + 1) % n
		for j != i && slices.Equal(answers[j].item.References, a.item.References) {
			j = (j + 1) % n
		}
		if j == i {
			return 0, false
		}
		item, other := *a.item, *a
		item.References = answers[j].item.References
		other.item = &item
		shifted[i], all[i] = &other, i
	}
	if m.corpus != nil {
		x := m.corpus(shifted)(all)
		return x, finite(x)
	}
	sum := 0.0
	for _, a := range shifted {
		x, err := m.score(a)
		if err != nil || !finite(x) {
			return 0, false
		}
		sum += x
	}
	return sum / float64(n), true
}

// average fills in a mean over items. Where every score is 0 or 1 it is a
// proportion, and the interval Wilson's.
func (m Metric) average(v Value, samples []Sample) Value {
	scores := make([]float64, len(samples))
	ones, proportion := 0, m.High == 1
	for i, s := range samples {
		x := s.Scores[slices.Index(s.Metrics, m.Name)]
		scores[i] = x
		proportion = proportion && (x == 0 || x == 1)
		if x == 1 {
			ones++
		}
	}
	mean, se := meanOf(scores)
	v.Value, v.HasValue = mean, true
	if len(scores) > 1 {
		v.StdErr, v.HasError = se, true
	}
	switch {
	case proportion:
		v.Low, v.High = wilson(ones, len(scores))
		v.Interval = "wilson"
	case v.HasError:
		v.Low, v.High = max(m.Low, mean-float64(z95*se)), min(m.High, mean+float64(z95*se))
		v.Interval = "normal"
	}
	return v
}

// z95 is how many standard deviations on either side hold 95 % of a normal
// distribution.
const z95 = 1.959963984540054

// resample fills in a metric over all items at once. Its standard error and
// percentile interval come from the same resamples.
func (m Metric) resample(v Value, answers []*answer, resamples int) Value {
	n := len(answers)
	if n == 0 {
		v.Note = "no item counts"
		return v
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	of := m.corpus(answers)
	x := of(all)
	if !finite(x) {
		v.Note = fmt.Sprintf("not defined for these answers (%v)", x)
		return v
	}
	v.Value, v.HasValue = x, true
	if n < 2 {
		return v
	}
	values := make([]float64, 0, resamples)
	se := bootstrap(n, resamples, func(index []int) float64 {
		x := of(index)
		values = append(values, x)
		return x
	})
	if finite(se) {
		v.StdErr, v.HasError = se, true
		v.Low, v.High = percentiles(values)
		v.Interval = "bootstrap"
	}
	return v
}

// percentiles returns the bounds of the middle 95 % of values, which it sorts.
func percentiles(values []float64) (low, high float64) {
	slices.Sort(values)
	b := float64(len(values))
	return values[int(math.Floor(float64(b*0.025)))], values[int(math.Ceil(float64(b*0.975)))-1]
}
