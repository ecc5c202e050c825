package openai

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Defaults, which are OpenAI's.
const (
	defaultMaxTokens   = 16
	defaultTemperature = 1
)

// A question is what a request asks of each of its prompts, checked.
type question struct {
	n           int
	maxTokens   int // -1: as many as there is room for, at most most
	most        int
	temperature float64
	topP        float64
	seed        uint64
	stops       []string
	ends        []int32 // tokens that end a text, beside the one that ends all
	top         int     // candidates to tell of each token; -1 tells no probabilities
	echo        bool    // the prompt is part of the text
	stream      bool
	countUsage  bool // of a stream
}

// question checks what both sorts of completion may ask for.
func (c *common) question() (*question, *apiError) {
	q := &question{n: 1, maxTokens: -1, most: defaultMaxTokens, temperature: defaultTemperature, topP: 1, top: -1, seed: rand.Uint64()}
	q.stops, q.ends, q.stream = c.Stop, c.StopTokens, c.Stream
	q.countUsage = c.StreamOptions != nil && c.StreamOptions.IncludeUsage
	if c.N != nil {
		q.n = *c.N
	}
	if c.MaxTokens != nil {
		q.maxTokens = *c.MaxTokens
	}
	if c.Temperature != nil {
		q.temperature = *c.Temperature
	}
	if c.TopP != nil {
		q.topP = *c.TopP
	}
	if c.Seed != nil {
		q.seed = uint64(*c.Seed)
	}
	switch {
	case q.n < 1 || q.n > maxChoices:
		return nil, invalid("n", "n is %d, want 1 to %d", q.n, maxChoices)
	case c.MaxTokens != nil && q.maxTokens < 0:
		return nil, invalid("max_tokens", "max_tokens is %d, want 0 or more", q.maxTokens)
	case !(q.temperature >= 0) || math.IsInf(q.temperature, 0):
		return nil, invalid("temperature", "temperature is %v, want 0 or more", q.temperature)
	case !(q.topP > 0 && q.topP <= 1):
		return nil, invalid("top_p", "top_p is %v, want more than 0 and at most 1", q.topP)
	case c.PresencePenalty != nil && *c.PresencePenalty != 0:
		return nil, invalid("presence_penalty", "presence_penalty is not supported; leave it out")
	case c.FrequencyPenalty != nil && *c.FrequencyPenalty != 0:
		return nil, invalid("frequency_penalty", "frequency_penalty is not supported; leave it out")
	case c.StreamOptions != nil && !c.Stream:
		return nil, invalid("stream_options", "stream_options goes with stream; set stream to true")
	case c.StreamOptions != nil && c.StreamOptions.IncludeObfuscation:
		return nil, invalid("stream_options", "include_obfuscation is not supported; leave it out")
	case len(c.LogitBias) > 0:
		return nil, invalid("logit_bias", "logit_bias is not supported; leave it out")
	}
	for i, s := range q.stops {
		if s == "" {
			return nil, invalid("stop", "stop string %d is empty, which would end every text at once", i)
		}
	}
	return q, nil
}

// A beginning is a prompt as the model reads it.
type beginning struct {
	text      string
	ids       []int32
	hidden    int  // tokens at the front that were not sent
	untold    bool // what follows is a text of its own: a space that begins it is none
	maxTokens int  // that may follow
}

// scores reports whether the prompt is scored and nothing else is needed of the
// model: the way in which evaluations ask.
func (q *question) scores() bool {
	return q.echo && q.top >= 0 && (q.maxTokens == 0 || q.maxTokens == 1 && q.temperature == 0)
}

// begin makes a beginning of a prompt. One that says where a text begins is
// left as it is. Others get the token that begins a text if there is room for it,
// as an evaluation gives it to them: what is cut from the left has lost it first.
func (s *Server) begin(p prompt, q *question) (beginning, *apiError) {
	b := beginning{text: p.text, ids: p.tokens}
	if p.isText {
		b.ids = s.model.Encode(p.text)
	} else {
		if e := s.checkTokens("prompt", p.tokens); e != nil {
			return b, e
		}
		b.text = textOf(s.model, p.tokens)
	}
	size, sent := s.model.Context(), len(b.ids)
	room := size - sent - min(max(q.maxTokens, 1), size) // for more tokens
	if q.scores() {
		room = size + 1 - sent
	}
	if !s.KeepPrompts && (sent == 0 || b.ids[0] != s.model.BOS()) && room > 0 {
		b.ids, b.hidden = append([]int32{s.model.BOS()}, b.ids...), 1
	}
	b.untold = b.text == "" && s.model.BeginsWithSpace()
	switch {
	case len(b.ids) == 0:
		return b, invalid("prompt", "the prompt has no tokens, so there is nothing to continue")
	case q.maxTokens < 0:
		b.maxTokens = min(q.most, size-len(b.ids))
	default:
		b.maxTokens = q.maxTokens
	}
	if b.maxTokens > size { // which no prompt leaves room for
		return b, invalid("max_tokens", "max_tokens is %d, but the context of the model holds %d tokens", b.maxTokens, size)
	}
	// The last token that is generated need not be read.
	tooLong := sent+b.maxTokens > size+1 || b.maxTokens < 1 && q.maxTokens < 0
	if q.scores() {
		tooLong = sent > size+1
	}
	if tooLong {
		e := invalid("prompt", "the context of the model holds %d tokens, but the prompt has %d and max_tokens is %d; shorten one of them",
			size, sent, max(q.maxTokens, 1))
		e.code = "context_length_exceeded"
		return b, e
	}
	return b, nil
}

// A part is the next piece of an answer.
type part struct {
	text   string
	tokens []told // where probabilities are asked for
	finish string // "", or in the last part "stop" or "length"
	prompt int    // tokens of the prompt that were read
	added  int    // tokens that were generated
}

// A told token is one of an answer, with its place.
type told struct {
	Token
	first  bool // it has no token before it, and so no probability
	offset int  // characters of the text before it
}

// Reasons to finish.
const (
	finishStop   = "stop"
	finishLength = "length"
)

// An answering is one text on its way to a client.
type answering struct {
	server *Server
	q      *question
	b      beginning
	choice uint64
	out    func(part) error

	text   *text
	offset int // characters so far
	added  int
	finish string
}

// run computes the answer to a beginning, and hands it to out part by part.
func (a *answering) run(ctx context.Context) error {
	a.text, a.finish = newText(a.q.stops), finishLength
	first := part{prompt: len(a.b.ids) - a.b.hidden}
	var scored []Token
	if a.q.echo && a.q.top >= 0 {
		var err error
		if scored, err = a.score(ctx, a.q.scores() && a.b.maxTokens == 1); err != nil {
			return err
		}
	}
	if a.q.echo {
		first.text, first.tokens = a.b.text, a.echoed(scored)
	}
	if err := a.out(first); err != nil {
		return err
	}
	if a.b.maxTokens > 0 {
		if err := a.goOn(ctx, scored); err != nil {
			return err
		}
	}
	return a.out(part{text: a.text.next(true), finish: a.finish})
}

// score scores the prompt, and predicts what follows it where next is set.
func (a *answering) score(ctx context.Context, next bool) ([]Token, error) {
	return a.server.model.Score(ctx, a.b.ids, a.q.top, next)
}

// echoed returns the tokens of the prompt, told where they are scored.
func (a *answering) echoed(scored []Token) []told {
	space := a.server.model.BeginsWithSpace()
	var list []told
	for i := range a.b.ids {
		t := told{Token: Token{ID: a.b.ids[i]}, first: i == a.b.hidden, offset: a.offset}
		b := a.server.model.Bytes(t.ID)
		if space && len(b) > 0 {
			b, space = bytes.TrimPrefix(b, []byte(" ")), false
		}
		if i < a.b.hidden {
			continue
		}
		a.offset += characters(b)
		if a.q.top >= 0 && !t.first {
			t.Token = scored[i-1]
		}
		list = append(list, t)
	}
	if a.q.top < 0 {
		return nil
	}
	return list
}

// goOn continues the prompt. What follows a scored prompt is known already
// where one likeliest token is all that is asked for.
func (a *answering) goOn(ctx context.Context, scored []Token) error {
	if a.q.scores() {
		_, err := a.add(scored[len(scored)-1])
		return err
	}
	var failed error
	s := Sampling{
		MaxTokens: a.b.maxTokens, Temperature: a.q.temperature, TopP: a.q.topP,
		Seed: a.q.seed, Choice: a.choice, Top: a.q.top,
	}
	err := a.server.model.Generate(ctx, a.b.ids, s, func(t Token) bool {
		ended, err := a.add(t)
		failed = err
		return !ended && err == nil
	})
	if failed != nil {
		return failed
	}
	return err
}

// add hands on a token that was generated, and reports whether it ends the text.
func (a *answering) add(t Token) (ended bool, err error) {
	p := part{added: 1}
	if a.q.top >= 0 {
		p.tokens = []told{{Token: t, offset: a.offset}}
	}
	b := a.server.model.Bytes(t.ID)
	if a.b.untold && a.added == 0 {
		b = bytes.TrimPrefix(b, []byte(" "))
	}
	a.added++
	a.offset += characters(b)
	if ended = t.ID == a.server.model.EOS() || slices.Contains(a.q.ends, t.ID) || a.text.add(b); ended {
		a.finish = finishStop
	} else {
		p.text = a.text.next(false)
	}
	return ended, a.out(p)
}
