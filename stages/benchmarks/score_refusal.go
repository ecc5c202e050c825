package benchmarks

import (
	"context"
	"fmt"
	"slices"

	"pipe/metrics"
)

// refusalMetrics judge answers to questions that may have none, where the model also
// tells how likely it holds that. What it holds likeliest to have none counts as
// refused.
func refusalMetrics() []Metric {
	exact := func(s *Sample) float64 { return metrics.AnswerExact(s.text(), s.References) }
	f1 := func(s *Sample) float64 { return metrics.AnswerF1(s.text(), s.References) }
	return []Metric{
		{Name: "best_match", Doc: "As answer_match, where those answers are empty whose `no_answer` is likeliest, as many as serve best (SQuAD 2.0's best_exact)",
			Requests: onText, HigherIsBetter: true, High: 1, refusable: true, corpus: bestRefusals(exact, bestScore)},
		{Name: "best_match_threshold", Doc: "Probability of `no_answer` above which they are; no score (best_exact_thresh)",
			Requests: onText, High: 1, refusable: true, corpus: bestRefusals(exact, bestThreshold)},
		{Name: "best_f1", Doc: "As f1, with such answers empty (SQuAD 2.0's best_f1)",
			Requests: onText, HigherIsBetter: true, High: 1, refusable: true, corpus: bestRefusals(f1, bestScore)},
		{Name: "best_f1_threshold", Doc: "Probability of `no_answer` above which they are; no score (best_f1_thresh)",
			Requests: onText, High: 1, refusable: true, corpus: bestRefusals(f1, bestThreshold)},
	}
}

// asksNoAnswer reports whether a metric wants to know how likely it is that there is
// no answer.
func (s *Spec) asksNoAnswer() bool {
	return slices.ContainsFunc(s.Metrics, func(name string) bool {
		m, _ := plainMetric(name)
		return m.refusable
	})
}

func (s *Spec) checkNoAnswer() []Problem {
	switch {
	case s.asksNoAnswer() && s.NoAnswer == "":
		return []Problem{{"no_answer", "No text for no answer",
			"The metrics best_match and best_f1, and their thresholds, ask how likely the model says that there is no answer. Write what it would say with the attribute no_answer."}}
	case !s.asksNoAnswer() && s.NoAnswer != "":
		return []Problem{{"no_answer", "Text without a metric",
			fmt.Sprintf("no_answer is %q, but no metric asks how likely it is. Add best_match or best_f1 to metrics.", s.NoAnswer)}}
	}
	return nil
}

// askNoAnswer has the model say how likely it is that there is no answer, for each
// prompt.
func askNoAnswer(ctx context.Context, m Model, spec *Spec, samples []Sample) error {
	requests := make([]Request, len(samples))
	for i := range samples {
		requests[i] = newRequest(samples[i].Prompts[0], spec.Delimiter+spec.NoAnswer)
	}
	about := func(request int, err error) error { return &ItemError{request, "no_answer", err} }
	answers, err := m.LogLikelihood(ctx, requests)
	if err != nil {
		return ofRequest(err, about)
	}
	if len(answers) != len(requests) {
		return fmt.Errorf("model answered %d of %d requests", len(answers), len(requests))
	}
	for i, l := range answers {
		if err := l.check(); err != nil {
			return about(i, err)
		}
		samples[i].LogLikelihoods = []float64{l.Sum}
	}
	return nil
}

func bestScore(score, _ float64) float64         { return score }
func bestThreshold(_, threshold float64) float64 { return threshold }

// bestRefusals is a metric of answers of which some are taken for none.
func bestRefusals(score func(*Sample) float64, pick func(score, threshold float64) float64) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		answers := make([]metrics.Refusable, len(rows))
		for i := range rows {
			s := &rows[i]
			answers[i] = metrics.Refusable{
				Score: score(s), Answered: s.text() != "", HasAny: !noAnswer(s), NoAnswer: exp(s.LogLikelihoods[0]),
			}
		}
		best := metrics.NewBestRefusals(answers)
		return func(index []int) float64 { return pick(best.Of(index)) }
	}
}
