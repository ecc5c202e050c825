package stages

import (
	"context"
	"errors"
	"fmt"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

var _ = register(pipeline.Kind{
	Name:     EvaluateKind,
	Version:  3,
	Doc:      "asks a model the questions of benchmarks and keeps every answer",
	Parallel: true,
	New:      func() pipeline.Config { return &Evaluate{Quantize: QuantizeNone} },
})

// EvaluateKind is the kind whose artifacts hold numbers: see Numbers.
const EvaluateKind = "evaluate"

// Precisions to which weights may be rounded.
const (
	QuantizeNone = "none"
	QuantizeInt8 = "int8"
)

// An Evaluate asks a model the questions of benchmarks.
type Evaluate struct {
	Model      pipeline.Ref   `hcl:"model" accepts:"pretrain,finetune,model" doc:"The model that is asked"`
	Benchmarks []pipeline.Ref `hcl:"benchmarks" accepts:"benchmark,suite" doc:"What it is asked"`
	Quantize   string         `hcl:"quantize,optional" one_of:"none,int8" doc:"Precision to which the model's weights are rounded before it is asked"`
	EmbedLayer int64          `hcl:"embed_layer,optional" min:"0" doc:"Layer whose states stand for words in similarity; 0 is the embedding"`
}

// Check finds benchmarks that the model cannot answer.
func (e *Evaluate) Check(c *pipeline.Check) {
	if len(e.Benchmarks) == 0 {
		c.Errorf("benchmarks", "No benchmarks", "The list is empty; name at least one benchmark or suite.")
	}
	named := make(map[string]*pipeline.Node)
	for i, ref := range e.Benchmarks {
		path := fmt.Sprintf("benchmarks[%d]", i)
		for _, member := range memberRefs(ref) {
			for _, model := range e.Model.Candidates() {
				e.checkMember(c, path, member, model)
			}
			if member.Config() == nil {
				continue
			}
			name := shortName(member.Node().Address())
			if other := named[name]; other != nil && other != member.Node() {
				c.Errorf(path, "Two benchmarks of one name", "%s and %s would give numbers of one name. Rename one of the two.",
					other.Address(), member.Node().Address())
			}
			named[name] = member.Node()
		}
	}
}

func (e *Evaluate) checkMember(c *pipeline.Check, path string, member, asked pipeline.Ref) {
	b, ok := member.Config().(*Benchmark)
	if !ok {
		return
	}
	address, model := member.Node().Address(), asked.Node().Address()
	switch b.Request {
	case benchmarks.Classify:
		if !hasHead(asked) {
			c.Errorf(path, "Model without a classification head",
				"%s has request \"classify\", which needs a model fine-tuned with task = \"classification\". "+
					"%s has no head for it.", address, model)
		}
	case benchmarks.MultipleChoice, benchmarks.Perplexity, benchmarks.Generate:
		if isMasked(asked) {
			c.Errorf(path, "Model that does not predict what comes next",
				"%s has request %q, but %s was trained with the masked objective: it sees the very tokens that it would "+
					"have to predict. It can be asked benchmarks with request \"classify\", after fine-tuning, or \"similarity\".",
				address, b.Request, model)
		}
	}
	if size := contextOf(asked); b.Request == benchmarks.Generate && size > 0 && b.MaxTokens >= size {
		c.Errorf(path, "No room for the prompt",
			"%s has max_tokens = %d, but the context of %s holds %d tokens, answer included. Set max_tokens to less.",
			address, b.MaxTokens, model, size)
	}
}

// memberRefs returns the references to benchmarks that a reference stands for.
func memberRefs(ref pipeline.Ref) []pipeline.Ref {
	suite, ok := ref.Config().(*Suite)
	if !ok {
		return []pipeline.Ref{ref}
	}
	var all []pipeline.Ref
	for _, member := range suite.Benchmarks {
		all = append(all, memberRefs(member)...)
	}
	return all
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
	var members []pipeline.Ref
	for _, ref := range e.Benchmarks {
		more, err := questionSets(s.Input(ref))
		if err != nil {
			return err
		}
		sets, members = append(sets, more...), append(members, memberRefs(ref)...)
	}
	answerer := newAnswerer(model, int(e.EmbedLayer), s.Workers)
	defer answerer.Close()
	if e.Quantize != QuantizeNone {
		answerer.quantize()
	}
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
				return fmt.Errorf("%s: %w", members[i].Node().Address(), err)
			}
		}
		py, err := set.findPython(s.Workers, func(programs int) {
			s.Report(pipeline.Progress{
				Step: done + len(set.items), Steps: total, Unit: "document", Tokens: answerer.tokens, Note: fmt.Sprintf("%d programs run", programs),
			})
		})
		if err != nil {
			return fmt.Errorf("%s: %w", members[i].Node().Address(), err)
		}
		result, err := benchmarks.Evaluate(ctx, answerer, set.spec, set.items, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", members[i].Node().Address(), inFile(err, members[i].Node()))
		}
		done += len(set.items)
		if err := errors.Join(writeResult(s.Out, i, set, result), writePrograms(s.Out, i, py)); err != nil {
			return err
		}
	}
	return nil
}

// inFile adds to an error about a document of a benchmark where the attribute
// stands that made it.
func inFile(err error, benchmark *pipeline.Node) error {
	var e *benchmarks.ItemError
	if !errors.As(err, &e) {
		return err
	}
	return fmt.Errorf("document %d: %w", e.Document, placed(err, benchmark.Range))
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
