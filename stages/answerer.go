package stages

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/stages/benchmarks"
)

// answerBatch is how many sequences are scored between two looks at the
// context. No result depends on it.
const answerBatch = 64

// An answerer is a trained model as benchmarks see it.
type answerer struct {
	languageModel
	team   *kernel.Team
	scorer *llama.Scorer
	layer  int   // whose states stand for words
	order  []int // of the model's classes in the benchmark at hand

	tokens   int64               // processed so far
	progress func(share float64) // of the call at hand; may be nil
}

func newAnswerer(m languageModel, layer, workers int) *answerer {
	team := kernel.NewTeam(workers)
	return &answerer{
		languageModel: m, team: team, scorer: llama.NewScorer(team, m.weights, 0), layer: layer,
	}
}

// Close ends the goroutines of the answerer.
func (a *answerer) Close() { a.team.Close() }

// inBatches calls f for successive ranges of n items until ctx is done.
func (a *answerer) inBatches(ctx context.Context, n int, f func(lo, hi int)) error {
	for lo := 0; lo < n; lo += answerBatch {
		if err := ctx.Err(); err != nil {
			return err
		}
		hi := min(lo+answerBatch, n)
		f(lo, hi)
		if a.progress != nil {
			a.progress(float64(hi) / float64(n))
		}
	}
	return nil
}

// LogLikelihood scores continuations.
func (a *answerer) LogLikelihood(ctx context.Context, requests []benchmarks.Request) ([]benchmarks.Likelihood, error) {
	seqs, from := make([][]int32, len(requests)), make([]int, len(requests))
	for i, r := range requests {
		var err error
		if seqs[i], from[i], err = a.split(r); err != nil {
			return nil, fmt.Errorf("request %d: %w", i, err)
		}
	}
	out := make([]benchmarks.Likelihood, 0, len(requests))
	err := a.inBatches(ctx, len(seqs), func(lo, hi int) {
		for i, s := range a.scorer.LogProbs(seqs[lo:hi], from[lo:hi]) {
			out = append(out, benchmarks.Likelihood{Sum: s.LogProb, Greedy: s.Greedy, Tokens: s.Tokens})
			a.tokens += int64(len(seqs[lo+i]))
		}
	})
	return out, err
}

// split tokenizes a request: the continuation's tokens are those that the
// whole text has beyond the context's. What is too long is cut from the left.
func (a *answerer) split(r benchmarks.Request) (seq []int32, from int, err error) {
	bpe, bos := a.tokenizer, []int32{a.tokenizer.BOS()}
	before := bpe.Encode(slices.Clone(bos), r.Context)
	whole := bpe.Encode(slices.Clone(bos), r.Context+r.Continuation)
	if len(whole) <= len(before) {
		return nil, 0, fmt.Errorf("the continuation %q has no tokens of its own after %q", r.Continuation, tail(r.Context))
	}
	// The model is fed the context's own tokens, also where a merge would have
	// crossed the boundary.
	seq, from = append(before, whole[len(before):]...), len(before)
	if over := len(seq) - a.weights.Config.SeqLen; over > 0 {
		seq, from = seq[over:], from-over
	}
	if from < 1 {
		return nil, 0, fmt.Errorf("the continuation has %d tokens, but the model's sequence only %d",
			len(whole)-len(before), a.weights.Config.SeqLen)
	}
	return seq, from, nil
}

// tail shortens a text for a message.
func tail(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return "…" + string(r[len(r)-most:])
	}
	return s
}

// RollingLogLikelihood predicts every token of each text once. A long text is
// read in windows: each but the first starts with one token that was
// predicted before, and the last reaches further back, so that it is full.
func (a *answerer) RollingLogLikelihood(ctx context.Context, texts []string) ([]float64, error) {
	var windows [][]int32
	var from, owner []int
	size := a.weights.Config.SeqLen
	for i, text := range texts {
		ids := a.tokenizer.Encode([]int32{a.tokenizer.BOS()}, text)
		for at := 1; at < len(ids); {
			end := min(at+size-1, len(ids))
			lo := max(0, end-size)
			windows, from, owner = append(windows, ids[lo:end]), append(from, at-lo), append(owner, i)
			at = end
		}
	}
	sums := make([]float64, len(texts))
	err := a.inBatches(ctx, len(windows), func(lo, hi int) {
		for i, s := range a.scorer.LogProbs(windows[lo:hi], from[lo:hi]) {
			sums[owner[lo+i]] += s.LogProb
			a.tokens += int64(len(windows[lo+i]))
		}
	})
	return sums, err
}

// GenerateUntil continues contexts, each with a generator of its own. Several
// are under way at once, one on each worker.
func (a *answerer) GenerateUntil(ctx context.Context, generations []benchmarks.Generation) ([]string, error) {
	writers := make([]writer, a.team.Workers())
	for i := range writers {
		team := kernel.NewTeam(1)
		defer team.Close()
		writers[i] = writer{a, llama.NewSession(team, a.weights)}
	}
	out := make([]string, len(generations))
	counts := make([]int64, len(generations))
	err := a.inBatches(ctx, len(generations), func(lo, hi int) {
		a.team.Do(hi-lo, func(worker, i int) {
			if ctx.Err() == nil {
				out[lo+i], counts[lo+i] = writers[worker].write(generations[lo+i])
			}
		})
		for _, n := range counts[lo:hi] {
			a.tokens += n
		}
	})
	if err == nil {
		err = ctx.Err()
	}
	return out, err
}

// A writer generates text on one worker.
type writer struct {
	*answerer
	session *llama.Session
}

// write continues one context and returns how many tokens it took.
func (w writer) write(g benchmarks.Generation) (text string, tokens int64) {
	seqLen := w.weights.Config.SeqLen
	context := w.tokenizer.Encode([]int32{w.tokenizer.BOS()}, g.Context)
	room := seqLen - min(g.MaxTokens, seqLen/2)
	if over := len(context) - room; over > 0 {
		context = context[over:]
	}
	var ids []int32
	sampler := llama.NewSampler(w.weights.Config.VocabSize, llama.Sampling{Temperature: g.Temperature, TopP: g.TopP})
	random := rand.New(rand.NewPCG(g.Seed, 0))
	w.session.Truncate(0)
	w.session.Generate(context, g.MaxTokens, sampler, random, func(id int32) bool {
		if id == w.tokenizer.EOS() {
			return false
		}
		ids = append(ids, id)
		var stopped bool
		text, stopped = cutAtStop(string(w.tokenizer.Decode(ids)), g.Stop)
		return !stopped
	})
	return strings.ToValidUTF8(text, "\uFFFD"), int64(len(context) + len(ids))
}

// cutAtStop cuts a text before the first of the stop strings in it.
func cutAtStop(text string, stops []string) (string, bool) {
	at := len(text)
	for _, stop := range stops {
		if i := strings.Index(text, stop); i >= 0 {
			at = min(at, i)
		}
	}
	return text[:at], at < len(text)
}

// chooseClasses prepares for a benchmark whose items name the classes.
func (a *answerer) chooseClasses(names []string) error {
	a.order = make([]int, len(names))
	for i, name := range names {
		if a.order[i] = slices.Index(a.classes, name); a.order[i] < 0 || len(names) != len(a.classes) {
			return fmt.Errorf("the benchmark's classes are %q, but the model tells %q", names, a.classes)
		}
	}
	return nil
}

// Classify returns the probability of each class, in the benchmark's order.
func (a *answerer) Classify(ctx context.Context, texts []string) ([][]float64, error) {
	seqs := make([][]int32, len(texts))
	for i, text := range texts {
		seqs[i] = classifierTokens(a.tokenizer, text, a.weights.Config.SeqLen)
	}
	var out [][]float64
	n := len(a.classes)
	err := a.inBatches(ctx, len(seqs), func(lo, hi int) {
		logits := a.scorer.Classify(seqs[lo:hi])
		for i := range hi - lo {
			p := softmax(logits[i*n : (i+1)*n])
			ordered := make([]float64, n)
			for j, class := range a.order {
				ordered[j] = p[class]
			}
			out = append(out, ordered)
			a.tokens += int64(len(seqs[lo+i]))
		}
	})
	return out, err
}

func softmax(logits []float32) []float64 {
	p := make([]float64, len(logits))
	top, sum := float64(slices.Max(logits)), 0.0
	for i, l := range logits {
		p[i] = kernel.Exp64(float64(l) - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// Embed returns a vector for each word, read as it stands inside a sentence,
// with a space before it: the mean over its tokens of a layer's states.
func (a *answerer) Embed(ctx context.Context, words []string) ([][]float32, error) {
	seqs := make([][]int32, len(words))
	for i, w := range words {
		seqs[i] = a.tokenizer.Encode(nil, " "+w)
	}
	var out [][]float32
	err := a.inBatches(ctx, len(seqs), func(lo, hi int) {
		out = append(out, a.scorer.MeanHidden(seqs[lo:hi], a.layer)...)
	})
	return out, err
}
