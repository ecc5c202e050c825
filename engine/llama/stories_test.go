package llama

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"pipe/engine/kernel"

	"pipe/internal/published"
)

// storiesModel reads a version-0 checkpoint of llama2.c.
func storiesModel(t *testing.T) *Weights {
	t.Helper()
	r := bytes.NewReader(published.Read(t, "models", "stories260K", "stories260K.bin"))
	var h struct{ Dim, Hidden, Layers, Heads, KVHeads, Vocab, Seq int32 }
	read := func(v any) {
		if err := binary.Read(r, binary.LittleEndian, v); err != nil {
			t.Fatalf("read stories260K.bin: %v", err)
		}
	}
	read(&h)
	w := NewWeights(Config{
		VocabSize: int(h.Vocab), Dim: int(h.Dim), HiddenDim: int(h.Hidden), Layers: int(h.Layers), Heads: int(h.Heads),
		KVHeads: int(h.KVHeads), SeqLen: int(h.Seq), RopeTheta: 10000, NormEps: 1e-5, Tied: true, Causal: true,
	})
	read(w.TokEmbeddings)
	for _, part := range []func(l *Layer) []float32{
		func(l *Layer) []float32 { return l.AttentionNorm },
		func(l *Layer) []float32 { return l.WQ },
		func(l *Layer) []float32 { return l.WK },
		func(l *Layer) []float32 { return l.WV },
		func(l *Layer) []float32 { return l.WO },
		func(l *Layer) []float32 { return l.FFNNorm },
		func(l *Layer) []float32 { return l.W1 },
		func(l *Layer) []float32 { return l.W2 },
		func(l *Layer) []float32 { return l.W3 },
	} {
		for i := range w.Layers {
			read(part(&w.Layers[i]))
		}
	}
	read(w.Norm)
	return w
}

// storiesPieces reads the pieces of the tokenizer that belongs to it.
func storiesPieces(t *testing.T) []string {
	t.Helper()
	data := published.Read(t, "models", "stories260K", "tok512.bin")[4:]
	var pieces []string
	for len(data) > 0 {
		n := int(binary.LittleEndian.Uint32(data[4:]))
		pieces = append(pieces, string(data[8:8+n]))
		data = data[8+n:]
	}
	for b := range 256 {
		pieces[3+b] = string([]byte{byte(b)})
	}
	return pieces
}

func TestStoriesGreedy(t *testing.T) {
	w, pieces := storiesModel(t), storiesPieces(t)
	want := published.Read(t, "models", "stories260K", "expected_greedy_empty_prompt.txt")
	for _, name := range kernel.Implementations() {
		t.Run(name, func(t *testing.T) {
			use(t, name)
			team := kernel.NewTeam(2)
			defer team.Close()
			s := NewSession(team, w)
			var text []byte
			s.Generate([]int32{1}, 200, NewSampler(w.Config.VocabSize, Sampling{}), nil, func(token int32) bool {
				if token == 1 {
					return false
				}
				piece := pieces[token]
				if len(text) == 0 && piece[0] == ' ' {
					piece = piece[1:]
				}
				text = append(text, piece...)
				return true
			})
			if got := bytes.TrimSpace(text); !bytes.Equal(got, bytes.TrimSpace(want)) {
				t.Errorf("greedy text = %q, want %q", got, want)
			}
		})
	}
}

func TestStoriesLoss(t *testing.T) {
	w := storiesModel(t)
	team := kernel.NewTeam(1)
	defer team.Close()
	s := NewSession(team, w)
	tokens := []int32{1}
	s.Generate(tokens, 100, NewSampler(w.Config.VocabSize, Sampling{}), nil, func(token int32) bool {
		tokens = append(tokens, token)
		return true
	})
	score := NewScorer(team, w, 0).LogProbs([][]int32{tokens}, nil)[0]
	if !score.Greedy || score.Tokens != 100 {
		t.Errorf("LogProbs of the greedy text = %+v, want 100 greedy tokens", score)
	}
	if mean := -score.LogProb / 100; math.IsNaN(mean) || mean < 0.1 || mean > 1 {
		t.Errorf("loss on the greedy text = %g nats, want that of a trained model on its own text", mean)
	}
}
