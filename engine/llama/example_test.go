package llama_test

import (
	"fmt"
	"math/rand/v2"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/optim"
)

// A model learns one line by heart and says it.
func Example() {
	team := kernel.NewTeam(2)
	defer team.Close()
	w := llama.NewWeights(llama.Config{
		VocabSize: 8, Dim: 32, HiddenDim: 64, Layers: 2, Heads: 4, KVHeads: 2, SeqLen: 16,
		RopeTheta: 10000, NormEps: 1e-5, Causal: true,
	})
	w.Init(rand.New(rand.NewPCG(17, 0)))

	line := []int32{1, 5, 2, 5, 7, 3, 3, 6, 1, 4}
	batch := llama.NextTokens([][]int32{line}, nil)
	trainer := llama.NewTrainer(team, w, llama.TrainerOptions{})
	adam := optim.New(team, trainer.Params(), optim.DefaultConfig())
	schedule := optim.Schedule{Kind: "cosine", Peak: 0.01, FinalFactor: 0.1, WarmupSteps: 5, Steps: 60}
	for step := range schedule.Steps {
		trainer.Gradient(batch)
		adam.Step(schedule.Rate(step))
	}
	fmt.Printf("loss below 0.1: %v\n", trainer.Loss(batch) < 0.1)

	session := llama.NewSession(team, w)
	greedy := llama.NewSampler(w.Config.VocabSize, llama.Sampling{})
	session.Generate(line[:2], 8, greedy, nil, func(token int32) bool {
		fmt.Print(token, " ")
		return true
	})
	// Output:
	// loss below 0.1: true
	// 2 5 7 3 3 6 1 4
}
