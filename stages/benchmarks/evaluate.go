package benchmarks

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Evaluate asks the model about all items, in one call for each verb, and
// judges its answers. A broken item, or a likelihood that is NaN, is an error
// that names the document by number; spec must be valid. progress, if not nil, is called as
// items are judged.
func Evaluate(ctx context.Context, m Model, spec Spec, items []Item, progress func(done, total int)) (*Result, error) {
	if p := spec.Validate(); len(p) > 0 {
		return nil, fmt.Errorf("%s: %s", p[0].Attribute, p[0].Detail)
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("no items to evaluate")
	}
	j, err := newJudge(&spec)
	if err != nil {
		return nil, err
	}
	samples := make([]Sample, len(items))
	for i := range items {
		if err := items[i].check(&spec); err != nil {
			return nil, itemError(i, err)
		}
		samples[i] = newSample(&spec, &items[i])
	}
	if err := ask(ctx, m, &spec, samples); err != nil {
		return nil, err
	}
	for i := range samples {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := j.judge(&samples[i], &items[i]); err != nil {
			return nil, itemError(i, err)
		}
		if progress != nil {
			progress(i+1, len(items))
		}
	}
	r := &Result{Samples: samples}
	for _, metric := range j.metrics {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.Values = append(r.Values, j.value(metric, samples))
	}
	return r, nil
}

// judge judges an answered row, running the programs that it completes.
func (j *judge) judge(s *Sample, it *Item) error {
	if err := j.decide(s); err != nil {
		return err
	}
	if j.spec.runsCode() {
		s.Verdicts = runCompletions(it, s.Answers)
	}
	return j.score(s)
}

func itemError(i int, err error) error { return fmt.Errorf("document %d: %w", i, err) }

// ask has the model answer all items.
func ask(ctx context.Context, m Model, spec *Spec, samples []Sample) error {
	switch spec.Request {
	case MultipleChoice:
		return askChoices(ctx, m, spec, samples)
	case Generate:
		return askText(ctx, m, spec, samples)
	case Perplexity:
		return askLoss(ctx, m, samples)
	case Classify:
		return askClasses(ctx, m, samples)
	default:
		return askSimilarity(ctx, m, samples)
	}
}

// askChoices scores each choice after its context and, where a metric wants
// it, after an empty one; those requests follow all others.
func askChoices(ctx context.Context, m Model, spec *Spec, samples []Sample) error {
	var requests, unconditional []Request
	for i := range samples {
		s := &samples[i]
		for c, choice := range s.Choices {
			continuation := spec.Delimiter + choice
			requests = append(requests, newRequest(s.prompt(c), continuation))
			if spec.unconditional() {
				unconditional = append(unconditional, Request{"", continuation})
			}
		}
	}
	answers, err := m.LogLikelihood(ctx, append(requests, unconditional...))
	if err != nil {
		return err
	}
	if want := len(requests) + len(unconditional); len(answers) != want {
		return fmt.Errorf("model answered %d of %d requests", len(answers), want)
	}
	first, second := answers[:len(requests)], answers[len(requests):]
	for i := range samples {
		s := &samples[i]
		for c := range s.Choices {
			if err := s.addLikelihood(first[0]); err != nil {
				return itemError(i, choiceError(s, c, err))
			}
			first = first[1:]
			if len(second) == 0 {
				continue
			}
			if err := second[0].check(); err != nil {
				return itemError(i, choiceError(s, c, err))
			}
			s.Unconditional = append(s.Unconditional, second[0].Sum)
			second = second[1:]
		}
	}
	return nil
}

// newRequest moves white space from the end of the context to the front of
// the continuation: tokens that begin a word take the space before it.
func newRequest(context, continuation string) Request {
	trimmed := strings.TrimRightFunc(context, isSpace)
	return Request{trimmed, context[len(trimmed):] + continuation}
}

func choiceError(s *Sample, choice int, err error) error {
	return fmt.Errorf("choice %d %q: %w", choice, s.Choices[choice], err)
}

// addLikelihood appends the answer about the next choice.
func (s *Sample) addLikelihood(l Likelihood) error {
	if err := l.check(); err != nil {
		return err
	}
	s.LogLikelihoods = append(s.LogLikelihoods, l.Sum)
	s.Greedy = append(s.Greedy, int64(indicator(l.Greedy)))
	s.Tokens = append(s.Tokens, int64(l.Tokens))
	return nil
}

// check rejects what cannot be compared.
func (l Likelihood) check() error {
	if math.IsNaN(l.Sum) || math.IsInf(l.Sum, 1) {
		return fmt.Errorf("log-likelihood is %v", l.Sum)
	}
	if l.Tokens < 1 {
		return fmt.Errorf("continuation has no tokens")
	}
	return nil
}

// askText draws spec.Samples responses for each item.
func askText(ctx context.Context, m Model, spec *Spec, samples []Sample) error {
	n := int(spec.Samples)
	generations := make([]Generation, 0, n*len(samples))
	for i := range samples {
		seeds := rand.New(rand.NewPCG(uint64(spec.Seed), uint64(i)))
		for range n {
			generations = append(generations, Generation{
				Context:     samples[i].Prompts[0],
				Stop:        spec.Stop,
				MaxTokens:   int(spec.MaxTokens),
				Temperature: spec.Temperature,
				TopP:        spec.TopP,
				Seed:        seeds.Uint64(),
			})
		}
	}
	responses, err := m.GenerateUntil(ctx, generations)
	if err != nil {
		return err
	}
	if len(responses) != len(generations) {
		return fmt.Errorf("model answered %d of %d requests", len(responses), len(generations))
	}
	for i := range samples {
		samples[i].Responses = responses[i*n : (i+1)*n]
	}
	return nil
}

func askLoss(ctx context.Context, m Model, samples []Sample) error {
	sums, err := m.RollingLogLikelihood(ctx, firstPrompts(samples))
	if err != nil {
		return err
	}
	if len(sums) != len(samples) {
		return fmt.Errorf("model answered %d of %d requests", len(sums), len(samples))
	}
	for i := range samples {
		if !finite(sums[i]) {
			return itemError(i, fmt.Errorf("log-likelihood is %v", sums[i]))
		}
		samples[i].LogLikelihoods = sums[i : i+1]
	}
	return nil
}

func firstPrompts(samples []Sample) []string {
	texts := make([]string, len(samples))
	for i := range samples {
		texts[i] = samples[i].Prompts[0]
	}
	return texts
}

func askClasses(ctx context.Context, m Model, samples []Sample) error {
	c, ok := m.(Classifier)
	if !ok {
		return fmt.Errorf("the model has no classifier")
	}
	probabilities, err := c.Classify(ctx, firstPrompts(samples))
	if err != nil {
		return err
	}
	if len(probabilities) != len(samples) {
		return fmt.Errorf("model answered %d of %d requests", len(probabilities), len(samples))
	}
	for i := range samples {
		s := &samples[i]
		s.Probabilities = probabilities[i]
		if got, want := len(s.Probabilities), len(s.Choices); got != want {
			return itemError(i, fmt.Errorf("classifier has %d classes, the item %d", got, want))
		}
	}
	return nil
}

// askSimilarity asks for each distinct word once, in order of appearance.
func askSimilarity(ctx context.Context, m Model, samples []Sample) error {
	e, ok := m.(Embedder)
	if !ok {
		return fmt.Errorf("the model has no word vectors")
	}
	var words []string
	index := make(map[string]int)
	for i := range samples {
		for _, w := range samples[i].Prompts {
			if _, seen := index[w]; !seen {
				index[w] = len(words)
				words = append(words, w)
			}
		}
	}
	vectors, err := e.Embed(ctx, words)
	if err != nil {
		return err
	}
	if len(vectors) != len(words) {
		return fmt.Errorf("model has vectors for %d of %d words", len(vectors), len(words))
	}
	for i := range samples {
		s := &samples[i]
		v1, v2 := vectors[index[s.Prompts[0]]], vectors[index[s.Prompts[1]]]
		if v1 == nil || v2 == nil {
			continue
		}
		if len(v1) != len(v2) {
			return itemError(i, fmt.Errorf("vectors of lengths %d and %d", len(v1), len(v2)))
		}
		s.Covered = true
		if s.Similarity = cosine(v1, v2); !finite(s.Similarity) {
			return itemError(i, fmt.Errorf("similarity is %v", s.Similarity))
		}
	}
	return nil
}
