package llama

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pipe/engine/kernel"
	"pipe/engine/optim"
)

// use selects a kernel implementation for the length of a test.
func use(t *testing.T, name string) {
	t.Helper()
	before := kernel.Implementation()
	if err := kernel.Use(name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kernel.Use(before) })
}

func newTeam(t testing.TB, workers int) *kernel.Team {
	team := kernel.NewTeam(workers)
	t.Cleanup(team.Close)
	return team
}

func rng(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// small returns a shape with two query heads for each key-value head, changed by edit.
func small(edit func(c *Config)) Config {
	c := Config{
		VocabSize: 19, Dim: 16, HiddenDim: 24, Layers: 2, Heads: 4, KVHeads: 2, SeqLen: 12,
		RopeTheta: 10000, NormEps: 1e-5, Causal: true,
	}
	if edit != nil {
		edit(&c)
	}
	return c
}

// lively returns weights ten times larger than Init's, so that every gradient is well above rounding.
func lively(c Config) *Weights {
	w := NewWeights(c)
	w.Init(rng(1))
	for _, t := range w.Tensors() {
		if len(t.Shape) > 1 {
			kernel.Scale(t.Data, t.Data, 10)
		}
	}
	return w
}

// someSequences returns sequences of the given lengths.
func someSequences(c Config, lengths ...int) [][]int32 {
	r := rng(2)
	var list [][]int32
	for _, n := range lengths {
		s := make([]int32, n)
		for i := range s {
			s[i] = int32(r.IntN(c.VocabSize))
		}
		list = append(list, s)
	}
	return list
}

// someBatch returns a batch that suits the objective of c, with something ignored.
func someBatch(c Config) Batch {
	sequences := someSequences(c, 5, 12, 1, 7)
	if c.Classes > 0 {
		return Classified(sequences, []int32{1, 0, Ignored, int32(c.Classes) - 1})
	}
	b := NextTokens(sequences, []int{2, 0, 0, 1})
	if !c.Causal {
		Masking{Rate: 0.4, MaskToken: 0, VocabSize: c.VocabSize, Special: 1}.Apply(b.Tokens, b.Targets, append([]int32(nil), b.Tokens...), rng(3))
	}
	return b
}

// variants are the shapes that every property is tested on.
var variants = []struct {
	name string
	edit func(c *Config)
}{
	{"grouped", nil},
	{"multi-head", func(c *Config) { c.KVHeads = 4 }},
	{"multi-query", func(c *Config) { c.KVHeads = 1 }},
	{"wide heads", func(c *Config) { c.HeadSize = 10 }},
	{"three heads", func(c *Config) { c.Heads, c.KVHeads, c.HeadSize = 3, 3, 4 }},
	{"tied", func(c *Config) { c.Tied = true }},
	{"bidirectional", func(c *Config) { c.Causal = false }},
	{"classifier", func(c *Config) { c.Classes = 3 }},
	{"learned positions", func(c *Config) { c.Positions = "learned" }},
	{"sinusoidal positions", func(c *Config) { c.Positions = "sinusoidal" }},
	{"no positions", func(c *Config) { c.Positions = "none" }},
	{"layernorm", func(c *Config) { c.Norm = "layernorm" }},
	{"gelu", func(c *Config) { c.Activation = "gelu" }},
	{"relu", func(c *Config) { c.Activation = "relu" }},
	{"post norm", func(c *Config) { c.Placement = "post" }},
	{"post layernorm", func(c *Config) { c.Placement, c.Norm = "post", "layernorm" }},
	{"bidirectional classifier", func(c *Config) { c.Classes, c.Causal = 3, false }},
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(c *Config)
		want string
	}{
		{"good", nil, ""},
		{"heads", func(c *Config) { c.Heads = 3 }, "dim 16 is not an even multiple of heads 3\nheads 3 is not a multiple of kv_heads 2"},
		{"odd head", func(c *Config) { c.Dim = 12 }, "dim 12 is not an even multiple of heads 4"},
		{"layers", func(c *Config) { c.Layers = 0 }, "layers is 0, want at least 1"},
		{"one class", func(c *Config) { c.Classes = 1 }, "classes is 1, want 0 or at least 2"},
		{"theta", func(c *Config) { c.RopeTheta = math.NaN() }, "rope_theta is NaN, want above 0"},
		{"odd head_dim", func(c *Config) { c.Dim, c.HeadSize = 15, 3 }, "dim 15 is not even\nhead_dim is 3, want an even number above 0"},
		{"heads of their own", func(c *Config) { c.Dim, c.HeadSize = 14, 6 }, ""},
		{"variants", func(c *Config) { c.Positions, c.Norm, c.Placement = "alibi", "batch", "both" }, "positions is \"alibi\", want one of [\"rope\" \"learned\" \"sinusoidal\" \"none\"]\nnorm is \"batch\", want one of [\"rmsnorm\" \"layernorm\"]\nnorm_placement is \"both\", want one of [\"pre\" \"post\"]"},
		{"eps", func(c *Config) { c.NormEps = 0 }, "norm_eps is 0, want above 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := small(tt.edit).Validate(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Validate() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParameterCount(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    Config
		want int
	}{
		// The released sizes of Llama 2.
		{"7B", Config{VocabSize: 32000, Dim: 4096, HiddenDim: 11008, Layers: 32, Heads: 32, KVHeads: 32}, 6738415616},
		{"70B", Config{VocabSize: 32000, Dim: 8192, HiddenDim: 28672, Layers: 80, Heads: 64, KVHeads: 8}, 68976648192},
	} {
		if got := tt.c.ParameterCount(); got != tt.want {
			t.Errorf("%s: ParameterCount() = %d, want %d", tt.name, got, tt.want)
		}
	}
	for _, v := range variants {
		w := NewWeights(small(v.edit))
		n := 0
		for _, tensor := range w.Tensors() {
			size := 1
			for _, d := range tensor.Shape {
				size *= d
			}
			if size != len(tensor.Data) {
				t.Errorf("%s: %s has %d elements, want %v", v.name, tensor.Name, len(tensor.Data), tensor.Shape)
			}
			if &tensor.Data[0] != &w.Flat[n] {
				t.Errorf("%s: %s does not begin at %d of Flat", v.name, tensor.Name, n)
			}
			n += size
		}
		if n != len(w.Flat) {
			t.Errorf("%s: tensors hold %d parameters, want %d", v.name, n, len(w.Flat))
		}
	}
}

func TestInit(t *testing.T) {
	c := small(func(c *Config) { c.VocabSize, c.Dim, c.HiddenDim = 100, 64, 128 })
	w, again := NewWeights(c), NewWeights(c)
	w.Init(rng(7))
	again.Init(rng(7))
	for i := range w.Flat {
		if w.Flat[i] != again.Flat[i] {
			t.Fatalf("Init with the same generator differs at %d: %g and %g", i, w.Flat[i], again.Flat[i])
		}
	}
	deviation := func(x []float32) float64 {
		sum := 0.0
		for _, v := range x {
			sum += float64(v) * float64(v)
		}
		return math.Sqrt(sum / float64(len(x)))
	}
	for name, tt := range map[string]struct {
		x    []float32
		want float64
	}{
		"tok_embeddings": {w.TokEmbeddings, 0.02},
		"w1":             {w.Layers[1].W1, 0.02},
		"wo":             {w.Layers[0].WO, 0.01},
		"w2":             {w.Layers[1].W2, 0.01},
		"norm":           {w.Norm, 1},
	} {
		if got := deviation(tt.x); math.Abs(got-tt.want) > 0.05*tt.want {
			t.Errorf("deviation of %s = %g, want about %g", name, got, tt.want)
		}
	}
}

func TestWithClasses(t *testing.T) {
	for _, before := range []int{0, 2} {
		c := small(func(c *Config) { c.Classes, c.Positions = before, "learned" })
		w := lively(c)
		n := w.WithClasses(3)
		if n.Config.Classes != 3 || len(n.Classifier) != 3*c.Dim {
			t.Errorf("WithClasses(3) has %d classes and %d weights of the head", n.Config.Classes, len(n.Classifier))
		}
		for i, tensor := range w.Tensors() {
			if tensor.Name != "classifier" {
				sameBits(t, tensor.Name, n.Tensors()[i].Data, tensor.Data)
			}
		}
		n.Norm[0]++
		if n.Norm[0] == w.Norm[0] {
			t.Error("WithClasses shares memory with the original")
		}
	}
}

func TestBatchesThatDoNotFit(t *testing.T) {
	c := small(nil)
	tr := NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{})
	good := someBatch(c)
	for _, tt := range []struct {
		name string
		edit func(b *Batch)
	}{
		{"token", func(b *Batch) { b.Tokens = append([]int32{int32(c.VocabSize)}, b.Tokens[1:]...) }},
		{"negative token", func(b *Batch) { b.Tokens = append([]int32{-1}, b.Tokens[1:]...) }},
		{"targets", func(b *Batch) { b.Targets = b.Targets[1:] }},
		{"too long", func(b *Batch) { b.Starts = b.Starts[:1] }},
		{"empty sequence", func(b *Batch) { b.Starts = []int{0, 5, 5, 17} }},
		{"no sequences", func(b *Batch) { b.Starts = nil }},
		{"labels without a head", func(b *Batch) { b.Targets, b.Labels = nil, make([]int32, len(b.Starts)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := good
			tt.edit(&b)
			defer func() {
				if recover() == nil {
					t.Error("Loss of a batch that does not fit returns")
				}
			}()
			tr.Loss(b)
		})
	}
}

func TestFLOPsPerToken(t *testing.T) {
	// Six times the weights of the matrices, and attention: 12·layers·dim for each of (seq+1)/2 positions.
	c := Config{VocabSize: 100, Dim: 8, HiddenDim: 16, Layers: 2, Heads: 2, KVHeads: 1, SeqLen: 9, Causal: true}
	weights := 2*(8*8+2*8*4+8*8+3*8*16) + 100*8
	if got, want := c.FLOPsPerToken(9), float64(6*weights+12*2*8*5); got != want {
		t.Errorf("FLOPsPerToken(9) = %g, want %g", got, want)
	}
}

// TestStepAllocatesNothing takes steps of training over several micro-batches once the memory is there.
func TestStepAllocatesNothing(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			team := newTeam(t, 2)
			tr := NewTrainer(team, lively(c), TrainerOptions{MicroTokens: c.SeqLen})
			o := optim.New(team, tr.Params(), optim.DefaultConfig())
			b := someBatch(c)
			if n := testing.AllocsPerRun(20, func() { tr.Gradient(b); o.Step(1e-3) }); n != 0 {
				t.Errorf("a step allocates %v times, want 0", n)
			}
		})
	}
}

// TestViewWeights computes with tensors that lie apart, to the same bits.
func TestViewWeights(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			w, team := lively(c), newTeam(t, 2)
			tensors := w.Tensors()
			for i := range tensors {
				tensors[i].Data = slices.Clone(tensors[i].Data)
			}
			view, err := ViewWeights(c, tensors)
			if err != nil {
				t.Fatal(err)
			}
			sequences := someSequences(c, 3, 7, c.SeqLen)
			hidden, want := NewScorer(team, view, 0).Hidden(sequences, c.Layers), NewScorer(team, w, 0).Hidden(sequences, c.Layers)
			for i := range want {
				sameBits(t, "states", hidden[i], want[i])
			}
			if c.Classes > 0 {
				sameBits(t, "classes", NewScorer(team, view, 0).Classify(sequences), NewScorer(team, w, 0).Classify(sequences))
			}
			if c.Causal {
				text := sequences[1]
				sameBits(t, "logits", slices.Clone(NewSession(team, view).Prefill(text)), NewSession(team, w).Prefill(text))
				view.Quantize(team)
				w.Quantize(team)
				sameBits(t, "logits of 8 bits", slices.Clone(NewSession(team, view).Prefill(text)), NewSession(team, w).Prefill(text))
			}
			tensors[1].Shape = []int{c.Dim + 1}
			if _, err := ViewWeights(c, tensors); err == nil {
				t.Error("ViewWeights of a tensor of another shape = nil error")
			}
			if _, err := ViewWeights(c, tensors[1:]); err == nil {
				t.Error("ViewWeights without a tensor = nil error")
			}
		})
	}
}
