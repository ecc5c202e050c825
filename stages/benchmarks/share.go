package benchmarks

import (
	"slices"

	"pipe/metrics"
)

// maxJackknife is how many items a metric over all rows is taken apart for,
// since each costs as much as the metric.
const maxJackknife = 4000

// A Share is what one item has in the value of a metric.
type Share struct {
	Item  string
	Value float64
}

// Shares takes the value of a metric apart into shares of the items that count,
// so that the standard error of their mean is that of the value: the scores
// where the value is their mean, and otherwise the pseudovalues of the
// jackknife. There are none where the metric is not defined without one of the
// items, and where a metric over all rows has more than 4,000.
func Shares(metric string, rows []Sample) []Share {
	m, ok := lookupMetric(metric)
	if !ok {
		return nil
	}
	var values []float64
	if m.score != nil {
		for _, s := range rows {
			i := slices.Index(s.Metrics, metric)
			if i < 0 {
				return nil
			}
			values = append(values, s.Scores[i])
		}
	} else {
		rows = m.counted(m.rowsBy(rows))
		if len(rows) < 2 || len(rows) > maxJackknife {
			return nil
		}
		values = metrics.Jackknife(len(rows), m.corpus(rows))
	}
	shares := make([]Share, len(rows))
	for i, v := range values {
		if !finite(v) {
			return nil
		}
		shares[i] = Share{rows[i].Item, v}
	}
	return shares
}

// counted returns what a metric over all rows is over: the rows that count, of pairs
// of words those that the model knows, or a row for each of its units.
func (m Metric) counted(rows []Sample) []Sample {
	if m.units != nil {
		return m.units(rows)
	}
	if !slices.Contains(m.Requests, Similarity) {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(s Sample) bool { return !s.Covered })
}
