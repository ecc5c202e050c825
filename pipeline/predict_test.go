package pipeline

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// costConfig is a stage that sleeps a second for each step.
type costConfig struct {
	Steps  int64 `hcl:"steps" cost:"linear"`
	Repeat int64 `hcl:"repeat,optional" cost:"linear"`
	Seed   int64 `hcl:"seed,optional"`
}

func (c *costConfig) Run(_ context.Context, s *Stage) error {
	time.Sleep(time.Duration(c.Steps*c.Repeat) * time.Second)
	return s.Out.Write("out", []byte(fmt.Sprint(*c)))
}

var costKind = &Kind{Name: "cost", Version: 1, New: func() Config { return &costConfig{Repeat: 2} }}

func TestPredict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &costConfig{Steps: 3, Repeat: 2}
		b := &costConfig{Steps: 1, Repeat: 4}
		g, store := newExecGraph(), execStore(t)
		g.exp.Nodes = []*Node{{Kind: costKind, Name: "a", Config: a}, {Kind: costKind, Name: "b", Config: b}}
		if p := mustPlan(t, g, store, PlanOptions{}).Predict(1); p.Known != 0 || p.Unknown != 2 || p.Seconds != 0 {
			t.Errorf("Predict before any run = %+v, want two unknown", p)
		}
		mustRun(t, g, Executor{Store: store})

		forced := mustPlan(t, g, store, PlanOptions{Force: []string{"cost.a"}})
		wantEstimate(t, forced, "cost.a", Estimate{6, BasisRecipe})
		if e, ok := forced.Predict(1).Of(forced.Step("cost.b")); ok {
			t.Errorf("estimate of a cached stage = %v, want none", e)
		}

		a.Steps, b.Repeat = 30, 2 // b's is the default now, which no recipe holds
		changed := mustPlan(t, g, store, PlanOptions{})
		wantEstimate(t, changed, "cost.a", Estimate{60, BasisAddress})
		wantEstimate(t, changed, "cost.b", Estimate{2, BasisAddress})
		if got := changed.Predict(1).Seconds; got != 62 {
			t.Errorf("Predict(1).Seconds = %g, want 62", got)
		}
		if got := changed.Predict(2).Seconds; got != 60 {
			t.Errorf("Predict(2).Seconds = %g, want 60", got)
		}

		g.exp.Nodes = append(g.exp.Nodes, &Node{Kind: costKind, Name: "c", Config: &costConfig{Steps: 7, Repeat: 1}})
		g.add("other", "other")
		grown := mustPlan(t, g, store, PlanOptions{})
		wantEstimate(t, grown, "cost.c", Estimate{7, BasisKind})
		if p := grown.Predict(1); p.Unknown != 1 || p.Seconds != 69 {
			t.Errorf("Predict = %+v, want 69 seconds and one unknown", p)
		}
	})
}

func wantEstimate(t *testing.T, p *Plan, address string, want Estimate) {
	t.Helper()
	if got, ok := p.Predict(1).Of(p.Step(address)); !ok || got != want {
		t.Errorf("estimate of %s = %v, %v, want %v", address, got, ok, want)
	}
}
