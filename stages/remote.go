package stages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pipe/artifacts"
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
	names    *remoteVocabulary // the server's own, or nil where the vocabulary is at hand
	ends     bool              // whether the server hears of tokens that end an answer
}

// newRemoteAnswerer returns an answerer whose model, of artifact a, a server has.
// Prompts become tokens and are cut as those of a model at hand, by the vocabulary
// of the artifact or, where it has none, by the server's.
func newRemoteAnswerer(ctx context.Context, e *Endpoint, a *artifacts.Artifact) (*answerer, error) {
	client, err := e.client()
	if err != nil {
		return nil, err
	}
	r := &remote{client: client, model: e.Model, parallel: int(e.Concurrency)}
	size, err := r.context(ctx, e)
	if err != nil {
		return nil, err
	}
	m := languageModel{weights: &llama.Weights{Config: llama.Config{SeqLen: size, Causal: true}}}
	if hasVocabulary(a) {
		m.tokenizer, m.conventions, err = spokenBy(a)
	} else {
		r.names, err = newRemoteVocabulary(ctx, client)
		m.tokenizer = r.names
	}
	if err != nil {
		return nil, err
	}
	answerer := &answerer{languageModel: m, team: kernel.NewTeam(1), remote: r, truncate: truncateAny}
	answerer.setText(bosOfTokenizer, nil)
	return answerer, nil
}

// client returns who asks the server, with the key that the environment has.
func (e *Endpoint) client() (*openai.Client, error) {
	c := &openai.Client{URL: strings.TrimSuffix(e.URL, "/"), Timeout: e.Timeout, Retries: int(e.Retries)}
	if e.APIKeyEnv != "" {
		if c.Key = os.Getenv(e.APIKeyEnv); c.Key == "" {
			return nil, fmt.Errorf("the environment variable %s, which is to hold the key, is not set", e.APIKeyEnv)
		}
	}
	if e.RequestsPerSecond > 0 {
		c.Every = time.Duration(float64(time.Second) / e.RequestsPerSecond)
	}
	return c, nil
}

// context returns how many tokens a text may have that is scored, but for the one
// that is predicted only. Where the file says how many the model reads, the
// server may leave it out.
func (r *remote) context(ctx context.Context, e *Endpoint) (int, error) {
	told, err := r.client.Model(ctx, e.Model)
	var status *openai.StatusError
	if e.Context > 0 && errors.As(err, &status) && status.Status == http.StatusNotFound {
		err = nil // a server without a list of its models
	}
	if err != nil {
		return 0, err
	}
	r.ends = told.EndsAtTokens()
	size := told.Context
	if e.Context > 0 {
		size = int(e.Context)
	}
	if !told.Ours() {
		size -= 2 // room for the token that a scored text is followed by
	}
	if size < 2 {
		return 0, fmt.Errorf("%s does not tell how many tokens %s reads; say it with context in the block endpoint", e.URL, e.Model)
	}
	return size, nil
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

func newRemoteVocabulary(ctx context.Context, client *openai.Client) (*remoteVocabulary, error) {
	v := &remoteVocabulary{ctx: ctx, client: client, known: make(map[string][]int32)}
	var err error
	if v.bos, err = client.Beginning(ctx); err != nil {
		return nil, fmt.Errorf("the server has to turn text into tokens, by /tokenizer_info and /tokenize as vLLM and pipe serve have; "+
			"for another, name the file of the model's vocabulary with tokenizer, beside the block endpoint: %w", err)
	}
	return v, nil
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
	if r == nil || r.names == nil {
		return nil
	}
	r.names.mu.Lock()
	defer r.names.mu.Unlock()
	return r.names.err
}

// probe makes sure that the server scores prompts at all, and reads the tokens
// that it is sent as the text that they stand for.
func (r *remote) probe(ctx context.Context, v vocabulary, size int) error {
	if r.probed {
		return r.scores
	}
	tokens := []int32{v.BOS(), v.BOS(), v.BOS()}
	text := ""
	if r.names == nil {
		tokens = v.Encode(tokens[:1], "The quick brown fox jumps over the lazy dog")
		tokens = tokens[:min(len(tokens), size)]
		text = strings.TrimSpace(string(v.Decode(tokens[1:])))
	}
	s, err := r.client.Score(ctx, r.model, tokens, 1)
	switch {
	case err != nil && !errors.Is(err, openai.ErrIgnoresEcho):
		return err
	case err != nil:
		err = fmt.Errorf("%w; benchmarks that compare log-likelihoods need a server that heeds echo and logprobs of /completions; those with request \"generate\" do not", err)
	case !strings.Contains(s.Text, text):
		err = fmt.Errorf("tokens that are %q by the tokenizer that the file names are %q to the server: its model has another vocabulary", text, s.Text)
	}
	r.probed, r.scores = true, err
	return err
}

// score scores spans, several at once, and hands each to f, one at a time.
func (r *remote) score(ctx context.Context, a *answerer, spans []span, f func(i int, s llama.Score)) error {
	if err := r.failed(); err != nil || len(spans) == 0 {
		return err
	}
	if err := r.probe(ctx, a.tokenizer, a.weights.Config.SeqLen); err != nil {
		return err
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
		stop := openai.Stop{Texts: g.Stop}
		if a.form.stop != "" {
			stop.Texts = append(g.Stop[:len(g.Stop):len(g.Stop)], a.form.stop)
		}
		if r.ends {
			stop.Tokens = a.form.ends[1:]
		}
		text, err := r.client.Generate(ctx, r.model, tokens[cut:], openai.Sampling{
			MaxTokens: g.MaxTokens, Temperature: g.Temperature, TopP: g.TopP, Seed: g.Seed,
		}, stop)
		if err != nil {
			return &benchmarks.RequestError{Request: wanted[j], Err: err}
		}
		text, _ = cutAtStop(text, stop.Texts)
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
