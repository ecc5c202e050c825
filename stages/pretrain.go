package stages

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/optim"
	"pipe/engine/token"
	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:     "pretrain",
	Version:  3,
	Doc:      "trains a LLaMA on a corpus from random weights",
	Parallel: true,
	New:      func() pipeline.Config { return newPretrain() },
})

// Objectives of pretraining.
const (
	objectiveCausal = "causal" // predict the next token
	objectiveMasked = "masked" // predict hidden tokens from both sides: BERT's, as a contrast
)

// A Pretrain trains a LLaMA on a corpus from random weights.
type Pretrain struct {
	Corpus     pipeline.Ref `hcl:"corpus" accepts:"dataset" doc:"Text to learn from"`
	Tokenizer  pipeline.Ref `hcl:"tokenizer" accepts:"tokenizer" doc:"How text becomes tokens"`
	Text       string       `hcl:"text,optional" doc:"Field of the documents that holds the text"`
	Objective  string       `hcl:"objective,optional" one_of:"causal,masked" doc:"What is predicted: the next token, or hidden ones"`
	MaskRate   float64      `hcl:"mask_rate,optional" above:"0" below:"1" doc:"Share of tokens hidden by the masked objective"`
	Validation float64      `hcl:"validation,optional" min:"0" max:"0.5" doc:"Share of the documents held out for the validation loss"`
	Seed       int64        `hcl:"seed,optional" min:"0" doc:"Seed of the weights, the order of the text and the masks"`
	Model      ModelShape   `hcl:"model,block" doc:"Shape of the model"`
	Optimizer  Optimizer    `hcl:"optimizer,block" doc:"How it learns"`
}

// A ModelShape is the shape of a LLaMA.
type ModelShape struct {
	Dim       int64   `hcl:"dim" min:"2" max:"65536" doc:"Width of the residual stream"`
	Layers    int64   `hcl:"layers" min:"1" max:"1024" doc:"Number of blocks"`
	Heads     int64   `hcl:"heads" min:"1" max:"1024" doc:"Query heads of each block"`
	KVHeads   int64   `hcl:"kv_heads,optional" min:"0" max:"1024" doc:"Key-value heads, each shared by heads/kv_heads query heads; 0 means as many as heads"`
	HeadDim   int64   `hcl:"head_dim,optional" min:"0" max:"65536" doc:"Width of a head, an even number; 0 means dim/heads"`
	HiddenDim int64   `hcl:"hidden_dim,optional" min:"0" max:"262144" doc:"Width inside the feed-forward block; 0 means 8/3 of dim, rounded up to a multiple of 16, or 4 dim with gelu and relu"`
	SeqLen    int64   `hcl:"seq_len" min:"2" max:"1048576" doc:"Longest sequence, in tokens"`
	RopeTheta float64 `hcl:"rope_theta,optional" above:"0" doc:"Base of the rotary frequencies"`
	NormEps   float64 `hcl:"norm_eps,optional" above:"0" doc:"Epsilon of the norms"`
	Tied      bool    `hcl:"tied,optional" doc:"Whether the output layer is the embedding"`

	Positions  string `hcl:"positions,optional" one_of:"rope,learned,sinusoidal,none" doc:"How a token knows its place: rotary, a learned vector, sines and cosines, or only by the causal mask"`
	Norm       string `hcl:"norm,optional" one_of:"rmsnorm,layernorm" doc:"How rows are normed; layernorm has no bias"`
	Placement  string `hcl:"norm_placement,optional" one_of:"pre,post" doc:"Where: what attention and the feed-forward block read, and the end; or what their sums with the residual stream give"`
	Activation string `hcl:"activation,optional" one_of:"swiglu,gelu,relu" doc:"Inside of the feed-forward block; gelu (in its form with tanh) and relu have no gate"`
}

// An Optimizer is how parameters move, and its schedule; the defaults are those of LLaMA 2's
// pretraining (Touvron et al. 2023, section 2.2).
type Optimizer struct {
	LearningRate  float64 `hcl:"learning_rate" above:"0" doc:"Peak learning rate"`
	Schedule      string  `hcl:"schedule,optional" one_of:"cosine,linear,constant,wsd" doc:"How the learning rate falls after the warmup; wsd (warmup, stable, decay) keeps its peak until decay_steps before the end"`
	DecaySteps    int64   `hcl:"decay_steps,optional" min:"0" doc:"Last steps, over which the learning rate of wsd falls"`
	DecayShape    string  `hcl:"decay_shape,optional" one_of:"1-sqrt,linear" doc:"How it falls over them: by the root of the share of them that is done, or by that share"`
	FinalFraction float64 `hcl:"final_fraction,optional" min:"0" max:"1" doc:"Learning rate of the last step, as a share of the peak"`
	WarmupSteps   int64   `hcl:"warmup_steps,optional" min:"0" doc:"Steps over which the learning rate rises from 0"`
	Steps         int64   `hcl:"steps" min:"1" cost:"linear" doc:"Steps of the whole run"`
	BatchTokens   int64   `hcl:"batch_tokens" min:"1" cost:"linear" doc:"Tokens in the batch of a step, at most"`
	Beta1         float64 `hcl:"beta1,optional" min:"0" below:"1" doc:"Of adamw: decay of the mean of gradients"`
	Beta2         float64 `hcl:"beta2,optional" min:"0" below:"1" doc:"Of adamw: decay of the mean of squared gradients"`
	Epsilon       float64 `hcl:"epsilon,optional" above:"0" doc:"Of adamw: added to the root of the second moment"`
	WeightDecay   float64 `hcl:"weight_decay,optional" min:"0" doc:"Decoupled weight decay of matrices"`
	GradClip      float64 `hcl:"grad_clip,optional" min:"0" doc:"Largest norm of the gradient; 0 does not clip"`
	Algorithm     string  `hcl:"algorithm,optional" one_of:"adamw,sgd" doc:"How parameters move: AdamW, or gradient descent with momentum"`
	Momentum      float64 `hcl:"momentum,optional" min:"0" below:"1" doc:"Of sgd: share of its velocity that a step keeps"`
	Dropout       float64 `hcl:"dropout,optional" min:"0" below:"1" doc:"Share of elements hidden in training: of embeddings, and of what attention and the feed-forward block add"`
}

func newPretrain() *Pretrain {
	return &Pretrain{
		Text:       "text",
		Objective:  objectiveCausal,
		MaskRate:   0.15,
		Validation: 0.01,
		Model: ModelShape{
			RopeTheta: 10000, NormEps: 1e-5, Positions: "rope", Norm: "rmsnorm", Placement: "pre", Activation: "swiglu",
		},
		Optimizer: Optimizer{
			Schedule: "cosine", DecayShape: "1-sqrt", FinalFraction: 0.1, Algorithm: algorithmAdamW,
			Beta1: 0.9, Beta2: 0.95, Epsilon: 1e-5, WeightDecay: 0.1, GradClip: 1,
		},
	}
}

// config returns the shape for the engine.
func (m ModelShape) config(vocabSize int) llama.Config {
	c := llama.Config{
		VocabSize: vocabSize, Dim: int(m.Dim), HiddenDim: int(m.HiddenDim), Layers: int(m.Layers),
		Heads: int(m.Heads), KVHeads: int(m.KVHeads), SeqLen: int(m.SeqLen),
		RopeTheta: m.RopeTheta, NormEps: m.NormEps, Tied: m.Tied, Causal: true,
		Positions: m.Positions, Norm: m.Norm, Placement: m.Placement, Activation: m.Activation,
	}
	if c.KVHeads == 0 {
		c.KVHeads = c.Heads
	}
	if m.HeadDim*m.Heads != m.Dim {
		c.HeadSize = int(m.HeadDim)
	}
	switch {
	case c.HiddenDim > 0:
	case c.Activation != "swiglu": // two matrices of this width have as many weights as three of the other
		c.HiddenDim = 4 * c.Dim
	default:
		c.HiddenDim = (c.Dim*8/3 + 15) / 16 * 16
	}
	return c
}

// Check finds shapes that no model has, and batches too small for a sequence.
func (p *Pretrain) Check(c *pipeline.Check) {
	m := p.Model
	if m.HeadDim%2 != 0 {
		c.Errorf("model.head_dim", "Odd width of a head", "head_dim is %d: it must be even, because rotary positions turn pairs of channels.", m.HeadDim)
	}
	if m.HeadDim > 0 && m.Dim%2 != 0 {
		c.Errorf("model.dim", "Odd width", "dim is %d: it must be even.", m.Dim)
	}
	if m.Heads > 0 && m.HeadDim == 0 && m.Dim%(2*m.Heads) != 0 {
		c.Given("model.dim").Errorf("model.heads", "Heads do not divide the width",
			"dim is %d and heads is %d: dim must be an even multiple of heads, because rotary positions turn pairs of channels, unless head_dim says how wide a head is.",
			m.Dim, m.Heads)
	}
	if m.KVHeads > 0 && m.Heads%m.KVHeads != 0 {
		c.Given("model.heads").Errorf("model.kv_heads", "Key-value heads do not divide heads",
			"heads is %d and kv_heads is %d: each key-value head serves heads/kv_heads query heads. Allowed are %s.",
			m.Heads, m.KVHeads, divisors(m.Heads))
	}
	o := p.Optimizer
	if o.BatchTokens < m.SeqLen {
		c.Given("model.seq_len").Errorf("optimizer.batch_tokens", "Batch smaller than a sequence",
			"batch_tokens is %d, but a sequence may have seq_len = %d tokens.", o.BatchTokens, m.SeqLen)
	}
	if o.WarmupSteps > o.Steps {
		c.Given("optimizer.steps").Errorf("optimizer.warmup_steps", "Warmup longer than the run",
			"warmup_steps is %d, but the run has only %d steps.", o.WarmupSteps, o.Steps)
	} else if o.WarmupSteps+o.DecaySteps > o.Steps {
		c.Given("optimizer.steps", "optimizer.warmup_steps").Errorf("optimizer.decay_steps", "Decay longer than the run",
			"decay_steps is %d, but the run has only %d steps after its warmup.", o.DecaySteps, o.Steps-o.WarmupSteps)
	}
	checkDecay(c, o.Schedule, o.DecaySteps)
	checkMomentum(c, o.Algorithm, o.Momentum)
}

// divisors lists the divisors of n, which is at most 1024, in words.
func divisors(n int64) string {
	var list []string
	for d := int64(1); d <= n; d++ {
		if n%d == 0 {
			list = append(list, strconv.FormatInt(d, 10))
		}
	}
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

// checkDecay finds a decay without its schedule, and the schedule without.
func checkDecay(c *pipeline.Check, schedule string, decaySteps int64) {
	c = c.Given("optimizer.schedule")
	switch {
	case schedule == "wsd" && decaySteps == 0:
		c.Errorf("optimizer.decay_steps", "No decay",
			"schedule is \"wsd\", whose learning rate falls over the last decay_steps steps: give at least 1 (a fifth of all steps is usual), or use schedule \"constant\".")
	case schedule != "wsd" && decaySteps > 0:
		c.Errorf("optimizer.decay_steps", "Decay of another schedule",
			"decay_steps is %d, but only schedule \"wsd\" has such a decay, and schedule is %q.", decaySteps, schedule)
	}
}

// Run writes a model.
func (p *Pretrain) Run(ctx context.Context, s *pipeline.Stage) error {
	return train(ctx, s, p.prepare, func(t *training) error { return t.run(ctx, s) })
}

// Replay executes a part of the training again.
func (p *Pretrain) Replay(ctx context.Context, s *pipeline.Stage, w pipeline.Window) error {
	return train(ctx, s, p.prepare, func(t *training) error { return t.replay(ctx, s, w) })
}

// Steps says that how the learning rate falls, and when training ends, matters
// from the first step that is not at its peak.
func (p *Pretrain) Steps() pipeline.Steps {
	steps := int(p.Optimizer.Steps)
	return pipeline.Steps{
		Total: steps,
		Open:  p.Optimizer.schedule(steps).Undecayed(),
		Later: []string{
			"optimizer.schedule", "optimizer.decay_steps", "optimizer.decay_shape", "optimizer.final_fraction", "optimizer.steps",
		},
	}
}

// prepare returns the training before its first step.
func (p *Pretrain) prepare(ctx context.Context, s *pipeline.Stage, team *kernel.Team) (*training, error) {
	texts, err := corpusTexts(ctx, s.Input(p.Corpus), p.Text)
	if err != nil {
		return nil, err
	}
	bpe, err := readTokenizer(s.Input(p.Tokenizer))
	if err != nil {
		return nil, err
	}
	config := p.Model.config(bpe.VocabSize())
	config.Causal = p.Objective == objectiveCausal
	if err := config.Validate(); err != nil {
		return nil, err
	}
	kept, held := holdOut(texts, p.Validation)
	train, err := sequences(ctx, team, bpe, kept, config.SeqLen)
	if err != nil {
		return nil, err
	}
	val, err := sequences(ctx, team, bpe, held, config.SeqLen)
	if err != nil {
		return nil, err
	}
	if len(train) == 0 {
		return nil, fmt.Errorf("the corpus has no text to train on: %d documents, of which %d are held out", len(texts), len(held))
	}
	weights := llama.NewWeights(config)
	weights.Init(newRandom(p.Seed, purposeWeights))
	trainer := llama.NewTrainer(team, weights, llama.TrainerOptions{Dropout: newDropout(p.Optimizer.Dropout, p.Seed)})
	o := p.Optimizer
	batch := p.batches(bpe)
	order := newOrder(len(train), p.Seed)
	t := &training{
		trainer:   trainer,
		optimizer: o.optimizer(team, trainer.Params()),
		schedule:  o.schedule(int(o.Steps)),
		batch: func(step int) llama.Batch {
			return batch(pick(train, order.fill(train, int(o.BatchTokens))), purposeMasks+uint64(step))
		},
		validateAt: validatesAt,
	}
	if len(val) > 0 {
		chosen := val[:min(len(val), max(1, validationTokens/config.SeqLen))]
		b := batch(chosen, purposeValidation)
		t.validate = func() float64 { return trainer.Loss(b) }
	}
	t.write = func(w *artifacts.Writer) error {
		return writeModel(w, languageModel{weights: weights, tokenizer: bpe}, t.trained(config, train))
	}
	return t, nil
}

// batches returns what makes a batch of sequences; purpose seeds its masks.
func (p *Pretrain) batches(bpe *token.BPE) func(chosen [][]int32, purpose uint64) llama.Batch {
	if p.Objective == objectiveCausal {
		return func(chosen [][]int32, _ uint64) llama.Batch { return llama.NextTokens(chosen, nil) }
	}
	masking := llama.Masking{
		Rate: p.MaskRate, MaskToken: bpe.Mask(), VocabSize: bpe.VocabSize(), Special: bpe.Mask() + 1,
	}
	return func(chosen [][]int32, purpose uint64) llama.Batch {
		return maskedBatch(masking, chosen, newRandom(p.Seed, purpose))
	}
}

// validationTokens bounds what the validation loss is measured on.
const validationTokens = 32768

// validatesAt reports whether the validation loss is measured after so many
// steps. That does not depend on how many there are in all: a longer run has
// the curve of a shorter one, and can go on from its states.
func validatesAt(done int) bool { return done%256 == 0 || done&(done-1) == 0 }

func (o Optimizer) optimizer(team *kernel.Team, params []optim.Param) optimizer {
	return newOptimizer(team, params, o.Algorithm, optim.Config{
		Beta1: o.Beta1, Beta2: o.Beta2, Epsilon: o.Epsilon, WeightDecay: o.WeightDecay, GradClip: o.GradClip,
	}, o.Momentum)
}

func (o Optimizer) schedule(steps int) optim.Schedule {
	return optim.Schedule{
		Kind: o.Schedule, Peak: o.LearningRate, FinalFactor: o.FinalFraction,
		WarmupSteps: int(o.WarmupSteps), Steps: steps, DecaySteps: int(o.DecaySteps), DecayShape: o.DecayShape,
	}
}

// trained returns what the training took. FLOPs are counted for sequences of
// the mean length.
func (t *training) trained(c llama.Config, train [][]int32) trained {
	total := 0
	for _, s := range train {
		total += len(s)
	}
	mean := total / len(train)
	return trained{curve: t.curve, tokens: t.tokens, flops: float64(t.tokens) * c.FLOPsPerToken(mean)}
}

// Purposes keep the random numbers of a stage's parts apart; those of steps
// count up from purposeMasks.
const (
	purposeWeights uint64 = iota
	purposeHead
	purposeAdapters
	purposeValidation
	purposeMasks
	purposeDropout = 1<<64 - 1
)

func newRandom(seed int64, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(seed), purpose))
}
