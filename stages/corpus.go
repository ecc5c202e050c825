package stages

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/engine/llama"
)

// corpusTexts returns one field of every document of a dataset, as text.
func corpusTexts(ctx context.Context, a *artifacts.Artifact, field string) ([]string, error) {
	docs, err := documents(a)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(docs))
	for i, doc := range docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if texts[i], err = textField(doc, field); err != nil {
			return nil, fmt.Errorf("document %d: %w", i, err)
		}
	}
	return texts, nil
}

// textField returns a field of a document as text.
func textField(doc, field string) (string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(doc), &fields); err != nil {
		return "", err
	}
	raw, ok := fields[field]
	if !ok {
		return "", fmt.Errorf("it has no field %q; it has %s", field,
			strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", fmt.Errorf("field %q is no text: %.80s", field, raw)
	}
	return text, nil
}

// sequences tokenizes texts. Each becomes a sequence of its own between the
// tokens that begin and end a text, so that a model sees texts in training as
// it does in evaluation. A text longer than seqLen goes on in further
// sequences, each of which starts with the last token of the one before.
func sequences(ctx context.Context, team *kernel.Team, v vocabulary, texts []string, seqLen int) ([][]int32, error) {
	encoded := make([][]int32, len(texts))
	team.Do(len(texts), func(_, i int) {
		if ctx.Err() == nil {
			encoded[i] = append(v.Encode([]int32{v.BOS()}, texts[i]), v.EOS())
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var all [][]int32
	for _, ids := range encoded {
		for len(ids) > 1 {
			n := min(len(ids), seqLen)
			all = append(all, ids[:n:n])
			ids = ids[n-1:]
		}
	}
	return all, nil
}

// holdOut splits off every n-th item, the last of each n, where n is chosen
// so that about the given share goes.
func holdOut[T any](all []T, share float64) (kept, held []T) {
	if share <= 0 {
		return all, nil
	}
	every := max(2, int(1/share+0.5))
	for i, item := range all {
		if i%every == every-1 {
			held = append(held, item)
		} else {
			kept = append(kept, item)
		}
	}
	return kept, held
}

// An order goes through the indices of a training set, epoch by epoch, each
// in an order of its own drawn from (seed, epoch).
type order struct {
	seed    uint64
	epoch   uint64
	indices []int
	next    int
}

func newOrder(n int, seed int64) *order {
	o := &order{seed: uint64(seed), indices: make([]int, n), next: n}
	for i := range o.indices {
		o.indices[i] = i
	}
	return o
}

// take returns the next index.
func (o *order) take() int {
	if o.next == len(o.indices) {
		random := rand.New(rand.NewPCG(o.seed, o.epoch))
		random.Shuffle(len(o.indices), func(i, j int) { o.indices[i], o.indices[j] = o.indices[j], o.indices[i] })
		o.epoch++
		o.next = 0
	}
	o.next++
	return o.indices[o.next-1]
}

// back puts the last index back.
func (o *order) back() { o.next-- }

// fill returns indices of sequences that together have at most the given
// number of tokens, and at least one sequence.
func (o *order) fill(all [][]int32, tokens int) []int {
	var chosen []int
	for left := tokens; ; {
		i := o.take()
		left -= len(all[i])
		if left < 0 && len(chosen) > 0 {
			o.back()
			return chosen
		}
		chosen = append(chosen, i)
	}
}

func pick[T any](all []T, indices []int) []T {
	chosen := make([]T, len(indices))
	for i, at := range indices {
		chosen[i] = all[at]
	}
	return chosen
}

// maskedBatch hides tokens of sequences for the masked objective.
func maskedBatch(m llama.Masking, chosen [][]int32, random *rand.Rand) llama.Batch {
	b := llama.NextTokens(chosen, nil)
	tokens := append([]int32(nil), b.Tokens...)
	m.Apply(b.Tokens, b.Targets, tokens, random)
	return b
}
