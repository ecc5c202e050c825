package llama

import (
	"math"
	"testing"

	"pipe/engine/kernel"
	"pipe/engine/optim"
)

// sameBits reports the first element in which two slices differ.
func sameBits(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d elements, want %d", name, len(got), len(want))
	}
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s[%d] = %x (%g), want %x (%g)", name, i, math.Float32bits(got[i]), got[i], math.Float32bits(want[i]), want[i])
		}
	}
}

// training is a run of a few steps: its losses and what it leaves.
type training struct {
	losses []float64
	flat   []float32
}

// setup is how a run of a few steps over one batch trains.
type setup struct {
	config         Config
	workers, micro int
	steps          int
	kill           int      // stop after so many steps, and go on from copies of weights and optimizer state
	targets        []string // of adapters; none trains the weights
	dropout        Dropout
	sgd            bool
}

// optimizer is what a run asks of AdamW and SGD.
type optimizer interface {
	Step(learningRate float64) float64
	Export() optim.State
	Import(s optim.State) error
}

// train is a run of AdamW without dropout.
func train(t *testing.T, c Config, workers, micro, steps, kill int, targets ...string) training {
	t.Helper()
	return setup{config: c, workers: workers, micro: micro, steps: steps, kill: kill, targets: targets}.run(t)
}

func (s setup) run(t *testing.T) training {
	t.Helper()
	team := kernel.NewTeam(s.workers)
	defer team.Close()
	w := NewWeights(s.config)
	w.Init(rng(1))
	var lora *LoRA
	if len(s.targets) > 0 {
		lora = livelyLoRA(t, s.config, s.targets...)
	}
	b := someBatch(s.config)
	start := func() (*Trainer, optimizer) {
		tr := NewTrainer(team, w, TrainerOptions{MicroTokens: s.micro, LoRA: lora, Dropout: s.dropout})
		if s.sgd {
			return tr, optim.NewSGD(team, tr.Params(), optim.SGDConfig{Momentum: 0.9, WeightDecay: 0.1, GradClip: 1})
		}
		return tr, optim.New(team, tr.Params(), optim.DefaultConfig())
	}
	tr, o := start()
	var run training
	for step := range s.steps {
		if s.kill > 0 && step == s.kill {
			saved := o.Export()
			w = w.Clone()
			tr, o = start()
			if err := o.Import(saved); err != nil {
				t.Fatal(err)
			}
		}
		b.Step = step
		run.losses = append(run.losses, tr.Gradient(b))
		o.Step(0.01)
	}
	run.flat = w.Flat
	if lora != nil {
		run.flat = append(append([]float32(nil), w.Flat...), lora.flat...)
	}
	return run
}

// TestSameBits trains each variant with every implementation, with one to three workers, and with micro-batches of
// one sequence or all.
func TestSameBits(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			c.SeqLen = 12
			want := train(t, c, 1, 0, 3, 0)
			for _, name := range kernel.Implementations() {
				use(t, name)
				for _, workers := range []int{1, 2, 3} {
					for _, micro := range []int{c.SeqLen, 2 * c.SeqLen, 0} {
						compareRuns(t, train(t, c, workers, micro, 3, 0), want)
					}
				}
			}
		})
	}
}

func compareRuns(t *testing.T, got, want training) {
	t.Helper()
	for i := range want.losses {
		if math.Float64bits(got.losses[i]) != math.Float64bits(want.losses[i]) {
			t.Fatalf("loss %d = %v, want %v", i, got.losses[i], want.losses[i])
		}
	}
	sameBits(t, "weights", got.flat, want.flat)
}

func TestSameBitsWithLoRA(t *testing.T) {
	c := small(func(c *Config) { c.Classes = 2 })
	want := train(t, c, 1, 0, 3, 0, "wq", "wv", "w2")
	for _, name := range kernel.Implementations() {
		use(t, name)
		for workers, micro := range map[int]int{1: c.SeqLen, 2: 0, 3: 2 * c.SeqLen} {
			compareRuns(t, train(t, c, workers, micro, 3, 0, "wq", "wv", "w2"), want)
		}
	}
}

// TestSameBitsOfTraining does so with what belongs to training alone, and kills runs: dropout, SGD, and all at once.
func TestSameBitsOfTraining(t *testing.T) {
	hidden := Dropout{Rate: 0.3, Seed: 7}
	for _, tt := range []struct {
		name string
		edit func(c *Config)
		setup
	}{
		{"dropout", nil, setup{dropout: hidden}},
		{"sgd", nil, setup{sgd: true}},
		{"dropout of adapters", nil, setup{dropout: hidden, targets: []string{"wo", "w2"}}},
		{"adapted output layer", nil, setup{targets: []string{"output", "wq"}}},
		{"dropout, sgd, post norm", func(c *Config) { c.Placement = "post" }, setup{dropout: hidden, sgd: true}},
		{"dropout of a masked classifier", func(c *Config) { c.Classes, c.Causal = 3, false }, setup{dropout: hidden}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.setup
			s.config, s.workers, s.steps = small(tt.edit), 1, 4
			want := s.run(t)
			for _, name := range kernel.Implementations() {
				use(t, name)
				for _, workers := range []int{1, 2, 3} {
					for _, micro := range []int{s.config.SeqLen, 2 * s.config.SeqLen, 0} {
						s.workers, s.micro, s.kill = workers, micro, workers
						compareRuns(t, s.run(t), want)
					}
				}
			}
		})
	}
}

func TestKilledRunEndsWithTheSameBits(t *testing.T) {
	for _, v := range variants {
		c := small(v.edit)
		want := train(t, c, 2, 0, 6, 0)
		for _, kill := range []int{1, 3, 5} {
			compareRuns(t, train(t, c, 2, 0, 6, kill), want)
		}
	}
}

// longer is a shape whose sequences need several blocks of queries and several passes of a session.
func longer(c *Config) { c.SeqLen, c.VocabSize = 3*queryBlock+5, 97 }

func TestSameBitsInLongSequences(t *testing.T) {
	c := small(longer)
	run := func(workers int) []float32 {
		team := kernel.NewTeam(workers)
		defer team.Close()
		tr := NewTrainer(team, lively(c), TrainerOptions{})
		tr.Gradient(NextTokens(someSequences(c, c.SeqLen, 3, 2*queryBlock), nil))
		return tr.grad.Flat
	}
	use(t, "generic")
	want := run(1)
	for _, name := range kernel.Implementations() {
		use(t, name)
		sameBits(t, name, run(2), want)
	}
}

// TestDecodeEqualsPrefill reads one sequence token by token, in pieces, and in a batch with others.
func TestDecodeEqualsPrefill(t *testing.T) {
	for _, v := range variants {
		c := small(v.edit)
		if !c.Causal {
			continue
		}
		longer(&c)
		t.Run(v.name, func(t *testing.T) {
			for _, name := range kernel.Implementations() {
				use(t, name)
				decodeEqualsPrefill(t, c)
			}
		})
	}
}

func decodeEqualsPrefill(t *testing.T, c Config) {
	t.Helper()
	w, team := lively(c), newTeam(t, 2)
	sequences := someSequences(c, 2, c.SeqLen, 30)
	text := sequences[1]
	want := batchLogits(NewScorer(team, w, 0), sequences)[1]
	decoded := NewSession(team, w)
	for i, token := range text {
		sameBits(t, "decoded logits", decoded.Decode(token), row(want, i, c.VocabSize))
	}
	for _, first := range []int{1, 50, prefillRows, c.SeqLen} {
		s := NewSession(team, w)
		sameBits(t, "logits of a prefix", s.Prefill(text[:first]), row(want, first-1, c.VocabSize))
		if first < len(text) {
			sameBits(t, "logits of the rest", s.Prefill(text[first:]), row(want, c.SeqLen-1, c.VocabSize))
		}
		s.Truncate(first)
		f := s.Fork()
		for i := first; i < min(first+3, len(text)); i++ {
			sameBits(t, "logits after Truncate", s.Decode(text[i]), row(want, i, c.VocabSize))
			sameBits(t, "logits after Fork", f.Decode(text[i]), row(want, i, c.VocabSize))
		}
	}
}

// batchLogits returns the logits of each sequence in the batch path, [T, V].
func batchLogits(s *Scorer, sequences [][]int32) [][]float32 {
	list := make([][]float32, len(sequences))
	s.overAll(sequences, func(int) {
		s.head.chooseAll()
		s.head.normalize()
		s.head.project(0, s.plan.rows)
		for r, i := range s.owner {
			list[i] = append(list[i], s.head.logitRow(r)...)
		}
	})
	return list
}

// TestPinnedLosses holds the engine to the losses it once had: a change of one bit anywhere in the forward pass,
// the backward pass or the optimizer shows here.
func TestPinnedLosses(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(c *Config)
		want []uint64
	}{
		{"grouped", nil, []uint64{
			0x4007a7ec1686623c, 0x4005fd9b0381a407, 0x4004d1ed5c2a1e26, 0x4003c76241bf77b7, 0x4002ceb35dd7f800,
			0x4001c39e8064b494, 0x4000c2bac233aec0, 0x3fff6a46a6a0090c, 0x3ffd530056873480, 0x3ffb4dfdec106aea,
		}},
		{"bidirectional classifier", func(c *Config) { c.Classes, c.Causal = 3, false }, []uint64{
			0x3ff1d0ccd739cc0a, 0x3fee46f99ebe17ce, 0x3fe92d50e785c4e4, 0x3fe591768dfe7ffa, 0x3fe284f6043c49fc,
			0x3fdf2783568850c0, 0x3fdab972478e3cc6, 0x3fd6308cd7cc60ed, 0x3fd287fc514e5b79, 0x3fce8b8bfd7e4952,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := train(t, small(tt.edit), 1, 0, 10, 0)
			for i, loss := range run.losses {
				if i >= len(tt.want) || math.Float64bits(loss) != tt.want[i] {
					t.Errorf("loss %d = %#x (%.6f)", i, math.Float64bits(loss), loss)
				}
			}
		})
	}
}
