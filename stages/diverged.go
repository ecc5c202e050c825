package stages

import (
	"fmt"
	"math"

	"pipe/engine/llama"
)

// A training whose numbers are no longer numbers has diverged: nothing that
// it goes on to compute is worth keeping, neither as a checkpoint nor as a
// model.

// checkStep returns an error where the loss of a step, counted from 0, or
// what comes of it is not finite.
func checkStep(step int, row curveRow) error {
	for _, v := range []struct {
		name  string
		value float64
	}{
		{"loss", row.Loss}, {"norm of the gradient", row.GradNorm}, {"validation loss", row.Validation},
	} {
		if math.IsNaN(v.value) || math.IsInf(v.value, 0) {
			return diverged(step, fmt.Sprintf("the %s is %v", v.name, v.value))
		}
	}
	return nil
}

// checkParameters returns an error where a parameter is not finite before the
// given step, counted from 0.
func (t *training) checkParameters(step int) error {
	for _, p := range t.trainer.Params() {
		if i := notFinite(p.Data); i >= 0 {
			return diverged(step-1, fmt.Sprintf("number %d of %s became %v", i, p.Name, p.Data[i]))
		}
	}
	return nil
}

func diverged(step int, what string) error {
	return fmt.Errorf("step %d: %s: training has diverged; a lower learning_rate or a longer warmup may help", step+1, what)
}

// checkWeights returns an error where a number of a model is not finite.
func checkWeights(w *llama.Weights) error {
	for _, tensor := range w.Tensors() {
		if i := notFinite(tensor.Data); i >= 0 {
			return fmt.Errorf("number %d of %s is %v: such a model computes nothing", i, tensor.Name, tensor.Data[i])
		}
	}
	return nil
}

// notFinite returns the index of the first number that is infinite or none,
// or -1.
func notFinite(x []float32) int {
	for i, v := range x {
		if v-v != 0 {
			return i
		}
	}
	return -1
}
