package pipeline

import (
	"context"
	"fmt"
	"os"

	"pipe/artifacts"
)

// A Window is a part of the steps of a stage that has run, between two states
// that were kept: what an audit executes again.
type Window struct {
	// From and To are the numbers of steps done before and after it. A window
	// that ends with the stage has no To.
	From, To int
	// Before and After are the kept states. Before is nil at the start of the
	// stage, and After at its end.
	Before, After []byte
	// Made is what the stage made, for the window that ends with it.
	Made *artifacts.Artifact
}

func (w Window) String() string {
	if w.Made != nil {
		return fmt.Sprintf("step %s to the end", groupDigits(w.From))
	}
	return fmt.Sprintf("step %s to %s", groupDigits(w.From), groupDigits(w.To))
}

// A Mismatch is a window whose steps, executed again, lead elsewhere.
type Mismatch struct {
	Window Window
	Where  string // the first difference: a step of the curve, or a tensor
}

func (m *Mismatch) Error() string {
	return fmt.Sprintf("%s: executed again, it gives other bits: %s", m.Window, m.Where)
}

// Windows returns the parts into which kept states divide the steps of a cached
// step of the plan, in order, without the states themselves. It returns nil
// where the stage has no steps or no state was kept.
func (p *Plan) Windows(s *Step) ([]Window, error) {
	t := p.trail(s)
	if t == nil || s.Artifact.IsZero() {
		return nil, nil
	}
	kept, err := t.kept()
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	made, err := p.store.Artifact(s.Artifact)
	if err != nil {
		return nil, err
	}
	windows := make([]Window, len(kept)+1)
	for i, step := range kept {
		windows[i].To, windows[i+1].From = step, step
	}
	windows[len(kept)].Made = made
	return windows, nil
}

// ReadWindow returns a window of a cached step with its states. Its errors wrap
// artifacts.ErrNotFound or artifacts.ErrCorrupt where a state cannot be read, so
// that nothing can be said about the window.
func (p *Plan) ReadWindow(s *Step, w Window) (Window, error) {
	t := p.trail(s)
	if t == nil {
		return w, fmt.Errorf("read states of %s: it does its work in one step", s.Node.Address())
	}
	var err error
	if w.From > 0 {
		w.Before, err = t.Load(w.From)
	}
	if w.Made == nil && err == nil {
		w.After, err = t.Load(w.To)
	}
	if err != nil {
		return w, fmt.Errorf("read states of %s: %w", s.Node.Address(), err)
	}
	return w, nil
}

// Replay executes a window that ReadWindow returned again, on so many cores. It
// returns a *Mismatch where the steps give other bits than they did. It writes
// nothing into the store.
func (p *Plan) Replay(ctx context.Context, s *Step, w Window, workers int) error {
	dir, err := os.MkdirTemp("", "pipe-replay-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	aside, err := artifacts.Open(dir)
	if err != nil {
		return err
	}
	stage := &Stage{
		Out: aside.NewArtifact(s.Node.Kind.Name), Scratch: aside.Scratch(s.Key), Workers: workers,
		node: s.Node, inputs: make(map[*Node]*artifacts.Artifact), pins: s.pins, store: p.store,
	}
	for node, digest := range p.inputDigests(s) {
		if stage.inputs[node], err = p.store.Artifact(digest); err != nil {
			return fmt.Errorf("replay %s: read input %s: %w", s.Node.Address(), node.Address(), err)
		}
	}
	return s.Node.Config.(Stepped).Replay(ctx, stage, w)
}
