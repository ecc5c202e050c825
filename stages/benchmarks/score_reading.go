package benchmarks

import (
	"math"

	"pipe/metrics"
)

// readingMetrics judge answers to questions of which some count in a metric and
// others do not.
func readingMetrics() []Metric {
	has := func(s *Sample) bool { return !noAnswer(s) }
	exact := func(s *Sample) float64 { return metrics.AnswerExact(s.text(), s.References) }
	f1 := func(s *Sample) float64 { return metrics.AnswerF1(s.text(), s.References) }
	return []Metric{
		{Name: "has_answer_match", Doc: "As answer_match, over the questions that have an answer (SQuAD 2.0's HasAns_exact)",
			Requests: onText, HigherIsBetter: true, High: 1, corpus: over(has, exact)},
		{Name: "has_answer_f1", Doc: "As f1, over the questions that have an answer (SQuAD 2.0's HasAns_f1)",
			Requests: onText, HigherIsBetter: true, High: 1, corpus: over(has, f1)},
		{Name: "no_answer_match", Doc: "Share of empty answers to the questions that have none (SQuAD 2.0's NoAns_exact)",
			Requests: onText, HigherIsBetter: true, High: 1, corpus: over(noAnswer, exact)},
		{Name: "quac_f1", Doc: "F1 of QuAC's script, over the questions on which humans agree", Requests: onText,
			HigherIsBetter: true, High: 1, corpus: quac(func(q metrics.QuAC) float64 { return q.F1 })},
		{Name: "quac_heq", Doc: "Share of those questions in which F1 is that of a human or more (HEQ-Q)", Requests: onText,
			HigherIsBetter: true, High: 1, corpus: quac(func(q metrics.QuAC) float64 { return indicator(q.F1 >= q.Human) })},
		{Name: "quac_heq_dialog", Doc: "Share of dialogs in which that holds of each of those questions (HEQ-D); `dialog` says which question is of which",
			Requests: onText, HigherIsBetter: true, High: 1, units: quacDialogs,
			corpus: over(func(*Sample) bool { return true }, func(s *Sample) float64 { return indicator(s.Correct) })},
	}
}

// noAnswer reports whether the empty text is the only right answer.
func noAnswer(s *Sample) bool {
	for _, ref := range s.References {
		if metrics.NormalizeAnswer(ref) != "" {
			return false
		}
	}
	return true
}

// over is the mean of score over the rows that count; it is not defined where
// none does.
func over(counts func(*Sample) bool, score func(*Sample) float64) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		scores := make([]float64, len(rows))
		for i := range rows {
			scores[i] = math.NaN()
			if counts(&rows[i]) {
				scores[i] = score(&rows[i])
			}
		}
		return func(index []int) float64 {
			sum, n := 0.0, 0
			for _, i := range index {
				if !math.IsNaN(scores[i]) {
					sum += scores[i]
					n++
				}
			}
			return sum / float64(n)
		}
	}
}

func quac(pick func(metrics.QuAC) float64) func([]Sample) statistic {
	return over(func(s *Sample) bool { return metrics.QuACScore(s.text(), s.References).Counts() },
		func(s *Sample) float64 { return pick(metrics.QuACScore(s.text(), s.References)) })
}

// quacDialogs returns a row for each dialog, in the order of their first questions. It
// is correct where no question that counts is answered worse than humans do.
func quacDialogs(rows []Sample) []Sample {
	at := make(map[string]int)
	var dialogs []Sample
	for i := range rows {
		name := rows[i].Dialog
		k, known := at[name]
		if !known {
			k, at[name] = len(dialogs), len(dialogs)
			dialogs = append(dialogs, Sample{Item: name, Correct: true})
		}
		if q := metrics.QuACScore(rows[i].text(), rows[i].References); q.Counts() && q.F1 < q.Human {
			dialogs[k].Correct = false
		}
	}
	return dialogs
}
