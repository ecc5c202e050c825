package optim

import (
	"math"
	"testing"

	"pipe/engine/kernel"
)

// problem returns parameters and gradients that are not simple.
func problem(n int) []Param {
	matrix := Param{Name: "matrix", Data: make([]float32, n), Grad: make([]float32, n), Decay: true}
	norm := Param{Name: "norm", Data: make([]float32, 7), Grad: make([]float32, 7)}
	for _, p := range []Param{matrix, norm} {
		for i := range p.Data {
			p.Data[i] = float32(i%13)/4 - 1
			p.Grad[i] = float32((i*7)%11)/8 - 0.5
		}
	}
	return []Param{matrix, norm}
}

// TestStepAgainstPaper computes algorithm 2 of Loshchilov and Hutter in float64.
func TestStepAgainstPaper(t *testing.T) {
	c := DefaultConfig()
	const rate = 0.01
	params := problem(100)
	team := kernel.NewTeam(1)
	defer team.Close()
	o := New(team, params, c)

	type state struct{ x, m, v float64 }
	var want [][]state
	for _, p := range params {
		var list []state
		for _, x := range p.Data {
			list = append(list, state{x: float64(x)})
		}
		want = append(want, list)
	}
	for step := 1; step <= 5; step++ {
		norm := 0.0
		for _, p := range params {
			for _, g := range p.Grad {
				norm += float64(g) * float64(g)
			}
		}
		norm = math.Sqrt(norm)
		if got := o.Step(rate); math.Abs(got-norm) > 1e-5*norm {
			t.Fatalf("step %d: gradient norm = %g, want %g", step, got, norm)
		}
		for i, p := range params {
			for j := range want[i] {
				s, g := &want[i][j], float64(p.Grad[j])*math.Min(1, c.GradClip/norm)
				s.m = c.Beta1*s.m + (1-c.Beta1)*g
				s.v = c.Beta2*s.v + (1-c.Beta2)*g*g
				m := s.m / (1 - math.Pow(c.Beta1, float64(step)))
				v := s.v / (1 - math.Pow(c.Beta2, float64(step)))
				decay := 0.0
				if p.Decay {
					decay = c.WeightDecay
				}
				s.x -= rate * (m/(math.Sqrt(v)+c.Epsilon) + decay*s.x)
				if got := float64(p.Data[j]); math.Abs(got-s.x) > 1e-5 {
					t.Fatalf("step %d: %s[%d] = %.7f, want %.7f", step, p.Name, j, got, s.x)
				}
			}
		}
	}
}

func TestClipping(t *testing.T) {
	for _, tt := range []struct {
		name       string
		clip, grad float32
		want       float32 // first moment after one step, without its factor of 0.1
	}{
		{"below", 10, 3, 3},
		{"above", 1, 4, 1},
		{"off", 0, 4, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := DefaultConfig()
			c.GradClip = float64(tt.clip)
			team := kernel.NewTeam(1)
			defer team.Close()
			o := New(team, []Param{{Name: "x", Data: make([]float32, 1), Grad: []float32{tt.grad}}}, c)
			if got := o.Step(0.1); got != float64(tt.grad) {
				t.Errorf("Step() = %g, want %g", got, tt.grad)
			}
			if got := o.Export().Moments[0].M[0] / 0.1; math.Abs(float64(got-tt.want)) > 1e-5 {
				t.Errorf("first moment = %g, want %g", got, tt.want)
			}
		})
	}
}

// TestSGDAgainstFloat64 computes the steps of SGD in float64.
func TestSGDAgainstFloat64(t *testing.T) {
	for _, c := range []SGDConfig{{}, {Momentum: 0.9}, {Momentum: 0.9, WeightDecay: 0.1, GradClip: 1}} {
		const rate = 0.05
		params := problem(100)
		team := kernel.NewTeam(1)
		defer team.Close()
		o := NewSGD(team, params, c)
		type state struct{ x, v float64 }
		var want [][]state
		norm := 0.0
		for _, p := range params {
			var list []state
			for i, x := range p.Data {
				list = append(list, state{x: float64(x)})
				norm += float64(p.Grad[i]) * float64(p.Grad[i])
			}
			want = append(want, list)
		}
		norm = math.Sqrt(norm)
		scale := 1.0
		if c.GradClip > 0 {
			scale = math.Min(1, c.GradClip/norm)
		}
		for step := 1; step <= 5; step++ {
			if got := o.Step(rate); math.Abs(got-norm) > 1e-5*norm {
				t.Fatalf("%+v: step %d: gradient norm = %g, want %g", c, step, got, norm)
			}
			for i, p := range params {
				for j := range want[i] {
					s := &want[i][j]
					s.v = c.Momentum*s.v + scale*float64(p.Grad[j])
					decay := 0.0
					if p.Decay {
						decay = c.WeightDecay
					}
					s.x -= rate * (s.v + decay*s.x)
					if got := float64(p.Data[j]); math.Abs(got-s.x) > 1e-5 {
						t.Fatalf("%+v: step %d: %s[%d] = %.7f, want %.7f", c, step, p.Name, j, got, s.x)
					}
				}
			}
		}
	}
}

// optimizer is what the tests ask of both.
type optimizer interface {
	Step(learningRate float64) float64
	Export() State
	Import(s State) error
}

var optimizers = []struct {
	name string
	make func(team *kernel.Team, params []Param) optimizer
}{
	{"adamw", func(team *kernel.Team, params []Param) optimizer { return New(team, params, DefaultConfig()) }},
	{"sgd", func(team *kernel.Team, params []Param) optimizer {
		return NewSGD(team, params, SGDConfig{Momentum: 0.9, WeightDecay: 0.1, GradClip: 1})
	}},
}

// TestSameBits runs one problem with every implementation and number of workers, and killed half-way.
func TestSameBits(t *testing.T) {
	before := kernel.Implementation()
	defer kernel.Use(before)
	const size = 2*chunkSize + 33
	for _, kind := range optimizers {
		run := func(workers int, killed bool) []Param {
			params := problem(size)
			team := kernel.NewTeam(workers)
			defer team.Close()
			o := kind.make(team, params)
			for step := range 4 {
				if killed && step == 2 {
					saved := o.Export()
					o = kind.make(team, params)
					if err := o.Import(saved); err != nil {
						t.Fatal(err)
					}
				}
				for _, p := range params {
					for i := range p.Grad {
						p.Grad[i] += p.Data[i] / 16
					}
				}
				o.Step(0.05)
			}
			return params
		}
		want := run(1, false)
		for _, name := range kernel.Implementations() {
			kernel.Use(name)
			for _, workers := range []int{1, 2, 3} {
				for _, killed := range []bool{false, true} {
					for i, p := range run(workers, killed) {
						for j, x := range p.Data {
							if math.Float32bits(x) != math.Float32bits(want[i].Data[j]) {
								t.Fatalf("%s, %s, %d workers, killed %v: %s[%d] = %g, want %g",
									kind.name, name, workers, killed, p.Name, j, x, want[i].Data[j])
							}
						}
					}
				}
			}
		}
	}
}

func TestImportOfOtherParameters(t *testing.T) {
	team := kernel.NewTeam(1)
	defer team.Close()
	for k, kind := range optimizers {
		saved := kind.make(team, problem(10)).Export()
		for _, params := range [][]Param{problem(11), problem(10)[:1], {problem(10)[1], problem(10)[0]}} {
			if err := kind.make(team, params).Import(saved); err == nil {
				t.Errorf("%s: Import(state of 10+7) into %d parameters of %d = nil, want an error", kind.name, len(params), len(params[0].Data))
			}
		}
		other := optimizers[1-k]
		if err := other.make(team, problem(10)).Import(saved); err == nil {
			t.Errorf("Import(state of %s) into %s = nil, want an error", kind.name, other.name)
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	team := kernel.NewTeam(1)
	defer team.Close()
	for _, kind := range optimizers {
		o := kind.make(team, problem(1000))
		if n := testing.AllocsPerRun(10, func() { o.Step(0.01) }); n != 0 {
			t.Errorf("%s: Step allocates %g times, want 0", kind.name, n)
		}
	}
}

func TestSchedule(t *testing.T) {
	cosine := Schedule{Kind: "cosine", Peak: 2, FinalFactor: 0.1, WarmupSteps: 4, Steps: 13}
	linear, constant, cold := cosine, cosine, cosine
	linear.Kind, constant.Kind = "linear", "constant"
	root := Schedule{Kind: "wsd", Peak: 2, FinalFactor: 0.1, WarmupSteps: 4, Steps: 20, DecaySteps: 8, DecayShape: "1-sqrt"}
	line, zero := root, root
	line.DecayShape = "linear"
	zero.FinalFactor = 0
	cold.WarmupSteps = 0
	for _, tt := range []struct {
		name string
		s    Schedule
		step int
		want float64
	}{
		{"first of warmup", cosine, 0, 0.5},
		{"last of warmup", cosine, 3, 2},
		{"half-way", cosine, 3 + 9/2, 0.2 + 0.9*(1+math.Cos(math.Pi*4/9))},
		{"last", cosine, 12, 0.2},
		{"after the last", cosine, 20, 0.2},
		{"no warmup", cold, 0, 2},
		{"no warmup, last", cold, 12, 0.2},
		{"linear", linear, 6, 0.2 + 1.8*6/9},
		{"linear last", linear, 12, 0.2},
		{"constant", constant, 12, 2},
		{"constant warmup", constant, 1, 1},
		{"wsd, last of warmup", root, 3, 2},
		{"wsd, stable", root, 8, 2},
		{"wsd, last stable", root, 11, 2},
		{"wsd, first of decay", root, 12, 0.2 + 1.8*(1-math.Sqrt(1./8))},
		{"wsd, a quarter", root, 13, 0.2 + 1.8*0.5},
		{"wsd, last", root, 19, 0.2},
		{"wsd, after the last", root, 30, 0.2},
		{"wsd to zero, a quarter", zero, 13, 1},
		{"wsd to zero, last", zero, 19, 0},
		{"linear wsd, first of decay", line, 12, 0.2 + 1.8*7/8},
		{"linear wsd, half-way", line, 15, 0.2 + 1.8/2},
		{"linear wsd, last", line, 19, 0.2},
		{"wsd that only decays", Schedule{Kind: "wsd", Peak: 2, Steps: 4, DecaySteps: 4, DecayShape: "linear"}, 0, 1.5},
		{"one step", Schedule{Kind: "cosine", Peak: 2, FinalFactor: 0.1, Steps: 1}, 0, 0.2},
	} {
		if got := tt.s.Rate(tt.step); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: Rate(%d) = %g, want %g", tt.name, tt.step, got, tt.want)
		}
		if err := tt.s.Validate(); err != nil {
			t.Errorf("%s: Validate() = %v, want nil", tt.name, err)
		}
	}
	for _, s := range []Schedule{
		{Kind: "step"}, {Kind: "cosine", Peak: -1}, {Kind: "linear", WarmupSteps: -1},
		{Kind: "wsd", Steps: 8, DecayShape: "linear"},
		{Kind: "wsd", Steps: 8, DecaySteps: 2, DecayShape: "cosine"},
		{Kind: "wsd", Steps: 8, DecaySteps: 4, WarmupSteps: 5, DecayShape: "linear"},
	} {
		if s.Validate() == nil {
			t.Errorf("Validate(%+v) = nil, want an error", s)
		}
	}
}

// TestUndecayed holds that the steps before Undecayed have the rates of a constant schedule, in every bit.
func TestUndecayed(t *testing.T) {
	for _, tt := range []struct {
		s    Schedule
		want int
	}{
		{Schedule{Kind: "cosine", WarmupSteps: 5}, 5},
		{Schedule{Kind: "cosine"}, 0},
		{Schedule{Kind: "linear", WarmupSteps: 1}, 1},
		{Schedule{Kind: "constant", WarmupSteps: 5}, 20},
		{Schedule{Kind: "wsd", WarmupSteps: 5, DecaySteps: 3, DecayShape: "linear"}, 17},
		{Schedule{Kind: "wsd", WarmupSteps: 5, DecaySteps: 15, DecayShape: "1-sqrt"}, 5},
		{Schedule{Kind: "wsd", DecaySteps: 20, DecayShape: "1-sqrt"}, 0},
	} {
		s := tt.s
		s.Peak, s.FinalFactor, s.Steps = 0.3, 0.1, 20
		if got := s.Undecayed(); got != tt.want {
			t.Errorf("%+v: Undecayed() = %d, want %d", s, got, tt.want)
		}
		constant := Schedule{Kind: "constant", Peak: s.Peak, WarmupSteps: s.WarmupSteps}
		for step := range tt.want {
			if got, want := s.Rate(step), constant.Rate(step); got != want {
				t.Errorf("%+v: Rate(%d) = %v, want %v", s, step, got, want)
			}
		}
	}
}
