package benchmarks

import "pipe/metrics"

var onLabels = []string{MultipleChoice, Classify}

func labelMetrics() []Metric {
	binary := func(gold, pred []int) float64 {
		_, _, f1 := metrics.F1(gold, pred, 1)
		return f1
	}
	return []Metric{
		{Name: "macro_f1", Doc: "Mean of the classes' F1", Requests: onLabels,
			HigherIsBetter: true, High: 1, corpus: onClasses(metrics.MacroF1)},
		{Name: "micro_f1", Doc: "F1 over the pooled counts of all classes", Requests: onLabels,
			HigherIsBetter: true, High: 1, corpus: onClasses(metrics.MicroF1), chance: uniform},
		{Name: "weighted_f1", Doc: "The classes' F1, weighted by how often each is gold", Requests: onLabels,
			HigherIsBetter: true, High: 1, corpus: onClasses(metrics.WeightedF1)},
		{Name: "binary_f1", Doc: "F1 of class 1", Requests: onLabels,
			HigherIsBetter: true, High: 1, corpus: onClasses(binary)},
		{Name: "mcc", Doc: "Matthews correlation of gold and decision", Requests: onLabels,
			HigherIsBetter: true, Low: -1, High: 1, corpus: onClasses(metrics.Matthews), chance: always(0)},
	}
}

// onClasses makes a metric of a measure of gold and decided classes. An item
// with several gold classes counts as the one decided for if that is right,
// else as the first.
func onClasses(measure func(gold, pred []int) float64) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		gold, pred := make([]int, len(rows)), make([]int, len(rows))
		for i := range rows {
			s := &rows[i]
			gold[i], pred[i] = int(s.Gold[0]), int(s.Chosen)
			if s.isGold(s.Chosen) {
				gold[i] = pred[i]
			}
		}
		g, p := make([]int, len(rows)), make([]int, len(rows))
		return func(index []int) float64 {
			for i, j := range index {
				g[i], p[i] = gold[j], pred[j]
			}
			return measure(g[:len(index)], p[:len(index)])
		}
	}
}
