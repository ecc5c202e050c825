package llama

import "fmt"

// Ignored is the target of a position that is not scored and the label of a sequence without one.
const Ignored = -1

// Batch is a set of sequences laid end to end, without padding. Attention stays inside a sequence. The slices
// are read only.
type Batch struct {
	Tokens  []int32 // [N]
	Starts  []int   // offset of each sequence in Tokens: increasing, the first is 0
	Targets []int32 // [N]: what each position is to predict, or Ignored. Nil when Labels are given
	Labels  []int32 // one for each sequence: its class, or Ignored. Nil when Targets are given

	// Weights holds a coefficient for each target. With it the loss is the weighted sum of the losses, not their
	// mean: what preference objectives differentiate through. Nil otherwise.
	Weights []float32

	Step int // of training: tells what dropout hides in one step from another; no other use
}

// Rows returns a batch of sequences of equal length, the last of which may be shorter.
func Rows(tokens, targets []int32, length int) Batch {
	b := Batch{Tokens: tokens, Targets: targets}
	for at := 0; at < len(tokens); at += length {
		b.Starts = append(b.Starts, at)
	}
	return b
}

// NextTokens returns the causal batch over the given sequences: each position predicts the next, but only
// tokens from index from[i] on are scored; with a nil from, all that have a context.
func NextTokens(sequences [][]int32, from []int) Batch {
	var b Batch
	for i, s := range sequences {
		b.Starts = append(b.Starts, len(b.Tokens))
		b.Tokens = append(b.Tokens, s...)
		for t := range s {
			target := int32(Ignored)
			if t+1 < len(s) && (from == nil || t+1 >= from[i]) {
				target = s[t+1]
			}
			b.Targets = append(b.Targets, target)
		}
	}
	return b
}

// Classified returns the batch of sequences with a class each.
func Classified(sequences [][]int32, labels []int32) Batch {
	b := NextTokens(sequences, nil)
	b.Targets, b.Labels = nil, labels
	return b
}

// end returns where sequence s ends.
func (b *Batch) end(s int) int {
	if s+1 < len(b.Starts) {
		return b.Starts[s+1]
	}
	return len(b.Tokens)
}

// microEnd returns the sequence after the last that fits, together with s and those between, in limit tokens.
func (b *Batch) microEnd(s, limit int) int {
	first := b.Starts[s]
	for s++; s < len(b.Starts) && b.end(s)-first <= limit; s++ {
	}
	return s
}

// scored returns the number of targets or labels that are not ignored.
func (b *Batch) scored() int {
	list, n := b.Targets, 0
	if b.Labels != nil {
		list = b.Labels
	}
	for _, v := range list {
		if v >= 0 {
			n++
		}
	}
	return n
}

// check panics unless the batch fits a model of shape c.
func (b *Batch) check(c Config) {
	require := func(ok bool, what string, got, want int) {
		if !ok {
			panic(fmt.Sprintf("llama: batch: %s: got %d, want %d", what, got, want))
		}
	}
	if b.Labels != nil {
		require(c.Classes > 0 && b.Targets == nil, "labels of a model with a head and no targets", c.Classes, 2)
		require(len(b.Labels) == len(b.Starts), "labels", len(b.Labels), len(b.Starts))
	} else {
		require(len(b.Targets) == len(b.Tokens), "targets", len(b.Targets), len(b.Tokens))
	}
	require(b.Weights == nil || len(b.Weights) == len(b.Tokens), "weights", len(b.Weights), len(b.Tokens))
	require(len(b.Starts) > 0 && b.Starts[0] == 0, "sequences from 0 on", len(b.Starts), 1)
	for s, start := range b.Starts {
		n := b.end(s) - start
		require(n >= 1 && n <= c.SeqLen, "length of a sequence", n, c.SeqLen)
	}
	for _, token := range b.Tokens {
		require(uint(token) < uint(c.VocabSize), "token below the vocabulary size", int(token), c.VocabSize)
	}
}
