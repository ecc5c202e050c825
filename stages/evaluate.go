package stages

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

var _ = register(pipeline.Kind{
	Name:    "evaluate",
	Version: 2,
	Doc:     "asks a model the questions of benchmarks and keeps every answer",
	New:     func() pipeline.Config { return &Evaluate{} },
})

// An Evaluate asks a model the questions of benchmarks.
type Evaluate struct {
	Model      pipeline.Ref   `hcl:"model" accepts:"pretrain,finetune" doc:"The model that is asked"`
	Benchmarks []pipeline.Ref `hcl:"benchmarks" accepts:"benchmark,suite" doc:"What it is asked"`
	EmbedLayer int64          `hcl:"embed_layer,optional" min:"0" doc:"Layer whose states stand for words in similarity; 0 is the embedding"`
}

// Check finds benchmarks that the model cannot answer.
func (e *Evaluate) Check(c *pipeline.Check) {
	if len(e.Benchmarks) == 0 {
		c.Errorf("benchmarks", "No benchmarks", "The list is empty; name at least one benchmark or suite.")
	}
	head := hasHead(e.Model.Config())
	for i, ref := range e.Benchmarks {
		for _, b := range memberBenchmarks(ref) {
			if b.Request == benchmarks.Classify && !head {
				c.Errorf(fmt.Sprintf("benchmarks[%d]", i), "Model without a classification head",
					"The benchmark has request \"classify\", which needs a model fine-tuned with task = \"classification\". "+
						"%s has no head for it.", e.Model.Node().Address())
			}
		}
	}
}

// hasHead reports whether a model of the given config classifies.
func hasHead(c pipeline.Config) bool {
	f, ok := c.(*Finetune)
	return ok && f.Task == taskClassification
}

// memberBenchmarks returns the benchmarks that a reference stands for.
func memberBenchmarks(ref pipeline.Ref) []*Benchmark {
	switch c := ref.Config().(type) {
	case *Benchmark:
		return []*Benchmark{c}
	case *Suite:
		var all []*Benchmark
		for _, member := range c.Benchmarks {
			all = append(all, memberBenchmarks(member)...)
		}
		return all
	}
	return nil
}

// Run writes, for each benchmark in order, the tables "NNNN/values",
// "NNNN/samples", and the benchmark's "NNNN/spec", by which the values follow
// from the samples.
func (e *Evaluate) Run(ctx context.Context, s *pipeline.Stage) error {
	model, err := readModel(s.Input(e.Model))
	if err != nil {
		return err
	}
	var sets []questionSet
	for _, ref := range e.Benchmarks {
		more, err := questionSets(s.Input(ref))
		if err != nil {
			return err
		}
		sets = append(sets, more...)
	}
	answerer := newAnswerer(model, int(e.EmbedLayer), s.Workers)
	defer answerer.Close()
	total := 0
	for _, set := range sets {
		total += len(set.items)
	}
	done := 0
	for i, set := range sets {
		answerer.progress = func(share float64) {
			s.Report(pipeline.Progress{
				Step: done + int(share*float64(len(set.items))), Steps: total, Unit: "document", Tokens: answerer.tokens,
			})
		}
		if set.spec.Request == benchmarks.Classify && len(set.items) > 0 {
			if err := answerer.chooseClasses(set.items[0].Choices); err != nil {
				return fmt.Errorf("benchmark %d: %w", i, err)
			}
		}
		result, err := benchmarks.Evaluate(ctx, answerer, set.spec, set.items, nil)
		if err != nil {
			return fmt.Errorf("benchmark %d: %w", i, err)
		}
		done += len(set.items)
		if err := writeResult(s.Out, i, set, result); err != nil {
			return err
		}
	}
	return nil
}

func writeResult(w *artifacts.Writer, i int, set questionSet, r *benchmarks.Result) error {
	if err := artifacts.WriteTable(w, resultTable(i, "values"), r.Values); err != nil {
		return err
	}
	if err := artifacts.WriteTable(w, resultTable(i, "samples"), r.Samples); err != nil {
		return err
	}
	return w.Link(resultTable(i, "spec")+".arrow", set.from, set.prefix+"spec.arrow")
}

func resultTable(set int, name string) string { return fmt.Sprintf("%04d/%s", set, name) }

// A Number is a metric that an evaluation has found, and where it stands.
type Number struct {
	Reference  string // "evaluate.base.capitals.acc"
	Evaluation string // "evaluate.base"
	Benchmark  string // "benchmark.capitals"
	Value      benchmarks.Value
	Samples    artifacts.File // the per-sample table it was computed from

	set int // which of the evaluation's benchmarks
}

// Inputs returns the inputs of a stage, by its address: role and address of
// each. Run records and lineages both know them.
type Inputs func(address string) []pipeline.AncestorInput

// Numbers returns the numbers in the artifact of an evaluation. Artifacts
// hold no names; inputs supplies them.
func Numbers(evaluation string, a *artifacts.Artifact, inputs Inputs) ([]Number, error) {
	var numbers []Number
	for i, benchmark := range members(evaluation, "benchmarks", inputs) {
		values, err := artifacts.ReadTable[benchmarks.Value](a, resultTable(i, "values"))
		if err != nil {
			return nil, err
		}
		samples, _ := a.File(resultTable(i, "samples") + ".arrow")
		for _, v := range values {
			numbers = append(numbers, Number{
				Reference:  evaluation + "." + shortName(benchmark) + "." + v.Metric,
				Evaluation: evaluation, Benchmark: benchmark, Value: v, Samples: samples, set: i,
			})
		}
	}
	return numbers, nil
}

// ReadSamples returns the per-sample table that a number was computed from.
func ReadSamples(a *artifacts.Artifact, n Number) ([]benchmarks.Sample, error) {
	return artifacts.ReadTable[benchmarks.Sample](a, resultTable(n.set, "samples"))
}

// members returns the addresses of the benchmarks in a list of inputs, with
// suites replaced by what they gather.
func members(address, role string, inputs Inputs) []string {
	var all []string
	for _, in := range inputs(address) {
		if !strings.HasPrefix(in.Role, role+"[") {
			continue
		}
		if strings.HasPrefix(in.Address, "suite.") {
			all = append(all, members(in.Address, role, inputs)...)
		} else {
			all = append(all, in.Address)
		}
	}
	return all
}

// shortName returns an address without its kind.
func shortName(address string) string {
	_, name, _ := strings.Cut(address, ".")
	return name
}

// A Recomputation is what became of a number when it was computed again from
// its per-sample table.
type Recomputation struct {
	Samples int     `json:"samples"` // rows read
	Value   float64 `json:"value"`
	StdErr  float64 `json:"stderr"`
	// Equal says that every field is what it was, to the bit: value, standard
	// error, interval, chance, and how many samples count.
	Equal bool   `json:"equal"`
	Fault string `json:"fault,omitempty"` // what makes the samples no proof, or ""
}

func (r Recomputation) String() string {
	switch {
	case r.Fault != "":
		return r.Fault
	case r.Equal:
		return fmt.Sprintf("from %d samples: equal", r.Samples)
	}
	return fmt.Sprintf("from %d samples: %v ± %v, NOT equal", r.Samples, r.Value, r.StdErr)
}

// Recompute computes a number again from its per-sample table, as the
// benchmark's spec says, by the code that computed it at first. Samples that
// do not follow from the model's answers, and damaged bytes, are no error but
// a Fault.
func Recompute(a *artifacts.Artifact, n Number) (Recomputation, error) {
	v, samples, err := recompute(a, n)
	if errors.Is(err, benchmarks.ErrUnproven) || errors.Is(err, artifacts.ErrCorrupt) {
		return Recomputation{Samples: samples, Fault: err.Error()}, nil
	}
	return Recomputation{Samples: samples, Value: v.Value, StdErr: v.StdErr, Equal: v == n.Value}, err
}

func recompute(a *artifacts.Artifact, n Number) (v benchmarks.Value, samples int, err error) {
	spec, err := readSpec(a, resultTable(n.set, "spec"))
	if err != nil {
		return v, 0, err
	}
	rows, err := ReadSamples(a, n)
	if err != nil {
		return v, 0, err
	}
	v, err = benchmarks.Recompute(spec, rows, n.Value.Metric)
	return v, len(rows), err
}
