package benchmarks

import (
	"fmt"
	"math"
	"slices"

	"pipe/metrics"
)

// value computes a metric over all rows.
func (j *judge) value(m Metric, rows []Sample) Value {
	v := Value{Metric: m.Name, N: int64(len(rows)), HigherIsBetter: m.HigherIsBetter, Asked: int64(len(rows))}
	for i := range rows {
		if rows[i].Truncated() {
			v.Truncated++
		}
		if rows[i].HasUnscored() {
			v.Unscored++
		}
		if rows[i].HasUnread() {
			v.Unread++
		}
		if rows[i].Leaked {
			v.Leaked++
		}
	}
	v.Chance, v.HasChance = j.chance(m, rows)
	if m.score != nil {
		return m.average(v, rows)
	}
	rows = m.counted(m.rowsBy(rows))
	v.N = int64(len(rows))
	return m.resample(v, rows, int(j.spec.Resamples))
}

// chance is what guessing scores: what the spec says, the mean over the items
// if each has a chance of its own, or, for text, what the same answers score
// against the references of other items, which is all that can be had without
// reading the question.
func (j *judge) chance(m Metric, rows []Sample) (float64, bool) {
	switch name, _ := SplitName(m.Name); {
	case j.spec.HasChance && j.spec.Metrics[0] == name:
		return j.spec.Chance, true
	case m.chance == nil && j.spec.Request == Generate && !j.spec.RunsCode() && m.HigherIsBetter && !m.bare:
		return j.mismatched(m, rows)
	case m.chance == nil:
		return 0, false
	}
	sum := 0.0
	for i := range rows {
		sum += m.chance(&rows[i])
	}
	return sum / float64(len(rows)), true
}

// mismatched scores each answer against the references of the next item that
// has others.
func (j *judge) mismatched(m Metric, rows []Sample) (float64, bool) {
	n := len(rows)
	shifted := slices.Clone(m.rowsBy(rows))
	for i := range rows {
		k := (i + 1) % n
		for k != i && slices.Equal(rows[k].References, rows[i].References) {
			k = (k + 1) % n
		}
		if k == i {
			return 0, false
		}
		shifted[i].References = rows[k].References
	}
	if m.corpus != nil {
		shifted = m.counted(shifted)
		if x := m.corpus(shifted)(indices(len(shifted))); finite(x) {
			return x, true
		}
		return 0, false
	}
	sum := 0.0
	for i := range shifted {
		x, err := m.score(j, &shifted[i])
		if err != nil || !finite(x) {
			return 0, false
		}
		sum += x
	}
	return sum / float64(n), true
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// average fills in a mean over rows. Where every score is 0 or 1 it is a
// proportion, and the interval Wilson's.
func (m Metric) average(v Value, rows []Sample) Value {
	scores := make([]float64, len(rows))
	ones, proportion := 0, m.High == 1
	for i, s := range rows {
		x := s.Scores[slices.Index(s.Metrics, m.Name)]
		scores[i] = x
		proportion = proportion && (x == 0 || x == 1)
		if x == 1 {
			ones++
		}
	}
	mean, se := metrics.Mean(scores)
	v.Value, v.HasValue = mean, true
	if len(scores) > 1 {
		v.StdErr, v.HasError = se, true
	}
	switch {
	case proportion:
		v.Low, v.High = metrics.Wilson(ones, len(scores), metrics.Z95)
		v.Interval = "wilson"
	case v.HasError:
		v.Low, v.High = max(m.Low, mean-float64(metrics.Z95*se)), min(m.High, mean+float64(metrics.Z95*se))
		v.Interval = "normal"
	}
	return v
}

// resample fills in a metric over all rows at once. Its standard error and
// percentile interval come from the same resamples. Those in which the metric
// is not defined are left out and counted in the note; where they are half or
// more there is no error.
func (m Metric) resample(v Value, rows []Sample, resamples int) Value {
	n := len(rows)
	if n == 0 {
		v.Note = "no item counts"
		return v
	}
	of := m.corpus(rows)
	x := of(indices(n))
	if !finite(x) {
		v.Note = fmt.Sprintf("not defined for these answers (%v)", x)
		return v
	}
	v.Value, v.HasValue = x, true
	if n < 2 {
		return v
	}
	values := slices.DeleteFunc(metrics.Bootstrap(n, resamples, of), func(x float64) bool { return !finite(x) })
	if left := resamples - len(values); left > 0 {
		v.Note = fmt.Sprintf("not defined in %d of %d resamples", left, resamples)
	}
	if 2*len(values) <= resamples {
		return v
	}
	v.StdErr, v.HasError = metrics.StdDev(values), true
	v.Low, v.High = percentiles(values)
	v.Interval = "bootstrap"
	return v
}

// percentiles returns the bounds of the middle 95 % of values, which it sorts.
func percentiles(values []float64) (low, high float64) {
	slices.Sort(values)
	b := float64(len(values))
	return values[int(math.Floor(float64(b*0.025)))], values[int(math.Ceil(float64(b*0.975)))-1]
}
