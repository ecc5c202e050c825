package pipeline

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"pipe/artifacts"
)

// TestConflict forces a stage that gives other bytes each time.
func TestConflict(t *testing.T) {
	g, store := chain(), execStore(t)
	times := 0
	g.config("b").run = func(_ context.Context, s *Stage) error {
		times++
		return s.Out.Write("time", []byte(strconv.Itoa(times)))
	}
	x := Executor{Store: store, Jobs: 1}
	first := mustRun(t, g, x).Stage("exec.b").Artifact
	for range 2 {
		r, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{Force: []string{"exec.b"}}))
		var conflict *artifacts.ConflictError
		if !errors.As(err, &conflict) || conflict.Have != first {
			t.Fatalf("forced run = %v, want a conflict with %s", err, first)
		}
		for _, d := range []artifacts.Digest{conflict.Have, conflict.Got} {
			if !strings.Contains(err.Error(), d.String()) {
				t.Errorf("the error does not name %s: %v", d, err)
			}
			if a, err := store.Artifact(d); err != nil {
				t.Error(err)
			} else if _, err := a.Read("time"); err != nil {
				t.Error(err)
			}
		}
		wantStatuses(t, "forced run", r.Summary(), "a=cached b=failed c=skipped d=cached")
		if got := mustRun(t, g, x).Stage("exec.b").Artifact; got != first {
			t.Errorf("the next run uses %s, want the first, %s", got, first)
		}
	}
	v, err := Verify(t.Context(), store)
	if err != nil || len(v.Damage) != 0 || len(v.Conflicts) != 2 || v.Conflicts[0].Have != first {
		t.Errorf("Verify = %+v, %v, want two conflicts with %s and no damage", v, err, first)
	}
}
