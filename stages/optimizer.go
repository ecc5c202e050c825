package stages

import (
	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/optim"
	"pipe/pipeline"
)

// Algorithms of the block optimizer.
const (
	algorithmAdamW = "adamw"
	algorithmSGD   = "sgd" // gradient descent with momentum
)

// An optimizer moves the parameters of a training.
type optimizer interface {
	Step(learningRate float64) (gradNorm float64)
	Export() optim.State
	Import(s optim.State) error
}

// newOptimizer returns AdamW, or SGD with those of its constants that it has.
func newOptimizer(team *kernel.Team, params []optim.Param, algorithm string, c optim.Config, momentum float64) optimizer {
	if algorithm == algorithmSGD {
		return optim.NewSGD(team, params, optim.SGDConfig{Momentum: momentum, WeightDecay: c.WeightDecay, GradClip: c.GradClip})
	}
	return optim.New(team, params, c)
}

// newDropout returns dropout of a stage, whose random numbers are apart from all
// others that its seed gives.
func newDropout(rate float64, seed int64) llama.Dropout {
	return llama.Dropout{Rate: rate, Seed: newRandom(seed, purposeDropout).Uint64()}
}

// checkMomentum finds a momentum without the algorithm that has it.
func checkMomentum(c *pipeline.Check, algorithm string, momentum float64) {
	if algorithm != algorithmSGD && momentum > 0 {
		c.Given("optimizer.algorithm").Errorf("optimizer.momentum", "Momentum of another algorithm",
			"momentum is %v, but only algorithm \"sgd\" has one, and algorithm is %q: the means of adamw are set by beta1 and beta2.",
			momentum, algorithm)
	}
}
