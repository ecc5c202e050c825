package llama

import (
	"math"
	"slices"
	"testing"
)

func TestSample(t *testing.T) {
	// Probabilities 0.5, 0.25, 0.125, 0.125.
	logits := []float32{1, 2, 0, 0}
	for i, p := range []float64{0.25, 0.5, 0.125, 0.125} {
		logits[i] = float32(math.Log(p))
	}
	for _, tt := range []struct {
		name string
		o    Sampling
		want []float64
	}{
		{"greedy", Sampling{}, []float64{0, 1, 0, 0}},
		{"all", Sampling{Temperature: 1}, []float64{0.25, 0.5, 0.125, 0.125}},
		{"hot", Sampling{Temperature: 2}, []float64{0.2612, 0.3694, 0.1847, 0.1847}},
		{"nucleus", Sampling{Temperature: 1, TopP: 0.6}, []float64{1. / 3, 2. / 3, 0, 0}},
		{"nucleus of one", Sampling{Temperature: 1, TopP: 0.1}, []float64{0, 1, 0, 0}},
		{"equals in order", Sampling{Temperature: 1, TopP: 0.8}, []float64{0.25 / 0.875, 0.5 / 0.875, 0.125 / 0.875, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const n = 20000
			counts := make([]float64, 4)
			s, r := NewSampler(4, tt.o), rng(11)
			for range n {
				counts[s.Sample(logits, r)]++
			}
			for i, want := range tt.want {
				// Five standard deviations; exact where the probability is 0 or 1.
				if got := counts[i] / n; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
					t.Errorf("token %d has frequency %.4f, want %.4f", i, got, want)
				}
			}
		})
	}
}

func TestGenerate(t *testing.T) {
	c := small(nil)
	w := lively(c)
	for _, tt := range []struct {
		name        string
		limit, stop int // stop: emitted tokens after which emit returns false
		want        int
	}{
		{"limit", 4, 100, 4},
		{"stop", 100, 3, 3},
		{"full", 100, 100, c.SeqLen - 2 + 1}, // the last is not read
		{"nothing", 0, 100, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := NewSession(newTeam(t, 1), w)
			var got []int32
			s.Generate([]int32{1, 2}, tt.limit, NewSampler(c.VocabSize, Sampling{}), nil, func(token int32) bool {
				got = append(got, token)
				return len(got) < tt.stop
			})
			if len(got) != tt.want {
				t.Fatalf("Generate emits %d tokens, want %d", len(got), tt.want)
			}
			text := append([]int32{1, 2}, got...)
			if n := min(len(text), c.SeqLen); tt.want > 0 {
				if score := NewScorer(newTeam(t, 1), w, 0).LogProbs([][]int32{text[:n]}, []int{2})[0]; !score.Greedy {
					t.Errorf("the greedy text %v is not greedy to LogProbs", text)
				}
			}
		})
	}
}

func TestGenerateFromSeed(t *testing.T) {
	c := small(nil)
	w := lively(c)
	run := func(seed uint64) (text []int32) {
		s := NewSession(newTeam(t, 2), w)
		s.Generate([]int32{1}, 10, NewSampler(c.VocabSize, Sampling{Temperature: 1, TopP: 0.9}), rng(seed), func(token int32) bool {
			text = append(text, token)
			return true
		})
		return text
	}
	if a, b := run(1), run(1); !slices.Equal(a, b) {
		t.Errorf("the same seed gives %v and %v", a, b)
	}
	if a, b := run(1), run(2); slices.Equal(a, b) {
		t.Errorf("two seeds give the same %v", a)
	}
}

func TestMasking(t *testing.T) {
	const n, vocab = 100000, 1000
	tokens, inputs, targets := make([]int32, n), make([]int32, n), make([]int32, n)
	for i := range tokens {
		tokens[i] = int32(i % vocab)
	}
	m := Masking{Rate: 0.15, MaskToken: 3, VocabSize: vocab, Special: 4}
	m.Apply(inputs, targets, tokens, rng(1))
	var hidden, masked, random float64
	for i, token := range tokens {
		switch {
		case targets[i] == Ignored && inputs[i] != token:
			t.Fatalf("token %d is not to be predicted but became %d", i, inputs[i])
		case targets[i] == Ignored:
			continue
		case targets[i] != token || token < 4:
			t.Fatalf("target %d = %d of token %d", i, targets[i], token)
		}
		hidden++
		if inputs[i] == 3 {
			masked++
		} else if inputs[i] != token {
			random++
			if inputs[i] < 4 || inputs[i] >= vocab {
				t.Fatalf("token %d became %d, want 4 to %d", i, inputs[i], vocab-1)
			}
		}
	}
	for _, tt := range []struct {
		name      string
		got, want float64
	}{{"hidden", hidden / n, 0.15 * 0.996}, {"masked", masked / hidden, 0.8}, {"random", random / hidden, 0.1}} {
		if math.Abs(tt.got-tt.want) > 0.012 {
			t.Errorf("share of %s = %.3f, want %.3f", tt.name, tt.got, tt.want)
		}
	}
}

func TestLoRAMerge(t *testing.T) {
	post := func(c *Config) { c.Placement, c.Activation, c.Positions = "post", "relu", "learned" }
	for _, tt := range []struct {
		edit    func(c *Config)
		targets []string
	}{
		{nil, nil}, {nil, []string{"wq", "wv"}}, {nil, []string{"w1"}}, {nil, []string{"w3", "wk"}}, {nil, []string{"w2"}},
		{nil, []string{"output"}}, {nil, []string{"output", "wo"}}, {post, nil}, {post, []string{"w1", "w2", "output"}},
	} {
		c, targets := small(tt.edit), tt.targets
		w, l, team := lively(c), livelyLoRA(t, c, targets...), newTeam(t, 1)
		b := someBatch(c)
		base := NewTrainer(team, w, TrainerOptions{}).Loss(b)
		want := NewTrainer(team, w, TrainerOptions{LoRA: l}).Loss(b)
		l.Merge(w)
		if got := NewTrainer(team, w, TrainerOptions{}).Loss(b); math.Abs(got-want) > 1e-4 || math.Abs(want-base) < 5e-3 {
			t.Errorf("%v: loss = %.6f after Merge, want %.6f; %.6f without adapters", l.Targets, got, want, base)
		}
	}
}

func TestLoRAStartsAtTheBase(t *testing.T) {
	c := small(nil)
	w, team := lively(c), newTeam(t, 1)
	l := livelyLoRA(t, c, "wo", "wq")
	l.Init(rng(1))
	b := someBatch(c)
	base, got := NewTrainer(team, w, TrainerOptions{}).Loss(b), NewTrainer(team, w, TrainerOptions{LoRA: l}).Loss(b)
	if got != base {
		t.Errorf("loss with new adapters = %v, want %v", got, base)
	}
	if want := 2 * 3 * (16 + 16) * c.Layers; l.ParameterCount() != want {
		t.Errorf("ParameterCount() = %d, want %d", l.ParameterCount(), want)
	}
	tied := small(func(c *Config) { c.Tied, c.Activation = true, "gelu" })
	for _, bad := range []struct {
		c      Config
		target string
	}{{c, ""}, {c, "wx"}, {c, "norm"}, {tied, "output"}, {tied, "w3"}} {
		if _, err := NewLoRA(bad.c, 2, 4, bad.target); err == nil {
			t.Errorf("NewLoRA of %q = nil error", bad.target)
		}
	}
}

// leastAllocs returns how many allocations a call makes, where nothing else happens: a collection under way makes
// the runtime allocate what it parks goroutines with.
func leastAllocs(f func()) float64 {
	least := math.Inf(1)
	for range 5 {
		least = min(least, testing.AllocsPerRun(5, f))
	}
	return least
}

func TestStepsAllocateNothing(t *testing.T) {
	c := small(func(c *Config) { c.SeqLen = 64 })
	w, team := lively(c), newTeam(t, 2)
	tr, b := NewTrainer(team, w, TrainerOptions{}), someBatch(c)
	tr.Gradient(b)
	if n := leastAllocs(func() { tr.Gradient(b) }); n != 0 {
		t.Errorf("Gradient allocates %g times, want 0", n)
	}
	s := NewSession(team, w)
	s.Decode(1)
	s.Decode(1)
	if n := leastAllocs(func() { s.Decode(1) }); n != 0 {
		t.Errorf("Decode allocates %g times, want 0", n)
	}
	logits, sampler := make([]float32, c.VocabSize), NewSampler(c.VocabSize, Sampling{Temperature: 1, TopP: 0.9})
	r := rng(1)
	if n := testing.AllocsPerRun(5, func() { sampler.Sample(logits, r) }); n != 0 {
		t.Errorf("Sample allocates %g times, want 0", n)
	}
}
