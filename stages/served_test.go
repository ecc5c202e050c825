package stages

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"pipe/engine/kernel"
	"pipe/stages/benchmarks"
	"pipe/stages/openai"
)

// serveModel returns the address of a server of a model.
func serveModel(t testing.TB, m languageModel, workers int) string {
	t.Helper()
	server := httptest.NewServer(openai.NewServer(runServed(t, m, workers, 64<<20), openai.Options{Name: "m"}))
	t.Cleanup(server.Close)
	return server.URL
}

// runServed returns a served model that computes until the test ends.
func runServed(t testing.TB, m languageModel, workers int, cacheBytes int64) *served {
	t.Helper()
	s := newServed(m, cacheBytes)
	team := kernel.NewTeam(workers)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.run(ctx, team) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run = %v", err)
		}
		team.Close()
	})
	return s
}

// An answer is what these tests read of a completion.
type servedAnswer struct {
	Choices []struct {
		Text     string
		LogProbs struct {
			TokenLogProbs []*float64           `json:"token_logprobs"`
			TopLogProbs   []map[string]float64 `json:"top_logprobs"`
		}
		FinishReason string `json:"finish_reason"`
	}
	Usage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
	}
}

// ask posts to a server. It is called by many goroutines, and so returns errors.
func ask(url, path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.Post(url+path, "application/json", strings.NewReader(string(data)))
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if data, err = io.ReadAll(r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("POST %s: status %d: %s", path, r.StatusCode, data)
	}
	return json.Unmarshal(data, into)
}

func scoring(prompt any) map[string]any {
	return map[string]any{"prompt": prompt, "max_tokens": 1, "temperature": 0, "echo": true, "logprobs": 1, "seed": 1234}
}

// harnessScore asks a server for the log-likelihood of the end of a text, and adds it up, as
// lm-evaluation-harness does.
func (c *servedAnswer) harnessScore(choice, from int) (sum float64, greedy bool) {
	l := c.Choices[choice].LogProbs
	greedy = true
	for i := from; i < len(l.TokenLogProbs)-1; i++ {
		sum += *l.TokenLogProbs[i]
		best := -1e9
		for _, p := range l.TopLogProbs[i] {
			best = max(best, p)
		}
		greedy = greedy && *l.TokenLogProbs[i] == best
	}
	return sum, greedy
}

// someRequests are continuations that fit the model of untrained, fill its
// context to the last token, and are cut.
func someRequests() []benchmarks.Request {
	return []benchmarks.Request{
		{Context: "the cat", Continuation: " sat on the mat"},
		{Context: "the cat", Continuation: " ran"},
		{Context: "the dog ran to", Continuation: " the other cat"},
		{Context: strings.Repeat("x", 21), Continuation: " the"},
		{Context: strings.Repeat("x", 22), Continuation: " the"},
		{Context: strings.Repeat("x", 23), Continuation: " the"},
		{Context: strings.Repeat("x", 24), Continuation: " the cat"},
		{Context: strings.Repeat("xy", 24), Continuation: " was black"},
		{Context: "", Continuation: " the mat was red"},
	}
}

// harnessTokens splits a request and cuts it as lm-evaluation-harness does of a
// server with max_length two more than the context.
func harnessTokens(url string, r benchmarks.Request, size int) (tokens []int32, from int, err error) {
	encode := func(text string) (ids []int32) {
		var answer struct{ Tokens []int32 }
		if e := ask(url, "/tokenize", map[string]any{"prompt": text, "add_special_tokens": false}, &answer); e != nil {
			err = e
		}
		return answer.Tokens
	}
	before, whole := encode(r.Context), encode(r.Context+r.Continuation)
	if r.Context == "" {
		before = encode("<s>")
		whole = slices.Concat(before, whole)
	}
	tokens = slices.Concat(before, whole[len(before):])
	cut := max(len(tokens)-size-1, 0)
	return tokens[cut:], len(before) - cut, err
}

// TestServedScores demands the bits of an evaluation: of texts as ids, in a batch
// and alone, by many clients at once.
func TestServedScores(t *testing.T) {
	m := untrained(t)
	url := serveModel(t, m, 2)
	requests := someRequests()
	want, err := answererOf(t, m, 1).LogLikelihood(t.Context(), requests)
	if err != nil {
		t.Fatal(err)
	}
	prompts, from := make([][]int32, len(requests)), make([]int, len(requests))
	for i, r := range requests {
		if prompts[i], from[i], err = harnessTokens(url, r, m.weights.Config.SeqLen); err != nil {
			t.Fatal(err)
		}
	}
	check := func(name string, answer *servedAnswer, choice, i int) {
		sum, greedy := answer.harnessScore(choice, from[i])
		if sum != want[i].Sum || greedy != want[i].Greedy {
			t.Errorf("%s: request %d scores %v, greedy %v, want %v, %v", name, i, sum, greedy, want[i].Sum, want[i].Greedy)
		}
	}
	var batch servedAnswer
	if err := ask(url, "/v1/completions", scoring(prompts), &batch); err != nil {
		t.Fatal(err)
	}
	for i := range requests {
		check("batch", &batch, i, i)
	}
	alone := make([]servedAnswer, 4*len(requests))
	errs := make([]error, len(alone))
	var clients sync.WaitGroup
	for j := range alone {
		clients.Go(func() { errs[j] = ask(url, "/v1/completions", scoring(prompts[j%len(prompts)]), &alone[j]) })
	}
	clients.Wait()
	for j := range alone {
		if errs[j] != nil {
			t.Fatal(errs[j])
		}
		check("alone", &alone[j], 0, j%len(requests))
	}
}

// TestServedText demands the same numbers for a text as for its tokens, and the
// likeliest next token with its own.
func TestServedText(t *testing.T) {
	m := untrained(t)
	url := serveModel(t, m, 1)
	const text = "the cat sat on the ma"
	var asText, asIDs, next servedAnswer
	ids := m.tokenizer.Encode(nil, text)
	for into, prompt := range map[*servedAnswer]any{&asText: text, &asIDs: ids} {
		if err := ask(url, "/v1/completions", scoring(prompt), into); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := fmt.Sprint(numbers(&asText)), fmt.Sprint(numbers(&asIDs)); a != b || asText.Choices[0].Text != asIDs.Choices[0].Text {
		t.Errorf("numbers of a text %s and of its tokens %s, want the same", a, b)
	}
	if n := len(asText.Choices[0].LogProbs.TokenLogProbs); n != len(ids)+1 || asText.Usage.PromptTokens != len(ids) {
		t.Errorf("%d numbers for %d tokens, usage %d, want one more number than tokens", n, len(ids), asText.Usage.PromptTokens)
	}
	if err := ask(url, "/v1/completions", map[string]any{"prompt": text, "max_tokens": 1, "temperature": 0, "logprobs": 1}, &next); err != nil {
		t.Fatal(err)
	}
	if got, want := *next.Choices[0].LogProbs.TokenLogProbs[0], *asText.Choices[0].LogProbs.TokenLogProbs[len(ids)]; got != want {
		t.Errorf("the next token has %v when generated, and %v when the text is scored", got, want)
	}
	if got, want := asText.Choices[0].Text, text+next.Choices[0].Text; got != want {
		t.Errorf("echoed text %q, want %q", got, want)
	}
}

func numbers(c *servedAnswer) (list []float64) {
	for _, x := range c.Choices[0].LogProbs.TokenLogProbs[1:] {
		list = append(list, *x)
	}
	return list
}

// TestServedGenerations demands the texts of an evaluation, of prompts as
// lm-evaluation-harness cuts them, at once and one by one, sampled and not.
func TestServedGenerations(t *testing.T) {
	m := untrained(t)
	url := serveModel(t, m, 2)
	size := m.weights.Config.SeqLen
	var generations []benchmarks.Generation
	for i, context := range []string{"the", "the cat", "the cat sat", "the dog ran to", strings.Repeat("x", 17), strings.Repeat("x", 18), strings.Repeat("xy", 30)} {
		for seed := range uint64(2) {
			generations = append(generations, benchmarks.Generation{
				Context: context, Stop: []string{"a" + fmt.Sprint(i), "ck"}, MaxTokens: 6, Temperature: float64(seed), TopP: 0.9, Seed: seed,
			})
		}
	}
	want, err := answererOf(t, m, 2).GenerateUntil(t.Context(), generations)
	if err != nil {
		t.Fatal(err)
	}
	answers, errs := make([]servedAnswer, 3*len(generations)), make([]error, 3*len(generations))
	var clients sync.WaitGroup
	for j := range answers {
		g := generations[j%len(generations)]
		ids := m.tokenizer.Encode(nil, g.Context)
		ids = ids[max(len(ids)-(size-g.MaxTokens), 0):]
		clients.Go(func() {
			errs[j] = ask(url, "/v1/completions", map[string]any{
				"prompt": ids, "max_tokens": g.MaxTokens, "temperature": g.Temperature, "top_p": g.TopP, "seed": g.Seed, "stop": g.Stop,
			}, &answers[j])
		})
	}
	clients.Wait()
	for j, a := range answers {
		if errs[j] != nil {
			t.Fatal(errs[j])
		}
		i := j % len(generations)
		if got := a.Choices[0].Text; got != want[i].Text {
			t.Errorf("generation %d: served %q, evaluated %q", i, got, want[i].Text)
		}
	}
}

// TestGivenUp demands that a request which was given up leaves those beside it
// alone.
func TestGivenUp(t *testing.T) {
	m := untrained(t)
	s := runServed(t, m, 1, 64<<20)
	text := m.tokenizer.Encode(nil, someText)[:20]
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Score(given, text, 1, true); err != context.Canceled {
		t.Errorf("Score, given up: %v, want %v", err, context.Canceled)
	}
	if err := s.Generate(given, text, openai.Sampling{MaxTokens: 3}, func(openai.Token) bool { return true }); err != context.Canceled {
		t.Errorf("Generate, given up: %v, want %v", err, context.Canceled)
	}
	tokens, err := s.Score(t.Context(), text, 1, true)
	if err != nil || len(tokens) != len(text) {
		t.Errorf("Score after it: %d tokens, %v, want %d", len(tokens), err, len(text))
	}
}
