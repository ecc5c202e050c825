package pipeline

import (
	"fmt"
	"testing"
	"time"
)

// TestClockJumps runs while the clock jumps back and forth by years, between
// runs and within them: each run is the latest when it is over, and finds out
// what changed since the one before it.
func TestClockJumps(t *testing.T) {
	g, store := chain(), execStore(t)
	base := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	years := []int{0, 5, -20, 3, -40, 40, -1, 0}
	before := ""
	for i, y := range years {
		g.config("b").Text = fmt.Sprint("edit ", i)
		calls := 0
		x := Executor{Store: store, Jobs: 2, Now: func() time.Time {
			calls++
			return base.AddDate(y+10*(1-calls%3), 0, 0)
		}}
		p := mustPlan(t, g, store, PlanOptions{})
		if i > 0 {
			want := fmt.Sprintf(`attribute text changed from "edit %d" to "edit %d"`, i-1, i)
			if got := p.Step("exec.b").Why.Reason; got != want {
				t.Errorf("run %d: Why of b = %q, want %q", i, got, want)
			}
		}
		r, err := x.Run(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if r.ID <= before {
			t.Errorf("run %d has id %s, want it after %s", i, r.ID, before)
		}
		before = r.ID
		if r.Ended.Before(r.Started) {
			t.Errorf("run %d ended at %s, before it began at %s", i, r.Ended, r.Started)
		}
		if latest, err := LatestRun(store, "test"); err != nil || latest.ID != r.ID {
			t.Errorf("latest after run %d = %v, %v, want %s", i, latest, err, r.ID)
		}
	}
	if runs, err := Runs(store); err != nil || len(runs) != len(years) {
		t.Errorf("Runs = %d, %v, want %d", len(runs), err, len(years))
	}
}
