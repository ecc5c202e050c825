package stages

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// checkJudge demands a judge where a benchmark needs one, and no other.
func (e *Evaluate) checkJudge(c *pipeline.Check) {
	needed := ""
	for _, ref := range e.Benchmarks {
		for _, member := range memberRefs(ref) {
			if b, ok := member.Config().(*Benchmark); ok && needed == "" {
				if spec := b.spec(); spec.Judged() {
					needed = member.Node().Address()
				}
			}
		}
	}
	switch {
	case needed != "" && !e.Judge.IsSet():
		c.Given("judge").Errorf("benchmarks", "Missing judge",
			"%s counts a class that a judge finds for what the model writes. Name one with the attribute judge: a model fine-tuned with task = \"classification\".",
			needed)
	case needed == "" && e.Judge.IsSet():
		c.Given("benchmarks").Errorf("judge", "Judge without use", "None of the benchmarks has the metric judged or judged_mean. Remove the judge.")
	}
	for _, judge := range e.Judge.Candidates() {
		if _, ok := judge.Config().(*Finetune); ok && !hasHead(judge) {
			c.Errorf("judge", "Judge without a classification head",
				"%s tells no classes. A judge is a model fine-tuned with task = \"classification\".", judge.Node().Address())
		}
	}
}

// withJudge lends a model the judge of the evaluation, if it has one, while f
// runs.
func (e *Evaluate) withJudge(s *pipeline.Stage, a *answerer, f func() error) error {
	if !e.Judge.IsSet() {
		return f()
	}
	return withModel(s.Input(e.Judge), func(m languageModel) error {
		a.judge = newAnswerer(m, 0, s.Workers)
		defer a.judge.Close()
		a.judge.truncate = e.Truncate
		return f()
	})
}

// Read has the judge read texts, whose end is cut where it is too long.
func (a *answerer) Read(ctx context.Context, texts []string, class string) ([]benchmarks.Reading, error) {
	judge := a.judge
	if judge == nil {
		return nil, fmt.Errorf("the evaluation has none")
	}
	at := slices.Index(judge.classes, class)
	if at < 0 {
		return nil, fmt.Errorf("it tells no class %q; its classes are %s", class, strings.Join(judge.classes, ", "))
	}
	if err := judge.chooseClasses(judge.classes); err != nil {
		return nil, err
	}
	found, err := judge.Classify(ctx, texts)
	if err != nil {
		return nil, err
	}
	readings := make([]benchmarks.Reading, len(found))
	for i, f := range found {
		likeliest := 0
		for k, p := range f.Probabilities {
			if p > f.Probabilities[likeliest] {
				likeliest = k
			}
		}
		readings[i] = benchmarks.Reading{Class: judge.classes[likeliest], Probability: f.Probabilities[at], Cut: f.Cut}
	}
	return readings, nil
}
