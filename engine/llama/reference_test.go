package llama

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pipe/engine/optim"
)

// reference is testdata/reference.json, which testdata/reference.py has written with PyTorch.
type reference struct {
	Steps     int `json:"steps"`
	Sequences int `json:"sequences"`
	Length    int `json:"length"`
	VocabSize int `json:"vocab_size"`
	Variants  []struct {
		Name      string         `json:"name"`
		Setup     referenceSetup `json:"setup"`
		Losses    []float64      `json:"losses"`
		GradNorms []float64      `json:"grad_norms"`
	} `json:"variants"`
}

type referenceSetup struct {
	Dim          int      `json:"dim"`
	HiddenDim    int      `json:"hidden_dim"`
	Layers       int      `json:"layers"`
	Heads        int      `json:"heads"`
	KVHeads      int      `json:"kv_heads"`
	HeadDim      int      `json:"head_dim"`
	Tied         bool     `json:"tied"`
	Causal       bool     `json:"causal"`
	Positions    string   `json:"positions"`
	Norm         string   `json:"norm"`
	Placement    string   `json:"norm_placement"`
	Activation   string   `json:"activation"`
	Algorithm    string   `json:"algorithm"`
	Momentum     float64  `json:"momentum"`
	LearningRate float64  `json:"learning_rate"`
	Schedule     string   `json:"schedule"`
	WarmupSteps  int      `json:"warmup_steps"`
	DecaySteps   int      `json:"decay_steps"`
	DecayShape   string   `json:"decay_shape"`
	Dropout      float64  `json:"dropout"`
	DropoutSeed  uint64   `json:"dropout_seed"`
	LoRATargets  []string `json:"lora_targets"`
	LoRARank     int      `json:"lora_rank"`
	LoRAAlpha    float64  `json:"lora_alpha"`
}

// TestLossCurves trains each variant from the weights and on the batches of a reference in PyTorch, which computes in
// float64: losses and norms of gradients agree at every step. A ReLU that is on in one and off in the other, by the
// rounding of a number near zero, sets them further apart.
func TestLossCurves(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(data, &ref); err != nil {
		t.Fatal(err)
	}
	if len(ref.Variants) < 10 {
		t.Fatalf("reference of %d variants, want at least 10", len(ref.Variants))
	}
	for _, v := range ref.Variants {
		t.Run(v.Name, func(t *testing.T) {
			losses, norms := ref.train(t, v.Setup)
			if len(v.Losses) != ref.Steps || len(v.GradNorms) != ref.Steps {
				t.Fatalf("reference of %d losses and %d norms, want %d", len(v.Losses), len(v.GradNorms), ref.Steps)
			}
			if first, last := v.Losses[0], v.Losses[ref.Steps-1]; last > 0.95*first {
				t.Errorf("the reference's loss goes from %g to %g: it learns too little to tell much", first, last)
			}
			worst, tolerance := 0.0, 1e-5
			if v.Setup.Activation == "relu" {
				tolerance = 1e-3
			}
			for step := range ref.Steps {
				for _, c := range []struct {
					what      string
					got, want float64
				}{{"loss", losses[step], v.Losses[step]}, {"norm of the gradient", norms[step], v.GradNorms[step]}} {
					off := math.Abs(c.got-c.want) / c.want
					worst = math.Max(worst, off)
					if !(off <= tolerance) {
						t.Fatalf("step %d: %s = %.6f, want %.6f", step, c.what, c.got, c.want)
					}
				}
			}
			t.Logf("largest relative difference %.1e", worst)
		})
	}
}

// train returns the loss and the norm of the gradient of each step.
func (ref *reference) train(t *testing.T, s referenceSetup) (losses, norms []float64) {
	t.Helper()
	w := NewWeights(Config{
		VocabSize: ref.VocabSize, Dim: s.Dim, HiddenDim: s.HiddenDim, Layers: s.Layers, Heads: s.Heads, KVHeads: s.KVHeads, HeadSize: s.HeadDim,
		SeqLen: ref.Length, RopeTheta: 10000, NormEps: 1e-5, Tied: s.Tied, Causal: s.Causal,
		Positions: s.Positions, Norm: s.Norm, Placement: s.Placement, Activation: s.Activation,
	})
	fillReference(w.Tensors())
	o := TrainerOptions{Dropout: Dropout{s.Dropout, s.DropoutSeed}}
	if len(s.LoRATargets) > 0 {
		var err error
		if o.LoRA, err = NewLoRA(w.Config, s.LoRARank, s.LoRAAlpha, s.LoRATargets...); err != nil {
			t.Fatal(err)
		}
		fillReference(o.LoRA.Tensors())
	}
	team := newTeam(t, 1)
	tr := NewTrainer(team, w, o)
	var mover optimizer = optim.New(team, tr.Params(), optim.DefaultConfig())
	if s.Algorithm == "sgd" {
		mover = optim.NewSGD(team, tr.Params(), optim.SGDConfig{Momentum: s.Momentum, WeightDecay: 0.1, GradClip: 1})
	}
	schedule := optim.Schedule{
		Kind: s.Schedule, Peak: s.LearningRate, FinalFactor: 0.1, WarmupSteps: s.WarmupSteps, Steps: ref.Steps,
		DecaySteps: s.DecaySteps, DecayShape: s.DecayShape,
	}
	texts := ref.texts()
	for step := range ref.Steps {
		losses = append(losses, tr.Gradient(ref.batch(texts, step, s.Causal)))
		norms = append(norms, mover.Step(schedule.Rate(step)))
	}
	return losses, norms
}

// nameKey returns the FNV-1a hash of a name, the key of its random numbers.
func nameKey(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// number returns random number i of a key.
func number(key uint64, i int) uint64 { return splitMix(key + uint64(i+1)*splitMixGamma) }

// fillReference draws weights: norms about 1, matrices about 0.
func fillReference(tensors []Tensor) {
	for _, t := range tensors {
		key := nameKey(t.Name)
		for i := range t.Data {
			u := float64(number(key, i)>>11) / (1 << 53)
			if len(t.Shape) == 1 {
				t.Data[i] = float32(1 + 0.2*(u-0.5))
			} else {
				t.Data[i] = float32(0.3 * (u - 0.5))
			}
		}
	}
}

// texts returns the tokens of all steps and sequences, Length+1 each: three in four follow from the one before.
func (ref *reference) texts() [][]int32 {
	key, v := nameKey("data"), uint64(ref.VocabSize)
	texts := make([][]int32, ref.Steps*ref.Sequences)
	for s := range texts {
		for i := range ref.Length + 1 {
			u := number(key, s*(ref.Length+1)+i)
			token := int32(u % v)
			if i > 0 && (u>>32)%4 != 0 {
				token = (3*texts[s][i-1] + 7) % int32(v)
			}
			texts[s] = append(texts[s], token)
		}
	}
	return texts
}

// batch returns the batch of a step: the next tokens, or hidden ones.
func (ref *reference) batch(texts [][]int32, step int, causal bool) Batch {
	key := nameKey("masks")
	b := Batch{Step: step}
	for s := step * ref.Sequences; s < (step+1)*ref.Sequences; s++ {
		b.Starts = append(b.Starts, len(b.Tokens))
		for i := range ref.Length {
			input, target := texts[s][i], texts[s][i+1]
			if !causal {
				target = Ignored
				if number(key, s*(ref.Length+1)+i)%4 == 0 {
					input, target = 0, input
				}
			}
			b.Tokens, b.Targets = append(b.Tokens, input), append(b.Targets, target)
		}
	}
	return b
}
