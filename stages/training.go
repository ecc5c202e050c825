package stages

import (
	"context"
	"math"
	"time"

	"pipe/engine/llama"
	"pipe/engine/optim"
	"pipe/pipeline"
)

// checkpointEvery is how much work a killed run may lose. It is measured in
// time, which no artifact depends on.
const checkpointEvery = 10 * time.Second

// A training is the loop that pretraining and fine-tuning share: batches in,
// steps of the optimizer, a curve, checkpoints.
type training struct {
	trainer   *llama.Trainer
	optimizer *optim.AdamW
	schedule  optim.Schedule
	// batch returns the batch of a step. It is called once for each step, in
	// order; after a resume also for the steps that are not run again.
	batch func(step int) llama.Batch
	// validate returns the loss on held-out data, and nil does without.
	validate      func() float64
	validateEvery int
	// keepBest ends with the parameters of the lowest validation loss.
	keepBest bool

	curve  []curveRow
	tokens int64
	best   float64
	kept   [][]float32 // parameters of the best step
}

// run trains from the last checkpoint, or from the start, to the end.
func (t *training) run(ctx context.Context, s *pipeline.Stage) error {
	t.best = math.Inf(1)
	start, err := t.resume(ctx, s)
	if err != nil {
		return err
	}
	for step := range start {
		t.batch(step)
	}
	began, saved := t.tokens, time.Now()
	for step := start; step < t.schedule.Steps; step++ {
		if ctx.Err() != nil {
			if err := t.save(s.Scratch, step); err != nil {
				return err
			}
			return ctx.Err()
		}
		if time.Since(saved) > checkpointEvery {
			if err := t.save(s.Scratch, step); err != nil {
				return err
			}
			saved = time.Now()
		}
		if err := t.step(step); err != nil {
			return err
		}
		s.Report(pipeline.Progress{
			Step: step + 1, Steps: t.schedule.Steps, Unit: "step", Loss: t.curve[step].Loss, Tokens: t.tokens - began,
		})
	}
	if err := t.checkParameters(t.schedule.Steps); err != nil {
		return err
	}
	t.restoreBest()
	return nil
}

func (t *training) step(step int) error {
	b := t.batch(step)
	rate := t.schedule.Rate(step)
	loss := t.trainer.Gradient(b)
	norm := t.optimizer.Step(rate)
	t.tokens += int64(len(b.Tokens))
	row := curveRow{Step: int64(step + 1), Tokens: t.tokens, Loss: loss, LearningRate: rate, GradNorm: norm}
	if t.validate != nil && ((step+1)%t.validateEvery == 0 || step+1 == t.schedule.Steps) {
		row.Validation, row.HasValidation = t.validate(), true
	}
	if err := checkStep(step, row); err != nil {
		return err
	}
	if row.HasValidation {
		t.keep(row.Validation)
	}
	t.curve = append(t.curve, row)
	return nil
}

// keep remembers the parameters where the validation loss is the lowest yet.
func (t *training) keep(loss float64) {
	if !t.keepBest || loss >= t.best {
		return
	}
	t.best = loss
	params := t.trainer.Params()
	if t.kept == nil {
		t.kept = make([][]float32, len(params))
	}
	for i, p := range params {
		t.kept[i] = append(t.kept[i][:0], p.Data...)
	}
}

func (t *training) restoreBest() {
	if t.kept == nil {
		return
	}
	for i, p := range t.trainer.Params() {
		copy(p.Data, t.kept[i])
	}
}
