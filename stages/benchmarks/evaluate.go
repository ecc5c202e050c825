package benchmarks

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Evaluate asks the model about all items, in one call for each verb, and
// judges its answers. A broken item, or a likelihood that is NaN, is an error
// that names the item; spec must be valid. progress, if not nil, is called as
// items are judged.
func Evaluate(ctx context.Context, m Model, spec Spec, items []Item, progress func(done, total int)) (*Result, error) {
	if p := spec.Validate(); len(p) > 0 {
		return nil, fmt.Errorf("%s: %s", p[0].Attribute, p[0].Detail)
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("no items to evaluate")
	}
	answers := make([]*answer, len(items))
	for i := range items {
		if err := items[i].check(&spec); err != nil {
			return nil, itemError(i, &items[i], err)
		}
		answers[i] = &answer{item: &items[i], chosen: -1}
	}
	if err := ask(ctx, m, &spec, answers); err != nil {
		return nil, err
	}
	return judge(ctx, &spec, answers, progress)
}

func itemError(i int, it *Item, err error) error {
	return fmt.Errorf("item %d %q: %w", i, it.ID, err)
}

// ask has the model answer all items.
func ask(ctx context.Context, m Model, spec *Spec, answers []*answer) error {
	switch spec.Request {
	case MultipleChoice:
		return askChoices(ctx, m, spec, answers)
	case Generate:
		return askText(ctx, m, spec, answers)
	case Perplexity:
		return askLoss(ctx, m, answers)
	case Classify:
		return askClasses(ctx, m, answers)
	default:
		return askSimilarity(ctx, m, answers)
	}
}

// askChoices scores each choice after its context and, for acc_mutual_info,
// after an empty one; those requests follow all others.
func askChoices(ctx context.Context, m Model, spec *Spec, answers []*answer) error {
	var conditional, unconditional []Request
	both := slices.Contains(spec.Metrics, "acc_mutual_info")
	for _, a := range answers {
		for i, c := range a.item.Choices {
			continuation := spec.Delimiter + c
			conditional = append(conditional, newRequest(a.item.context(i), continuation))
			if both {
				unconditional = append(unconditional, Request{"", continuation})
			}
		}
	}
	likelihoods, err := m.LogLikelihood(ctx, append(conditional, unconditional...))
	if err != nil {
		return err
	}
	if want := len(conditional) + len(unconditional); len(likelihoods) != want {
		return fmt.Errorf("model answered %d of %d requests", len(likelihoods), want)
	}
	first, second := likelihoods[:len(conditional)], likelihoods[len(conditional):]
	for i, a := range answers {
		n := len(a.item.Choices)
		a.likelihoods, first = first[:n], first[n:]
		if both {
			a.unconditional, second = second[:n], second[n:]
		}
		if err := checkLikelihoods(slices.Concat(a.likelihoods, a.unconditional), a.item.Choices); err != nil {
			return itemError(i, a.item, err)
		}
		if a.chosen, err = decide(spec, a); err != nil {
			return itemError(i, a.item, err)
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

// checkLikelihoods rejects what cannot be compared. The list may hold the
// choices twice.
func checkLikelihoods(ls []Likelihood, choices []string) error {
	for i, l := range ls {
		c := i % len(choices)
		if math.IsNaN(l.Sum) || math.IsInf(l.Sum, 1) {
			return fmt.Errorf("choice %d %q: log-likelihood is %v", c, choices[c], l.Sum)
		}
		if l.Tokens < 1 {
			return fmt.Errorf("choice %d %q: continuation has no tokens", c, choices[c])
		}
	}
	return nil
}

// askText draws spec.Samples responses for each item.
func askText(ctx context.Context, m Model, spec *Spec, answers []*answer) error {
	n := int(spec.Samples)
	generations := make([]Generation, 0, n*len(answers))
	for i, a := range answers {
		seeds := rand.New(rand.NewPCG(uint64(spec.Seed), uint64(i)))
		for range n {
			generations = append(generations, Generation{
				Context:     a.item.Context,
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
	filters, err := newPipeline(spec.Filters)
	if err != nil {
		return err
	}
	match, err := spec.Match.normalizer()
	if err != nil {
		return err
	}
	for i, a := range answers {
		a.responses = responses[i*n : (i+1)*n]
		a.filtered = filters.apply(a.responses)
		a.match = match
	}
	return nil
}

func askLoss(ctx context.Context, m Model, answers []*answer) error {
	texts := make([]string, len(answers))
	for i, a := range answers {
		texts[i] = a.item.Text
	}
	sums, err := m.RollingLogLikelihood(ctx, texts)
	if err != nil {
		return err
	}
	if len(sums) != len(texts) {
		return fmt.Errorf("model answered %d of %d requests", len(sums), len(texts))
	}
	for i, a := range answers {
		if a.loglik = sums[i]; !finite(a.loglik) {
			return itemError(i, a.item, fmt.Errorf("log-likelihood is %v", a.loglik))
		}
	}
	return nil
}

func askClasses(ctx context.Context, m Model, answers []*answer) error {
	c, ok := m.(Classifier)
	if !ok {
		return fmt.Errorf("the model has no classifier")
	}
	texts := make([]string, len(answers))
	for i, a := range answers {
		texts[i] = a.item.Text
	}
	probabilities, err := c.Classify(ctx, texts)
	if err != nil {
		return err
	}
	if len(probabilities) != len(texts) {
		return fmt.Errorf("model answered %d of %d requests", len(probabilities), len(texts))
	}
	for i, a := range answers {
		a.probabilities = probabilities[i]
		if got, want := len(a.probabilities), len(a.item.Choices); got != want {
			return itemError(i, a.item, fmt.Errorf("classifier has %d classes, the item %d", got, want))
		}
		if a.chosen, err = largest(a.probabilities); err != nil {
			return itemError(i, a.item, err)
		}
	}
	return nil
}

// askSimilarity asks for each distinct word once, in order of appearance.
func askSimilarity(ctx context.Context, m Model, answers []*answer) error {
	e, ok := m.(Embedder)
	if !ok {
		return fmt.Errorf("the model has no word vectors")
	}
	var words []string
	index := make(map[string]int)
	for _, a := range answers {
		for _, w := range []string{a.item.Word1, a.item.Word2} {
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
	for i, a := range answers {
		v1, v2 := vectors[index[a.item.Word1]], vectors[index[a.item.Word2]]
		if v1 == nil || v2 == nil {
			continue
		}
		if len(v1) != len(v2) {
			return itemError(i, a.item, fmt.Errorf("vectors of lengths %d and %d", len(v1), len(v2)))
		}
		a.covered = true
		if a.similarity = cosine(v1, v2); !finite(a.similarity) {
			return itemError(i, a.item, fmt.Errorf("similarity is %v", a.similarity))
		}
	}
	return nil
}
