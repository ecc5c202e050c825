package pipeline

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pipe/artifacts"
)

// sleeping adds a stage that takes so many seconds.
func (g *execGraph) sleeping(name string, seconds int, inputs ...string) {
	c := g.add(name, name, inputs...)
	c.run = func(context.Context, *Stage) error {
		time.Sleep(time.Duration(seconds) * time.Second)
		return nil
	}
}

// timedRun runs all of a graph with two stages at once and returns how long it
// took and what it made.
func timedRun(t *testing.T, g *execGraph, store *artifacts.Store, force []string) (time.Duration, map[string]artifacts.Digest) {
	t.Helper()
	began := time.Now()
	x := Executor{Store: store, Jobs: 2, Cores: 2}
	r, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{Force: force}))
	if err != nil {
		t.Fatal(err)
	}
	made := make(map[string]artifacts.Digest)
	for _, s := range r.Stages {
		made[s.Address] = s.Artifact
	}
	return time.Since(began), made
}

// TestLongestChainFirst has a chain whose names sort last, beside stages that
// nothing waits for: 9 seconds of work, which two stages at once can do in 5,
// and in 6 where the chain comes last.
func TestLongestChainFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newExecGraph()
		for i := range 6 {
			g.sleeping(fmt.Sprint("a", i), 1)
		}
		g.sleeping("z0", 1)
		g.sleeping("z1", 1, "z0")
		g.sleeping("z2", 1, "z1")
		if took, _ := timedRun(t, g, execStore(t), nil); took != 5*time.Second {
			t.Errorf("a run takes %s, want 5s", took)
		}
	})
}

// TestLongestStageFirst has one long stage, which only a run before tells of:
// the first run comes to it last and takes 3 + 5 seconds, the second begins
// with it. Both make the same bytes.
func TestLongestStageFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, store := newExecGraph(), execStore(t)
		var all []string
		for i := range 6 {
			g.sleeping(fmt.Sprint("a", i), 1)
			all = append(all, fmt.Sprint("exec.a", i))
		}
		g.sleeping("z", 5)
		all = append(all, "exec.z")
		took, first := timedRun(t, g, store, nil)
		if took != 8*time.Second {
			t.Errorf("the first run takes %s, want 8s", took)
		}
		predicted := mustPlan(t, g, store, PlanOptions{Force: all}).Predict(2)
		took, second := timedRun(t, g, store, all)
		if took != 6*time.Second || predicted.Seconds != 6 || predicted.Known != 7 || predicted.Unknown != 0 {
			t.Errorf("the second run takes %s, want 6s, and %+v is predicted", took, predicted)
		}
		for address, d := range first {
			if second[address] != d {
				t.Errorf("%s is %s in another order, want %s", address, second[address], d)
			}
		}
	})
}
