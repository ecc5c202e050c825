package pipeline

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// The kinds of these tests are as small as they can be while having every
// sort of attribute.

type noRun struct{}

func (noRun) Run(context.Context, *Stage) error { return nil }

type testDataset struct {
	noRun
	Source string            `hcl:"source" recipe:"-"`
	Format string            `hcl:"format,optional" one_of:"text,jsonl"`
	Fields map[string]string `hcl:"fields,optional"`
	Take   int64             `hcl:"take,optional" min:"0"`
	Align  []testAlign       `hcl:"align,block"`
}

type testAlign struct {
	Field  string `hcl:"field,label" doc:"Name of the field"`
	Source string `hcl:"source" recipe:"-"`
}

func (d *testDataset) Pins() []Pin {
	pins := []Pin{testPin("source", d.Source)}
	for _, a := range d.Align {
		pins = append(pins, testPin("align[0].source", a.Source))
	}
	return pins
}

func testPin(attribute, source string) Pin {
	if name, ok := strings.CutPrefix(source, "builtin:"); ok {
		return Pin{Attribute: attribute, Builtin: name + "@1"}
	}
	return Pin{Attribute: attribute, Source: source}
}

type testPretrain struct {
	noRun
	Corpus    Ref       `hcl:"corpus" accepts:"dataset"`
	Base      Ref       `hcl:"base,optional" accepts:"pretrain"`
	Objective string    `hcl:"objective,optional" one_of:"causal,masked"`
	Rate      float64   `hcl:"rate,optional" above:"0" below:"1"`
	Seed      int64     `hcl:"seed,optional" min:"0" max:"1000"`
	Betas     []float64 `hcl:"betas,optional"`
	Tags      []string  `hcl:"tags,optional" one_of:"small,large"`
	Threads   int64     `hcl:"threads,optional" recipe:"-"`
	Title     string    `hcl:"title,optional" recipe:"label"`
	Tied      bool      `hcl:"tied,optional"`
	Model     testModel `hcl:"model,block" doc:"Shape of the model"`
	LoRA      *testLoRA `hcl:"lora,block"`
}

type testModel struct {
	Dim   int64 `hcl:"dim" min:"1"`
	Heads int64 `hcl:"heads,optional" min:"1"`
}

type testLoRA struct {
	Rank int64 `hcl:"rank,optional"`
}

func (l *testLoRA) SetDefaults() { l.Rank = 8 }

func (p *testPretrain) Check(c *Check) {
	if base, ok := p.Base.Config().(*testPretrain); p.Base.IsSet() && !(ok && base.Model.Dim == p.Model.Dim) {
		c.Given("model.dim").Errorf("base", "Base of another width", "%s is not %d wide.", p.Base.Node().Address(), p.Model.Dim)
	}
	if p.Model.Dim%p.Model.Heads != 0 {
		c.Given("model.dim").Errorf("model.heads", "Heads do not divide the model",
			"dim %d is no multiple of %d heads.", p.Model.Dim, p.Model.Heads)
	}
	if p.Model.Dim < p.Seed {
		c.Given("seed").Errorf("model.dim", "Model narrower than its seed", "dim is %d and seed is %d.", p.Model.Dim, p.Seed)
	}
}

type testBenchmark struct {
	noRun
	Dataset Ref        `hcl:"dataset" accepts:"dataset"`
	Prompt  Template   `hcl:"prompt"`
	Choices Template   `hcl:"choices,optional"`
	Stops   []Template `hcl:"stops,optional"`
}

type testEvaluate struct {
	noRun
	Model      Ref   `hcl:"model" accepts:"pretrain"`
	Benchmarks []Ref `hcl:"benchmarks" accepts:"benchmark"`
}

// Results finds an accuracy, and its error, for each benchmark.
func (e *testEvaluate) Results() []Result {
	var results []Result
	for i, ref := range e.Benchmarks {
		if ref.Config() == nil {
			continue
		}
		names, path := []string{ref.Node().Name}, []string{strconv.Itoa(i), "acc"}
		if key := ref.Node().Instance; key != "" {
			names = append(names, key)
		}
		names = append(names, "acc")
		results = append(results, Result{names, path},
			Result{append(slices.Clone(names), "stderr"), append(slices.Clone(path), "stderr")})
	}
	return results
}

// testScore stands for kinds that ask the world outside.
type testScore struct {
	noRun
	Inputs  map[string]Ref `hcl:"inputs,optional" accepts:"dataset,pretrain"`
	Version []string       `hcl:"version,optional" recipe:"-"`
}

// Pins observes what Version says, and fails where it says "fail".
func (s *testScore) Pins() []Pin {
	if len(s.Version) == 0 {
		return nil
	}
	return []Pin{{Attribute: "version", Observe: func() (string, error) {
		if s.Version[0] == "fail" {
			return "", errors.New("no such tool")
		}
		return s.Version[0], nil
	}}}
}

type testClaim struct {
	noRun
	That Condition `hcl:"that" accepts:"evaluate"`
}

// A testSelect chooses among the models of evaluations.
type testSelect struct {
	noRun
	From []Ref `hcl:"from" accepts:"evaluate"`
}

func (s *testSelect) Edges() []Edge {
	var models []Edge
	for i, ref := range s.From {
		if e, ok := ref.Config().(*testEvaluate); ok {
			models = append(models, Edge{"model[" + strconv.Itoa(i) + "]", e.Model, "from[" + strconv.Itoa(i) + "]"})
		}
	}
	return models
}

// testAblation is the least that a kind with variants has.
type testAblation struct {
	noRun
	Grid     Grid   `hcl:"variant,block" accepts:"evaluate,report"`
	Baseline string `hcl:"baseline,optional"`
}

type testReport struct {
	noRun
	Results []Ref `hcl:"results" accepts:"evaluate,ablation"`
}

var testKinds = NewKinds(
	Kind{Name: "dataset", Version: 1, New: func() Config { return &testDataset{} }},
	Kind{Name: "pretrain", Version: 3, New: func() Config {
		return &testPretrain{Objective: "causal", Rate: 0.5, Model: testModel{Heads: 1}}
	}},
	Kind{Name: "benchmark", Version: 1, New: func() Config { return &testBenchmark{} }},
	Kind{Name: "evaluate", Version: 1, New: func() Config { return &testEvaluate{} }},
	Kind{Name: "score", Version: 1, New: func() Config { return &testScore{} }},
	Kind{Name: "claim", Version: 1, New: func() Config { return &testClaim{} }},
	Kind{Name: "select", Version: 1, Choice: "model", New: func() Config { return &testSelect{} }},
	Kind{Name: "ablation", Version: 1, New: func() Config { return &testAblation{} }},
	Kind{Name: "report", Version: 2, Lineage: true, New: func() Config { return &testReport{} }},
)
