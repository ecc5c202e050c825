package openai

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A dialect is how answers are written: as completions, or as turns of a
// conversation.
type dialect interface {
	whole(parts []part, u *usage) any        // the answer, of a part for each text
	chunk(index int, p part, first bool) any // the next part of a text
	end(u *usage) any                        // what a stream ends with
}

// A head is what every answer begins with.
type head struct {
	server  *Server
	id      string
	object  string
	created int64

	countUsage bool // at the end of a stream
}

func (s *Server) head(prefix, object string, q *question) head {
	return head{s, prefix + rand.Text(), object, time.Now().Unix(), q.countUsage}
}

func (h head) finish(p part) *string {
	if p.finish == "" {
		return nil
	}
	return &p.finish
}

// add counts what a part took.
func (u *usage) add(p part) {
	u.PromptTokens += p.prompt
	u.CompletionTokens += p.added
	u.TotalTokens = u.PromptTokens + u.CompletionTokens
}

// reply computes q.n texts for each beginning and writes them. Texts that are
// under way at once do not change each other. A prompt of several texts counts
// once.
func (s *Server) reply(w http.ResponseWriter, r *http.Request, q *question, beginnings []beginning, d dialect) *apiError {
	parts := make([]part, len(beginnings)*q.n)
	total := new(usage)
	defer func() { remember(w, total) }()
	var stream *events
	var mu sync.Mutex // of the stream and the total
	if q.stream {
		stream = openEvents(w)
	}
	group, ctx := errgroup.WithContext(r.Context())
	group.SetLimit(parallelism)
	for i := range parts {
		begun := false
		a := &answering{server: s, q: q, b: beginnings[i/q.n], choice: uint64(i % q.n)}
		a.out = func(p part) error {
			if i%q.n > 0 {
				p.prompt = 0
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(p)
			if stream == nil {
				parts[i].append(p)
				return nil
			}
			if p.text == "" && p.tokens == nil && p.finish == "" && begun {
				return nil // a token that is no whole character yet
			}
			first := !begun
			begun = true
			return stream.send(d.chunk(i, p, first))
		}
		group.Go(func() error { return a.run(ctx) })
	}
	err := group.Wait()
	switch {
	case stream == nil && err != nil:
		return asAPIError(err)
	case stream == nil:
		writeJSON(w, http.StatusOK, d.whole(parts, total))
	case err != nil:
		stream.send(asAPIError(err)) // the status is sent already
	default:
		if q.countUsage {
			stream.send(d.end(total))
		}
		stream.close()
	}
	return nil
}

// append adds the next part.
func (p *part) append(next part) {
	p.text += next.text
	p.tokens = append(p.tokens, next.tokens...)
	p.finish = next.finish
}

// events is a stream of server-sent events.
type events struct {
	w http.ResponseWriter
	c *http.ResponseController
}

func openEvents(w http.ResponseWriter) *events {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Accel-Buffering", "no") // let no proxy gather it
	w.WriteHeader(http.StatusOK)
	return &events{w, http.NewResponseController(w)}
}

func (e *events) send(v any) error {
	data, err := marshal(v)
	if err != nil {
		return err
	}
	return e.write(data)
}

func (e *events) close() { e.write([]byte("[DONE]")) }

func (e *events) write(data []byte) error {
	if _, err := e.w.Write(append(append([]byte("data: "), data...), "\n\n"...)); err != nil {
		return err
	}
	return e.c.Flush()
}
