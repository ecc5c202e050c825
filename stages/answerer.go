package stages

import (
	"context"
	"fmt"
	"slices"

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
	team    *kernel.Team
	scorer  *llama.Scorer
	decoder *llama.Decoder // nil until a text is written
	layer   int            // whose states stand for words
	order   []int          // of the model's classes in the benchmark at hand

	form      textForm
	remote    *remote   // a server that answers, in place of weights; may be nil
	keeper    *keeper   // of answers; may be nil
	judge     *answerer // that reads what the model wrote; may be nil
	truncate  string    // what may be cut
	benchmark int       // at hand: its number

	tokens   int64                 // processed so far
	progress func(done, total int) // requests of the call at hand; may be nil
}

func newAnswerer(m languageModel, layer, workers int) *answerer {
	team := kernel.NewTeam(workers)
	a := &answerer{
		languageModel: m, team: team, scorer: llama.NewScorer(team, m.weights, 0), layer: layer, truncate: truncateAny,
	}
	a.setText(bosOfTokenizer, nil)
	return a
}

// quantize makes the model answer with weights of 8 bits.
func (a *answerer) quantize() {
	a.weights.Quantize(a.team)
	a.scorer, a.decoder = llama.NewScorer(a.team, a.weights, 0), nil
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
	}
	return nil
}

// report tells how many requests of the call at hand are answered, once one is.
func (a *answerer) report(done, total int) {
	if a.progress != nil && done > 0 {
		a.progress(done, total)
	}
}

// A span is the end of a sequence that is scored: tokens from index from on,
// given those before.
type span struct {
	tokens []int32
	from   int
	cut    int // tokens that were left out before the first
	// unscored is how many of those would have been scored.
	unscored int
}

// score scores spans, in the order of their tokens: what begins alike is then
// read once, be it the contexts of one document's choices or the shots of all
// documents.
func (a *answerer) score(ctx context.Context, spans []span, f func(i int, s llama.Score)) error {
	if a.remote != nil {
		return a.remote.score(ctx, a, spans, func(i int, s llama.Score) {
			f(i, s)
			a.tokens += int64(len(spans[i].tokens))
		})
	}
	if !a.weights.Config.Causal {
		return fmt.Errorf("the model was trained with the masked objective and does not predict what comes next")
	}
	order := make([]int, len(spans))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return slices.Compare(spans[i].tokens, spans[j].tokens) })
	tokens, from := make([][]int32, len(spans)), make([]int, len(spans))
	for at, i := range order {
		tokens[at], from[at] = spans[i].tokens, spans[i].from
	}
	a.scorer.EachLogProb(tokens, from, func(at int, s llama.Score) bool {
		f(order[at], s)
		a.tokens += int64(len(tokens[at]))
		return ctx.Err() == nil
	})
	return ctx.Err()
}

// LogLikelihood scores continuations.
func (a *answerer) LogLikelihood(ctx context.Context, requests []benchmarks.Request) ([]benchmarks.Likelihood, error) {
	spans := make([]span, len(requests))
	for i, r := range requests {
		var err error
		if spans[i], err = a.split(r); err != nil {
			if failed := a.remote.failed(); failed != nil {
				return nil, failed
			}
			return nil, &benchmarks.RequestError{Request: i, Err: err}
		}
	}
	kept := keptFor[benchmarks.Likelihood](a.keeper, a.benchmark, len(requests))
	missing := kept.missing()
	a.report(kept.count, len(requests))
	err := a.score(ctx, subset(spans, missing), func(j int, s llama.Score) {
		i := missing[j]
		l := benchmarks.Likelihood{Sum: s.LogProb, Greedy: s.Greedy, Tokens: s.Tokens, Cut: spans[i].cut, Unscored: spans[i].unscored}
		a.report(kept.add(i, l), len(requests))
	})
	return kept.finish(ctx, err)
}

// subset returns the elements of a list with the given indices.
func subset[E any](list []E, index []int) []E {
	picked := make([]E, len(index))
	for j, i := range index {
		picked[j] = list[i]
	}
	return picked
}

// split tokenizes a request. What is too long is cut from the left, to one token
// more than the model reads, since the last is predicted only. Of a continuation
// that alone is longer, the tokens that are left are scored, given those before
// them; lm-evaluation-harness ends in a failed assertion there.
func (a *answerer) split(r benchmarks.Request) (span, error) {
	before, own, err := a.pair(r)
	if err != nil {
		return span{}, err
	}
	most := a.weights.Config.SeqLen
	s := span{tokens: slices.Concat(before, own), from: len(before), unscored: max(len(own)-most, 0)}
	s.cut = max(len(s.tokens)-most-1, 0)
	s.tokens, s.from = s.tokens[s.cut:], s.from-s.cut+s.unscored
	return s, a.checkSpan(s)
}

// tail shortens a text for a message.
func tail(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return "…" + string(r[len(r)-most:])
	}
	return s
}

// windows cuts a sequence, of which the first token is given, such that each
// other is predicted once by a model that reads size tokens. Each window but
// the first starts with one token that was predicted before, and the last
// reaches further back, so that it is full.
func windows(ids []int32, size int) []span {
	var list []span
	for at := 1; at < len(ids); {
		end := min(at+size, len(ids))
		lo := max(0, end-size-1)
		list = append(list, span{tokens: ids[lo:end], from: at - lo})
		at = end
	}
	return list
}

// RollingLogLikelihood predicts every token of each text once, in windows.
func (a *answerer) RollingLogLikelihood(ctx context.Context, texts []string) ([]float64, error) {
	var spans []span
	var owner []int
	for i, text := range texts {
		ids := a.tokenizer.Encode([]int32{a.tokenizer.BOS()}, text)
		for _, w := range windows(ids, a.weights.Config.SeqLen) {
			spans, owner = append(spans, w), append(owner, i)
		}
	}
	kept := keptFor[float64](a.keeper, a.benchmark, len(spans)) // of windows: a text may be a book
	missing := kept.missing()
	a.report(kept.count, len(spans))
	err := a.score(ctx, subset(spans, missing), func(j int, s llama.Score) {
		a.report(kept.add(missing[j], s.LogProb), len(spans))
	})
	parts, err := kept.finish(ctx, err)
	if err != nil {
		return nil, err
	}
	sums := make([]float64, len(texts))
	for i, text := range owner { // in the order of the text, which a sum depends on
		sums[text] += parts[i]
	}
	return sums, nil
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
func (a *answerer) Classify(ctx context.Context, texts []string) ([]benchmarks.Classification, error) {
	seqs := make([][]int32, len(texts))
	out := make([]benchmarks.Classification, len(texts))
	for i, text := range texts {
		seqs[i], out[i].Cut = classifierTokens(a.tokenizer, text, a.weights.Config.SeqLen)
		if err := a.checkCut(out[i].Cut); err != nil {
			return nil, &benchmarks.RequestError{Request: i, Err: err}
		}
	}
	kept := keptFor[benchmarks.Classification](a.keeper, a.benchmark, len(texts))
	missing := kept.missing()
	n := len(a.classes)
	err := a.inBatches(ctx, len(missing), func(lo, hi int) {
		batch := subset(seqs, missing[lo:hi])
		logits := a.scorer.Classify(batch)
		for i, seq := range batch {
			p := softmax(logits[i*n : (i+1)*n])
			for _, class := range a.order {
				out[missing[lo+i]].Probabilities = append(out[missing[lo+i]].Probabilities, p[class])
			}
			a.tokens += int64(len(seq))
			a.report(kept.add(missing[lo+i], out[missing[lo+i]]), len(texts))
		}
	})
	return kept.finish(ctx, err)
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
// with a space before it: the mean over its tokens of a layer's states. A word
// longer than the context is one that the model does not know.
func (a *answerer) Embed(ctx context.Context, words []string) ([][]float32, error) {
	var seqs [][]int32
	var known []int
	for i, w := range words {
		ids := a.tokenizer.Encode(nil, " "+w)
		if most := a.weights.Config.SeqLen; len(ids) <= most {
			seqs, known = append(seqs, ids), append(known, i)
		} else if a.truncate != truncateAny {
			err := fmt.Errorf("the word %q has %d tokens, but the model's context holds %d; truncate = %q leaves it out",
				w, len(ids), most, truncateAny)
			return nil, &benchmarks.RequestError{Request: i, Err: err}
		}
	}
	out := make([][]float32, len(words))
	err := a.inBatches(ctx, len(seqs), func(lo, hi int) {
		for j, vector := range a.scorer.MeanHidden(seqs[lo:hi], a.layer) {
			out[known[lo+j]] = vector
		}
		a.report(hi, len(words))
	})
	return out, err
}
