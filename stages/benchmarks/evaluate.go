package benchmarks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"pipe/metrics"
)

// Evaluate asks the model about all items, in one call for each verb, and
// judges its answers. A broken item, or a likelihood that is NaN, is an error
// that names the document by number; spec must be valid. progress, if not nil,
// is called as items are judged.
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
		if err := items[i].Check(i, &spec); err != nil {
			return nil, err
		}
		if spec.Request == Classify && !slices.Equal(items[i].Choices, items[0].Choices) {
			return nil, &ItemError{i, "choices", fmt.Errorf("the classes are %q, but %q of document 0", items[i].Choices, items[0].Choices)}
		}
		samples[i] = newSample(&spec, &items[i])
	}
	if err := ask(ctx, m, &spec, samples); err != nil {
		return nil, err
	}
	if err := j.hear(ctx, m, samples); err != nil {
		return nil, err
	}
	for i := range samples {
		if err := j.decide(&samples[i]); err != nil {
			return nil, &ItemError{i, "metrics", err}
		}
	}
	if err := runSamples(ctx, &spec, items, samples); err != nil {
		return nil, err
	}
	for i := range samples {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := j.score(&samples[i]); err != nil {
			return nil, &ItemError{i, "metrics", err}
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
	r.By, err = j.groupValues(ctx, samples)
	return r, err
}

// runSamples fills in how the programs of answered rows ended, where a metric
// wants to know.
func runSamples(ctx context.Context, spec *Spec, items []Item, samples []Sample) error {
	if !spec.RunsCode() {
		return nil
	}
	verdicts, err := runCompletions(ctx, spec, items, func(i int) []string { return samples[i].Answers })
	if err != nil {
		return fmt.Errorf("run completed programs: %w", err)
	}
	for i := range samples {
		samples[i].Verdicts = verdicts[i]
	}
	return nil
}

// An ItemError is about one item: its number among those asked, and the
// attribute of the benchmark that made what is wrong with it.
type ItemError struct {
	Document  int
	Attribute string // "prompt", "choices", "answer", …
	Err       error
}

func (e *ItemError) Error() string { return fmt.Sprintf("document %d: %v", e.Document, e.Err) }
func (e *ItemError) Unwrap() error { return e.Err }

// ofRequest makes an error of a model's about one of its requests one about
// the item that asked. Other errors stay as they are.
func ofRequest(err error, asked func(request int, err error) error) error {
	var r *RequestError
	if errors.As(err, &r) {
		return asked(r.Request, r.Err)
	}
	return err
}

// ofPrompt is an error about the prompt of an item, for requests in the order
// of items, each several times.
func ofPrompt(times int) func(request int, err error) error {
	return func(request int, err error) error { return &ItemError{request / times, "prompt", err} }
}

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

// A question is one choice of one item: a request.
type question struct{ document, choice int }

// askChoices scores each choice after its context and, where a metric wants
// it, after an empty one; those requests follow all others.
func askChoices(ctx context.Context, m Model, spec *Spec, samples []Sample) error {
	var questions []question
	var requests, unconditional []Request
	for i := range samples {
		s := &samples[i]
		for c, choice := range s.Choices {
			continuation := spec.Delimiter + choice
			questions = append(questions, question{i, c})
			requests = append(requests, newRequest(s.prompt(c), continuation))
			if spec.unconditional() {
				unconditional = append(unconditional, Request{"", continuation})
			}
		}
	}
	about := func(request int, err error) error {
		q := questions[request%len(questions)]
		return &ItemError{q.document, "choices", fmt.Errorf("choice %d %s: %w", q.choice, Quote(samples[q.document].Choices[q.choice]), err)}
	}
	answers, err := m.LogLikelihood(ctx, append(requests, unconditional...))
	if err != nil {
		return ofRequest(err, about)
	}
	if want := len(requests) + len(unconditional); len(answers) != want {
		return fmt.Errorf("model answered %d of %d requests", len(answers), want)
	}
	for i, l := range answers {
		if err := l.check(); err != nil {
			return about(i, err)
		}
		s := &samples[questions[i%len(questions)].document]
		if i < len(requests) {
			s.addLikelihood(l)
		} else {
			s.Unconditional = append(s.Unconditional, l.Sum)
		}
	}
	return nil
}

// Quote quotes a text for a message, or its beginning.
func Quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}

// newRequest moves white space from the end of the context to the front of
// the continuation: tokens that begin a word take the space before it.
func newRequest(context, continuation string) Request {
	trimmed := strings.TrimRightFunc(context, metrics.IsSpace)
	return Request{trimmed, context[len(trimmed):] + continuation}
}

// addLikelihood appends the answer about the next choice.
func (s *Sample) addLikelihood(l Likelihood) {
	s.LogLikelihoods = append(s.LogLikelihoods, l.Sum)
	s.Greedy = append(s.Greedy, int64(indicator(l.Greedy)))
	s.Tokens = append(s.Tokens, int64(l.Tokens))
	s.Cut = append(s.Cut, int64(l.Cut))
	s.Unscored = append(s.Unscored, int64(l.Unscored))
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
		return ofRequest(err, ofPrompt(n))
	}
	if len(responses) != len(generations) {
		return fmt.Errorf("model answered %d of %d requests", len(responses), len(generations))
	}
	for i := range samples {
		for _, r := range responses[i*n : (i+1)*n] {
			samples[i].Responses = append(samples[i].Responses, r.Text)
		}
		samples[i].Cut = []int64{int64(responses[i*n].Cut)}
	}
	if spec.asksNoAnswer() {
		return askNoAnswer(ctx, m, spec, samples)
	}
	return nil
}

func askLoss(ctx context.Context, m Model, samples []Sample) error {
	sums, err := m.RollingLogLikelihood(ctx, firstPrompts(samples))
	if err != nil {
		return ofRequest(err, ofPrompt(1))
	}
	if len(sums) != len(samples) {
		return fmt.Errorf("model answered %d of %d requests", len(sums), len(samples))
	}
	for i := range samples {
		if !finite(sums[i]) {
			return &ItemError{i, "prompt", fmt.Errorf("log-likelihood is %v", sums[i])}
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
	classes, err := c.Classify(ctx, firstPrompts(samples))
	if err != nil {
		return ofRequest(err, ofPrompt(1))
	}
	if len(classes) != len(samples) {
		return fmt.Errorf("model answered %d of %d requests", len(classes), len(samples))
	}
	for i := range samples {
		s := &samples[i]
		s.Probabilities, s.Cut = classes[i].Probabilities, []int64{int64(classes[i].Cut)}
		if got, want := len(s.Probabilities), len(s.Choices); got != want {
			return &ItemError{i, "choices", fmt.Errorf("got probabilities of %d classes, want %d", got, want)}
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
	var first []int // document in which each word appears
	index := make(map[string]int)
	for i := range samples {
		for _, w := range samples[i].Prompts {
			if _, seen := index[w]; !seen {
				index[w] = len(words)
				words, first = append(words, w), append(first, i)
			}
		}
	}
	vectors, err := e.Embed(ctx, words)
	if err != nil {
		return ofRequest(err, func(request int, err error) error { return &ItemError{first[request], "words", err} })
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
			return &ItemError{i, "words", fmt.Errorf("vectors of lengths %d and %d", len(v1), len(v2))}
		}
		s.Covered = true
		if s.Similarity = cosine(v1, v2); !finite(s.Similarity) {
			return &ItemError{i, "words", fmt.Errorf("similarity is %v", s.Similarity)}
		}
	}
	return nil
}
