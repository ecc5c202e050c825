package pipeline

import (
	"testing"

	"pipe/artifacts"
)

func TestSooner(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		shared, reached, done int
		workers, others       int
		want                  bool
	}{
		{"both begin", 100, 0, 0, 2, 2, true},
		{"under way", 100, 60, 0, 2, 2, true},
		{"has them already", 100, 60, 100, 2, 2, false},
		{"is ahead by itself", 100, 60, 80, 2, 2, false},
		{"slow", 100, 0, 0, 4, 1, false},
		{"slow, and nearly there", 100, 80, 0, 4, 1, true},
		{"no state is shared", 0, 0, 0, 2, 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &pace{workers: tt.others}
			p.advance(tt.reached)
			if got := p.sooner(tt.shared, tt.done, tt.workers); got != tt.want {
				t.Errorf("sooner(%d, %d, %d) = %v, want %v", tt.shared, tt.done, tt.workers, got, tt.want)
			}
		})
	}
}

func TestSharedSteps(t *testing.T) {
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	trail := func(total, open int) *Trail {
		n := climbNode(&climb{})
		return newTrail(store, n, n.Recipe(RecipeInputs{}), Steps{Total: total, Open: open, Later: []string{"height"}}, trailOptions{})
	}
	for _, tt := range []struct{ ahead, aheadOpen, behind, behindOpen, want int }{
		{24, 20, 24, 18, 16}, {24, 18, 24, 20, 18}, {5000, 4000, 5000, 4500, 4000}, {5000, 4500, 5000, 4000, 3072},
		{800, 50, 800, 60, 0}, {24, 20, 8, 8, 8},
	} {
		if got := sharedSteps(trail(tt.ahead, tt.aheadOpen), trail(tt.behind, tt.behindOpen)); got != tt.want {
			t.Errorf("sharedSteps(%d of %d, %d of %d) = %d, want %d", tt.aheadOpen, tt.ahead, tt.behindOpen, tt.behind, got, tt.want)
		}
	}
}

// TestPaceWakes holds that whoever waits is told once, when it is there.
func TestPaceWakes(t *testing.T) {
	var none *pace
	if none.advance(9) {
		t.Error("advance(9) of a stage that shares nothing = true, want false")
	}
	p := &pace{}
	if !p.want(7) || !p.want(4) {
		t.Error("want(7), want(4) = false at step 0, want true")
	}
	for step := 1; step <= 6; step++ {
		if got, want := p.advance(step), step == 4; got != want {
			t.Errorf("advance(%d) = %v, want %v", step, got, want)
		}
	}
	if p.want(6) {
		t.Error("want(6) = true at step 6, want false")
	}
	if !p.want(7) || !p.advance(7) {
		t.Error("want(7), advance(7) = false, want true: those that were woken may wait again")
	}
}
