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
	Version:  8,
	Doc:      "asks a model the questions of benchmarks and keeps every answer",
	Parallel: true,
	New: func() pipeline.Config {
		return &Evaluate{Quantize: QuantizeNone, BOS: bosOfTokenizer, Truncate: truncateAny}
	},
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
	BOS        string         `hcl:"bos,optional" one_of:"tokenizer,always,never" doc:"Whether prompts begin with the token that begins texts; \"tokenizer\" does as the model was published. A prompt that has it already gets no second one"`
	System     string         `hcl:"system,optional" doc:"Text that tells the model how to answer; it stands before the description of every benchmark"`
	Truncate   string         `hcl:"truncate,optional" one_of:"any,prompts,none" doc:"What is cut that is longer than the model's context: \"any\" text, and choices lose their beginning too; \"prompts\", as well as texts to classify and what a judge reads; or \"none\". What is too long else ends the evaluation in an error"`
	EmbedLayer int64          `hcl:"embed_layer,optional" min:"0" doc:"Layer whose states stand for words in similarity; 0 is the embedding"`
	Judge      pipeline.Ref   `hcl:"judge,optional" accepts:"finetune" doc:"A classifier that reads what the model wrote, for benchmarks with judge_class"`
	Chat       *Chat          `hcl:"chat,block" doc:"Put prompts as conversations, in the form that the model was trained on"`
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
	e.checkJudge(c)
	e.checkChat(c)
	e.checkEndpoint(c)
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
	e.checkRoom(c, path, member, asked)
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
// "NNNN/samples", "NNNN/protocol", where ece or mce is asked for
// "NNNN/reliability", where items belong to groups "NNNN/by", and the benchmark's "NNNN/spec", by which the values follow
// from the samples.
func (e *Evaluate) Run(ctx context.Context, s *pipeline.Stage) error {
	if remote := endpointOf(e.Model); remote != nil {
		answerer, err := newRemoteAnswerer(ctx, remote, s.Input(e.Model))
		if err != nil {
			return err
		}
		defer answerer.Close()
		// By it, whoever shows the numbers sees where they come from.
		if err := s.Out.Link(endpointFile, s.Input(e.Model), endpointFile); err != nil {
			return err
		}
		return e.withJudge(s, answerer, func() error { return e.run(ctx, s, answerer) })
	}
	return withModel(s.Input(e.Model), func(m languageModel) error {
		answerer := newAnswerer(m, int(e.EmbedLayer), s.Workers)
		defer answerer.Close()
		if e.Quantize != QuantizeNone {
			answerer.quantize()
		}
		return e.withJudge(s, answerer, func() error { return e.run(ctx, s, answerer) })
	})
}

func (e *Evaluate) run(ctx context.Context, s *pipeline.Stage, answerer *answerer) error {
	var sets []questionSet
	var members []pipeline.Ref
	for _, ref := range e.Benchmarks {
		more, err := questionSets(s.Input(ref))
		if err != nil {
			return err
		}
		sets, members = append(sets, more...), append(members, memberRefs(ref)...)
	}
	var err error
	if answerer.keeper, err = openKeeper(ctx, s); err != nil {
		return err
	}
	answerer.keeper.each = answerer.remote != nil
	conversation, err := e.newConversation(answerer.languageModel)
	if err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	answerer.setText(e.BOS, conversation.template)
	answerer.truncate = e.Truncate
	requests := progressOf(sets, members)
	for i, set := range sets {
		answerer.benchmark = i
		answerer.progress = func(done, total int) { s.Report(requests.at(i, done, total, answerer.tokens)) }
		if err := e.ask(ctx, s, set, members[i].Node(), answerer, conversation); err != nil {
			return errors.Join(err, answerer.keeper.save())
		}
	}
	return nil
}

// ask asks a model the questions of one benchmark and writes what came of it.
func (e *Evaluate) ask(ctx context.Context, s *pipeline.Stage, set questionSet, benchmark *pipeline.Node, a *answerer, v *conversation) error {
	asked := set
	if err := v.put(&asked); err != nil {
		return fmt.Errorf("%s: %w", benchmark.Address(), inFile(err, benchmark))
	}
	if err := asked.fit(a.weights.Config.SeqLen, e.Truncate); err != nil {
		return fmt.Errorf("%s: %w", benchmark.Address(), err)
	}
	if set.spec.Request == benchmarks.Classify && len(set.items) > 0 {
		if err := a.chooseClasses(set.items[0].Choices); err != nil {
			return fmt.Errorf("%s: %w", benchmark.Address(), err)
		}
	}
	py, err := asked.findPython(s.Workers, func(programs int) {
		s.Report(pipeline.Progress{Note: fmt.Sprintf("%s: %d programs run", shortName(benchmark.Address()), programs)})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", benchmark.Address(), err)
	}
	result, err := benchmarks.Evaluate(ctx, a, asked.spec, asked.items, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", benchmark.Address(), inFile(err, benchmark))
	}
	if err := errors.Join(writeResult(s.Out, a.benchmark, set, result), writePrograms(s.Out, a.benchmark, py)); err != nil {
		return err
	}
	protocol := protocolOf(e, asked.spec, a, v, result)
	protocol.Shortened = asked.spec.MaxTokens < set.spec.MaxTokens
	protocol.warn(ctx, s.Name(), shortName(benchmark.Address()))
	return artifacts.WriteTable(s.Out, resultTable(a.benchmark, "protocol"), []protocolRow{protocol})
}

// requestCounts are how many requests each benchmark of an evaluation makes.
type requestCounts struct {
	names  []string
	before []int // requests of the benchmarks before it
	counts []int
	total  int
}

func progressOf(sets []questionSet, members []pipeline.Ref) requestCounts {
	var c requestCounts
	for i, set := range sets {
		n := set.spec.Requests(set.items)
		c.names = append(c.names, shortName(members[i].Node().Address()))
		c.before, c.counts = append(c.before, c.total), append(c.counts, n)
		c.total += n
	}
	return c
}

// at is the progress after some of all calls to the model for benchmark i. A
// model may make several calls of one request, or one of several.
func (c requestCounts) at(i, done, total int, tokens int64) pipeline.Progress {
	answered := c.counts[i]
	if total > 0 {
		answered = int(float64(c.counts[i]) * float64(done) / float64(total))
	}
	return pipeline.Progress{
		Step: c.before[i] + answered, Steps: c.total, Unit: "request", Tokens: tokens,
		Part: c.names[i], PartStep: answered, PartSteps: c.counts[i],
	}
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
	if bins := benchmarks.Reliabilities(&set.spec, r.Samples); len(bins) > 0 {
		if err := artifacts.WriteTable(w, resultTable(i, "reliability"), bins); err != nil {
			return err
		}
	}
	if err := artifacts.WriteTable(w, resultTable(i, "values"), r.Values); err != nil {
		return err
	}
	if len(r.By) > 0 {
		if err := artifacts.WriteTable(w, resultTable(i, "by"), r.By); err != nil {
			return err
		}
	}
	if err := artifacts.WriteTable(w, resultTable(i, "samples"), r.Samples); err != nil {
		return err
	}
	return w.Link(resultTable(i, "spec")+".arrow", set.from, set.prefix+"spec.arrow")
}

func resultTable(set int, name string) string { return fmt.Sprintf("%04d/%s", set, name) }
