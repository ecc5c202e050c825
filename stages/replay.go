package stages

import (
	"context"
	"fmt"
	"math"

	"pipe/artifacts"
	"pipe/pipeline"
)

// replay executes the steps of a window from the state before it, and holds
// what they give against the state after it, or against the model.
func (t *training) replay(ctx context.Context, s *pipeline.Stage, w pipeline.Window) error {
	t.best = math.Inf(1)
	if w.Before != nil {
		if err := t.adoptState(w.From, w.Before); err != nil {
			return fmt.Errorf("%w: %w", artifacts.ErrCorrupt, err)
		}
	}
	for step := range w.From {
		t.batch(step)
	}
	to := w.To
	if w.Made != nil {
		to = t.schedule.Steps
	}
	for step := w.From; step < to; step++ {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := t.step(step); err != nil { // it diverges, as it did not before
			return &pipeline.Mismatch{Window: w, Where: err.Error()}
		}
		s.Report(pipeline.Progress{Step: step + 1, Steps: to, Unit: "step", Loss: t.curve[step].Loss})
	}
	where, err := t.whereOther(s, w)
	if err != nil || where == "" {
		return err
	}
	return &pipeline.Mismatch{Window: w, Where: where}
}

// whereOther says where the window ends otherwise than it did, or "".
func (t *training) whereOther(s *pipeline.Stage, w pipeline.Window) (string, error) {
	if w.Made != nil {
		if err := t.end(s.Out); err != nil {
			return "", err
		}
		again, err := s.Out.Commit()
		if err != nil || again.Digest() == w.Made.Digest() {
			return "", err
		}
		return otherModel(w.Made, again)
	}
	was, err := t.readState(w.To, w.After)
	if err != nil {
		return "", fmt.Errorf("%w: %w", artifacts.ErrCorrupt, err)
	}
	return t.otherState(was, t.ongoing(w.To)), nil
}

// otherState says where two states first differ, or "": in the curve, which
// shows at which step they part, or in a tensor.
func (t *training) otherState(was, again checkpoint) string {
	if where := otherCurve(was.Curve, again.Curve); where != "" {
		return where
	}
	parts := []struct {
		name       string
		was, again [][]byte
	}{
		{"", was.Parameters, again.Parameters},
		{"first moment of ", was.First, again.First},
		{"second moment of ", was.Second, again.Second},
		{"best ", was.Kept, again.Kept},
	}
	for _, part := range parts {
		if len(part.was) != len(part.again) {
			return fmt.Sprintf("%d tensors of the best step, and %d again", len(part.was), len(part.again))
		}
		for i, p := range t.trainer.Params() {
			if i == len(part.was) {
				break // no best step yet
			}
			if where := otherTensor(part.name+"tensor "+p.Name, unpackFloats(part.was[i]), unpackFloats(part.again[i])); where != "" {
				return where
			}
		}
	}
	if was.Tokens != again.Tokens || math.Float64bits(was.Best) != math.Float64bits(again.Best) {
		return fmt.Sprintf("%d tokens and a best loss of %v, and %d and %v again", was.Tokens, was.Best, again.Tokens, again.Best)
	}
	return ""
}

// otherModel says where two models of one training first differ.
func otherModel(was, again *artifacts.Artifact) (string, error) {
	curve, err := DiffCurves(was, again)
	if err != nil {
		return "", err
	}
	if curve != nil && curve.Step > 0 {
		return describeStep(curve), nil
	}
	before, err := artifacts.ReadTable[weightRow](was, "weights")
	if err != nil {
		return "", err
	}
	after, err := artifacts.ReadTable[weightRow](again, "weights")
	if err != nil {
		return "", err
	}
	for i := range min(len(before), len(after)) {
		if where := otherTensor("tensor "+after[i].Name, before[i].Data, after[i].Data); where != "" {
			return where, nil
		}
	}
	return fmt.Sprintf("artifact %s, and %s again", was.Digest(), again.Digest()), nil
}

func otherCurve(was, again []curveRow) string {
	if d := diffCurves(was, again); d.Step > 0 {
		return describeStep(d)
	}
	return ""
}

func describeStep(d *CurveDiff) string {
	if len(d.Columns) == 0 {
		return fmt.Sprintf("step %d is in one curve only", d.Step)
	}
	c := d.Columns[0]
	return fmt.Sprintf("step %d of the curve: %s was %s, and is %s", d.Step, c.Name, describeValue(c.From), describeValue(c.To))
}

func describeValue(x *float64) string {
	if x == nil {
		return "absent"
	}
	return fmt.Sprintf("%v", *x)
}

// otherTensor says at which element two tensors first differ in a bit, or "".
func otherTensor(name string, was, again []float32) string {
	if len(was) != len(again) {
		return fmt.Sprintf("%s had %d elements, and has %d", name, len(was), len(again))
	}
	for i := range was {
		if math.Float32bits(was[i]) != math.Float32bits(again[i]) {
			return fmt.Sprintf("%s, element %d: was %v, and is %v", name, i, was[i], again[i])
		}
	}
	return ""
}
