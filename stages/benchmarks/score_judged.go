package benchmarks

import (
	"context"
	"fmt"
	"slices"

	"pipe/metrics"
)

// A Lexicon says what words are worth: two lists of equal length.
type Lexicon struct {
	Words []string
	Worth []float64
}

func (l Lexicon) scorer() *metrics.Sentiment {
	if len(l.Words) == 0 {
		return nil
	}
	return metrics.NewSentiment(l.Words, l.Worth)
}

// A Reader is a Model with a judge: another model that tells classes of texts.
type Reader interface {
	// Read returns what the judge makes of each text.
	Read(ctx context.Context, texts []string, class string) ([]Reading, error)
}

// A Reading is what a judge makes of a text.
type Reading struct {
	Class       string  // the likeliest
	Probability float64 // of the class that was asked for
	Cut         int     // tokens that the text lost
}

// judgedMetrics judge what a model wrote by what it says, with nothing to
// compare it with. No end of them is right: they are shown as what is commonly
// wished for.
func judgedMetrics() []Metric {
	return []Metric{
		{Name: judgedMetric, Doc: "Share of answers for which the judge finds `judge_class` the likeliest", Requests: onText,
			High: 1, bare: true, score: judgedShare},
		{Name: judgedMeanMetric, Doc: "Mean probability that the judge gives `judge_class`", Requests: onText,
			High: 1, bare: true, score: judgedMean},
		{Name: sentimentMetric, Doc: "Mean compound score of the words of `lexicon`, by the rules of VADER; 0 is neutral", Requests: onText,
			HigherIsBetter: true, Low: -1, High: 1, bare: true, score: meanSentiment((*Sample).answers)},
		{Name: answerSentimentMetric, Doc: "The same of the accepted answers, to compare with what the model wrote", Requests: onText,
			HigherIsBetter: true, Low: -1, High: 1, bare: true, score: meanSentiment((*Sample).references)},
	}
}

const (
	judgedMetric     = "judged"
	judgedMeanMetric = "judged_mean"
	sentimentMetric  = "sentiment"

	answerSentimentMetric = "sentiment_of_answer"
)

// Judged reports whether a metric needs a judge.
func (s *Spec) Judged() bool {
	return slices.Contains(s.Metrics, judgedMetric) || slices.Contains(s.Metrics, judgedMeanMetric)
}

// Sentimental reports whether a metric needs a lexicon.
func (s *Spec) Sentimental() bool {
	return slices.Contains(s.Metrics, sentimentMetric) || s.ReadsAnswers()
}

// ReadsAnswers reports whether a metric reads the accepted answers, though it
// judges none by them.
func (s *Spec) ReadsAnswers() bool { return slices.Contains(s.Metrics, answerSentimentMetric) }

func (s *Spec) checkJudged() []Problem {
	switch {
	case s.Judged() && s.JudgeClass == "":
		return []Problem{{"judge_class", "No class to count",
			"The metrics judged and judged_mean count one of the judge's classes. Name it with the attribute judge_class."}}
	case !s.Judged() && s.JudgeClass != "":
		return []Problem{{"judge_class", "Class without a metric",
			fmt.Sprintf("judge_class is %q, but no metric counts it. Add judged or judged_mean to metrics.", s.JudgeClass)}}
	}
	return nil
}

// read is the text of an answer as it is judged.
func (s *Spec) read(row *Sample, answer string) string {
	if s.JudgePrompt {
		return row.Prompts[0] + answer
	}
	return answer
}

// hear has the model's judge read all answers.
func (j *judge) hear(ctx context.Context, m Model, rows []Sample) error {
	if !j.spec.Judged() {
		return nil
	}
	judge, ok := m.(Reader)
	if !ok {
		return fmt.Errorf("there is no judge to read the answers")
	}
	var texts []string
	var owner []int // the row of each
	for i := range rows {
		if err := j.decide(&rows[i]); err != nil {
			return &ItemError{i, "filter", err}
		}
		for _, a := range rows[i].Answers {
			texts, owner = append(texts, j.spec.read(&rows[i], a)), append(owner, i)
		}
	}
	readings, err := judge.Read(ctx, texts, j.spec.JudgeClass)
	if err != nil {
		err = ofRequest(err, func(request int, err error) error {
			return &ItemError{owner[request], "judge_class", err}
		})
		return fmt.Errorf("judge: %w", err)
	}
	if len(readings) != len(texts) {
		return fmt.Errorf("the judge read %d of %d answers", len(readings), len(texts))
	}
	for i := range rows {
		for range rows[i].Answers {
			rows[i].JudgedAs = append(rows[i].JudgedAs, readings[0].Class)
			rows[i].JudgeScores = append(rows[i].JudgeScores, readings[0].Probability)
			rows[i].Unread = append(rows[i].Unread, int64(readings[0].Cut))
			readings = readings[1:]
		}
	}
	return nil
}

func judgedShare(j *judge, s *Sample) (float64, error) {
	n := 0
	for _, class := range s.JudgedAs {
		if class == j.spec.JudgeClass {
			n++
		}
	}
	return float64(n) / float64(len(s.JudgedAs)), nil
}

func judgedMean(_ *judge, s *Sample) (float64, error) {
	mean, _ := metrics.Mean(s.JudgeScores)
	return mean, nil
}

// meanSentiment returns the mean sentiment of some texts of a row.
func meanSentiment(of func(*Sample) []string) func(j *judge, s *Sample) (float64, error) {
	return func(j *judge, s *Sample) (float64, error) {
		texts := of(s)
		switch {
		case j.lexicon == nil:
			return 0, fmt.Errorf("there is no lexicon")
		case len(texts) == 0:
			return 0, fmt.Errorf("there is no answer to read")
		}
		scores := make([]float64, len(texts))
		for i, text := range texts {
			scores[i] = j.lexicon.Compound(j.spec.read(s, text))
		}
		mean, _ := metrics.Mean(scores)
		return mean, nil
	}
}

func (s *Sample) answers() []string    { return s.Answers }
func (s *Sample) references() []string { return s.References }
