package llama

import (
	"math"
	"slices"
	"testing"

	"pipe/engine/kernel"
)

// TestInt8BitsDoNotDependOnNeighbours scores requests with 8-bit weights together, apart, shuffled and packed
// otherwise, and reads them token by token, in every implementation.
func TestInt8BitsDoNotDependOnNeighbours(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			longer(&c)
			w := lively(c)
			w.Quantize(newTeam(t, 1))
			sequences, from := requests(c)
			use(t, "generic")
			want := NewScorer(newTeam(t, 1), w, 1).LogProbs(sequences, from)
			order := rng(3).Perm(len(sequences))
			for _, name := range kernel.Implementations() {
				use(t, name)
				for _, micro := range []int{1, 100, 0} {
					s := NewScorer(newTeam(t, 2), w, micro)
					var shuffled [][]int32
					var begin []int
					for _, i := range order {
						shuffled, begin = append(shuffled, sequences[i]), append(begin, from[i])
					}
					for j, got := range s.LogProbs(shuffled, begin) {
						i := order[j]
						alone := s.LogProbs(sequences[i:i+1], from[i:i+1])[0]
						if got != want[i] || alone != want[i] {
							t.Errorf("%s, %d rows: LogProbs of request %d = %+v, alone %+v, want %+v", name, micro, i, got, alone, want[i])
						}
					}
				}
				if !c.Causal {
					continue
				}
				text := sequences[0][:c.SeqLen/2]
				s := NewSession(newTeam(t, 2), w)
				whole := slices.Clone(s.Prefill(text))
				s.Truncate(0)
				var got []float32
				for _, token := range text {
					got = s.Decode(token)
				}
				sameBits(t, "logits of Decode", got, whole)
			}
		})
	}
}

// TestQuantizeIsClose sees that 8-bit weights are in use, and near.
func TestQuantizeIsClose(t *testing.T) {
	c := small(longer)
	w, team := lively(c), newTeam(t, 1)
	sequences := someSequences(c, c.SeqLen, 9)
	want := NewScorer(team, w, 0).LogProbs(sequences, nil)
	w.Quantize(team)
	for i, got := range NewScorer(team, w, 0).LogProbs(sequences, nil) {
		off := math.Abs(got.LogProb-want[i].LogProb) / float64(got.Tokens)
		if off == 0 || off > 0.05 {
			t.Errorf("log-likelihood of sequence %d is %g a token from that of whole weights, want more than 0 and at most 0.05", i, off)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("NewTrainer of quantized weights does not panic")
		}
	}()
	NewTrainer(team, w, TrainerOptions{})
}
