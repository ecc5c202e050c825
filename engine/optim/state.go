package optim

import "fmt"

// State is what an optimizer carries from one step to the next: with it and the parameters, a run that was
// killed goes on to the bits it would have had.
type State struct {
	Step    int
	Moments []Moments // in the order of the parameters
}

// Moments is what an optimizer knows of the gradients of one parameter so far: AdamW their running mean and that of
// their squares, SGD its velocity alone.
type Moments struct {
	Name string
	M, V []float32
}

// Export returns the state. Its slices are those of the optimizer: they change with the next step.
func (o *AdamW) Export() State { return o.export(o.step, o.m, o.v) }

// Import copies a state that was exported by an optimizer of the same parameters.
func (o *AdamW) Import(s State) error {
	if err := s.copyTo(o.Export()); err != nil {
		return err
	}
	o.step = s.Step
	return nil
}

// Export returns the state, whose V are nil. Its slices are those of the optimizer: they change with the next step.
func (o *SGD) Export() State { return o.export(o.step, o.v, make([][]float32, len(o.v))) }

// Import copies a state that was exported by an SGD of the same parameters.
func (o *SGD) Import(s State) error {
	if err := s.copyTo(o.Export()); err != nil {
		return err
	}
	o.step = s.Step
	return nil
}

func (g *gradients) export(step int, m, v [][]float32) State {
	s := State{Step: step}
	for i, p := range g.params {
		s.Moments = append(s.Moments, Moments{p.Name, m[i], v[i]})
	}
	return s
}

// copyTo copies the moments of s to those of o, whole or not at all.
func (s State) copyTo(o State) error {
	if len(s.Moments) != len(o.Moments) {
		return fmt.Errorf("optimizer state of %d parameters, want %d", len(s.Moments), len(o.Moments))
	}
	for i, want := range o.Moments {
		got := s.Moments[i]
		if got.Name != want.Name || len(got.M) != len(want.M) || len(got.V) != len(want.V) {
			return fmt.Errorf("optimizer state %d is %q with %d and %d elements, want %q with %d and %d",
				i, got.Name, len(got.M), len(got.V), want.Name, len(want.M), len(want.V))
		}
	}
	for i, want := range o.Moments {
		copy(want.M, s.Moments[i].M)
		copy(want.V, s.Moments[i].V)
	}
	return nil
}
