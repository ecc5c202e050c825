package llama

import (
	"math"
	"slices"
	"testing"

	"pipe/engine/kernel"
)

// requests returns sequences that share beginnings in several ways, and where their scored ends begin.
func requests(c Config) (sequences [][]int32, from []int) {
	text := someSequences(c, c.SeqLen, c.SeqLen, 9)
	join := func(parts ...[]int32) []int32 { return slices.Concat(parts...) }
	shots, a, b, other := text[0][:c.SeqLen/2], text[1][:c.SeqLen/4], text[1][c.SeqLen/4:c.SeqLen/3], text[2]
	add := func(context []int32, choice []int32) {
		sequences = append(sequences, join(context, choice))
		from = append(from, len(context))
	}
	for _, choice := range [][]int32{other[:3], other[3:7], other[:2], other[:1], other[:1]} {
		add(join(shots, a), choice)
	}
	for _, choice := range [][]int32{other[:3], other[3:7]} {
		add(join(shots, b), choice)
	}
	add(other, other[:5])
	add(nil, other)
	add(nil, other[:1])
	return sequences, from
}

// TestScoresDoNotDependOnNeighbours scores requests together, apart, in the other order and in small batches.
func TestScoresDoNotDependOnNeighbours(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			longer(&c)
			w, sequences, from := lively(c), [][]int32(nil), []int(nil)
			sequences, from = requests(c)
			want := NewScorer(newTeam(t, 1), w, 1).LogProbs(sequences, from)
			for _, name := range kernel.Implementations() {
				use(t, name)
				together := NewScorer(newTeam(t, 2), w, 0)
				got := together.LogProbs(sequences, from)
				for i := range sequences {
					alone := together.LogProbs(sequences[i:i+1], from[i:i+1])[0]
					if got[i] != want[i] || alone != want[i] {
						t.Errorf("%s: LogProbs of request %d = %+v, alone %+v, want %+v", name, i, got[i], alone, want[i])
					}
					if n := len(sequences[i]) - max(from[i], 1); got[i].Tokens != n {
						t.Errorf("request %d scores %d tokens, want %d", i, got[i].Tokens, n)
					}
				}
				slices.Reverse(sequences)
				slices.Reverse(from)
				slices.Reverse(want)
			}
		})
	}
}

// TestSharedBeginnings counts the rows that are computed.
func TestSharedBeginnings(t *testing.T) {
	c := small(longer)
	s := NewScorer(newTeam(t, 1), lively(c), 1<<12)
	sequences, from := requests(c)
	if next := s.load(sequences, 0, func(i int) int { return max(from[i], 1) }); next != len(sequences) {
		t.Fatalf("load stops at request %d, want all %d", next, len(sequences))
	}
	half, quarter, third := c.SeqLen/2, c.SeqLen/4, c.SeqLen/3
	// The last token of each is not read.
	first := half + quarter + 2   // complete
	choices := 4 + 2 + 1 + 1      // from the last token of the context on
	second := third - quarter + 2 // after the shots
	rest := 4 + 13 + 8 + 1        // of the second context, and three alone; the last has but the token that begins it
	want := first + choices + second + rest
	if s.plan.rows != want {
		t.Errorf("load computes %d rows, want %d", s.plan.rows, want)
	}
}

// TestScoresOfFullSequences predicts one token more than the model can read.
func TestScoresOfFullSequences(t *testing.T) {
	c := small(nil)
	s := NewScorer(newTeam(t, 1), lively(c), 0)
	full := someSequences(c, c.SeqLen+1)
	logits := batchLogits(s, [][]int32{full[0][:c.SeqLen]})[0]
	last := row(logits, c.SeqLen-1, c.VocabSize)
	want := float64(last[full[0][c.SeqLen]])
	want -= kernel.LogSumExp(last, last)
	if got := s.LogProbs(full, []int{c.SeqLen})[0]; got.LogProb != want || got.Tokens != 1 {
		t.Errorf("LogProbs of the token after a full sequence = %+v, want %v", got, want)
	}
	if got := s.LogProbs(full, nil)[0]; got.Tokens != c.SeqLen {
		t.Errorf("LogProbs scores %d tokens, want %d", got.Tokens, c.SeqLen)
	}
	defer func() {
		if recover() == nil {
			t.Error("LogProbs of a sequence too long does not panic")
		}
	}()
	s.LogProbs(someSequences(c, c.SeqLen+2), nil)
}

// TestScoreIsTheLoss compares the scorer with the trainer's loss.
func TestScoreIsTheLoss(t *testing.T) {
	c := small(nil)
	w, team := lively(c), newTeam(t, 1)
	sequences := someSequences(c, 5, 12, 7)
	sum, n := 0.0, 0
	for _, score := range NewScorer(team, w, 0).LogProbs(sequences, nil) {
		sum += score.LogProb
		n += score.Tokens
	}
	b := NextTokens(sequences, nil)
	want := NewTrainer(team, w, TrainerOptions{}).Loss(b)
	if got := -sum / float64(n); math.Abs(got-want) > 1e-6 {
		t.Errorf("mean of LogProbs = %.8f, want %.8f", got, want)
	}
	sum = 0
	list := NewScorer(team, w, 0).TargetLogProbs(b)
	for _, x := range list {
		sum += x
	}
	if got := -sum / float64(len(list)); len(list) != n || math.Abs(got-want) > 1e-6 {
		t.Errorf("mean of %d TargetLogProbs = %.8f, want %.8f of %d", len(list), got, want, n)
	}
}

// TestUniformModel scores with weights of zero, whose every token has probability 1/V.
func TestUniformModel(t *testing.T) {
	c := small(nil)
	got := NewScorer(newTeam(t, 1), NewWeights(c), 0).LogProbs([][]int32{{0, 0, 0}, {1, 2}}, nil)
	each := -math.Log(float64(c.VocabSize))
	for i, want := range []Score{{2 * each, 2, true}, {each, 1, false}} {
		if math.Abs(got[i].LogProb-want.LogProb) > 1e-6 || got[i].Tokens != want.Tokens || got[i].Greedy != want.Greedy {
			t.Errorf("LogProbs[%d] = %+v, want %+v", i, got[i], want)
		}
	}
}

func TestClassify(t *testing.T) {
	for _, causal := range []bool{true, false} {
		c := small(func(c *Config) { c.Classes, c.Causal = 3, causal })
		w, team := lively(c), newTeam(t, 1)
		sequences := someSequences(c, 5, 12, 1, 7)
		logits := NewScorer(team, w, 1).Classify(sequences)
		loss := 0.0
		labels := []int32{2, 0, 1, 1}
		for i, label := range labels {
			loss += kernel.CrossEntropy(row(logits, i, 3), int(label), 1) / 4
		}
		want := NewTrainer(team, w, TrainerOptions{}).Loss(Classified(sequences, labels))
		if math.Abs(loss-want) > 1e-6 {
			t.Errorf("causal %v: loss of Classify = %.8f, want %.8f", causal, loss, want)
		}
	}
}

func TestHidden(t *testing.T) {
	c := small(nil)
	w, team := lively(c), newTeam(t, 1)
	s := NewScorer(team, w, 0)
	sequences := someSequences(c, 3, 5)
	embedded := s.Hidden(sequences, 0)
	for i, text := range sequences {
		for r, token := range text {
			sameBits(t, "embedding", row(embedded[i], r, c.Dim), row(w.TokEmbeddings, int(token), c.Dim))
		}
	}
	logits := batchLogits(s, sequences)
	last := s.Hidden(sequences, c.Layers)
	got := make([]float32, 5*c.VocabSize)
	team.Gemm(false, true, 5, c.VocabSize, c.Dim, last[1], c.Dim, w.Output, c.Dim, got, c.VocabSize, false)
	sameBits(t, "logits of the last layer", got, logits[1])
	mean := s.MeanHidden(sequences, 1)[0]
	for j, x := range s.Hidden(sequences[:1], 1)[0][:c.Dim] {
		y, z := s.Hidden(sequences[:1], 1)[0][c.Dim+j], s.Hidden(sequences[:1], 1)[0][2*c.Dim+j]
		if want := (x + y + z) / 3; math.Abs(float64(mean[j]-want)) > 1e-6 {
			t.Errorf("MeanHidden[%d] = %g, want %g", j, mean[j], want)
		}
	}
}

func TestPredict(t *testing.T) {
	c := small(func(c *Config) { c.Causal = false })
	w := lively(c)
	s := NewScorer(newTeam(t, 1), w, 0)
	sequences := someSequences(c, 3, 5)
	logits := batchLogits(s, sequences)
	for i, list := range s.Predict(sequences) {
		if len(list) != len(sequences[i]) {
			t.Fatalf("Predict gives %d tokens for %d", len(list), len(sequences[i]))
		}
		for r, got := range list {
			if want := int32(kernel.ArgMax(row(logits[i], r, c.VocabSize))); got != want {
				t.Errorf("Predict[%d][%d] = %d, want %d", i, r, got, want)
			}
		}
	}
}

// TestPackingDoesNotChangeScores shuffles requests that share long beginnings, packs them in micro-batches of many
// sizes, in which beginnings pass from one to the next, and compares bits.
func TestPackingDoesNotChangeScores(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			longer(&c)
			w, team := lively(c), newTeam(t, 2)
			base := someSequences(c, c.SeqLen-12, 12, 12, 12, 12)
			var sequences [][]int32
			var from []int
			for i := range 60 {
				shots := base[0][:len(base[0])-i%3*7]
				context := slices.Concat(shots, base[1+i%4][:5])
				sequences = append(sequences, slices.Concat(context, base[1+i/4%4][5:6+i%6]))
				from = append(from, len(context))
			}
			want := make([]Score, len(sequences))
			alone := NewScorer(team, w, 0)
			for i := range sequences {
				want[i] = alone.LogProbs(sequences[i:i+1], from[i:i+1])[0]
			}
			r := rng(5)
			for _, micro := range []int{1, c.SeqLen + 7, 2 * c.SeqLen, 0} {
				s := NewScorer(team, w, micro)
				for round := range 3 {
					order := r.Perm(len(sequences))
					if round == 0 {
						slices.SortFunc(order, func(i, j int) int { return slices.Compare(sequences[i], sequences[j]) })
					}
					var text [][]int32
					var begin []int
					for _, i := range order {
						text, begin = append(text, sequences[i]), append(begin, from[i])
					}
					for at, got := range s.LogProbs(text, begin) {
						if i := order[at]; got != want[i] {
							t.Fatalf("%d rows, round %d: LogProbs of request %d = %+v, alone %+v", micro, round, i, got, want[i])
						}
					}
				}
			}
		})
	}
}

// TestBeginningsPassBetweenBatches counts the rows of a micro-batch that begins as the one before ends.
func TestBeginningsPassBetweenBatches(t *testing.T) {
	c := small(longer)
	s := NewScorer(newTeam(t, 1), lively(c), 1) // room for one sequence
	base := someSequences(c, c.SeqLen, 4)
	sequences := [][]int32{base[0], slices.Concat(base[0][:c.SeqLen-4], base[1]), base[1]}
	start := func(i int) int { return len(sequences[i]) - 3 }
	next := 0
	for i, want := range []int{c.SeqLen - 1, 3 + 3} { // the third begins otherwise
		next = s.load(sequences, next, start)
		if got := s.plan.rows; got != want {
			t.Errorf("micro-batch %d has %d rows, want %d", i, got, want)
		}
	}
	if next != len(sequences) {
		t.Errorf("two micro-batches end at sequence %d, want %d", next, len(sequences))
	}
}
