package stages

import (
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/stages/benchmarks"
	"pipe/stages/page"
)

// samples shows a few samples of a number's benchmark, spread evenly over all,
// and says by which request they were asked.
func (b *pageBuilder) samples(a *artifacts.Artifact, n Number) (out []page.Example, request string, err error) {
	spec, err := readSpec(a, resultTable(n.set, "spec"))
	if err != nil {
		return nil, "", err
	}
	all, err := ReadSamples(a, n)
	if err != nil {
		return nil, "", err
	}
	shown := min(b.examples, len(all))
	for i := range shown {
		out = append(out, show(spec.Request, all[i*len(all)/shown]))
	}
	return out, spec.Request, nil
}

// show presents a sample as its request type has it.
func show(request string, s benchmarks.Sample) page.Example {
	e := page.Example{Prompt: strings.Join(s.Prompts, "\n"), Correct: s.Correct}
	switch request {
	case benchmarks.MultipleChoice, benchmarks.Classify:
		e.Scored = s.Chosen >= 0
		e.Options = options(s)
		if len(s.Prompts) > 1 { // each a choice in its context
			e.Prompt = ""
		}
	case benchmarks.Generate:
		showText(&e, s)
	case benchmarks.Perplexity:
		for _, l := range s.LogLikelihoods {
			e.Scores = append(e.Scores, page.Score{Name: "log-likelihood", Value: l})
		}
	case benchmarks.Similarity:
		e.Prompt = strings.Join(s.Prompts, " · ")
		if s.Covered {
			e.Scores = append(e.Scores, page.Score{Name: "cosine", Value: s.Similarity})
		}
		e.Scores = append(e.Scores, page.Score{Name: "people", Value: s.Human})
	}
	return e
}

// options returns the choices with what the model gave each: a log-likelihood,
// or the probability of a class.
func options(s benchmarks.Sample) []page.Option {
	texts, given := s.Choices, s.LogLikelihoods
	if len(s.Prompts) > 1 && len(s.Prompts) == len(texts) {
		texts = s.Prompts
	}
	if len(s.Probabilities) > 0 {
		given = s.Probabilities
	}
	var out []page.Option
	for i, text := range texts {
		o := page.Option{Text: text, Chosen: int64(i) == s.Chosen, Right: slices.Contains(s.Gold, int64(i))}
		if i < len(given) {
			o.Value, o.HasValue = given[i], true
		}
		out = append(out, o)
	}
	return out
}

// showText shows what a model wrote. It is right or wrong only where a program
// ran or the first metric of single documents gave all or nothing: a text may
// earn a part of BLEU or ROUGE, or have no score of its own.
func showText(e *page.Example, s benchmarks.Sample) {
	if len(s.Responses) > 0 {
		e.Response = s.Responses[0]
	}
	if len(s.Answers) > 0 && strings.TrimSpace(s.Answers[0]) != strings.TrimSpace(e.Response) {
		e.Answer = s.Answers[0]
	}
	if len(s.Verdicts) > 0 {
		e.Verdict, e.Scored = s.Verdicts[0], true
	}
	e.Expected = strings.Join(s.References, " | ")
	for i, metric := range s.Metrics {
		e.Scores = append(e.Scores, page.Score{Name: metric, Value: s.Scores[i]})
	}
	if i := s.Decisive(); i >= 0 && !e.Scored {
		e.Scored = s.Scores[i] == 0 || s.Scores[i] == 1
	}
}
