package stages

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/stages/openai"
)

// A served model answers many requests at once. All of it is computed by the one
// goroutine of run, for which requests leave what they want.
type served struct {
	spelling
	weights *llama.Weights
	pages   int // of keys and values, at most

	mu    sync.Mutex
	jobs  []*scoreJob   // that run has not seen yet
	texts []*servedText // in the order in which they came
	wake  chan struct{} // holds a value where run has something new to see
	ended chan struct{} // closed where nobody computes any more

	writing, waiting, held atomic.Int64 // texts, texts and pages, as run left them
}

// newServed returns a model that holds keys and values of about so many bytes, and
// at least those of one text. It answers while run does.
func newServed(m languageModel, cacheBytes int64) *served {
	c := m.weights.Config
	return &served{
		spelling: newSpelling(m.tokenizer), weights: m.weights,
		pages: max(int(cacheBytes/int64(c.PageBytes())), pagesOf(c.SeqLen)),
		wake:  make(chan struct{}, 1), ended: make(chan struct{}),
	}
}

// pagesOf is how many pages so many tokens need.
func pagesOf(tokens int) int { return (tokens + llama.PageSize - 1) / llama.PageSize }

// errServingEnded is what requests are told that nobody answers any more.
var errServingEnded = errors.New("the server has stopped computing")

// Context is how many tokens the model reads at once.
func (s *served) Context() int { return s.weights.Config.SeqLen }

// Load implements openai.Loaded.
func (s *served) Load() openai.Load {
	return openai.Load{
		Writing: int(s.writing.Load()), Waiting: int(s.waiting.Load()), Pages: int(s.held.Load()), MaxPages: s.pages,
	}
}

// want leaves something for run to do.
func (s *served) want(leave func()) {
	s.mu.Lock()
	leave()
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run computes until ctx is done. Whoever calls it may change no weights
// meanwhile, and gets the panics of reading them.
func (s *served) run(ctx context.Context, team *kernel.Team) error {
	defer close(s.ended)
	d := s.newDesk(team)
	for ctx.Err() == nil {
		d.gather()
		d.score()
		d.admit()
		d.step()
		s.writing.Store(int64(len(d.active)))
		s.waiting.Store(int64(len(d.waiting)))
		s.held.Store(int64(d.held))
		if d.idle() {
			select {
			case <-s.wake:
			case <-ctx.Done():
			}
		}
	}
	return nil
}

// Score implements openai.Model. A model that cannot read a whole text and
// predict what follows reads it a second time, without its first token.
func (s *served) Score(ctx context.Context, text []int32, top int, next bool) ([]openai.Token, error) {
	const any = 0 // a token in the place of the one that is to be predicted
	job := &scoreJob{top: top, ctx: ctx, done: make(chan struct{})}
	job.add(text, 1)
	size := s.Context()
	switch {
	case next && len(text) <= size:
		job.texts[0].tokens = append(slices.Clone(text), any)
	case next:
		job.add(append(slices.Clone(text[1:]), any), size)
	}
	if next {
		job.top = max(top, 1)
	}
	s.want(func() { s.jobs = append(s.jobs, job) })
	select {
	case <-job.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.ended:
		return nil, errServingEnded
	}
	read := slices.Concat(text[1:], []int32{any})
	var tokens []openai.Token
	for _, t := range job.texts {
		for _, p := range t.scored {
			tokens = append(tokens, newToken(read[len(tokens)], p))
		}
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

// Generate implements openai.Model.
func (s *served) Generate(ctx context.Context, prompt []int32, o openai.Sampling, emit func(openai.Token) bool) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	t := s.newText(ctx, prompt, o)
	s.want(func() { s.texts = append(s.texts, t) })
	for {
		select {
		case token, more := <-t.tokens:
			if !more || !emit(token) {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ended:
			return errServingEnded
		}
	}
}
