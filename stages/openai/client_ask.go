package openai

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ErrIgnoresEcho is wrapped by errors about servers that do not score prompts.
var ErrIgnoresEcho = fmt.Errorf("the server does not score prompts")

// An Answer is a completion as a client reads it.
type Answer struct {
	Choices []struct {
		Text     *string `json:"text"`
		LogProbs *struct {
			TokenLogProbs []*float64           `json:"token_logprobs"`
			TopLogProbs   []map[string]float64 `json:"top_logprobs"`
		} `json:"logprobs"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage usage `json:"usage"`
}

// text returns the text of a choice; one without has none.
func (a *Answer) text(choice int) string {
	if text := a.Choices[choice].Text; text != nil {
		return *text
	}
	return ""
}

// slack is how much more than certain a token may be at a server that computes in
// few bits.
const slack = 1e-4

// maxStops is how many stop strings every server takes: OpenAI's interface allows
// no more.
const maxStops = 4

// Scored is what a server says of the end of a text, and the text as it reads it.
type Scored struct {
	Sum    float64
	Greedy bool
	Text   string
}

// Stop is what ends a text: the first of some strings, or a token.
type Stop struct {
	Texts  []string
	Tokens []int32 // for servers that heed them: see Served.EndsAtTokens
}

// Score asks how likely the tokens of a text from index from on are. A server
// that leaves out the prompt's numbers is an error, since its sums would be
// those of nothing.
func (c *Client) Score(ctx context.Context, model string, tokens []int32, from int) (Scored, error) {
	var a Answer
	err := c.do(ctx, http.MethodPost, c.URL+"/completions", map[string]any{
		"model": model, "prompt": tokens, "max_tokens": 1, "temperature": 0, "echo": true, "logprobs": 1, "seed": 0,
	}, &a)
	if err != nil {
		return Scored{}, err
	}
	if len(a.Choices) != 1 || a.Choices[0].LogProbs == nil {
		return Scored{}, fmt.Errorf("%w: the answer has %d choices, want 1 with logprobs", ErrIgnoresEcho, len(a.Choices))
	}
	l := a.Choices[0].LogProbs
	if n := len(l.TokenLogProbs); n < len(tokens) || n > len(tokens)+1 || len(l.TopLogProbs) != n {
		return Scored{}, fmt.Errorf("%w: asked with echo and logprobs about %d tokens, it gave %d numbers and %d lists of candidates, want %d of each",
			ErrIgnoresEcho, len(tokens), n, len(l.TopLogProbs), len(tokens)+1)
	}
	if n := a.Usage.PromptTokens; n > 0 && n != len(tokens) {
		return Scored{}, fmt.Errorf("the server read %d tokens where %d were sent, so that its numbers are those of other tokens; "+
			"have it add none to prompts that are tokens", n, len(tokens))
	}
	s := Scored{Greedy: true, Text: a.text(0)}
	for i := max(from, 1); i < len(tokens); i++ {
		p := l.TokenLogProbs[i]
		if p == nil {
			return Scored{}, fmt.Errorf("%w: token %d of %d has no number", ErrIgnoresEcho, i, len(tokens))
		}
		if !(*p <= slack) {
			return Scored{}, fmt.Errorf("token %d of %d has a log-likelihood of %v, which is more than 0", i, len(tokens), *p)
		}
		if len(l.TopLogProbs[i]) == 0 {
			return Scored{}, fmt.Errorf("token %d of %d has no candidates beside it, so that nobody can say whether it is the likeliest", i, len(tokens))
		}
		s.Sum += *p
		for _, other := range l.TopLogProbs[i] {
			s.Greedy = s.Greedy && other <= *p
		}
	}
	return s, nil
}

// Generate asks for the continuation of a prompt, a text or tokens. Of stop strings
// the server is told as many as it has to take, so that the text may have others
// in it.
func (c *Client) Generate(ctx context.Context, model string, prompt any, s Sampling, stop Stop) (string, error) {
	body := map[string]any{
		"model": model, "prompt": prompt, "max_tokens": s.MaxTokens, "temperature": s.Temperature, "top_p": s.TopP, "seed": int64(s.Seed),
	}
	if len(stop.Texts) > 0 {
		body["stop"] = stop.Texts[:min(maxStops, len(stop.Texts))]
	}
	if len(stop.Tokens) > 0 {
		body["stop_token_ids"] = stop.Tokens
	}
	var a Answer
	if err := c.do(ctx, http.MethodPost, c.URL+"/completions", body, &a); err != nil {
		return "", err
	}
	if len(a.Choices) != 1 || a.Choices[0].Text == nil {
		return "", fmt.Errorf("the server gave %d choices, want 1 with a text", len(a.Choices))
	}
	return a.text(0), nil
}

// Served is what a server says of a model.
type Served struct {
	Context int    // tokens that it reads at once; 0 where the server does not tell
	Owner   string // the sort of server, where it tells
}

// Ours reports whether a server of this program serves the model, which scores a
// token more than the context.
func (s Served) Ours() bool { return s.Owner == owner }

// EndsAtTokens reports whether the server heeds stop_token_ids.
func (s Served) EndsAtTokens() bool {
	return slices.Contains([]string{owner, "vllm", "sglang"}, s.Owner)
}

// Model asks what a server says of a model.
func (c *Client) Model(ctx context.Context, model string) (Served, error) {
	var list struct {
		Data []struct {
			ID      string `json:"id"`
			OwnedBy string `json:"owned_by"`
			Context int    `json:"max_model_len"`
		} `json:"data"`
	}
	if err := c.do(ctx, http.MethodGet, c.URL+"/models", nil, &list); err != nil {
		return Served{}, err
	}
	var names []string
	for _, m := range list.Data {
		if m.ID == model {
			return Served{m.Context, m.OwnedBy}, nil
		}
		names = append(names, m.ID)
	}
	return Served{}, fmt.Errorf("%s serves no model %q; it has %q", c.URL, model, names)
}

// Tokenize asks for the tokens of a text, without one that begins it.
func (c *Client) Tokenize(ctx context.Context, text string) ([]int32, error) {
	var a struct{ Tokens []int32 }
	err := c.do(ctx, http.MethodPost, c.base()+"/tokenize", map[string]any{"prompt": text, "add_special_tokens": false}, &a)
	return a.Tokens, err
}

// Beginning asks for the token that begins texts.
func (c *Client) Beginning(ctx context.Context) (int32, error) {
	var info struct {
		BOS string `json:"bos_token"`
		EOS string `json:"eos_token"`
	}
	if err := c.do(ctx, http.MethodGet, c.base()+"/tokenizer_info", nil, &info); err != nil {
		return 0, err
	}
	name := info.BOS
	if name == "" {
		name = info.EOS
	}
	ids, err := c.Tokenize(ctx, name)
	if err == nil && len(ids) != 1 {
		err = fmt.Errorf("the server makes tokens %v of its special token %q, want one", ids, name)
	}
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// base is the address of the server, without the path of OpenAI's interface.
func (c *Client) base() string { return strings.TrimSuffix(c.URL, "/v1") }
