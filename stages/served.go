package stages

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/stages/openai"
)

// A served model answers many requests at once. Texts that are scored together
// are one batch; texts that are generated have a session each, and wait for one.
type served struct {
	spelling
	weights  *llama.Weights
	scores   scoreQueue
	sessions *sessionPool
}

func newServed(m languageModel, team *kernel.Team) *served {
	s := &served{spelling: newSpelling(m.tokenizer), weights: m.weights}
	s.scores = scoreQueue{turn: make(chan struct{}, 1), scorer: llama.NewScorer(team, m.weights, 0)}
	s.sessions = newSessionPool(m.weights, team.Workers())
	return s
}

// Close ends the goroutines of the sessions.
func (s *served) Close() { s.sessions.close() }

// Context is how many tokens the model reads at once.
func (s *served) Context() int { return s.weights.Config.SeqLen }

// Score implements openai.Model. A model that cannot read a whole text and
// predict what follows reads it a second time, without its first token.
func (s *served) Score(ctx context.Context, text []int32, top int, next bool) ([]openai.Token, error) {
	const any = 0 // a token in the place of the one that is to be predicted
	job := &scoreJob{top: top, ctx: ctx}
	job.add(text, 1)
	size := s.Context()
	switch {
	case next && len(text) <= size:
		job.texts[0] = append(slices.Clone(text), any)
	case next:
		job.add(append(slices.Clone(text[1:]), any), size)
	}
	if next {
		job.top = max(top, 1)
	}
	if err := s.scores.run(ctx, job); err != nil {
		return nil, err
	}
	read := slices.Concat(text[1:], []int32{any})
	tokens := make([]openai.Token, len(job.predictions))
	for i, p := range job.predictions {
		tokens[i] = newToken(read[i], p)
	}
	if next {
		last := &tokens[len(tokens)-1]
		last.ID, last.LogProb = last.Top[0].ID, last.Top[0].LogProb
	}
	for i := range tokens {
		tokens[i].Top = tokens[i].Top[:min(top, len(tokens[i].Top))]
	}
	return tokens, nil
}

func newToken(id int32, p llama.Prediction) openai.Token {
	t := openai.Token{ID: id, LogProb: p.LogProb}
	for _, c := range p.Top {
		t.Top = append(t.Top, openai.Candidate{ID: c.Token, LogProb: c.LogProb})
	}
	return t
}

// Generate implements openai.Model. A session that has read the beginning of
// the prompt goes on from there, which changes no bit.
func (s *served) Generate(ctx context.Context, prompt []int32, o openai.Sampling, emit func(openai.Token) bool) error {
	v, err := s.sessions.take(ctx, prompt)
	if err != nil {
		return err
	}
	defer s.sessions.put(v)
	logits, err := v.read(ctx, prompt)
	if err != nil {
		return err
	}
	sampler := llama.NewSampler(s.VocabSize(), llama.Sampling{Temperature: o.Temperature, TopP: o.TopP})
	random := rand.New(rand.NewPCG(o.Seed, o.Choice))
	scratch := make([]float32, len(logits))
	for n := 1; n <= o.MaxTokens; n++ {
		token := openai.Token{ID: sampler.Sample(logits, random)}
		if o.Top >= 0 {
			token = newToken(token.ID, llama.Predict(logits, token.ID, o.Top, scratch))
		}
		if !emit(token) || n == o.MaxTokens || v.session.Len() == v.session.Cap() {
			return nil
		}
		if logits, err = v.read(ctx, append(v.tokens[:len(v.tokens):len(v.tokens)], token.ID)); err != nil {
			return err
		}
	}
	return nil
}

// A scoreQueue gathers texts that are to be scored while others are.
type scoreQueue struct {
	turn   chan struct{} // holds a value while somebody scores
	scorer *llama.Scorer

	mu      sync.Mutex
	waiting []*scoreJob
}

// A scoreJob is what one request wants scored.
type scoreJob struct {
	texts       [][]int32
	from        []int
	top         int
	ctx         context.Context // of the request, which others may score after it was given up
	done        bool            // only the holder of the turn reads and writes it
	predictions []llama.Prediction
}

func (j *scoreJob) add(text []int32, from int) {
	j.texts, j.from = append(j.texts, text), append(j.from, from)
}

// run has a job scored: by whoever has the turn, for all who wait. What a job is
// told does not depend on its company.
func (q *scoreQueue) run(ctx context.Context, job *scoreJob) error {
	q.mu.Lock()
	q.waiting = append(q.waiting, job)
	q.mu.Unlock()
	select {
	case q.turn <- struct{}{}:
		defer func() { <-q.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if !job.done {
		q.mu.Lock()
		batch := q.waiting
		q.waiting = nil
		q.mu.Unlock()
		q.score(batch)
	}
	return ctx.Err()
}

// score scores the texts of a batch in the order of their tokens, so that what
// begins alike is read once. It stops where nobody wants to know any more.
func (q *scoreQueue) score(batch []*scoreJob) {
	type text struct {
		job    *scoreJob
		tokens []int32
		from   int
		scored []llama.Prediction
	}
	var texts []*text
	top := 0
	for _, j := range batch {
		j.done = true
		if j.ctx.Err() != nil {
			continue
		}
		top = max(top, j.top)
		for i := range j.texts {
			texts = append(texts, &text{job: j, tokens: j.texts[i], from: j.from[i]})
		}
	}
	order := slices.Clone(texts)
	slices.SortStableFunc(order, func(a, b *text) int { return slices.Compare(a.tokens, b.tokens) })
	sequences, from := make([][]int32, len(order)), make([]int, len(order))
	for i, t := range order {
		sequences[i], from[i] = t.tokens, t.from
	}
	q.scorer.EachToken(sequences, from, top, func(i int, tokens []llama.Prediction) bool {
		order[i].scored = tokens
		return slices.ContainsFunc(batch, func(j *scoreJob) bool { return j.ctx.Err() == nil })
	})
	for _, t := range texts {
		t.job.predictions = append(t.job.predictions, t.scored...)
	}
}
