package stages

import (
	"bytes"
	"context"
	"errors"
	"math"
	"regexp"
	"testing"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/engine/llama"
)

// TestDiverged trains with absurd learning rates: each training says at which
// step it diverged and of what, and nothing of it is bound or saved.
func TestDiverged(t *testing.T) {
	for address, want := range map[string]string{
		`pretrain.diverging["absurd"]`:   `: step 2: the (loss|norm of the gradient) is (NaN|\+Inf): training has diverged; a lower learning_rate`,
		`pretrain.diverging["infinite"]`: `: step [12]: the loss is (NaN|\+Inf): training has diverged`,
		"pretrain.last":                  `: step 1: number \d+ of \S+ became (NaN|[+-]Inf): training has diverged`,
		"finetune.diverging":             `: step [12]: the (validation )?loss is (NaN|\+Inf): training has diverged`,
	} {
		t.Run(address, func(t *testing.T) {
			tr := &trial{file: "diverge.hcl", store: newStore(t), address: address}
			err := tr.run(t)
			if err == nil || !regexp.MustCompile(want).MatchString(err.Error()) {
				t.Errorf("run = %v, want an error like %q", err, want)
			}
			if _, err := tr.store.Lookup(tr.key); !errors.Is(err, artifacts.ErrNotFound) {
				t.Errorf("Lookup of what diverged: %v, want ErrNotFound", err)
			}
			if names, err := tr.store.Scratch(tr.key).Names(); err != nil || len(names) != 0 {
				t.Errorf("checkpoints = %v, %v, want none", names, err)
			}
		})
	}
}

// TestDivergedKeepsCheckpoint diverges after a sound checkpoint, twice: it
// stays, and the step is the same.
func TestDivergedKeepsCheckpoint(t *testing.T) {
	tr := &trial{file: "diverge.hcl", store: newStore(t), address: `pretrain.diverging["rising"]`, stopAt: 2}
	if err := tr.run(t); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run = %v, want context.Canceled", err)
	}
	tr.stopAt = 0
	sound, err := tr.store.Scratch(tr.key).Load(checkpointName)
	if err != nil {
		t.Fatal(err)
	}
	var said string
	for range 2 {
		err := tr.run(t)
		if err == nil || len(tr.steps) == 0 || tr.steps[0] != 3 {
			t.Fatalf("run = %v with steps %v, want it to go on after step 2 and diverge", err, tr.steps)
		}
		if said != "" && err.Error() != said {
			t.Errorf("run = %v, and at first %s", err, said)
		}
		said = err.Error()
		if left, err := tr.store.Scratch(tr.key).Load(checkpointName); err != nil || !bytes.Equal(left, sound) {
			t.Errorf("the checkpoint after the training diverged: %d bytes, %v, want it untouched", len(left), err)
		}
	}
}

// TestDivergedIsNotSaved holds that neither checkpoint nor model takes a
// number that is none.
func TestDivergedIsNotSaved(t *testing.T) {
	team := kernel.NewTeam(1)
	defer team.Close()
	for _, bad := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))} {
		config := llama.Config{VocabSize: 4, Dim: 2, HiddenDim: 2, Layers: 1, Heads: 1, KVHeads: 1, SeqLen: 2, RopeTheta: 1e4, NormEps: 1e-5}
		weights := llama.NewWeights(config)
		tr := training{trainer: llama.NewTrainer(team, weights, llama.TrainerOptions{})}
		params := tr.trainer.Params()
		last := params[len(params)-1].Data
		last[len(last)-1] = bad
		store := newStore(t)
		if err := tr.save(store.Scratch(artifacts.Key{}), 7); err == nil || !regexp.MustCompile(`^step 7: number \d+ of`).MatchString(err.Error()) {
			t.Errorf("save with %v = %v, want an error that names step 7", bad, err)
		}
		if err := writeModel(store.NewArtifact("model"), languageModel{weights: weights}, trained{}); err == nil {
			t.Errorf("writeModel with %v succeeded, want an error", bad)
		}
	}
}
