package benchmarks

import (
	"slices"

	"pipe/metrics"
)

var onText = []string{Generate}

func textMetrics() []Metric {
	return []Metric{
		{Name: "exact_match", Doc: "Share of answers equal to a reference, but for what match ignores", Requests: onText,
			HigherIsBetter: true, High: 1, score: exactMatch},
		{Name: "answer_match", Doc: "Share of answers equal to a reference, both normalised as SQuAD does", Requests: onText,
			HigherIsBetter: true, High: 1, score: onAnswer(metrics.AnswerExact)},
		{Name: "math_equal", Doc: "Share of answers that are mathematically the reference, or what its last \\boxed holds, normalised as Minerva does", Requests: onText,
			HigherIsBetter: true, High: 1, score: onAnswer(mathEqual)},
		{Name: "math_text_match", Doc: "Share of answers that are the reference, or what its last \\boxed holds, as text, normalised as MATH's authors do; the answer is what stands between its dollar signs",
			Requests: onText, HigherIsBetter: true, High: 1, score: onAnswer(mathTextMatch)},
		{Name: "f1", Doc: "Bag-of-words F1 with the best reference, both normalised as SQuAD does", Requests: onText,
			HigherIsBetter: true, High: 1, score: onAnswer(metrics.AnswerF1)},
		{Name: "rouge1", Doc: "F1 of words shared with the best reference, stemmed", Requests: onText,
			HigherIsBetter: true, High: 1, score: rouge(func(r metrics.Rouge) metrics.RougeScore { return r.R1 })},
		{Name: "rouge2", Doc: "F1 of pairs of words shared with the best reference, stemmed", Requests: onText,
			HigherIsBetter: true, High: 1, score: rouge(func(r metrics.Rouge) metrics.RougeScore { return r.R2 })},
		{Name: "rougel", Doc: "F1 of the longest common subsequence of words, stemmed", Requests: onText,
			HigherIsBetter: true, High: 1, score: rouge(func(r metrics.Rouge) metrics.RougeScore { return r.L })},
		{Name: "rougelsum", Doc: "As rougel, line by line", Requests: onText,
			HigherIsBetter: true, High: 1, score: rouge(func(r metrics.Rouge) metrics.RougeScore { return r.Lsum })},
		{Name: "bleu", Doc: "Corpus BLEU of tokens of 13a, from 0 to 100", Requests: onText,
			HigherIsBetter: true, High: 100, corpus: summed(metrics.SentenceBLEUStats)},
		{Name: "chrf", Doc: "Corpus chrF2, from 0 to 100", Requests: onText,
			HigherIsBetter: true, High: 100, corpus: summed(metrics.SentenceChrFStats)},
		{Name: "ter", Doc: "Corpus TER, the edits for each hundred words of the reference, in lower case, as tercom counts; it may exceed 100", Requests: onText,
			High: inf, corpus: summed(metrics.SentenceTERStats)},
		{Name: "invalid", Doc: "Share of responses in which the filters found no answer", Requests: onText,
			High: 1, bare: true, score: func(_ *judge, s *Sample) (float64, error) { return indicator(s.text() == Invalid), nil }},
	}
}

// A reference passes through the ignore patterns as the answer does.
func exactMatch(j *judge, s *Sample) (float64, error) {
	got := j.match(s.text())
	return indicator(slices.ContainsFunc(s.References, func(ref string) bool { return j.match(ref) == got })), nil
}

func onAnswer(measure func(prediction string, golds []string) float64) func(*judge, *Sample) (float64, error) {
	return func(_ *judge, s *Sample) (float64, error) { return measure(s.text(), s.References), nil }
}

// mathEqual and mathTextMatch score answers to problems of mathematics.
func mathEqual(answer string, references []string) float64 {
	answer = metrics.MathAnswer(answer)
	return indicator(anyFinal(references, func(ref string) bool { return metrics.MathEqual(answer, metrics.MathAnswer(ref)) }))
}

func mathTextMatch(answer string, references []string) float64 {
	answer = metrics.BetweenDollars(answer)
	return indicator(anyFinal(references, func(ref string) bool { return metrics.MathTextEqual(answer, ref) }))
}

// anyFinal reports whether a reference is right, which is a worked solution with the
// answer in a box, or the answer.
func anyFinal(references []string, isRight func(answer string) bool) bool {
	return slices.ContainsFunc(references, func(ref string) bool {
		if boxed, ok := metrics.Boxed(ref); ok {
			ref = boxed
		}
		return isRight(ref)
	})
}

// rouge scores the reference with the best F1.
func rouge(pick func(metrics.Rouge) metrics.RougeScore) func(*judge, *Sample) (float64, error) {
	return func(_ *judge, s *Sample) (float64, error) {
		best := 0.0
		for _, ref := range s.References {
			best = max(best, pick(metrics.ROUGE(ref, s.text(), true)).F)
		}
		return best, nil
	}
}

// summed is a metric of what all segments together have, which count finds in each.
func summed[S interface {
	Add(S) S
	Score() float64
}](count func(hyp string, refs []string) S) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		stats := make([]S, len(rows))
		for i := range rows {
			stats[i] = count(rows[i].text(), rows[i].References)
		}
		return func(index []int) float64 {
			var all S
			for _, i := range index {
				all = all.Add(stats[i])
			}
			return all.Score()
		}
	}
}
