package stages

import (
	"fmt"
	"slices"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// A renderer turns documents into items, in order: the random choice of shots
// goes on from document to document.
type renderer struct {
	benchmark *Benchmark
	spec      benchmarks.Spec
	pool      []string
	sampler   *benchmarks.Sampler
}

func (r *renderer) openPool(s *pipeline.Stage, docs []string) error {
	b := r.benchmark
	if b.Shots == 0 {
		return nil
	}
	r.pool = docs
	if b.ShotsFrom.IsSet() {
		var err error
		if r.pool, err = documents(s.Input(b.ShotsFrom)); err != nil {
			return err
		}
	}
	var err error
	r.sampler, err = benchmarks.NewSampler(benchmarks.ShotOptions{
		Method: b.ShotMethod, Seed: uint32(b.ShotSeed),
		Pool: len(r.pool), Shots: int(b.Shots), Shared: !b.ShotsFrom.IsSet(),
	})
	return err
}

// item renders one document.
func (r *renderer) item(doc string) (benchmarks.Item, error) {
	it, err := r.question(doc)
	if err != nil {
		return it, err
	}
	var shots []benchmarks.Shot
	if r.sampler != nil {
		for _, i := range r.sampler.Next(func(i int) bool { return r.pool[i] == doc }) {
			shot, err := r.shot(r.pool[i])
			if err != nil {
				return it, fmt.Errorf("shot from document %d: %w", i, err)
			}
			shots = append(shots, shot)
		}
	}
	prompt := benchmarks.Prompt{
		Description: r.benchmark.Description, Delimiter: r.benchmark.Delimiter, ShotDelimiter: r.benchmark.ShotDelimiter,
	}
	it.Context = prompt.Context(shots, it.Context)
	for i, c := range it.Contexts {
		it.Contexts[i] = prompt.Context(nil, c)
	}
	return it, nil
}

func (r *renderer) shot(doc string) (benchmarks.Shot, error) {
	it, err := r.question(doc)
	if err != nil {
		return benchmarks.Shot{}, err
	}
	shot := benchmarks.Shot{Text: it.Context}
	switch {
	case len(it.Gold) > 0:
		shot.Answer = it.Choices[it.Gold[0]]
	case len(it.References) > 0:
		shot.Answer = it.References[0]
	}
	return shot, nil
}

// question renders a document without shots.
func (r *renderer) question(doc string) (it benchmarks.Item, err error) {
	b := r.benchmark
	texts := []struct {
		name string
		from pipeline.Template
		to   *string
	}{
		{"prompt", b.Prompt, &it.Context},
		{"program", b.Program, &it.Program},
		{"test", b.Test, &it.Test},
		{"entry_point", b.EntryPoint, &it.EntryPoint},
	}
	for _, t := range texts {
		if t.from.IsSet() {
			if *t.to, err = renderText(t.from, doc); err != nil {
				return it, fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	if b.Choices.IsSet() {
		if it.Choices, err = renderTexts(b.Choices, doc); err != nil {
			return it, fmt.Errorf("choices: %w", err)
		}
	}
	if b.Contexts.IsSet() {
		if it.Contexts, err = renderTexts(b.Contexts, doc); err != nil {
			return it, fmt.Errorf("contexts: %w", err)
		}
	}
	return it, r.complete(&it, doc)
}

// complete fills in what depends on the request type.
func (r *renderer) complete(it *benchmarks.Item, doc string) error {
	b := r.benchmark
	if it.Test != "" && it.Program == "" {
		it.Program = it.Context
	}
	switch b.Request {
	case benchmarks.Perplexity, benchmarks.Classify:
		it.Text, it.Context = it.Context, ""
		it.Words, it.Bytes = benchmarks.CountWords(it.Text), int64(len(it.Text))
	case benchmarks.Similarity:
		words, err := renderTexts(b.Words, doc)
		if err != nil {
			return fmt.Errorf("words: %w", err)
		}
		if len(words) != 2 {
			return fmt.Errorf("words: got %d, want 2", len(words))
		}
		it.Word1, it.Word2 = words[0], words[1]
	}
	if !b.Answer.IsSet() {
		return nil
	}
	if err := r.answer(it, doc); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

func (r *renderer) answer(it *benchmarks.Item, doc string) error {
	value, err := r.benchmark.Answer.Value([]byte(doc))
	if err != nil {
		return err
	}
	switch r.benchmark.Request {
	case benchmarks.MultipleChoice, benchmarks.Classify:
		it.Gold, err = goldIndices(value, it.Choices)
	case benchmarks.Generate:
		it.References, err = value.Texts()
	case benchmarks.Similarity:
		it.Human, err = value.Number()
	}
	return err
}

// goldIndices reads an answer as an index of the choices or as one's text, or
// as a list of either.
func goldIndices(value pipeline.TemplateValue, choices []string) ([]int64, error) {
	if i, ok := value.Int(); ok {
		if i < 0 || i >= int64(len(choices)) {
			return nil, fmt.Errorf("got index %d, but the choices are numbered 0 to %d", i, len(choices)-1)
		}
		return []int64{i}, nil
	}
	texts, err := value.Texts()
	if err != nil {
		return nil, err
	}
	var gold []int64
	for _, text := range texts {
		i := slices.Index(choices, text)
		if i < 0 {
			return nil, fmt.Errorf("got %q, which is not among the choices: %q", text, choices)
		}
		gold = append(gold, int64(i))
	}
	return gold, nil
}

func renderText(t pipeline.Template, doc string) (string, error) {
	v, err := t.Value([]byte(doc))
	if err != nil {
		return "", err
	}
	return v.Text()
}

func renderTexts(t pipeline.Template, doc string) ([]string, error) {
	v, err := t.Value([]byte(doc))
	if err != nil {
		return nil, err
	}
	return v.Texts()
}
