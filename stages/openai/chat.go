package openai

import (
	"net/http"
	"slices"
)

// chat answers POST /v1/chat/completions.
func (s *Server) chat(w http.ResponseWriter, r *http.Request) *apiError {
	var body chatRequest
	if e := decode(w, r, s.MaxBody, &body); e != nil {
		return e
	}
	if e := s.checkModel(body.Model); e != nil {
		return e
	}
	if body.MaxCompletionTokens != nil {
		body.MaxTokens = body.MaxCompletionTokens
	}
	q, e := body.question()
	if e != nil {
		return e
	}
	q.most = s.model.Context()
	if body.LogProbs {
		q.top = 0
	}
	if body.TopLogProbs != nil {
		if !body.LogProbs {
			return invalid("top_logprobs", "top_logprobs goes with logprobs; set logprobs to true")
		}
		if q.top = *body.TopLogProbs; q.top < 0 || q.top > maxTop {
			return invalid("top_logprobs", "top_logprobs is %d, want 0 to %d", q.top, maxTop)
		}
	}
	switch field := body.unsupported(); {
	case field != "":
		return invalid(field, "%s is not supported; leave it out", field)
	case slices.ContainsFunc(body.Modalities, func(m string) bool { return m != "text" }):
		return invalid("modalities", "modalities are %q, but this server has text alone", body.Modalities)
	case body.ResponseFormat != "" && body.ResponseFormat != "text":
		return invalid("response_format", "response_format of type %q is not supported; leave it out", body.ResponseFormat)
	case len(body.Tools) > 0:
		return invalid("tools", "tools are not supported; leave them out")
	case len(body.Messages) == 0:
		return invalid("messages", "messages is missing or empty")
	}
	c, err := s.Template.Render(body.Messages)
	if err != nil {
		return invalid("messages", "%v", err)
	}
	q.stops, q.ends = slices.Concat(q.stops, c.Stop), slices.Concat(q.ends, c.Ends)
	b, e := s.begin(prompt{text: c.Text, tokens: c.Tokens, isText: c.Tokens == nil}, q)
	if e != nil {
		return e
	}
	b.untold = true // an answer is a text of its own
	object := "chat.completion"
	if q.stream {
		object += ".chunk"
	}
	return s.reply(w, r, q, []beginning{b}, chatDialect{s.head("chatcmpl-", object, q)})
}

// A chatDialect writes answers as turns of a conversation.
type chatDialect struct{ head }

func (d chatDialect) completion(choices []chatChoice, u shown) chatCompletion {
	return chatCompletion{
		ID: d.id, Object: d.object, Created: d.created, Model: d.server.Name,
		SystemFingerprint: d.server.Fingerprint, Choices: choices, Usage: u,
	}
}

func (d chatDialect) whole(parts []part, u *usage) any {
	choices := make([]chatChoice, len(parts))
	for i, p := range parts {
		choices[i] = chatChoice{
			Index: i, Message: &chatMessage{"assistant", &p.text}, LogProbs: d.logProbs(p), FinishReason: d.finish(p),
		}
	}
	return d.completion(choices, shown{usage: u})
}

func (d chatDialect) chunk(index int, p part, first bool) any {
	c := chatChoice{Index: index, Delta: &chatMessage{}, LogProbs: d.logProbs(p), FinishReason: d.finish(p)}
	if first {
		c.Delta.Role = "assistant"
	}
	if first || p.text != "" {
		c.Delta.Content = &p.text
	}
	return d.completion([]chatChoice{c}, shown{null: d.countUsage})
}

func (d chatDialect) end(u *usage) any { return d.completion([]chatChoice{}, shown{usage: u}) }

func (d chatDialect) logProbs(p part) *chatLogProbs {
	if p.tokens == nil {
		return nil
	}
	l := &chatLogProbs{Content: []chatToken{}}
	for _, t := range p.tokens {
		token := chatToken{chatCandidate: d.candidate(t.ID, t.LogProb), TopLogProbs: []chatCandidate{}}
		for _, c := range t.Top {
			token.TopLogProbs = append(token.TopLogProbs, d.candidate(c.ID, c.LogProb))
		}
		l.Content = append(l.Content, token)
	}
	return l
}

func (d chatDialect) candidate(id int32, logProb float64) chatCandidate {
	c := chatCandidate{Token: spell(d.server.model, id), LogProb: logProb, Bytes: []int{}}
	for _, b := range d.server.model.Bytes(id) {
		c.Bytes = append(c.Bytes, int(b))
	}
	return c
}
