package llama

import (
	"slices"
	"testing"

	"pipe/engine/kernel"
)

// TestPredictionsAreThoseOfScores holds each token against the sum of all, and against what a session says of the
// same token, to the bit.
func TestPredictionsAreThoseOfScores(t *testing.T) {
	const top = 3
	c := small(longer)
	w := lively(c)
	sequences, from := requests(c)
	for _, name := range kernel.Implementations() {
		use(t, name)
		scorer := NewScorer(newTeam(t, 2), w, 1)
		want := scorer.LogProbs(sequences, from)
		scratch := make([]float32, c.VocabSize)
		scorer.EachToken(sequences, from, top, func(i int, tokens []Prediction) bool {
			if len(tokens) != want[i].Tokens {
				t.Fatalf("EachToken: request %d has %d predictions, want %d", i, len(tokens), want[i].Tokens)
			}
			session, sum, greedy := NewSession(newTeam(t, 1), w), 0.0, true
			logits := session.Prefill(sequences[i][:max(from[i], 1)])
			for j, p := range tokens {
				token := sequences[i][max(from[i], 1)+j]
				if again := Predict(logits, token, top, scratch); again.LogProb != p.LogProb || !slices.Equal(again.Top, p.Top) {
					t.Errorf("%s: request %d, token %d: EachToken = %v, Predict after a session %v", name, i, j, p, again)
				}
				sum += p.LogProb
				greedy = greedy && p.LogProb == p.Top[0].LogProb
				if session.Len() < session.Cap() {
					logits = session.Decode(token)
				}
			}
			if sum != want[i].LogProb || greedy != want[i].Greedy {
				t.Errorf("%s: request %d: predictions sum to %v, greedy %v, want %+v", name, i, sum, greedy, want[i])
			}
			return true
		})
	}
}

func TestLikeliest(t *testing.T) {
	logits := []float32{1, 3, -2, 3, 2, 0}
	for n, want := range [][]int32{{}, {1}, {1, 3}, {1, 3, 4}, {1, 3, 4, 0}, {1, 3, 4, 0, 5}, {1, 3, 4, 0, 5, 2}, {1, 3, 4, 0, 5, 2}} {
		var got []int32
		for _, c := range likeliest(logits, n) {
			got = append(got, c.Token)
		}
		if !slices.Equal(got, want) {
			t.Errorf("likeliest(%v, %d) = %v, want %v", logits, n, got, want)
		}
	}
}
