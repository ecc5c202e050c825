package stages

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/stages/benchmarks"
	"pipe/stages/openai"
)

// A remote is a server that answers for a model.
type remote struct {
	client   *openai.Client
	model    string
	parallel int
	scores   error // why it cannot score texts, once that was tried
	probed   bool
	names    *remoteVocabulary
}

// newRemoteAnswerer returns an answerer whose model a server has. Prompts become
// tokens and are cut as those of a model at hand.
func newRemoteAnswerer(ctx context.Context, e *Endpoint) (*answerer, error) {
	client := &openai.Client{URL: strings.TrimSuffix(e.URL, "/"), Timeout: e.Timeout, Retries: int(e.Retries)}
	if e.APIKeyEnv != "" {
		if client.Key = os.Getenv(e.APIKeyEnv); client.Key == "" {
			return nil, fmt.Errorf("the environment variable %s, which is to hold the key, is not set", e.APIKeyEnv)
		}
	}
	if e.RequestsPerSecond > 0 {
		client.Every = time.Duration(float64(time.Second) / e.RequestsPerSecond)
	}
	size, ours, err := client.Model(ctx, e.Model)
	if err != nil {
		return nil, err
	}
	if e.Context > 0 {
		size = int(e.Context)
	}
	if !ours {
		size -= 2 // room for the token that a scored text is followed by
	}
	if size < 2 {
		return nil, fmt.Errorf("%s does not tell how many tokens %s reads; say it with context in the block endpoint", e.URL, e.Model)
	}
	names := &remoteVocabulary{ctx: ctx, client: client, known: make(map[string][]int32)}
	if names.bos, err = client.Beginning(ctx); err != nil {
		return nil, fmt.Errorf("the server has to turn text into tokens, by /tokenizer_info and /tokenize as vLLM and pipe serve have: %w", err)
	}
	m := languageModel{weights: &llama.Weights{Config: llama.Config{SeqLen: size, Causal: true}}, tokenizer: names}
	a := &answerer{languageModel: m, team: kernel.NewTeam(1), truncate: truncateAny}
	a.remote = &remote{client: client, model: e.Model, parallel: int(e.Concurrency), names: names}
	a.setText(bosOfTokenizer, nil)
	return a, nil
}

// A remoteVocabulary asks a server for tokens. The first error stays, and ends
// the call at hand.
type remoteVocabulary struct {
	ctx    context.Context // of the evaluation
	client *openai.Client
	bos    int32

	mu    sync.Mutex
	known map[string][]int32
	err   error
}

func (v *remoteVocabulary) BOS() int32 { return v.bos }

// EOS is no token: the server ends texts itself.
func (v *remoteVocabulary) EOS() int32                { return -1 }
func (v *remoteVocabulary) VocabSize() int            { return 0 }
func (v *remoteVocabulary) Piece(id int32) []byte     { return nil }
func (v *remoteVocabulary) Decode(ids []int32) []byte { return nil }

// Encode remembers texts, as the same context is asked about for each choice.
func (v *remoteVocabulary) Encode(dst []int32, text string) []int32 {
	if text == "" {
		return dst
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	ids, ok := v.known[text]
	if !ok && v.err == nil {
		if ids, v.err = v.client.Tokenize(v.ctx, text); v.err == nil {
			v.known[text] = ids
		}
	}
	return append(dst, ids...)
}

// failed returns why the server could not make tokens of a text. A model at hand
// can always.
func (r *remote) failed() error {
	if r == nil {
		return nil
	}
	r.names.mu.Lock()
	defer r.names.mu.Unlock()
	return r.names.err
}

// score scores spans, several at once, and hands each to f, one at a time. It
// first makes sure that the server scores prompts at all.
func (r *remote) score(ctx context.Context, spans []span, f func(i int, s llama.Score)) error {
	if err := r.failed(); err != nil || len(spans) == 0 {
		return err
	}
	if !r.probed {
		_, err := r.client.Score(ctx, r.model, []int32{r.names.bos, r.names.bos, r.names.bos}, 1)
		if err != nil && !errors.Is(err, openai.ErrIgnoresEcho) {
			return err
		}
		r.probed, r.scores = true, err
	}
	if r.scores != nil {
		return fmt.Errorf("%w; benchmarks that compare log-likelihoods need a server that heeds echo and logprobs of /completions; those with request \"generate\" do not", r.scores)
	}
	var mu sync.Mutex
	return r.each(ctx, len(spans), func(ctx context.Context, i int) error {
		s, err := r.client.Score(ctx, r.model, spans[i].tokens, spans[i].from)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		f(i, llama.Score{LogProb: s.Sum, Greedy: s.Greedy, Tokens: len(spans[i].tokens) - max(spans[i].from, 1)})
		return nil
	})
}

// generate continues those contexts that are wanted.
func (r *remote) generate(ctx context.Context, a *answerer, generations []benchmarks.Generation, wanted []int, f func(i int, response benchmarks.Response)) error {
	var mu sync.Mutex
	return r.each(ctx, len(wanted), func(ctx context.Context, j int) error {
		g := generations[wanted[j]]
		tokens := a.encode(g.Context)
		if err := r.failed(); err != nil {
			return err
		}
		cut := max(len(tokens)-(a.weights.Config.SeqLen-g.MaxTokens), 0)
		if err := a.checkCut(cut); err != nil {
			return &benchmarks.RequestError{Request: wanted[j], Err: err}
		}
		stop := g.Stop
		if a.form.stop != "" {
			stop = append(stop[:len(stop):len(stop)], a.form.stop)
		}
		text, err := r.client.Generate(ctx, r.model, tokens[cut:], openai.Sampling{
			MaxTokens: g.MaxTokens, Temperature: g.Temperature, TopP: g.TopP, Seed: g.Seed,
		}, stop)
		if err != nil {
			return &benchmarks.RequestError{Request: wanted[j], Err: err}
		}
		text, _ = cutAtStop(text, stop)
		mu.Lock()
		defer mu.Unlock()
		a.tokens += int64(len(tokens) - cut)
		f(wanted[j], benchmarks.Response{Text: text, Cut: cut})
		return nil
	})
}

// each calls f for 0 to n-1, several at once.
func (r *remote) each(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.parallel)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error { return f(ctx, i) })
	}
	return group.Wait()
}
