package optim

import "fmt"

// State is what an optimizer carries from one step to the next: with it and the parameters, a run that was
// killed goes on to the bits it would have had.
type State struct {
	Step    int
	Moments []Moments // in the order of the parameters
}

// Moments is the running means of the gradient of one parameter and of its square.
type Moments struct {
	Name string
	M, V []float32
}

// Export returns the state. Its slices are those of the optimizer: they change with the next step.
func (o *AdamW) Export() State {
	s := State{Step: o.step}
	for i, p := range o.params {
		s.Moments = append(s.Moments, Moments{p.Name, o.m[i], o.v[i]})
	}
	return s
}

// Import copies a state that was exported by an optimizer of the same parameters.
func (o *AdamW) Import(s State) error {
	if len(s.Moments) != len(o.params) {
		return fmt.Errorf("optimizer state of %d parameters, want %d", len(s.Moments), len(o.params))
	}
	for i, p := range o.params {
		got := s.Moments[i]
		if got.Name != p.Name || len(got.M) != len(p.Data) || len(got.V) != len(p.Data) {
			return fmt.Errorf("optimizer state %d is %q with %d and %d elements, want %q with %d",
				i, got.Name, len(got.M), len(got.V), p.Name, len(p.Data))
		}
	}
	for i := range o.params {
		copy(o.m[i], s.Moments[i].M)
		copy(o.v[i], s.Moments[i].V)
	}
	o.step = s.Step
	return nil
}
