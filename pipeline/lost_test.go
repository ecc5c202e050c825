package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/artifacts"
)

// removeFile removes the file of a store whose name ends with a digest or key.
func removeFile(t *testing.T, store *artifacts.Store, folder, name string) {
	t.Helper()
	name = strings.TrimPrefix(name, "sha256:")
	if err := os.Remove(filepath.Join(store.Dir(), folder, name[:2], name)); err != nil {
		t.Fatal(err)
	}
}

// TestRunLosesInputs removes what a cached input consists of when the plan has
// counted on it: before the run, and when the stage that reads it starts. What
// the stage needs is made again, and nothing else.
func TestRunLosesInputs(t *testing.T) {
	object := func(t *testing.T, store *artifacts.Store, s *StageRecord) {
		a, err := store.Artifact(s.Artifact)
		if err != nil {
			t.Fatal(err)
		}
		removeFile(t, store, "objects", a.Files[0].Digest.String())
	}
	manifest := func(t *testing.T, store *artifacts.Store, s *StageRecord) {
		removeFile(t, store, "objects", s.Artifact.String())
	}
	recipe := func(t *testing.T, store *artifacts.Store, s *StageRecord) {
		removeFile(t, store, "objects", s.Key.String())
	}
	entry := func(t *testing.T, store *artifacts.Store, s *StageRecord) {
		removeFile(t, store, "keys", s.Key.String())
	}
	type remove = func(*testing.T, *artifacts.Store, *StageRecord)
	for _, tt := range []struct {
		name    string
		address string
		removes []remove
		want    string
	}{
		{"object", "exec.b", []remove{object}, "a=cached b=ran c=ran d=cached"},
		{"object and manifest", "exec.b", []remove{object, manifest}, "a=cached b=ran c=ran d=cached"},
		{"everything", "exec.b", []remove{object, manifest, recipe, entry}, "a=cached b=ran c=ran d=cached"},
		{"entry alone, which the stage does not read", "exec.b", []remove{entry}, "a=cached b=cached c=ran d=cached"},
		{"recipe alone, which the stage does not read", "exec.b", []remove{recipe}, "a=cached b=cached c=ran d=cached"},
		{"the input of a cached input", "exec.a", []remove{object}, "a=cached b=cached c=ran d=cached"},
	} {
		for _, atStart := range []bool{false, true} {
			t.Run(tt.name, func(t *testing.T) {
				g, store := chain(), execStore(t)
				first := mustRun(t, g, Executor{Store: store})
				g.config("c").Text = "C"
				want := mustRun(t, g, Executor{Store: execStore(t)})
				fresh, err := artifacts.Open(store.Dir()) // which remembers no manifest
				if err != nil {
					t.Fatal(err)
				}
				p := mustPlan(t, g, fresh, PlanOptions{})
				harm := func() {
					for _, remove := range tt.removes {
						remove(t, store, first.Stage(tt.address))
					}
				}
				x := Executor{Store: fresh, Jobs: 1}
				if atStart {
					started := 0
					x.Events = func(e Event) {
						if e.Type == EventStarted && e.Step.Node.Name == "c" {
							if started++; started == 1 {
								harm()
							}
						}
					}
				} else {
					harm()
				}
				r, err := x.Run(t.Context(), p)
				if err != nil {
					t.Fatal(err)
				}
				wantStatuses(t, "run", r.Summary(), tt.want)
				if got, want := artifactsOf(r), artifactsOf(want); got != want {
					t.Errorf("artifacts:\n%swant\n%s", got, want)
				}
			})
		}
	}
}

// TestRunLosesForEver gives up on an input that is lost again and again.
func TestRunLosesForEver(t *testing.T) {
	g, store := chain(), execStore(t)
	x := Executor{Store: store, Jobs: 1, Events: func(e Event) {
		if e.Type == EventFinished && e.Step.Node.Name == "b" && e.Err == nil {
			a, err := store.Artifact(e.Step.Artifact)
			if err != nil {
				t.Error(err)
				return
			}
			removeFile(t, store, "objects", a.Files[0].Digest.String())
		}
	}}
	r, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{}))
	var stage *StageError
	if !errors.As(err, &stage) || stage.Stage != "exec.c" || !errors.Is(err, artifacts.ErrNotFound) {
		t.Errorf("Run = %v, want exec.c to miss its input", err)
	}
	if s := r.Stage("exec.c"); s.Status != StatusFailed || g.runs.Load() > 10 {
		t.Errorf("c %s after %d stages, want it to fail soon", s.Status, g.runs.Load())
	}
}
