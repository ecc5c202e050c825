package stages

import (
	"context"
	"fmt"
	"slices"

	"github.com/rs/zerolog"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// checkShots finds attributes of shots that do not fit each other.
func (b *Benchmark) checkShots(c *pipeline.Check) {
	if b.Shots > 0 && (!b.Prompt.IsSet() && !b.Contexts.IsSet() && !b.ShotPrompt.IsSet() || !b.Answer.IsSet() && !b.ShotAnswer.IsSet()) {
		c.Given("prompt", "contexts", "answer", "shot_prompt", "shot_answer").Errorf("shots", "Shots without a prompt",
			"Shots are shown as prompt and answer, so the benchmark needs both attributes.")
	}
	if b.ShotsFrom.IsSet() && b.ShotDocuments.IsSet() {
		c.Given("shots_from").Errorf("shot_documents", "Two places for shots",
			"Shots come from a dataset, which shots_from names, or are the documents of shot_documents. Remove one of the two.")
	}
	if v, ok := b.ShotDocuments.Constant(); ok {
		if _, err := v.Documents(); err != nil {
			c.Errorf("shot_documents", "Wrong type", "The attribute \"shot_documents\" has to give a list of documents: %v.", err)
		}
	} else if b.ShotDocuments.IsSet() {
		c.Errorf("shot_documents", "Shots over a document",
			"Shots are the same whatever document is asked about, and cannot be made of doc.")
	}
	fixed := b.ShotMethod == benchmarks.FixedShots
	switch {
	case fixed && int64(len(b.ShotNumbers)) != b.Shots:
		c.Given("shots", "shot_method").Errorf("shot_numbers", "Number of shots",
			"shot_numbers lists %d documents, but shots is %d. List one for each shot.", len(b.ShotNumbers), b.Shots)
	case !fixed && len(b.ShotNumbers) > 0:
		c.Given("shot_method").Errorf("shot_numbers", "Unused numbers",
			"shot_numbers is for shot_method = \"fixed\", and the method is %q.", b.ShotMethod)
	case fixed && b.ShotSpare:
		c.Given("shot_method").Errorf("shot_spare", "Unused attribute",
			"With shot_method = \"fixed\" all documents have the same shots, and none is spare.")
	}
}

// openPool prepares the choice of shots.
func (r *renderer) openPool(s *pipeline.Stage, docs []string) error {
	b := r.benchmark
	if b.Shots == 0 {
		return nil
	}
	r.pool, r.shared = docs, true
	var err error
	switch {
	case b.ShotsFrom.IsSet():
		from, dataset := s.Input(b.ShotsFrom), s.Input(b.Dataset)
		r.shared = from.Digest() == dataset.Digest()
		r.pool, err = documents(from)
	case b.ShotDocuments.IsSet():
		r.shared = false
		r.pool, err = b.listedShots()
	}
	if err != nil {
		return err
	}
	options := benchmarks.ShotOptions{
		Method: b.ShotMethod, Seed: uint32(b.ShotSeed), Pool: len(r.pool), Shots: int(b.Shots), Spare: r.shared || b.ShotSpare,
	}
	for _, n := range b.ShotNumbers {
		options.Fixed = append(options.Fixed, int(n))
	}
	if b.ShotMethod == benchmarks.BalancedShots {
		for i := range r.pool {
			shot, err := r.shot(i)
			if err != nil {
				return fmt.Errorf("shot from document %d: %w", i, err)
			}
			options.Answers = append(options.Answers, shot.Answer)
		}
	}
	r.sampler, err = benchmarks.NewSampler(options)
	return err
}

// listedShots returns the documents that the file itself lists.
func (b *Benchmark) listedShots() ([]string, error) {
	v, _ := b.ShotDocuments.Constant()
	docs, err := v.Documents()
	texts := make([]string, len(docs))
	for i, doc := range docs {
		texts[i] = string(doc)
	}
	return texts, err
}

// shots draws the shots of a document, given its number, and counts those that
// show the document itself with its answer.
func (r *renderer) shots(n int, doc string, it *benchmarks.Item) ([]benchmarks.Shot, error) {
	if r.sampler == nil {
		return nil, nil
	}
	drawn, err := r.sampler.Next(func(i int) bool { return r.pool[i] == doc })
	if err != nil {
		return nil, fmt.Errorf("shots: %w", err)
	}
	own, err := r.solved(*it, doc)
	if err != nil {
		own.Answer = "" // documents of the pool have fields that it lacks
	}
	var shots []benchmarks.Shot
	for _, i := range drawn {
		shot, err := r.shot(i)
		if err != nil {
			return nil, fmt.Errorf("shot from document %d: %w", i, err)
		}
		if shot == own && own.Answer != "" {
			it.Leaked = true
		}
		shots = append(shots, shot)
	}
	return shots, nil
}

// shot renders document i of the pool, which need not have the fields of what shots
// show in another way than questions.
func (r *renderer) shot(i int) (benchmarks.Shot, error) {
	b, shown := *r.benchmark, *r
	shown.benchmark = &b
	if b.ShotPrompt.IsSet() {
		b.Prompt = b.ShotPrompt
	}
	if b.ShotAnswer.IsSet() && b.Request == benchmarks.Generate {
		b.Answer = b.ShotAnswer
	}
	it, err := shown.question(i, r.pool[i])
	if err != nil {
		return benchmarks.Shot{}, err
	}
	return r.solved(it, r.pool[i])
}

// solved is an item as a shot shows it: what a list of prompts has for the right
// choice, and of several right answers the first.
func (r *renderer) solved(it benchmarks.Item, doc string) (shot benchmarks.Shot, err error) {
	shot = benchmarks.Shot{Text: it.Context, Prefix: it.AnswerPrefix}
	switch {
	case len(it.Gold) > 0:
		shot.Answer = it.Choices[it.Gold[0]]
		if len(it.Contexts) > 0 {
			shot.Text = it.Contexts[it.Gold[0]]
		}
	case len(it.References) > 0:
		shot.Answer = it.References[0]
	}
	if r.benchmark.ShotPrompt.IsSet() {
		if shot.Text, err = r.text("shot_prompt", doc); err != nil {
			return shot, err
		}
	}
	if r.benchmark.ShotAnswer.IsSet() {
		shot.Answer, err = r.text("shot_answer", doc)
	}
	return shot, err
}

// warnOfLeaks logs how many documents are among their own shots, and the first
// of them.
func warnOfLeaks(ctx context.Context, s *pipeline.Stage, items []benchmarks.Item) {
	leaked := func(it benchmarks.Item) bool { return it.Leaked }
	first := slices.IndexFunc(items, leaked)
	if first < 0 {
		return
	}
	count := 0
	for _, it := range items {
		if leaked(it) {
			count++
		}
	}
	zerolog.Ctx(ctx).Warn().Str("stage", s.Name()).Int("documents", count).Int("first", first).
		Msg("documents are shown with their own answer among the shots; shot_spare leaves them out")
}
