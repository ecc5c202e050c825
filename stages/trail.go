package stages

import (
	"context"
	"fmt"
	"slices"

	"pipe/engine/kernel"
	"pipe/pipeline"
)

// train prepares a training, on the cores of the stage, and does something
// with it.
func train(
	ctx context.Context, s *pipeline.Stage,
	prepare func(context.Context, *pipeline.Stage, *kernel.Team) (*training, error), do func(*training) error,
) error {
	team := kernel.NewTeam(s.Workers)
	defer team.Close()
	t, err := prepare(ctx, s, team)
	if err != nil {
		return err
	}
	return do(t)
}

// ongoing returns the state after so many steps as a training has it that goes
// on: without the validation loss that is measured because it ends here.
func (t *training) ongoing(steps int) checkpoint {
	c := t.state(steps)
	if last := steps - 1; c.Curve[last].HasValidation && !t.validateAt(steps) {
		c.Curve = slices.Clone(c.Curve)
		c.Curve[last].Validation, c.Curve[last].HasValidation = 0, false
	}
	return c
}

// keepState adds the state after so many steps to the trail.
func (t *training) keepState(ctx context.Context, trail *pipeline.Trail, steps int) error {
	if err := t.checkParameters(steps); err != nil {
		return err
	}
	data, err := t.ongoing(steps).encode()
	if err != nil {
		return err
	}
	trail.Save(ctx, steps, data)
	return nil
}

// adoptState takes over a kept state, if it fits in every part.
func (t *training) adoptState(steps int, data []byte) error {
	c, err := t.readState(steps, data)
	if err != nil {
		return err
	}
	return t.adopt(c)
}

func (t *training) readState(steps int, data []byte) (checkpoint, error) {
	c, err := decodeCheckpoint(data)
	if err == nil {
		err = t.check(c)
	}
	if err == nil && c.Step != steps {
		err = fmt.Errorf("kept state: got step %d, want %d", c.Step, steps)
	}
	return c, err
}
