package stages

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"

	"github.com/rs/zerolog"

	"pipe/artifacts"
	"pipe/engine/optim"
	"pipe/pipeline"
)

// checkpointName is the only file in a training stage's scratch space.
const checkpointName = "checkpoint"

// checkpointFormat is counted up when the fields of a checkpoint, or what they
// mean, change.
const checkpointFormat = 1

// A checkpoint is everything that later steps depend on. Numbers of the model
// are kept as bytes, in the order of its parameters: gob would spend a tag on
// each.
type checkpoint struct {
	Format     int
	Step       int // the next to run
	Tokens     int64
	Curve      []curveRow
	Parameters [][]byte
	First      [][]byte // moments of the optimizer
	Second     [][]byte // of SGD, which has one, all empty
	Best       float64
	Kept       [][]byte // parameters of the best step, if there is one
}

// state returns the state before the given step. Its curve is the training's.
func (t *training) state(step int) checkpoint {
	c := checkpoint{Format: checkpointFormat, Step: step, Tokens: t.tokens, Curve: t.curve, Best: t.best}
	for _, p := range t.trainer.Params() {
		c.Parameters = append(c.Parameters, packFloats(p.Data))
	}
	for _, m := range t.optimizer.Export().Moments {
		c.First = append(c.First, packFloats(m.M))
		c.Second = append(c.Second, packFloats(m.V))
	}
	for _, k := range t.kept {
		c.Kept = append(c.Kept, packFloats(k))
	}
	return c
}

func (c checkpoint) encode() ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(c); err != nil {
		return nil, fmt.Errorf("encode checkpoint: %w", err)
	}
	return b.Bytes(), nil
}

// save writes the state before the given step. It refuses to put one that has
// diverged in the place of one that has not.
func (t *training) save(scratch *artifacts.Scratch, step int) error {
	if err := t.checkParameters(step); err != nil {
		return err
	}
	data, err := t.state(step).encode()
	if err != nil {
		return err
	}
	return scratch.Save(checkpointName, data)
}

// resume returns the step to go on from: that of the checkpoint, or 0 where
// there is none. A checkpoint that does not fit is as good as none, since the
// run ends with the same bytes either way; the log tells of it.
func (t *training) resume(ctx context.Context, s *pipeline.Stage) (step int, err error) {
	data, err := s.Scratch.Load(checkpointName)
	if errors.Is(err, artifacts.ErrNotFound) {
		return 0, nil
	}
	if err != nil && !errors.Is(err, artifacts.ErrCorrupt) {
		return 0, err
	}
	var c checkpoint
	if err == nil {
		c, err = decodeCheckpoint(data)
	}
	if err == nil {
		err = t.check(c)
	}
	if err != nil {
		zerolog.Ctx(ctx).Warn().Str("stage", s.Name()).Err(err).Msg("the checkpoint is of no use; training starts over")
		return 0, nil
	}
	return c.Step, t.adopt(c)
}

func decodeCheckpoint(data []byte) (c checkpoint, err error) {
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&c); err != nil {
		return checkpoint{}, fmt.Errorf("decode checkpoint: %w", err)
	}
	if c.Format != checkpointFormat {
		return checkpoint{}, fmt.Errorf("checkpoint: got format %d, want %d", c.Format, checkpointFormat)
	}
	return c, nil
}

// check demands that a checkpoint fits the training in every part, before any
// part of it is taken over.
func (t *training) check(c checkpoint) error {
	if c.Step < 0 || c.Step > t.schedule.Steps || len(c.Curve) != c.Step {
		return fmt.Errorf("checkpoint: got step %d with %d rows of the curve, want one of %d steps", c.Step, len(c.Curve), t.schedule.Steps)
	}
	if len(c.Kept) > 0 && !t.keepBest {
		return fmt.Errorf("checkpoint: got the parameters of a best step, want none")
	}
	params := t.trainer.Params()
	moments := t.optimizer.Export().Moments
	all := [][][]byte{c.Parameters, c.First, c.Second}
	if len(c.Kept) > 0 {
		all = append(all, c.Kept)
	}
	for part, numbers := range all {
		if len(numbers) != len(params) {
			return fmt.Errorf("checkpoint: got %d tensors, want %d", len(numbers), len(params))
		}
		for i, p := range params {
			want := 4 * len(p.Data)
			if part == 2 {
				want = 4 * len(moments[i].V)
			}
			if len(numbers[i]) != want {
				return fmt.Errorf("checkpoint: got %d bytes of %s, want %d", len(numbers[i]), p.Name, want)
			}
		}
	}
	return nil
}

// adopt makes the state of a checkpoint, which fits, the training's.
func (t *training) adopt(c checkpoint) error {
	params := t.trainer.Params()
	state := optim.State{Step: c.Step, Moments: make([]optim.Moments, len(params))}
	for i, p := range params {
		copy(p.Data, unpackFloats(c.Parameters[i]))
		state.Moments[i] = optim.Moments{Name: p.Name, M: unpackFloats(c.First[i]), V: unpackFloats(c.Second[i])}
	}
	for _, k := range c.Kept {
		t.kept = append(t.kept, unpackFloats(k))
	}
	t.tokens, t.curve, t.best = c.Tokens, c.Curve, c.Best
	return t.optimizer.Import(state)
}

func packFloats(x []float32) []byte {
	b, err := binary.Append(make([]byte, 0, 4*len(x)), binary.LittleEndian, x)
	if err != nil {
		panic(err) // float32s have a fixed size
	}
	return b
}

func unpackFloats(b []byte) []float32 {
	x := make([]float32, len(b)/4)
	if _, err := binary.Decode(b, binary.LittleEndian, x); err != nil {
		panic(err) // it has room for all of b
	}
	return x
}
