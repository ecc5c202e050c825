package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

func read(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// complete posts a completion and returns the answer.
func complete(t *testing.T, url, body string) completion {
	t.Helper()
	status, text := post(t, url+"/v1/completions", body)
	if status != http.StatusOK {
		t.Fatalf("POST %s: status %d: %s", body, status, text)
	}
	c := struct {
		completion
		Choices []struct {
			choice
			LogProbs *struct {
				logProbs
				TopLogProbs []map[string]float64 `json:"top_logprobs"`
			} `json:"logprobs"`
		} `json:"choices"`
	}{}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatalf("POST %s: %v: %s", body, err, text)
	}
	for _, ch := range c.Choices {
		if ch.LogProbs != nil {
			ch.choice.LogProbs = &ch.LogProbs.logProbs
			for _, m := range ch.LogProbs.TopLogProbs {
				ch.choice.LogProbs.TopLogProbs = append(ch.choice.LogProbs.TopLogProbs, sorted(m))
			}
		}
		c.completion.Choices = append(c.completion.Choices, ch.choice)
	}
	return c.completion
}

// sorted lists candidates, the likeliest first.
func sorted(m map[string]float64) candidates {
	if m == nil {
		return nil
	}
	c := candidates{}
	for name, p := range m {
		c = append(c, namedLogProb{name, p})
		for i := len(c) - 1; i > 0 && c[i].logProb > c[i-1].logProb; i-- {
			c[i], c[i-1] = c[i-1], c[i]
		}
	}
	return c
}

func texts(c completion) []string {
	var list []string
	for _, ch := range c.Choices {
		list = append(list, ch.Text+"/"+*ch.FinishReason)
	}
	return list
}

func TestCompletions(t *testing.T) {
	url := serveFake(t, &fake{}, nil)
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"text", `{"prompt": "ab", "max_tokens": 3}`, []string{"cde/length"}},
		{"default length", `{"prompt": "a"}`, []string{"bcdefghijklmnopq/length"}},
		{"end of the text", `{"prompt": "x"}`, []string{"yz/stop"}},
		{"no room is needed for the last token", `{"prompt": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "max_tokens": 3}`, []string{"bcd/length"}},
		{"default length is what there is room for", `{"prompt": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}`, []string{"bc/length"}},
		{"texts", `{"prompt": ["ab", "x"], "max_tokens": 2}`, []string{"cd/length", "yz/length"}},
		{"ids", `{"prompt": [97, 98], "max_tokens": 2}`, []string{"cd/length"}},
		{"lists of ids", `{"prompt": [[97], [98, 120]], "max_tokens": 2}`, []string{"bc/length", "yz/length"}},
		{"several choices", `{"prompt": ["a", "b"], "n": 2, "max_tokens": 1}`, []string{"b/length", "b/length", "c/length", "c/length"}},
		{"echo", `{"prompt": "ab", "max_tokens": 1, "echo": true}`, []string{"abc/length"}},
		{"echo alone", `{"prompt": "ab", "max_tokens": 0, "echo": true}`, []string{"ab/length"}},
		{"stop", `{"prompt": "a", "stop": "de"}`, []string{"bc/stop"}},
		{"the first of several stops", `{"prompt": "a", "stop": ["x", "fg", "ef", "f"]}`, []string{"bcd/stop"}},
		{"stop at once", `{"prompt": "a", "stop": ["b"]}`, []string{"/stop"}},
		{"six stops", `{"prompt": "a", "stop": ["1", "2", "3", "4", "5", "d"]}`, []string{"bc/stop"}},
		{"no stop", `{"prompt": "a", "max_tokens": 2, "stop": null}`, []string{"bc/length"}},
		{"half a stop at the end", `{"prompt": "a", "max_tokens": 2, "stop": "cx"}`, []string{"bc/length"}},
		{"fields that ask for nothing", `{"prompt": "a", "max_tokens": 1, "model": "fake", "user": "me", "best_of": 1, "suffix": null,
			"presence_penalty": 0, "frequency_penalty": 0, "logit_bias": {}}`, []string{"b/length"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := complete(t, url, c.body)
			if !reflect.DeepEqual(texts(got), c.want) {
				t.Errorf("POST %s = %q, want %q", c.body, texts(got), c.want)
			}
			for i, ch := range got.Choices {
				if ch.Index != i {
					t.Errorf("choice %d has index %d", i, ch.Index)
				}
			}
			if streamed := stream(t, url+"/v1/completions", c.body); !reflect.DeepEqual(streamed, c.want) {
				t.Errorf("POST %s, streamed = %q, want %q", c.body, streamed, c.want)
			}
		})
	}
}

// stream posts a request that is to be streamed and puts its texts together.
func stream(t *testing.T, url, body string) []string {
	t.Helper()
	status, answer := post(t, url, `{"stream": true, `+strings.TrimPrefix(body, "{"))
	events := strings.Split(strings.TrimSuffix(answer, "\n\n"), "\n\n")
	if status != http.StatusOK || events[len(events)-1] != "data: [DONE]" {
		t.Fatalf("POST %s, streamed: status %d: %s", body, status, answer)
	}
	var list []string
	for _, event := range events[:len(events)-1] {
		var c struct {
			Choices []struct {
				Index        int
				Text         string
				Delta        struct{ Content string }
				FinishReason *string `json:"finish_reason"`
			}
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(event, "data: ")), &c); err != nil {
			t.Fatalf("event %q: %v", event, err)
		}
		for _, ch := range c.Choices {
			for len(list) <= ch.Index {
				list = append(list, "")
			}
			list[ch.Index] += ch.Text + ch.Delta.Content
			if ch.FinishReason != nil {
				list[ch.Index] += "/" + *ch.FinishReason
			}
		}
	}
	return list
}

// TestLogProbs demands what lm-evaluation-harness reads: a number for each token
// of the prompt and one more, the first null, and the float of a token among its
// candidates where it is the best.
func TestLogProbs(t *testing.T) {
	url := serveFake(t, &fake{}, nil)
	for _, c := range []struct {
		name, body string
		tokens     []string
		offsets    []int
		numbers    []float64 // from the second on
		top        []candidates
	}{
		{"scored", `{"prompt": [97, 98, 120], "max_tokens": 1, "temperature": 0, "echo": true, "logprobs": 1}`,
			[]string{"a", "b", "x", "y"}, []int{0, 1, 2, 3}, []float64{-1. / 3, -2. / 3, -1},
			[]candidates{nil, {{"b", -1. / 3}}, {{"c", -2./3 + 0.1}, {"x", -2. / 3}}, {{"y", -1}}}},
		{"sampled after it", `{"prompt": "ab", "max_tokens": 2, "echo": true, "logprobs": 0}`,
			[]string{"a", "b", "c", "d"}, []int{0, 1, 2, 3}, []float64{-1. / 3, -2. / 3, -1},
			[]candidates{nil, {{"b", -1. / 3}}, {{"c", -2. / 3}}, {{"d", -1}}}},
		{"nothing after it", `{"prompt": "ab", "max_tokens": 0, "echo": true, "logprobs": 0}`,
			[]string{"a", "b"}, []int{0, 1}, []float64{-1. / 3}, []candidates{nil, {{"b", -1. / 3}}}},
		{"the end counts as a token", `{"prompt": "yz", "max_tokens": 1, "temperature": 0, "echo": true, "logprobs": 0}`,
			[]string{"y", "z", "</s>"}, []int{0, 1, 2}, []float64{-1. / 3, -2. / 3},
			[]candidates{nil, {{"z", -1. / 3}}, {{"</s>", -2. / 3}}}},
		{"bytes that are no text", `{"prompt": [195, 164, 256], "max_tokens": 0, "echo": true, "logprobs": 0}`,
			[]string{`bytes:\xc3`, `bytes:\xa4`, "<s>"}, []int{0, 1, 1}, []float64{-1. / 3, -2. / 3},
			[]candidates{nil, {{`bytes:\xa4`, -1. / 3}}, {{"<s>", -2. / 3}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := complete(t, url, c.body).Choices[0].LogProbs
			if !reflect.DeepEqual(l.Tokens, c.tokens) || !reflect.DeepEqual(l.TextOffset, c.offsets) {
				t.Errorf("tokens %q at %d, want %q at %d", l.Tokens, l.TextOffset, c.tokens, c.offsets)
			}
			if l.TokenLogProbs[0] != nil || len(l.TokenLogProbs) != len(c.numbers)+1 {
				t.Fatalf("%d numbers, the first %v, want %d, the first null", len(l.TokenLogProbs), l.TokenLogProbs[0], len(c.numbers)+1)
			}
			for i, want := range c.numbers {
				if got := *l.TokenLogProbs[i+1]; got != want {
					t.Errorf("number of token %d = %v, want %v", i+1, got, want)
				}
			}
			if !reflect.DeepEqual(l.TopLogProbs, c.top) {
				t.Errorf("candidates %v, want %v", l.TopLogProbs, c.top)
			}
		})
	}
}

// TestBeginnings says which prompts get the token that begins a text. The fake
// model tells by the number of a token how many stand before it.
func TestBeginnings(t *testing.T) {
	url := serveFake(t, &fake{size: 4}, func(o *Options) { o.KeepPrompts = false })
	const score = `"max_tokens": 1, "temperature": 0, "echo": true, "logprobs": 0}`
	for _, c := range []struct {
		name, body string
		tokens     string
		second     float64
	}{
		{"text", `{"prompt": "abc", ` + score, "abcd", -2. / 3},
		{"ids", `{"prompt": [97, 98, 99], ` + score, "abcd", -2. / 3},
		{"there is one", `{"prompt": [256, 98, 99], ` + score, "<s>bcd", -1. / 3},
		{"just room", `{"prompt": "abcd", ` + score, "abcde", -2. / 3},
		{"no room", `{"prompt": "abcde", ` + score, "abcdef", -1. / 3},
		{"room for the rest", `{"prompt": "ab", "max_tokens": 1, "echo": true, "logprobs": 0}`, "abc", -2. / 3},
		{"no room for the rest", `{"prompt": "abc", "max_tokens": 2, "echo": true, "logprobs": 0}`, "abcde", -1. / 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := complete(t, url, c.body)
			l := got.Choices[0].LogProbs
			if tokens := strings.Join(l.Tokens, ""); tokens != c.tokens || *l.TokenLogProbs[1] != c.second {
				t.Errorf("POST %s: tokens %q, second number %v, want %q and %v", c.body, tokens, *l.TokenLogProbs[1], c.tokens, c.second)
			}
			if want := len(l.Tokens) - got.Usage.CompletionTokens; got.Usage.PromptTokens != want {
				t.Errorf("POST %s counts %d tokens in the prompt, want %d: those that were sent", c.body, got.Usage.PromptTokens, want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	url := serveFake(t, &fake{}, nil)
	long := strings.Repeat("a", 33)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		param, code, message     string
	}{
		{"no path", "GET", "/v2", "", 404, "", "", "there is nothing at GET /v2"},
		{"other method", "GET", "/v1/completions", "", 405, "", "", "/v1/completions takes POST, not GET"},
		{"no JSON", "POST", "/v1/completions", "hello", 400, "", "", "invalid character 'h'"},
		{"half JSON", "POST", "/v1/completions", `{"prompt": "a"`, 400, "", "", "unexpected EOF"},
		{"more than JSON", "POST", "/v1/completions", `{"prompt": "a"} {}`, 400, "", "", "goes on after its JSON object"},
		{"too many bytes", "POST", "/v1/completions", `{"prompt": "` + strings.Repeat("a", 5000) + `"}`, 413, "", "", "more than 4096 bytes"},
		{"unknown field", "POST", "/v1/completions", `{"prompt": "a", "top_k": 3}`, 400, "top_k", "", "no field that this server heeds"},
		{"wrong type", "POST", "/v1/completions", `{"prompt": "a", "max_tokens": "many"}`, 400, "max_tokens", "", "max_tokens is a JSON string, want a whole number"},
		{"fraction", "POST", "/v1/completions", `{"prompt": "a", "max_tokens": 1.5}`, 400, "max_tokens", "", "max_tokens is a JSON number 1.5, want a whole number"},
		{"no object", "POST", "/v1/completions", `[]`, 400, "", "", "the body is a JSON array, want an object"},
		{"no list of messages", "POST", "/v1/chat/completions", `{"messages": "a"}`, 400, "messages", "", "messages is a JSON string, want an array"},
		{"other model", "POST", "/v1/completions", `{"prompt": "a", "model": "gpt"}`, 404, "model", "model_not_found", `this server has "fake"`},
		{"no prompt", "POST", "/v1/completions", `{}`, 400, "prompt", "", "prompt is missing"},
		{"empty list", "POST", "/v1/completions", `{"prompt": []}`, 400, "", "", "an empty list asks for nothing"},
		{"mixed list", "POST", "/v1/completions", `{"prompt": ["a", 1]}`, 400, "", "", "want a text, a list of texts"},
		{"empty prompt", "POST", "/v1/completions", `{"prompt": ""}`, 400, "prompt", "", "nothing to continue"},
		{"unknown token", "POST", "/v1/completions", `{"prompt": [258]}`, 400, "prompt", "", "token 0 of the list is 258, but the model has tokens 0 to 257"},
		{"negative token", "POST", "/v1/completions", `{"prompt": [[1], [2, -1]]}`, 400, "prompt", "", "token 1 of the list is -1"},
		{"prompt fills the context", "POST", "/v1/completions", `{"prompt": "` + long[1:] + `"}`, 400, "prompt", "context_length_exceeded", "holds 32 tokens, but the prompt has 32"},
		{"prompt and answer are too long", "POST", "/v1/completions", `{"prompt": "` + long[3:] + `", "max_tokens": 4}`, 400, "prompt", "context_length_exceeded", "max_tokens is 4"},
		{"scored prompt is too long", "POST", "/v1/completions", `{"prompt": "` + long + `b", "echo": true, "logprobs": 1, "max_tokens": 0}`, 400, "prompt", "context_length_exceeded", "the prompt has 34"},
		{"n", "POST", "/v1/completions", `{"prompt": "a", "n": 0}`, 400, "n", "", "n is 0, want 1 to 128"},
		{"max_tokens", "POST", "/v1/completions", `{"prompt": "a", "max_tokens": -1}`, 400, "max_tokens", "", "want 0 or more"},
		{"temperature", "POST", "/v1/completions", `{"prompt": "a", "temperature": -0.5}`, 400, "temperature", "", "want 0 or more"},
		{"top_p", "POST", "/v1/completions", `{"prompt": "a", "top_p": 0}`, 400, "top_p", "", "more than 0 and at most 1"},
		{"logprobs", "POST", "/v1/completions", `{"prompt": "a", "logprobs": 21}`, 400, "logprobs", "", "want 0 to 20"},
		{"empty stop", "POST", "/v1/completions", `{"prompt": "a", "stop": ["b", ""]}`, 400, "stop", "", "stop string 1 is empty"},
		{"stop", "POST", "/v1/completions", `{"prompt": "a", "stop": 3}`, 400, "", "", "a text or a list of texts"},
		{"best_of", "POST", "/v1/completions", `{"prompt": "a", "best_of": 3}`, 400, "best_of", "", "not supported"},
		{"suffix", "POST", "/v1/completions", `{"prompt": "a", "suffix": "b"}`, 400, "suffix", "", "not supported"},
		{"penalty", "POST", "/v1/completions", `{"prompt": "a", "presence_penalty": 1}`, 400, "presence_penalty", "", "not supported"},
		{"bias", "POST", "/v1/completions", `{"prompt": "a", "logit_bias": {"3": 1}}`, 400, "logit_bias", "", "not supported"},
		{"no messages", "POST", "/v1/chat/completions", `{}`, 400, "messages", "", "missing or empty"},
		{"role", "POST", "/v1/chat/completions", `{"messages": [{"role": "tool", "content": "a"}]}`, 400, "messages", "", `role "tool", want system, user or assistant`},
		{"content", "POST", "/v1/chat/completions", `{"messages": [{"role": "user", "content": 3}]}`, 400, "", "", "neither a text nor a list of parts"},
		{"image", "POST", "/v1/chat/completions", `{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}`, 400, "", "", `a part of type "image_url"`},
		{"format", "POST", "/v1/chat/completions", `{"messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_object"}}`, 400, "response_format", "", "not supported"},
		{"tools", "POST", "/v1/chat/completions", `{"messages": [{"role": "user", "content": "a"}], "tools": [{}]}`, 400, "tools", "", "not supported"},
		{"candidates alone", "POST", "/v1/chat/completions", `{"messages": [{"role": "user", "content": "a"}], "top_logprobs": 2}`, 400, "top_logprobs", "", "goes with logprobs"},
		{"model by name", "GET", "/v1/models/gpt", "", 404, "model", "model_not_found", "not served here"},
		{"nothing to tokenize", "POST", "/tokenize", `{}`, 400, "prompt", "", "prompt is missing"},
		{"nothing to detokenize", "POST", "/detokenize", `{"tokens": [300]}`, 400, "tokens", "", "is 300, but the model has tokens 0 to 257"},
	} {
		t.Run(c.name, func(t *testing.T) {
			request, err := http.NewRequest(c.method, url+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			answer := read(t, r)
			var got struct {
				Error struct {
					Message, Type string
					Param, Code   *string
				}
			}
			if err := json.Unmarshal([]byte(answer), &got); err != nil {
				t.Fatalf("status %d, answer %q: %v", r.StatusCode, answer, err)
			}
			text := func(s *string) string {
				if s == nil {
					return ""
				}
				return *s
			}
			e := got.Error
			if r.StatusCode != c.status || text(e.Param) != c.param || text(e.Code) != c.code || !strings.Contains(e.Message, c.message) || e.Type == "" {
				t.Errorf("%s %s %.80s: status %d: %s, want %d, param %q, code %q, %q", c.method, c.path, c.body, r.StatusCode, answer, c.status, c.param, c.code, c.message)
			}
		})
	}
}

func TestChat(t *testing.T) {
	url := serveFake(t, &fake{size: 200}, nil)
	body := `{"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
		{"role": "assistant", "content": "Ho"}, {"role": "user", "content": "a"}], "max_completion_tokens": 2, "logprobs": true, "top_logprobs": 1}`
	status, answer := post(t, url+"/v1/chat/completions", body)
	var got chatCompletion
	if err := json.Unmarshal([]byte(answer), &got); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, answer %q: %v", status, answer, err)
	}
	said, err := PlainTemplate{}.Render([]Message{{"system", "Be kind."}, {"user", "Hi"}, {"assistant", "Ho"}, {"user", "a"}})
	if want := "Be kind.\n\nUser: Hi\nAssistant: Ho\nUser: a\nAssistant:"; said.Text != want || err != nil {
		t.Fatalf("Render = %q, %v, want %q", said.Text, err, want)
	}
	if len(said.Stop) != 1 || got.Usage.PromptTokens != len(said.Text) {
		t.Errorf("usage %+v of a prompt of %d bytes", got.Usage, len(said.Text))
	}
	c := got.Choices[0]
	if *c.Message.Content != ";<" || c.Message.Role != "assistant" || *c.FinishReason != finishLength || len(c.LogProbs.Content) != 2 || c.LogProbs.Content[1].Token != "<" {
		t.Errorf("answer %s", answer)
	}
	if got, want := stream(t, url+"/v1/chat/completions", body), []string{";</length"}; !reflect.DeepEqual(got, want) {
		t.Errorf("streamed %q, want %q", got, want)
	}
}

func TestTokens(t *testing.T) {
	url := serveFake(t, &fake{}, nil)
	for _, c := range []struct{ path, body, want string }{
		{"/tokenize", `{"prompt": "ab"}`, `{"count":3,"max_model_len":32,"tokens":[256,97,98]}`},
		{"/tokenize", `{"prompt": "ab", "add_special_tokens": false, "return_token_strs": true}`, `{"count":2,"max_model_len":32,"tokens":[97,98],"token_strs":["a","b"]}`},
		{"/tokenize", `{"prompt": "", "add_special_tokens": false}`, `{"count":0,"max_model_len":32,"tokens":[]}`},
		{"/detokenize", `{"tokens": [256, 97, 195, 164, 255]}`, `{"prompt":"aä�"}`},
	} {
		if _, got := post(t, url+c.path, c.body); strings.TrimSpace(got) != c.want {
			t.Errorf("POST %s %s = %s, want %s", c.path, c.body, got, c.want)
		}
	}
	for path, want := range map[string]string{
		"/tokenizer_info": `"bos_token":"<s>","eos_token":"</s>"`,
		"/v1/models":      `{"object":"list","data":[{"id":"fake","object":"model"`,
		"/v1/models/fake": `{"id":"fake","object":"model"`,
		"/health":         `"status":"ok"`,
		"/":               "<!DOCTYPE html>",
	} {
		r, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, r); r.StatusCode != http.StatusOK || !strings.Contains(got, want) {
			t.Errorf("GET %s: status %d: %s, want %s in it", path, r.StatusCode, got, want)
		}
	}
}

// TestClientGoesAway demands that nothing is computed for a client that went away.
func TestClientGoesAway(t *testing.T) {
	f := &fake{hold: make(chan struct{}), gone: make(chan struct{}, 1)}
	url := serveFake(t, f, nil)
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/completions", strings.NewReader(`{"prompt": "a", "stream": true}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	cancel()
	<-f.gone
}

// TestTooManyRequests demands that a server which has enough to do says so.
func TestTooManyRequests(t *testing.T) {
	f := &fake{hold: make(chan struct{})}
	url := serveFake(t, f, func(o *Options) { o.MaxRequests = 1 })
	request := `{"prompt": "a", "max_tokens": 1, "stream": true}`
	r, err := http.Post(url+"/v1/completions", "application/json", strings.NewReader(request))
	if err != nil {
		t.Fatal(err)
	}
	again, err := http.Post(url+"/v1/completions", "application/json", strings.NewReader(request))
	if err != nil {
		t.Fatal(err)
	}
	if text := read(t, again); again.StatusCode != http.StatusTooManyRequests || again.Header.Get("Retry-After") != "1" {
		t.Errorf("second request: status %d, Retry-After %q: %s", again.StatusCode, again.Header.Get("Retry-After"), text)
	}
	close(f.hold)
	if text := read(t, r); !strings.HasSuffix(text, "data: [DONE]\n\n") {
		t.Errorf("first request: %s", text)
	}
	if status, text := post(t, url+"/v1/completions", request); status != http.StatusOK {
		t.Errorf("third request: status %d: %s", status, text)
	}
}

// TestRequestLog demands a line for a request, without what was asked.
func TestRequestLog(t *testing.T) {
	var log bytes.Buffer
	logger := zerolog.New(&log)
	s := NewServer(&fake{size: 32}, Options{Name: "fake"})
	r, err := http.NewRequestWithContext(logger.WithContext(t.Context()), http.MethodPost, "/v1/completions", strings.NewReader(`{"prompt": "secret", "max_tokens": 2}`))
	if err != nil {
		t.Fatal(err)
	}
	s.ServeHTTP(nopWriter{}, r)
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("log %q: %v", log.String(), err)
	}
	for key, want := range map[string]string{"path": "/v1/completions", "status": "200", "prompt_tokens": "6", "completion_tokens": "2"} {
		if got := fmt.Sprint(line[key]); got != want {
			t.Errorf("log has %s %s, want %s", key, got, want)
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log tells what was asked: %s", log.String())
	}
}

type nopWriter struct{}

func (nopWriter) Header() http.Header         { return http.Header{} }
func (nopWriter) Write(p []byte) (int, error) { return len(p), nil }
func (nopWriter) WriteHeader(int)             {}
