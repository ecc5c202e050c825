package openai

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// drawn are the parts of an answer that differ from time to time.
var drawn = regexp.MustCompile(`"id":"((?:chat)?cmpl-)[A-Z2-7]{26}"|"created":\d+`)

// formatCases are requests as OpenAI's clients make them, and the whole answers.
// The fake model goes on with the next letter, of probability exp(-place/3).
var formatCases = []struct{ name, path, body, want string }{
	{"completion", "completions", `{"model": "fake", "prompt": "a", "max_tokens": 2, "temperature": 0, "top_p": 1, "seed": 3, "user": "u"}`,
		`{"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[` +
			`{"index":0,"text":"bc","logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}`},
	{"several", "completions", `{"prompt": ["a", "x"], "max_tokens": 9, "n": 2, "best_of": 2, "stop": ["d", "z"]}`,
		`{"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[` +
			`{"index":0,"text":"bc","logprobs":null,"finish_reason":"stop"},{"index":1,"text":"bc","logprobs":null,"finish_reason":"stop"},` +
			`{"index":2,"text":"y","logprobs":null,"finish_reason":"stop"},{"index":3,"text":"y","logprobs":null,"finish_reason":"stop"}],` +
			`"usage":{"prompt_tokens":2,"completion_tokens":10,"total_tokens":12}}`},
	{"stop token", "completions", `{"prompt": "a", "max_tokens": 9, "stop_token_ids": [100]}`,
		`{"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[` +
			`{"index":0,"text":"bc","logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4}}`},
	{"echo without more", "completions", `{"prompt": "ab", "max_tokens": 0, "echo": true}`,
		`{"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[` +
			`{"index":0,"text":"ab","logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":0,"total_tokens":2}}`},
	{"scored", "completions", `{"prompt": "abd", "max_tokens": 0, "echo": true, "logprobs": 1}`,
		`{"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[` +
			`{"index":0,"text":"abd","logprobs":{"tokens":["a","b","d"],"token_logprobs":[null,-0.3333333333333333,-0.6666666666666666],` +
			`"top_logprobs":[null,{"b":-0.3333333333333333},{"c":-0.5666666666666667,"d":-0.6666666666666666}],"text_offset":[0,1,2]},"finish_reason":"length"}],` +
			`"usage":{"prompt_tokens":3,"completion_tokens":0,"total_tokens":3}}`},
	{"streamed", "completions", `{"prompt": "a", "max_tokens": 2, "stream": true, "stream_options": {"include_usage": true, "include_obfuscation": false}}`,
		`data: {"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"text":"","logprobs":null,"finish_reason":null}],"usage":null}` + "\n\n" +
			`data: {"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"text":"b","logprobs":null,"finish_reason":null}],"usage":null}` + "\n\n" +
			`data: {"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"text":"c","logprobs":null,"finish_reason":null}],"usage":null}` + "\n\n" +
			`data: {"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"text":"","logprobs":null,"finish_reason":"length"}],"usage":null}` + "\n\n" +
			`data: {"id":"cmpl-","object":"text_completion","created":0,"model":"fake","system_fingerprint":"","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}` + "\n\ndata: [DONE]\n"},
	{"chat", "chat/completions", `{"messages": [{"role": "developer", "content": "s"}, {"role": "user", "content": "u", "name": "n"}, {"role": "assistant", "content": "a", "refusal": null}],
		"max_completion_tokens": 1, "logprobs": true, "top_logprobs": 1, "response_format": {"type": "text"}, "modalities": ["text"], "reasoning_effort": null, "prediction": null}`,
		`{"id":"chatcmpl-","object":"chat.completion","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"message":{"role":"assistant","content":";"},` +
			`"logprobs":{"content":[{"token":";","logprob":-11.333333333333334,"bytes":[59],"top_logprobs":[{"token":";","logprob":-11.333333333333334,"bytes":[59]}]}],"refusal":null},` +
			`"finish_reason":"length"}],"usage":{"prompt_tokens":34,"completion_tokens":1,"total_tokens":35}}`},
	{"chat streamed", "chat/completions", `{"messages": [{"role": "user", "content": "u"}], "max_tokens": 1, "stream": true}`,
		`data: {"id":"chatcmpl-","object":"chat.completion.chunk","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}` + "\n\n" +
			`data: {"id":"chatcmpl-","object":"chat.completion.chunk","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"delta":{"content":";"},"logprobs":null,"finish_reason":null}]}` + "\n\n" +
			`data: {"id":"chatcmpl-","object":"chat.completion.chunk","created":0,"model":"fake","system_fingerprint":"","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]}` + "\n\ndata: [DONE]\n"},
}

// TestFormats demands every byte of the answers.
func TestFormats(t *testing.T) {
	url := serveFake(t, &fake{size: 200}, nil)
	for _, c := range formatCases {
		status, answer := post(t, url+"/v1/"+c.path, c.body)
		got := drawn.ReplaceAllStringFunc(answer, func(s string) string {
			if strings.HasPrefix(s, `"created"`) {
				return `"created":0`
			}
			return s[:strings.Index(s, "-")+1] + `"`
		})
		if status != http.StatusOK || strings.TrimSuffix(got, "\n") != c.want {
			t.Errorf("%s: POST /v1/%s %s: status %d\n got %s\nwant %s", c.name, c.path, c.body, status, got, c.want)
		}
	}
}

// TestUnsupported demands that what this server does not have is refused by name,
// and that null asks for nothing.
func TestUnsupported(t *testing.T) {
	url := serveFake(t, &fake{size: 200}, nil)
	for _, c := range []struct{ path, field, value, param string }{
		{"completions", "best_of", "3", "best_of"},
		{"completions", "stream_options", `{"include_usage": true}`, "stream_options"},
		{"completions", "max_tokens", "9223372036854775807", "max_tokens"},
		{"completions", "n", "129", "n"},
		{"completions", "response_format", `{"type": "json_object"}`, "response_format"},
		{"chat/completions", "response_format", `{"type": "json_object"}`, "response_format"},
		{"chat/completions", "response_format", `{"type": "json_schema", "json_schema": {}}`, "response_format"},
		{"chat/completions", "reasoning_effort", `"low"`, "reasoning_effort"},
		{"chat/completions", "verbosity", `"low"`, "verbosity"},
		{"chat/completions", "web_search_options", `{}`, "web_search_options"},
		{"chat/completions", "functions", `[{}]`, "functions"},
		{"chat/completions", "audio", `{}`, "audio"},
		{"chat/completions", "modalities", `["text", "audio"]`, "modalities"},
		{"chat/completions", "max_tokens", "300", "max_tokens"},
		{"chat/completions", "best_of", "1", "best_of"},
	} {
		given := `"prompt": "a"`
		if c.path != "completions" {
			given = `"messages": [{"role": "user", "content": "a"}]`
		}
		status, answer := post(t, url+"/v1/"+c.path, `{`+given+`, "`+c.field+`": `+c.value+`}`)
		if status != http.StatusBadRequest || !strings.Contains(answer, `"type":"invalid_request_error","param":"`+c.param+`"`) {
			t.Errorf("%s with %s = %s: status %d: %s, want 400 and param %q", c.path, c.field, c.value, status, answer, c.param)
		}
	}
	many := `{"prompt": ["` + strings.Repeat(`a", "`, 99) + `a"], "n": 100}`
	if status, answer := post(t, url+"/v1/completions", many); status != http.StatusBadRequest || !strings.Contains(answer, "more than the 4096") {
		t.Errorf("100 prompts with 100 texts each: status %d: %s", status, answer)
	}
}

// TestDrain demands that a server which is to end answers what it has begun, and
// refuses what comes then in a way that clients understand.
func TestDrain(t *testing.T) {
	f := &fake{size: 32, hold: make(chan struct{})}
	server := NewServer(f, Options{Name: "fake", MaxRequests: 3})
	url := serveHandler(t, server)
	r, err := http.Post(url+"/v1/completions", "application/json", strings.NewReader(`{"prompt": "a", "max_tokens": 1, "stream": true}`))
	if err != nil {
		t.Fatal(err)
	}
	drained := make(chan struct{})
	go func() { server.Drain(); close(drained) }()
	for !server.draining.Load() {
		time.Sleep(time.Millisecond)
	}
	again, err := http.Post(url+"/v1/completions", "application/json", strings.NewReader(`{"prompt": "a"}`))
	if err != nil {
		t.Fatal(err)
	}
	if text := read(t, again); again.StatusCode != http.StatusServiceUnavailable || again.Header.Get("Retry-After") != "1" || !strings.Contains(text, `"type":"server_error"`) {
		t.Errorf("a request that comes then: status %d, Retry-After %q: %s", again.StatusCode, again.Header.Get("Retry-After"), text)
	}
	health, err := http.Get(url + "/health")
	if err != nil {
		t.Fatal(err)
	}
	if text := read(t, health); health.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("GET /health: status %d: %s, want 503", health.StatusCode, text)
	}
	select {
	case <-drained:
		t.Error("Drain returned before the first request was answered")
	default:
	}
	close(f.hold)
	if text := read(t, r); !strings.HasSuffix(text, "data: [DONE]\n\n") {
		t.Errorf("the request that was under way: %s", text)
	}
	<-drained
}
