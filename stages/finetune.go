package stages

import (
	"context"
	"fmt"
	"slices"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/optim"
	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:     "finetune",
	Version:  2,
	Doc:      "trains a model further, on labelled texts or on instructions",
	Parallel: true,
	New:      func() pipeline.Config { return newFinetune() },
})

// Tasks of fine-tuning.
const (
	taskClassification = "classification" // a head on the model tells classes of texts
	taskInstruction    = "instruction"    // the model learns to answer prompts
)

// heldOutShare is how much of the dataset is held out for validation where there
// is no dataset for it.
const heldOutShare = 0.1

// A Finetune trains a model further.
type Finetune struct {
	Base       pipeline.Ref `hcl:"base" accepts:"pretrain,finetune,model" doc:"The model to start from"`
	Dataset    pipeline.Ref `hcl:"dataset" accepts:"dataset" doc:"What it learns from"`
	Validation pipeline.Ref `hcl:"validation,optional" accepts:"dataset" doc:"What the best checkpoint is chosen on; a tenth of the dataset by default"`
	Task       string       `hcl:"task" one_of:"classification,instruction" doc:"What it learns"`

	Text     pipeline.Template `hcl:"text,optional" doc:"The text to classify, over doc; doc.text by default"`
	Label    pipeline.Template `hcl:"label,optional" doc:"Its class, over doc; doc.label by default"`
	Prompt   pipeline.Template `hcl:"prompt,optional" doc:"The instruction, over doc, no part of the loss; doc.prompt by default"`
	Response pipeline.Template `hcl:"response,optional" doc:"The answer to it, over doc; doc.response by default"`

	Seed      int64              `hcl:"seed,optional" min:"0" doc:"Seed of the new weights and of the order of the documents"`
	LoRA      *LoRA              `hcl:"lora,block" doc:"Train low-rank adapters instead of all weights"`
	Optimizer *FinetuneOptimizer `hcl:"optimizer,block" doc:"How it learns"`
}

// A LoRA says which low-rank adapters are trained (Hu et al. 2022).
type LoRA struct {
	Rank    int64    `hcl:"rank" min:"1" max:"65536" doc:"Rank of the adapters"`
	Alpha   float64  `hcl:"alpha" above:"0" doc:"The adapters count alpha/rank"`
	Targets []string `hcl:"targets,optional" doc:"Matrices to adapt: wq, wk, wv, wo, w1, w2, w3 (with swiglu), output (if not tied); all but the last by default"`
}

// A FinetuneOptimizer is how parameters move, and its schedule; the defaults are those of
// LLaMA 2's supervised fine-tuning (Touvron et al. 2023, section 3.1).
type FinetuneOptimizer struct {
	LearningRate  float64 `hcl:"learning_rate,optional" above:"0" doc:"Peak learning rate"`
	Schedule      string  `hcl:"schedule,optional" one_of:"cosine,linear,constant,wsd" doc:"How the learning rate falls after the warmup; wsd (warmup, stable, decay) keeps its peak until decay_steps before the end"`
	DecaySteps    int64   `hcl:"decay_steps,optional" min:"0" doc:"Last steps, over which the learning rate of wsd falls"`
	DecayShape    string  `hcl:"decay_shape,optional" one_of:"1-sqrt,linear" doc:"How it falls over them: by the root of the share of them that is done, or by that share"`
	FinalFraction float64 `hcl:"final_fraction,optional" min:"0" max:"1" doc:"Learning rate of the last step, as a share of the peak"`
	WarmupSteps   int64   `hcl:"warmup_steps,optional" min:"0" doc:"Steps over which the learning rate rises from 0"`
	Epochs        int64   `hcl:"epochs,optional" min:"1" cost:"linear" doc:"Times each document is seen"`
	BatchSize     int64   `hcl:"batch_size,optional" min:"1" doc:"Documents in the batch of a step"`
	Evaluations   int64   `hcl:"evaluations,optional" min:"1" doc:"Times the validation loss is measured"`
	Beta1         float64 `hcl:"beta1,optional" min:"0" below:"1" doc:"Of adamw: decay of the mean of gradients"`
	Beta2         float64 `hcl:"beta2,optional" min:"0" below:"1" doc:"Of adamw: decay of the mean of squared gradients"`
	Epsilon       float64 `hcl:"epsilon,optional" above:"0" doc:"Of adamw: added to the root of the second moment"`
	WeightDecay   float64 `hcl:"weight_decay,optional" min:"0" doc:"Decoupled weight decay of matrices"`
	GradClip      float64 `hcl:"grad_clip,optional" min:"0" doc:"Largest norm of the gradient; 0 does not clip"`
	Algorithm     string  `hcl:"algorithm,optional" one_of:"adamw,sgd" doc:"How parameters move: AdamW, or gradient descent with momentum"`
	Momentum      float64 `hcl:"momentum,optional" min:"0" below:"1" doc:"Of sgd: share of its velocity that a step keeps"`
	Dropout       float64 `hcl:"dropout,optional" min:"0" below:"1" doc:"Share of elements hidden in training: of embeddings, and of what attention and the feed-forward block add"`
}

func newFinetune() *Finetune { return &Finetune{} }

// SetDefaults sets the values of attributes that a file may leave out.
func (o *FinetuneOptimizer) SetDefaults() {
	*o = FinetuneOptimizer{
		LearningRate: 2e-5, Schedule: "cosine", DecayShape: "1-sqrt", FinalFraction: 0.1, Epochs: 2, BatchSize: 64, Evaluations: 8, Algorithm: algorithmAdamW,
		Beta1: 0.9, Beta2: 0.95, Epsilon: 1e-5, WeightDecay: 0.1, GradClip: 1,
	}
}

// optimizer returns the block of that name, or the defaults without one.
func (f *Finetune) optimizer() FinetuneOptimizer {
	if f.Optimizer != nil {
		return *f.Optimizer
	}
	var o FinetuneOptimizer
	o.SetDefaults()
	return o
}

// Check finds a base that cannot learn the task, and unknown adapters.
func (f *Finetune) Check(c *pipeline.Check) {
	for _, base := range f.Base.Candidates() {
		if f.Task == taskInstruction && isMasked(base) {
			c.Errorf("base", "Model that does not generate",
				"%s was trained with the masked objective and cannot answer; instruction tuning needs a causal model.",
				base.Node().Address())
		}
	}
	o := f.optimizer()
	checkDecay(c, o.Schedule, o.DecaySteps)
	checkMomentum(c, o.Algorithm, o.Momentum)
	if f.LoRA != nil {
		f.checkTargets(c)
	}
}

// checkTargets finds matrices that the base, as far as it is known before it is
// made, does not have, or that the task does not use.
func (f *Finetune) checkTargets(c *pipeline.Check) {
	shape := llama.Config{VocabSize: 1, Dim: 2, HiddenDim: 1, Layers: 1, Heads: 1, KVHeads: 1, SeqLen: 1}
	shapes := []llama.Config{shape}
	for _, p := range pretrained(f.Base) {
		shape.Activation, shape.Tied = p.Model.Activation, p.Model.Tied
		shapes = append(shapes, shape)
	}
	for _, shape := range shapes {
		if _, err := llama.NewLoRA(shape, 1, 1, f.LoRA.Targets...); err != nil {
			c.Errorf("lora.targets", "Unknown adapter", "%v. Without a gate (activation gelu or relu) there is no w3, and a tied output layer is the embedding.", err)
			return
		}
	}
	if f.Task == taskClassification && slices.Contains(f.LoRA.Targets, "output") {
		c.Given("task").Errorf("lora.targets", "Adapter without effect",
			"targets has \"output\", but a classifier does not use the output layer: its head is trained whole, beside the adapters.")
	}
}

// An example is one document as tokens: a text with its class, or a prompt
// and its answer, which begins at from.
type example struct {
	tokens []int32
	label  string
	from   int
}

// Run writes a model.
func (f *Finetune) Run(ctx context.Context, s *pipeline.Stage) error {
	return train(ctx, s, f.prepare, func(t *training) error { return t.run(ctx, s) })
}

// Replay executes a part of the training again.
func (f *Finetune) Replay(ctx context.Context, s *pipeline.Stage, w pipeline.Window) error {
	return train(ctx, s, f.prepare, func(t *training) error { return t.replay(ctx, s, w) })
}

// Steps leaves nothing open: when the validation loss is measured, which
// chooses the best step, depends on the number of steps.
func (f *Finetune) Steps() pipeline.Steps { return pipeline.Steps{} }

// prepare returns the training before its first step.
func (f *Finetune) prepare(ctx context.Context, s *pipeline.Stage, team *kernel.Team) (*training, error) {
	model, err := readModel(s.Input(f.Base))
	if err != nil {
		return nil, err
	}
	train, held, err := f.examples(ctx, s, model)
	if err != nil {
		return nil, err
	}
	model.classes = nil
	if f.Task == taskClassification {
		if model.classes, err = classNames(train, held); err != nil {
			return nil, err
		}
		model.weights = model.weights.WithClasses(len(model.classes))
		model.weights.InitClassifier(newRandom(f.Seed, purposeHead))
	} else {
		model.weights = model.weights.WithClasses(0)
	}
	adapters, err := f.adapters(model.weights.Config)
	if err != nil {
		return nil, err
	}
	trainer := llama.NewTrainer(team, model.weights, llama.TrainerOptions{
		LoRA: adapters, Dropout: newDropout(f.optimizer().Dropout, f.Seed),
	})
	t := f.training(team, trainer, model.classes, train, held)
	t.write = func(w *artifacts.Writer) error {
		if adapters != nil {
			adapters.Merge(model.weights)
		}
		all := make([][]int32, len(train))
		for i, e := range train {
			all[i] = e.tokens
		}
		return writeModel(w, model, t.trained(model.weights.Config, all))
	}
	return t, nil
}

// training returns the loop over the examples.
func (f *Finetune) training(team *kernel.Team, trainer *llama.Trainer, classes []string, train, held []example) *training {
	o := f.optimizer()
	size := min(int(o.BatchSize), len(train))
	steps := int(o.Epochs) * ((len(train) + size - 1) / size)
	order := newOrder(len(train), f.Seed)
	validation := f.batch(held, classes)
	every := max(1, steps/int(o.Evaluations))
	return &training{
		trainer: trainer,
		optimizer: newOptimizer(team, trainer.Params(), o.Algorithm, optim.Config{
			Beta1: o.Beta1, Beta2: o.Beta2, Epsilon: o.Epsilon, WeightDecay: o.WeightDecay, GradClip: o.GradClip,
		}, o.Momentum),
		schedule: optim.Schedule{
			Kind: o.Schedule, Peak: o.LearningRate, FinalFactor: o.FinalFraction,
			WarmupSteps: int(o.WarmupSteps), Steps: steps, DecaySteps: int(o.DecaySteps), DecayShape: o.DecayShape,
		},
		batch: func(int) llama.Batch {
			indices := make([]int, size)
			for i := range indices {
				indices[i] = order.take()
			}
			return f.batch(pick(train, indices), classes)
		},
		validate:   func() float64 { return trainer.Loss(validation) },
		validateAt: func(done int) bool { return done%every == 0 },
		keepBest:   true,
	}
}

func (f *Finetune) batch(examples []example, classes []string) llama.Batch {
	tokens := make([][]int32, len(examples))
	from := make([]int, len(examples))
	labels := make([]int32, len(examples))
	for i, e := range examples {
		tokens[i], from[i] = e.tokens, e.from
		labels[i] = int32(slices.Index(classes, e.label))
	}
	if f.Task == taskClassification {
		return llama.Classified(tokens, labels)
	}
	return llama.NextTokens(tokens, from)
}

func (f *Finetune) adapters(c llama.Config) (*llama.LoRA, error) {
	if f.LoRA == nil {
		return nil, nil
	}
	adapters, err := llama.NewLoRA(c, int(f.LoRA.Rank), f.LoRA.Alpha, f.LoRA.Targets...)
	if err != nil {
		return nil, err
	}
	adapters.Init(newRandom(f.Seed, purposeAdapters))
	return adapters, nil
}

// examples renders and tokenizes the documents to learn from and those to
// choose the best checkpoint on.
func (f *Finetune) examples(ctx context.Context, s *pipeline.Stage, m languageModel) (train, held []example, err error) {
	if train, err = f.read(ctx, s, f.Dataset, m); err != nil {
		return nil, nil, err
	}
	if f.Validation.IsSet() {
		held, err = f.read(ctx, s, f.Validation, m)
	} else {
		train, held = holdOut(train, heldOutShare)
	}
	if err == nil && (len(train) == 0 || len(held) == 0) {
		err = fmt.Errorf("got %d documents to learn from and %d for validation, want some of both", len(train), len(held))
	}
	return train, held, err
}

func (f *Finetune) read(ctx context.Context, s *pipeline.Stage, ref pipeline.Ref, m languageModel) ([]example, error) {
	docs, err := documents(s.Input(ref))
	if err != nil {
		return nil, err
	}
	examples := make([]example, len(docs))
	for i, doc := range docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if examples[i], err = f.example(doc, m.tokenizer, m.weights.Config.SeqLen); err != nil {
			return nil, fmt.Errorf("%s: document %d: %w", ref.Node().Address(), i, err)
		}
	}
	return examples, nil
}

// example tokenizes one document. What does not fit the model's context is
// cut: the end of a text to classify, the start of a prompt.
func (f *Finetune) example(doc string, v vocabulary, seqLen int) (e example, err error) {
	if f.Task == taskClassification {
		text, err := renderField(f.Text, "text", doc)
		if err != nil {
			return e, err
		}
		if e.label, err = renderField(f.Label, "label", doc); err != nil {
			return e, err
		}
		e.tokens, _ = classifierTokens(v, text, seqLen)
		return e, nil
	}
	prompt, err := renderField(f.Prompt, "prompt", doc)
	if err != nil {
		return e, err
	}
	response, err := renderField(f.Response, "response", doc)
	if err != nil {
		return e, err
	}
	context := v.Encode([]int32{v.BOS()}, prompt)
	answer := append(v.Encode(nil, response), v.EOS())
	if len(answer) > seqLen-1 {
		return e, fmt.Errorf("the response has %d tokens, but the model's context holds %d", len(answer), seqLen)
	}
	if over := len(context) + len(answer) - seqLen; over > 0 {
		context = context[over:]
	}
	e.from = len(context)
	e.tokens = append(context, answer...)
	return e, nil
}

// renderField renders a template, or without one takes the field of its name.
func renderField(t pipeline.Template, name, doc string) (string, error) {
	if !t.IsSet() {
		return textField(doc, name)
	}
	text, err := renderText(t, doc)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}

// classifierTokens returns a text as a classifier sees it, in training and
// after: begun and ended as in pretraining, its end cut where it is too long.
func classifierTokens(v vocabulary, text string, seqLen int) (ids []int32, cut int) {
	ids = v.Encode([]int32{v.BOS()}, text)
	cut = max(len(ids)-(seqLen-1), 0)
	return append(ids[:len(ids)-cut], v.EOS()), cut
}

// classNames returns the classes that occur, sorted. Validation may not bring
// a class that was never learned.
func classNames(train, held []example) ([]string, error) {
	var names []string
	for _, e := range train {
		names = append(names, e.label)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) < 2 {
		return nil, fmt.Errorf("the dataset has %d classes, want at least 2: %q", len(names), names)
	}
	for _, e := range held {
		if !slices.Contains(names, e.label) {
			return nil, fmt.Errorf("class %q of the validation set is not among those to learn: %q", e.label, names)
		}
	}
	return names, nil
}
