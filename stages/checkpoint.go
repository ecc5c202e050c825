package stages

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"

	"pipe/artifacts"
	"pipe/engine/optim"
)

// checkpointName is the only file in a training stage's scratch space.
const checkpointName = "checkpoint"

// A checkpoint is everything that later steps depend on. Numbers of the model
// are kept as bytes, in the order of its parameters: gob would spend a tag on
// each.
type checkpoint struct {
	Step       int // the next to run
	Tokens     int64
	Curve      []curveRow
	Parameters [][]byte
	First      [][]byte // moments of the optimizer
	Second     [][]byte
	Best       float64
	Kept       [][]byte // parameters of the best step, if there is one
}

// save writes the state before the given step.
func (t *training) save(scratch *artifacts.Scratch, step int) error {
	c := checkpoint{Step: step, Tokens: t.tokens, Curve: t.curve, Best: t.best}
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
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(c); err != nil {
		return fmt.Errorf("encode checkpoint: %w", err)
	}
	if err := scratch.Save(checkpointName, b.Bytes()); err != nil {
		return fmt.Errorf("save checkpoint: %w", err)
	}
	return nil
}

// resume returns the step to go on from: that of the checkpoint, or 0 where
// there is none. A damaged checkpoint is as good as none, since the run ends
// with the same bytes either way.
func (t *training) resume(scratch *artifacts.Scratch) (step int, err error) {
	data, err := scratch.Load(checkpointName)
	switch {
	case errors.Is(err, artifacts.ErrNotFound), errors.Is(err, artifacts.ErrCorrupt):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("read checkpoint: %w", err)
	}
	var c checkpoint
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&c); err != nil {
		return 0, fmt.Errorf("decode checkpoint: %w", err)
	}
	if err := t.adopt(c); err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	return c.Step, nil
}

// adopt makes a checkpoint's state the training's.
func (t *training) adopt(c checkpoint) error {
	params := t.trainer.Params()
	if len(c.Parameters) != len(params) || len(c.First) != len(params) || len(c.Second) != len(params) ||
		len(c.Kept) != 0 && len(c.Kept) != len(params) || len(c.Curve) != c.Step {
		return fmt.Errorf("it holds another model than this one")
	}
	state := optim.State{Step: c.Step, Moments: make([]optim.Moments, len(params))}
	for i, p := range params {
		m := optim.Moments{Name: p.Name, M: make([]float32, len(p.Data)), V: make([]float32, len(p.Data))}
		if err := errors.Join(
			unpackFloats(p.Data, c.Parameters[i]), unpackFloats(m.M, c.First[i]), unpackFloats(m.V, c.Second[i]),
		); err != nil {
			return err
		}
		state.Moments[i] = m
	}
	for i, k := range c.Kept {
		t.kept = append(t.kept, make([]float32, len(params[i].Data)))
		if err := unpackFloats(t.kept[i], k); err != nil {
			return err
		}
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

func unpackFloats(dst []float32, b []byte) error {
	if len(b) != 4*len(dst) {
		return fmt.Errorf("got %d bytes of numbers, want %d", len(b), 4*len(dst))
	}
	_, err := binary.Decode(b, binary.LittleEndian, dst)
	return err
}
