package stages

import (
	"context"
	"fmt"
	"math/rand/v2"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/optim"
	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:    "pretrain",
	Version: 1,
	Doc:     "trains a LLaMA on a corpus from random weights",
	New:     func() pipeline.Config { return newPretrain() },
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
	HiddenDim int64   `hcl:"hidden_dim,optional" min:"0" max:"262144" doc:"Width inside the feed-forward block; 0 means 8/3 of dim, rounded up to a multiple of 16"`
	SeqLen    int64   `hcl:"seq_len" min:"2" max:"1048576" doc:"Longest sequence, in tokens"`
	RopeTheta float64 `hcl:"rope_theta,optional" above:"0" doc:"Base of the rotary frequencies"`
	NormEps   float64 `hcl:"norm_eps,optional" above:"0" doc:"Epsilon of the norms"`
	Tied      bool    `hcl:"tied,optional" doc:"Whether the output layer is the embedding"`
}

// An Optimizer is AdamW and its schedule; the defaults are those of LLaMA 2's
// pretraining (Touvron et al. 2023, section 2.2).
type Optimizer struct {
	LearningRate  float64 `hcl:"learning_rate" above:"0" doc:"Peak learning rate"`
	Schedule      string  `hcl:"schedule,optional" one_of:"cosine,linear,constant" doc:"How the learning rate falls after the warmup"`
	FinalFraction float64 `hcl:"final_fraction,optional" min:"0" max:"1" doc:"Learning rate of the last step, as a share of the peak"`
	WarmupSteps   int64   `hcl:"warmup_steps,optional" min:"0" doc:"Steps over which the learning rate rises from 0"`
	Steps         int64   `hcl:"steps" min:"1" cost:"linear" doc:"Steps of the whole run"`
	BatchTokens   int64   `hcl:"batch_tokens" min:"1" cost:"linear" doc:"Tokens in the batch of a step, at most"`
	Beta1         float64 `hcl:"beta1,optional" min:"0" below:"1" doc:"Decay of the mean of gradients"`
	Beta2         float64 `hcl:"beta2,optional" min:"0" below:"1" doc:"Decay of the mean of squared gradients"`
	Epsilon       float64 `hcl:"epsilon,optional" above:"0" doc:"Added to the root of the second moment"`
	WeightDecay   float64 `hcl:"weight_decay,optional" min:"0" doc:"Decoupled weight decay of matrices"`
	GradClip      float64 `hcl:"grad_clip,optional" min:"0" doc:"Largest norm of the gradient; 0 does not clip"`
}

func newPretrain() *Pretrain {
	return &Pretrain{
		Text:       "text",
		Objective:  objectiveCausal,
		MaskRate:   0.15,
		Validation: 0.01,
		Model:      ModelShape{RopeTheta: 10000, NormEps: 1e-5},
		Optimizer: Optimizer{
			Schedule: "cosine", FinalFraction: 0.1,
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
	}
	if c.KVHeads == 0 {
		c.KVHeads = c.Heads
	}
	if c.HiddenDim == 0 {
		c.HiddenDim = (c.Dim*8/3 + 15) / 16 * 16
	}
	return c
}

// Check finds shapes that no model has, and batches too small for a sequence.
func (p *Pretrain) Check(c *pipeline.Check) {
	m := p.Model
	if m.Heads > 0 && m.Dim%(2*m.Heads) != 0 {
		c.Given("model.dim").Errorf("model.heads", "Heads do not divide the width",
			"dim is %d and heads is %d: dim must be an even multiple of heads, because rotary positions turn pairs of channels.",
			m.Dim, m.Heads)
	}
	if m.KVHeads > 0 && m.Heads%m.KVHeads != 0 {
		c.Given("model.heads").Errorf("model.kv_heads", "Key-value heads do not divide heads",
			"heads is %d and kv_heads is %d: each key-value head serves heads/kv_heads query heads, so kv_heads must divide heads.",
			m.Heads, m.KVHeads)
	}
	o := p.Optimizer
	if o.BatchTokens < m.SeqLen {
		c.Given("model.seq_len").Errorf("optimizer.batch_tokens", "Batch smaller than a sequence",
			"batch_tokens is %d, but a sequence may have seq_len = %d tokens.", o.BatchTokens, m.SeqLen)
	}
	if o.WarmupSteps > o.Steps {
		c.Given("optimizer.steps").Errorf("optimizer.warmup_steps", "Warmup longer than the run",
			"warmup_steps is %d, but the run has only %d steps.", o.WarmupSteps, o.Steps)
	}
}

// Run writes a model.
func (p *Pretrain) Run(ctx context.Context, s *pipeline.Stage) error {
	texts, err := corpusTexts(s.Input(p.Corpus), p.Text)
	if err != nil {
		return err
	}
	bpe, err := readTokenizer(s.Input(p.Tokenizer))
	if err != nil {
		return err
	}
	team := kernel.NewTeam(s.Workers)
	defer team.Close()
	config := p.Model.config(bpe.VocabSize())
	config.Causal = p.Objective == objectiveCausal
	if err := config.Validate(); err != nil {
		return err
	}
	kept, held := holdOut(texts, p.Validation)
	train := sequences(team, bpe, kept, config.SeqLen)
	if len(train) == 0 {
		return fmt.Errorf("the corpus has no text to train on: %d documents, of which %d are held out", len(texts), len(held))
	}
	weights := llama.NewWeights(config)
	weights.Init(newRandom(p.Seed, purposeWeights))
	trainer := llama.NewTrainer(team, weights, llama.TrainerOptions{})
	o := p.Optimizer
	masking := llama.Masking{
		Rate: p.MaskRate, MaskToken: bpe.Mask(), VocabSize: bpe.VocabSize(), Special: bpe.Mask() + 1,
	}
	batch := func(chosen [][]int32, purpose uint64) llama.Batch {
		if config.Causal {
			return llama.NextTokens(chosen, nil)
		}
		return maskedBatch(masking, chosen, newRandom(p.Seed, purpose))
	}
	order := newOrder(len(train), p.Seed)
	t := training{
		trainer:   trainer,
		optimizer: optim.New(team, trainer.Params(), o.config()),
		schedule:  o.schedule(int(o.Steps)),
		batch: func(step int) llama.Batch {
			return batch(pick(train, order.fill(train, int(o.BatchTokens))), purposeMasks+uint64(step))
		},
		validateEvery: max(1, int(o.Steps)/validations),
	}
	if val := sequences(team, bpe, held, config.SeqLen); len(val) > 0 {
		chosen := val[:min(len(val), max(1, validationTokens/config.SeqLen))]
		b := batch(chosen, purposeValidation)
		t.validate = func() float64 { return trainer.Loss(b) }
	}
	if err := t.run(ctx, s); err != nil {
		return err
	}
	return writeModel(s.Out, languageModel{weights: weights, tokenizer: bpe}, t.trained(config, train))
}

const (
	validations      = 20    // times the validation loss is measured in a run
	validationTokens = 32768 // it is measured on, at most
)

func (o Optimizer) config() optim.Config {
	return optim.Config{
		Beta1: o.Beta1, Beta2: o.Beta2, Epsilon: o.Epsilon, WeightDecay: o.WeightDecay, GradClip: o.GradClip,
	}
}

func (o Optimizer) schedule(steps int) optim.Schedule {
	return optim.Schedule{
		Kind: o.Schedule, Peak: o.LearningRate, FinalFactor: o.FinalFraction,
		WarmupSteps: int(o.WarmupSteps), Steps: steps,
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
)

func newRandom(seed int64, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(seed), purpose))
}
