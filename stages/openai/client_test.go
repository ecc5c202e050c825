package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// An answer of a server that misbehaves.
type fault func(w http.ResponseWriter)

func says(status int, body string, headers ...string) fault {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func hangsUp(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		c.Close()
	}
}

func breaksOff(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, `{"choices": [`)
}

// scoredABC answers about the tokens 1 2 3 with the numbers of a completion.
func scoredABC(numbers, top string) fault {
	return says(200, `{"choices": [{"text": "", "logprobs": {"token_logprobs": `+numbers+`, "top_logprobs": `+top+`}}]}`)
}

const goodTop = `[null, {"b": -1}, {"x": -1, "c": -2}, {"d": -3}]`

// clientOf returns a client of a server that gives these answers in turn, the last
// of them from then on, and what it waited.
func clientOf(t *testing.T, answers ...fault) (c *Client, asked *atomic.Int64, waits *[]time.Duration) {
	t.Helper()
	asked, waits = new(atomic.Int64), new([]time.Duration)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		answers[min(int(asked.Add(1)), len(answers))-1](w)
	}))
	t.Cleanup(server.Close)
	wait := func(ctx context.Context, d time.Duration) error {
		if d = d.Round(100 * time.Millisecond); d > 0 { // what is left of a time that a server has named is a little less
			*waits = append(*waits, d)
		}
		return ctx.Err()
	}
	return &Client{URL: server.URL, Retries: 3, Timeout: 10 * time.Second, Wait: wait}, asked, waits
}

func TestClientFaults(t *testing.T) {
	good := scoredABC("[null, -1, -2, -3]", goodTop)
	for _, c := range []struct {
		name    string
		answers []fault
		asked   int64
		waits   string
		err     string // "" where the score is to be that of good
		ignores bool
	}{
		{name: "good", answers: []fault{good}, asked: 1, waits: "[]"},
		{name: "no number for a token beyond", answers: []fault{scoredABC("[null, -1, -2]", `[null, {"b": -1}, {"x": -1}]`)}, asked: 1, waits: "[]"},
		{name: "fails and recovers", answers: []fault{says(500, "oops"), says(503, "oops"), good}, asked: 3, waits: "[500ms 1s]"},
		{name: "busy, and says how long", answers: []fault{says(429, "slow down", "Retry-After", "7"), good}, asked: 2, waits: "[7s]"},
		{name: "busy until a date by its clock", answers: []fault{says(429, "slow down", "Date", "Wed, 21 Oct 2015 07:27:00 GMT", "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), good},
			asked: 2, waits: "[1m0s]"},
		{name: "busy until a date that is past", answers: []fault{says(429, "slow down", "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), good}, asked: 2, waits: "[500ms]"},
		{name: "busy for parts of a second", answers: []fault{says(503, "slow down", "Retry-After", "2.5"), good}, asked: 2, waits: "[2.5s]"},
		{name: "busy until nobody knows", answers: []fault{says(429, "slow down", "Retry-After", "soon"), good}, asked: 2, waits: "[500ms]"},
		{name: "busy for a day", answers: []fault{says(429, "quota", "Retry-After", "86400"), good}, asked: 1, waits: "[]", err: "status 429: quota; the server asks to be left alone for 24h0m0s"},
		{name: "closes the connection and recovers", answers: []fault{hangsUp, hangsUp, good}, asked: 3, waits: "[500ms 1s]"},
		{name: "NaN", answers: []fault{scoredABC("[null, -1, NaN, -3]", goodTop), good}, asked: 1, waits: "[]", err: "the answer holds NaN or an infinity"},
		{name: "an infinity", answers: []fault{scoredABC("[null, -1, -Infinity]", `[null, {"b": -1}, {"x": -1}]`), good}, asked: 1, waits: "[]", err: "the answer holds NaN or an infinity"},
		{name: "other JSON", answers: []fault{says(200, `["a"]`), good}, asked: 2, waits: "[500ms]"},
		{name: "two choices", answers: []fault{says(200, `{"choices": [{"text": ""}, {"text": ""}]}`)}, asked: 1, waits: "[]", ignores: true, err: "the answer has 2 choices"},
		{name: "breaks off and recovers", answers: []fault{breaksOff, good}, asked: 2, waits: "[500ms]"},
		{name: "half JSON and recovers", answers: []fault{says(200, `{"choices": [`), good}, asked: 2, waits: "[500ms]"},
		{name: "fails for good", answers: []fault{says(500, `{"error": {"message": "out of memory"}}`)}, asked: 4, waits: "[500ms 1s 2s]",
			err: "after 4 attempts: status 500: out of memory"},
		{name: "refuses", answers: []fault{says(401, `{"error": {"message": "no such key"}}`)}, asked: 1, waits: "[]", err: "status 401: no such key"},
		{name: "a long page in place of JSON", answers: []fault{says(404, strings.Repeat("x", 10000))}, asked: 1, waits: "[]", err: "status 404: xxx"},
		{name: "ignores echo", answers: []fault{scoredABC("[-1]", `[{"d": -1}]`)}, asked: 1, waits: "[]", ignores: true,
			err: "asked with echo and logprobs about 3 tokens, it gave 1 numbers and 1 lists of candidates, want 4 of each"},
		{name: "ignores logprobs", answers: []fault{says(200, `{"choices": [{"text": "abc"}]}`)}, asked: 1, waits: "[]", ignores: true, err: "want 1 with logprobs"},
		{name: "no choice", answers: []fault{says(200, `{"choices": []}`)}, asked: 1, waits: "[]", ignores: true, err: "the answer has 0 choices"},
		{name: "too many numbers", answers: []fault{scoredABC("[null, -1, -2, -3, -4]", `[null, {}, {}, {}, {}]`)}, asked: 1, waits: "[]", ignores: true, err: "it gave 5 numbers"},
		{name: "other numbers than candidates", answers: []fault{scoredABC("[null, -1, -2, -3]", `[null, {}]`)}, asked: 1, waits: "[]", ignores: true, err: "2 lists of candidates"},
		{name: "null where a number is wanted", answers: []fault{scoredABC("[null, null, -2, -3]", goodTop)}, asked: 1, waits: "[]", ignores: true, err: "token 1 of 3 has no number"},
		{name: "more than certain", answers: []fault{scoredABC("[null, -1, 2, -3]", goodTop)}, asked: 1, waits: "[]", err: "token 2 of 3 has a log-likelihood of 2"},
		{name: "no candidates", answers: []fault{scoredABC("[null, -1, -2, -3]", `[null, {}, {"x": -1}, {}]`)}, asked: 1, waits: "[]", err: "token 1 of 3 has no candidates"},
		{name: "reads tokens that were not sent", answers: []fault{says(200, `{"choices": [{"text": "", "logprobs": {"token_logprobs": [null, -1, -2, -3], "top_logprobs": `+goodTop+`}}], "usage": {"prompt_tokens": 4}}`)},
			asked: 1, waits: "[]", err: "read 4 tokens where 3 were sent"},
		{name: "sends elsewhere", answers: []fault{says(307, "", "Location", "/elsewhere"), good}, asked: 1, waits: "[]", err: "status 307"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, asked, waits := clientOf(t, c.answers...)
			got, err := client.Score(t.Context(), "m", []int32{1, 2, 3}, 1)
			if c.err == "" && (err != nil || got != Scored{Sum: -3}) {
				t.Errorf("Score = %+v, %v, want a sum of -3, not greedy", got, err)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || len(err.Error()) > 600) {
				t.Errorf("Score: error %v, want %q in it", err, c.err)
			}
			if errors.Is(err, ErrIgnoresEcho) != c.ignores {
				t.Errorf("Score: error %v is one of a server that ignores echo: %v, want %v", err, !c.ignores, c.ignores)
			}
			if asked.Load() != c.asked || fmt.Sprint(*waits) != c.waits {
				t.Errorf("asked %d times, waited %v, want %d and %s", asked.Load(), *waits, c.asked, c.waits)
			}
		})
	}
}

// TestClientKey demands that a key which a server repeats is not told on.
func TestClientKey(t *testing.T) {
	const key = "sk-very-secret"
	for _, said := range []string{"no such key: " + key, `{"error": {"message": "no such key: ` + key + `"}}`} {
		client, _, _ := clientOf(t, says(401, said))
		client.Key = key
		_, err := client.Score(t.Context(), "m", []int32{1, 2}, 1)
		if err == nil || strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "no such key: (the key)") {
			t.Errorf("Score: %v, want what the server says without the key", err)
		}
	}
}

// TestClientStops demands that a server is told no more stop strings than it has
// to take.
func TestClientStops(t *testing.T) {
	var sent struct {
		Stop   []string
		Tokens []int32 `json:"stop_token_ids"`
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
		io.WriteString(w, `{"choices": [{"text": "xe"}]}`)
	}))
	defer server.Close()
	client := &Client{URL: server.URL, Timeout: time.Minute}
	got, err := client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 2, TopP: 1}, Stop{Texts: []string{"a", "b", "c", "d", "e"}, Tokens: []int32{7}})
	if got != "xe" || err != nil || fmt.Sprint(sent) != "{[a b c d] [7]}" {
		t.Errorf("Generate = %q, %v, told of %v, want xe, told of the first four and the token", got, err, sent)
	}
}

func TestClientGreedy(t *testing.T) {
	client, _, _ := clientOf(t, scoredABC("[null, -1, -2, -3]", goodTop))
	for from, want := range map[int]Scored{0: {Sum: -3}, 1: {Sum: -3}, 2: {Sum: -2}, 3: {Greedy: true}} {
		if got, err := client.Score(t.Context(), "m", []int32{1, 2, 3}, from); got != want || err != nil {
			t.Errorf("Score from %d = %+v, %v, want %+v", from, got, err, want)
		}
	}
	client, _, _ = clientOf(t, scoredABC("[null, -1, -2, -3]", `[null, {"b": -1}, {"c": -2}, {}]`))
	if got, err := client.Score(t.Context(), "m", []int32{1, 2, 3}, 1); got != (Scored{Sum: -3, Greedy: true}) || err != nil {
		t.Errorf("Score = %+v, %v, want -3, greedy", got, err)
	}
}

// TestClientHugeAnswer demands that an answer without end is given up.
func TestClientHugeAnswer(t *testing.T) {
	chunk := strings.Repeat(" ", 1<<20)
	client, asked, _ := clientOf(t, func(w http.ResponseWriter) {
		for range maxAnswer>>20 + 1 {
			io.WriteString(w, chunk)
		}
	})
	_, err := client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{})
	if err == nil || !strings.Contains(err.Error(), "more than 67108864 bytes") || asked.Load() != 1 {
		t.Errorf("Generate: %v after %d requests, want one that has too many bytes", err, asked.Load())
	}
}

// TestClientSlowAnswer demands that a server which does not answer is asked again,
// and that who gives up is not kept waiting.
func TestClientSlowAnswer(t *testing.T) {
	stuck := make(chan struct{})
	defer close(stuck) // before the servers end, which wait for their requests
	slow := func(w http.ResponseWriter) { <-stuck }
	client, asked, _ := clientOf(t, slow, says(200, `{"choices": [{"text": "b"}]}`))
	client.Timeout = 50 * time.Millisecond
	if got, err := client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}); got != "b" || err != nil || asked.Load() != 2 {
		t.Errorf("Generate = %q, %v after %d requests, want b after 2", got, err, asked.Load())
	}
	client, _, _ = clientOf(t, slow, slow)
	client.Timeout, client.Retries = 50*time.Millisecond, 1
	_, err := client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{})
	if err == nil || !strings.Contains(err.Error(), "after 2 attempts: no whole answer within the timeout of 50ms") {
		t.Errorf("Generate, never answered: %v, want one that names the timeout", err)
	}
	client, _, _ = clientOf(t, slow)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := client.Generate(ctx, "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Generate, given up: %v, want %v", err, context.Canceled)
	}
}

// TestClientRate demands that requests start as far apart as is said, whoever
// makes them.
func TestClientRate(t *testing.T) {
	client, _, _ := clientOf(t, says(200, `{"choices": [{"text": "b"}]}`))
	client.Every = time.Hour
	var mu sync.Mutex
	longest := time.Duration(0)
	client.Wait = func(_ context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		longest = max(longest, d)
		return nil
	}
	var clients sync.WaitGroup
	for range 5 {
		clients.Go(func() { client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}) })
	}
	clients.Wait()
	if longest < 4*time.Hour-time.Minute || longest > 4*time.Hour {
		t.Errorf("the last of 5 requests waits %v, want about 4h", longest)
	}
}

// TestClientOfServer holds client and server together.
func TestClientOfServer(t *testing.T) {
	url := serveFake(t, &fake{}, nil)
	c := &Client{URL: url + "/v1"}
	served, err := c.Model(t.Context(), "fake")
	if served.Context != 32 || !served.Ours() || err != nil {
		t.Errorf("Model = %+v, %v, want 32 tokens, ours", served, err)
	}
	if _, err := c.Model(t.Context(), "gpt"); err == nil || !strings.Contains(err.Error(), `it has ["fake"]`) {
		t.Errorf("Model of another name: %v", err)
	}
	if got, err := c.Score(t.Context(), "fake", []int32{'a', 'b', 'x'}, 1); got != (Scored{Sum: -1./3 - 2./3, Text: "abxy"}) || err != nil {
		t.Errorf("Score = %+v, %v", got, err)
	}
	if got, err := c.Generate(t.Context(), "fake", []int32{'a'}, Sampling{MaxTokens: 9, TopP: 1, Seed: 1 << 63}, Stop{Texts: []string{"e"}}); got != "bcd" || err != nil {
		t.Errorf("Generate = %q, %v, want bcd", got, err)
	}
	if got, err := c.Tokenize(t.Context(), "ab"); fmt.Sprint(got) != "[97 98]" || err != nil {
		t.Errorf("Tokenize = %v, %v", got, err)
	}
}

// TestClientRefused demands that a server which is not there is asked again, and
// answers when it is back.
func TestClientRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	waits := 0
	c := &Client{URL: "http://" + address, Retries: 3, Timeout: 10 * time.Second}
	c.Wait = func(ctx context.Context, d time.Duration) error {
		if d == 0 {
			return nil
		}
		if waits++; waits < 3 {
			return nil
		}
		back, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"choices": [{"text": "b"}]}`) })}
		t.Cleanup(func() { server.Close() })
		go server.Serve(back)
		return nil
	}
	if got, err := c.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}); got != "b" || err != nil || waits != 3 {
		t.Errorf("Generate = %q, %v after %d waits, want b after 3", got, err, waits)
	}
	gone := &Client{URL: "http://" + address + "0", Retries: 2, Wait: func(context.Context, time.Duration) error { return nil }}
	if _, err := gone.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}); err == nil || !strings.Contains(err.Error(), "after 3 attempts") {
		t.Errorf("Generate of a server that is away: %v, want an error after 3 attempts", err)
	}
}

// TestClientHolds demands that what a server asks of one request holds for the
// others too.
func TestClientHolds(t *testing.T) {
	client, _, _ := clientOf(t, says(429, "", "Retry-After", "60"), says(200, `{"choices": [{"text": "b"}]}`))
	for range 2 {
		if _, err := client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}); err != nil {
			t.Fatal(err)
		}
		if d := client.turn(); d < 59*time.Second || d > time.Minute {
			t.Errorf("the next request may begin in %v, want about a minute", d)
		}
	}
}

// TestClientAnswers demands that an answer without a text, or with several, is none.
func TestClientAnswers(t *testing.T) {
	for _, body := range []string{`{}`, `{"choices": []}`, `{"choices": [{}]}`, `{"choices": [{"text": null}]}`, `{"choices": [{"text": "a"}, {"text": "b"}]}`} {
		client, asked, _ := clientOf(t, says(200, body))
		if got, err := client.Generate(t.Context(), "m", "a", Sampling{MaxTokens: 1, TopP: 1}, Stop{}); err == nil || asked.Load() != 1 {
			t.Errorf("Generate = %q, %v after %d requests of an answer %s, want an error after one", got, err, asked.Load(), body)
		}
	}
}
