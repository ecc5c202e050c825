package openai

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// completions answers POST /v1/completions.
func (s *Server) completions(w http.ResponseWriter, r *http.Request) *apiError {
	var body completionRequest
	if e := decode(w, r, s.MaxBody, &body); e != nil {
		return e
	}
	if e := s.checkModel(body.Model); e != nil {
		return e
	}
	q, e := body.question()
	if e != nil {
		return e
	}
	q.echo = body.Echo
	if body.LogProbs != nil {
		q.top = *body.LogProbs
	}
	switch {
	case body.LogProbs != nil && (q.top < 0 || q.top > maxTop):
		return invalid("logprobs", "logprobs is %d, want 0 to %d", q.top, maxTop)
	case body.BestOf != nil && *body.BestOf != q.n:
		return invalid("best_of", "best_of is not supported; leave it out")
	case body.Suffix != nil && *body.Suffix != "":
		return invalid("suffix", "suffix is not supported; leave it out")
	case len(body.Prompt) == 0:
		return invalid("prompt", "prompt is missing")
	case len(body.Prompt) > maxPrompts:
		return invalid("prompt", "prompt is a list of %d, but this server takes at most %d at once", len(body.Prompt), maxPrompts)
	case len(body.Prompt)*q.n > maxTexts:
		return invalid("n", "%d prompts with %d texts each are more than the %d that this server takes at once", len(body.Prompt), q.n, maxTexts)
	}
	beginnings := make([]beginning, len(body.Prompt))
	for i, p := range body.Prompt {
		if beginnings[i], e = s.begin(p, q); e != nil {
			return e
		}
	}
	return s.reply(w, r, q, beginnings, textDialect{s.head("cmpl-", "text_completion", q)})
}

// A textDialect writes answers as completions.
type textDialect struct{ head }

func (d textDialect) completion(choices []choice, u shown) completion {
	return completion{
		ID: d.id, Object: d.object, Created: d.created, Model: d.server.Name,
		SystemFingerprint: d.server.Fingerprint, Choices: choices, Usage: u,
	}
}

func (d textDialect) whole(parts []part, u *usage) any {
	choices := make([]choice, len(parts))
	for i, p := range parts {
		choices[i] = d.choice(i, p)
	}
	return d.completion(choices, shown{usage: u})
}

func (d textDialect) chunk(index int, p part, _ bool) any {
	return d.completion([]choice{d.choice(index, p)}, shown{null: d.countUsage})
}

func (d textDialect) end(u *usage) any { return d.completion([]choice{}, shown{usage: u}) }

func (d textDialect) choice(index int, p part) choice {
	c := choice{Index: index, Text: p.text, FinishReason: d.finish(p)}
	if p.tokens == nil {
		return c
	}
	v := d.server.model
	l := &logProbs{Tokens: []string{}, TokenLogProbs: []*float64{}, TopLogProbs: []candidates{}, TextOffset: []int{}}
	for _, t := range p.tokens {
		l.Tokens = append(l.Tokens, spell(v, t.ID))
		l.TextOffset = append(l.TextOffset, t.offset)
		if t.first {
			l.TokenLogProbs, l.TopLogProbs = append(l.TokenLogProbs, nil), append(l.TopLogProbs, nil)
			continue
		}
		l.TokenLogProbs = append(l.TokenLogProbs, &t.LogProb)
		l.TopLogProbs = append(l.TopLogProbs, newCandidates(v, t.Token))
	}
	c.LogProbs = l
	return c
}

// candidates are written as an object of token names in their order, or null.
type candidates []namedLogProb

type namedLogProb struct {
	name    string
	logProb float64
}

// newCandidates names the candidates for a place, and the token that stands
// there. Of tokens that are spelled alike the likeliest counts.
func newCandidates(v Vocabulary, t Token) candidates {
	list := candidates{}
	seen := make(map[string]bool)
	for _, c := range append(t.Top[:len(t.Top):len(t.Top)], Candidate{t.ID, t.LogProb}) {
		name := spell(v, c.ID)
		if !seen[name] {
			seen[name] = true
			list = append(list, namedLogProb{name, c.LogProb})
		}
	}
	return list
}

func (c candidates) MarshalJSON() ([]byte, error) {
	if c == nil {
		return []byte("null"), nil
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, x := range c {
		name, err := json.Marshal(x.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(x.logProb)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
