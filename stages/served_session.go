package stages

import (
	"context"
	"slices"
	"sync"

	"pipe/engine/kernel"
	"pipe/engine/llama"
)

// readRows is how many tokens are read between two looks at the context.
const readRows = 128

// A servedSession generates one text at a time, on a core of its own.
type servedSession struct {
	team    *kernel.Team
	session *llama.Session
	tokens  []int32 // that it has read
	used    int     // when it was given back
}

// read makes tokens what the session has read, which are more than it had or
// others, and returns the logits of what may follow.
func (s *servedSession) read(ctx context.Context, tokens []int32) (logits []float32, err error) {
	known := min(s.known(tokens), len(tokens)-1)
	s.session.Truncate(known)
	s.tokens = s.tokens[:known]
	for known < len(tokens) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		more := tokens[known:min(known+readRows, len(tokens))]
		logits = s.session.Prefill(more)
		s.tokens, known = append(s.tokens, more...), known+len(more)
	}
	return logits, nil
}

// known is how many tokens of a text the session has read.
func (s *servedSession) known(tokens []int32) int {
	n := min(len(s.tokens), len(tokens))
	for i := range n {
		if s.tokens[i] != tokens[i] {
			return i
		}
	}
	return n
}

// A sessionPool lends sessions.
type sessionPool struct {
	free chan struct{} // holds a value for each session that nobody has

	mu       sync.Mutex
	sessions []*servedSession // that nobody has
	returns  int
}

func newSessionPool(w *llama.Weights, n int) *sessionPool {
	p := &sessionPool{free: make(chan struct{}, n)}
	for range n {
		s := &servedSession{team: kernel.NewTeam(1)}
		if len(p.sessions) == 0 {
			s.session = llama.NewSession(s.team, w)
		} else {
			s.session = p.sessions[0].session.ForkTo(s.team) // weights are copied once
		}
		p.sessions = append(p.sessions, s)
		p.free <- struct{}{}
	}
	return p
}

// close ends the goroutines of the sessions, which all have been given back.
func (p *sessionPool) close() {
	for _, s := range p.sessions {
		s.team.Close()
	}
}

// take lends the session that has read most of a text; of equals the one that
// was used longest ago, since another text may go on from the others.
func (p *sessionPool) take(ctx context.Context, text []int32) (*servedSession, error) {
	select {
	case <-p.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	best := 0
	for i, s := range p.sessions {
		a, b := s.known(text), p.sessions[best].known(text)
		if a > b || a == b && s.used < p.sessions[best].used {
			best = i
		}
	}
	s := p.sessions[best]
	p.sessions = slices.Delete(p.sessions, best, best+1)
	return s, nil
}

// put takes a session back.
func (p *sessionPool) put(s *servedSession) {
	p.mu.Lock()
	p.returns++
	s.used = p.returns
	p.sessions = append(p.sessions, s)
	p.mu.Unlock()
	p.free <- struct{}{}
}
