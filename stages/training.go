package stages

import (
	"context"
	"math"
	"time"

	"pipe/artifacts"
	"pipe/engine/llama"
	"pipe/engine/optim"
	"pipe/pipeline"
)

// checkpointEvery is how much work a killed run may lose. It is measured in
// time, which no artifact depends on.
const checkpointEvery = 10 * time.Second

// checkpointShare is how many times as long as a checkpoint took to write the
// run goes on before the next: checkpoints take less than one part in so many
// of the time, however large the model.
const checkpointShare = 50

// checkpointDue says whether to write a checkpoint, so long after the last one,
// which took so long.
func checkpointDue(since, took time.Duration) bool {
	return since > max(checkpointEvery, checkpointShare*took)
}

// A training is the loop that pretraining and fine-tuning share: batches in,
// steps of the optimizer, a curve, checkpoints.
type training struct {
	trainer   *llama.Trainer
	optimizer optimizer
	schedule  optim.Schedule
	// batch returns the batch of a step. It is called once for each step, in
	// order; after a resume also for the steps that are not run again.
	batch func(step int) llama.Batch
	// validate returns the loss on held-out data, and nil does without. It is
	// measured after the last step, and after those that validateAt names by
	// the number of steps done.
	validate   func() float64
	validateAt func(done int) bool
	// keepBest ends with the parameters of the lowest validation loss.
	keepBest bool
	// write writes the model after the last step.
	write func(w *artifacts.Writer) error

	curve  []curveRow
	tokens int64
	best   float64
	kept   [][]float32 // parameters of the best step
}

// run trains from the last checkpoint, from a state that this stage or one that
// begins alike has kept, or from the start, to the end, and writes the model.
func (t *training) run(ctx context.Context, s *pipeline.Stage) error {
	trail := s.Trail(t.schedule.Steps)
	start, err := t.begin(ctx, s, trail)
	if err != nil {
		return err
	}
	for step := range start {
		t.batch(step)
	}
	began, saved, took := t.tokens, time.Now(), time.Duration(0)
	for step := start; step < t.schedule.Steps; step++ {
		if ctx.Err() != nil {
			if err := t.save(s.Scratch, step); err != nil {
				return err
			}
			return ctx.Err()
		}
		if checkpointDue(time.Since(saved), took) {
			now := time.Now()
			if err := t.save(s.Scratch, step); err != nil {
				return err
			}
			saved, took = time.Now(), time.Since(now)
		}
		if err := t.step(step); err != nil {
			return err
		}
		if trail.Keeps(step + 1) {
			if err := t.keepState(ctx, trail, step+1); err != nil {
				return err
			}
		}
		s.Report(pipeline.Progress{
			Step: step + 1, Steps: t.schedule.Steps, Unit: "step", Loss: t.curve[step].Loss, Tokens: t.tokens - began,
		})
	}
	return t.end(s.Out)
}

// begin returns the step to go on from. A checkpoint of its own comes first: it
// is not behind the kept states, unless another process has added to them.
func (t *training) begin(ctx context.Context, s *pipeline.Stage, trail *pipeline.Trail) (step int, err error) {
	if err := t.schedule.Validate(); err != nil {
		return 0, err
	}
	t.best = math.Inf(1)
	step, err = t.resume(ctx, s)
	if step > 0 || err != nil {
		return step, err
	}
	return trail.Start(ctx, t.adoptState), nil
}

// end measures the last validation loss, where the state came from a stage that
// went on from here, and writes the model.
func (t *training) end(w *artifacts.Writer) error {
	if err := t.checkParameters(t.schedule.Steps); err != nil {
		return err
	}
	if row := &t.curve[len(t.curve)-1]; t.validate != nil && !row.HasValidation {
		row.Validation, row.HasValidation = t.validate(), true
		if err := checkStep(len(t.curve)-1, *row); err != nil {
			return err
		}
		t.keep(row.Validation)
	}
	t.restoreBest()
	return t.write(w)
}

func (t *training) step(step int) error {
	b := t.batch(step)
	b.Step = step
	rate := t.schedule.Rate(step)
	loss := t.trainer.Gradient(b)
	norm := t.optimizer.Step(rate)
	t.tokens += int64(len(b.Tokens))
	row := curveRow{Step: int64(step + 1), Tokens: t.tokens, Loss: loss, LearningRate: rate, GradNorm: norm}
	if t.validate != nil && (t.validateAt(step+1) || step+1 == t.schedule.Steps) {
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
