package benchmarks

import (
	"errors"
	"fmt"
	"slices"

	"pipe/metrics"
)

// A judge tells what a model's answers are worth, as a spec says. It reads
// rows of samples and nothing else, so that whoever has the rows can judge
// again.
type judge struct {
	spec    *Spec
	ways    []way
	metrics []Metric            // of all ways, by their full names
	match   func(string) string // what exact_match compares
	lexicon *metrics.Sentiment  // of sentiment
}

// newJudge returns the judge of a valid spec.
func newJudge(spec *Spec) (*judge, error) {
	j := &judge{spec: spec}
	var err error
	if j.ways, err = spec.ways(); err != nil {
		return nil, err
	}
	for _, w := range j.ways {
		j.metrics = append(j.metrics, w.metrics...)
	}
	if j.match, err = spec.Match.normalizer(); err != nil {
		return nil, err
	}
	j.lexicon = spec.Lexicon.scorer()
	return j, nil
}

// decide fills in what follows from the model's answer before scores: the
// answers cut out of responses, the choice or class decided for.
func (j *judge) decide(s *Sample) (err error) {
	switch j.spec.Request {
	case MultipleChoice:
		s.Chosen, err = decide(j.spec, s)
	case Classify:
		s.Chosen, err = largest(s.Probabilities)
	case Generate:
		s.Answers, s.Extracts = nil, nil
		for _, w := range j.ways {
			found := w.filters.apply(s.Responses, s.Choices)
			s.Answers = append(s.Answers, found...)
			if w.name != "" {
				s.Extracts = append(s.Extracts, slices.Repeat([]string{w.name}, len(found))...)
			}
		}
		s.Invalid = s.text() == Invalid
	}
	return err
}

// score fills in the scores of each metric that scores single rows.
func (j *judge) score(s *Sample) error {
	for _, w := range j.ways {
		view := s.by(w.name)
		for _, m := range w.metrics {
			if m.score == nil {
				continue
			}
			score, err := m.score(j, view)
			if err != nil {
				return err
			}
			if !finite(score) {
				return fmt.Errorf("%s is %v", m.Name, score)
			}
			s.Metrics = append(s.Metrics, m.Name)
			s.Scores = append(s.Scores, score)
		}
	}
	s.Correct = j.correct(s)
	return nil
}

// correct says whether the item counts as solved: a right choice, a passed
// program, or the full score of the first metric that scores single items.
func (j *judge) correct(s *Sample) bool {
	switch {
	case j.spec.Request == Perplexity || j.spec.Request == Similarity:
		return false
	case s.Chosen >= 0:
		return s.isGold(s.Chosen)
	case j.spec.RunsCode():
		return slices.Contains(s.Verdicts, passed)
	}
	i := s.Decisive()
	return i >= 0 && s.Scores[i] == 1
}

// Decisive returns the index of the score that an item's being right or wrong is
// read from, or -1.
func (s *Sample) Decisive() int {
	return slices.IndexFunc(s.Metrics, func(name string) bool {
		m, _ := lookupMetric(name)
		return !m.bare
	})
}

// ErrUnproven is in the error about a row or a value that does not follow from
// what the model answered.
var ErrUnproven = errors.New("does not follow from the answers")

// Recompute judges rows of samples again and returns the metric of that name.
// It is the computation that Evaluate made, begun at what the model answered:
// responses, log-likelihoods, verdicts of programs. A row that was judged
// otherwise is an error that holds ErrUnproven. The rows of a group give the value
// of the group.
func Recompute(spec Spec, rows []Sample, metric string) (Value, error) {
	j, err := newJudge(&spec)
	if err != nil {
		return Value{}, err
	}
	i := slices.IndexFunc(j.metrics, func(m Metric) bool { return m.Name == metric })
	if i < 0 {
		return Value{}, fmt.Errorf("the benchmark has no metric %q", metric)
	}
	for n := range rows {
		if err := j.again(&rows[n]); err != nil {
			return Value{}, fmt.Errorf("sample %d: %w", n, err)
		}
	}
	return j.value(j.metrics[i], rows), nil
}

// again judges a row once more and compares.
func (j *judge) again(row *Sample) error {
	if err := row.check(j.spec); err != nil {
		return fmt.Errorf("%w: %w", ErrUnproven, err)
	}
	s := *row
	s.Chosen, s.Answers, s.Invalid, s.Correct, s.Metrics, s.Scores = -1, nil, false, false, nil, nil
	if err := j.decide(&s); err != nil {
		return fmt.Errorf("%w: %w", ErrUnproven, err)
	}
	if err := j.score(&s); err != nil {
		return fmt.Errorf("%w: %w", ErrUnproven, err)
	}
	switch {
	case s.Chosen != row.Chosen:
		return fmt.Errorf("choice %d %w, which decide for %d", row.Chosen, ErrUnproven, s.Chosen)
	case !slices.Equal(s.Answers, row.Answers) || !slices.Equal(s.Extracts, row.Extracts) || s.Invalid != row.Invalid:
		return fmt.Errorf("answer %q %w, in which the filters find %q", row.Answers, ErrUnproven, s.Answers)
	case !slices.Equal(s.Metrics, row.Metrics) || !slices.Equal(s.Scores, row.Scores) || s.Correct != row.Correct:
		return fmt.Errorf("%v = %v %w, which score %v", row.Metrics, row.Scores, ErrUnproven, s.Scores)
	}
	return nil
}

// check returns what a row lacks to be judged.
func (s *Sample) check(spec *Spec) error {
	list := func(name string, got, want int) error {
		if got != want {
			return fmt.Errorf("%d %s, want %d", got, name, want)
		}
		return nil
	}
	choices := len(s.Choices)
	switch spec.Request {
	case MultipleChoice:
		unconditional := 0
		if spec.unconditional() {
			unconditional = choices
		}
		return errors.Join(list("log-likelihoods", len(s.LogLikelihoods), choices), list("greedy flags", len(s.Greedy), choices),
			list("unconditional log-likelihoods", len(s.Unconditional), unconditional), checkGold(s.Gold, choices))
	case Classify:
		return errors.Join(list("probabilities", len(s.Probabilities), choices), checkGold(s.Gold, choices))
	case Generate:
		refusals := 0
		if spec.asksNoAnswer() {
			refusals = 1
		}
		verdicts := 0
		if spec.RunsCode() {
			verdicts = len(s.Answers)
		}
		judged := 0
		if spec.Judged() {
			judged = len(s.Answers)
		}
		return errors.Join(list("responses", len(s.Responses), int(spec.Samples)), list("log-likelihoods", len(s.LogLikelihoods), refusals), list("verdicts", len(s.Verdicts), verdicts),
			list("judgements", len(s.JudgedAs), judged), list("judge's scores", len(s.JudgeScores), judged), list("counts of what it did not read", len(s.Unread), judged))
	case Perplexity:
		return list("log-likelihoods", len(s.LogLikelihoods), 1)
	}
	return nil
}
