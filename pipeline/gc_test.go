package pipeline

import (
	"slices"
	"testing"
	"time"
)

func TestKeptRuns(t *testing.T) {
	now := time.Date(2030, 1, 31, 0, 0, 0, 0, time.UTC)
	run := func(id string, days int, change func(r *RunRecord)) *RunRecord {
		r := &RunRecord{ID: id, Path: "a.hcl", Experiment: "a", Status: RunDone, Ended: now.AddDate(0, 0, -days)}
		if change != nil {
			change(r)
		}
		return r
	}
	runs := []*RunRecord{ // newest first
		run("killed", 0, func(r *RunRecord) { r.Status, r.Started, r.Ended = RunRunning, r.Ended, time.Time{} }),
		run("part", 1, func(r *RunRecord) { r.Partial = true }),
		run("new", 2, nil),
		run("failed", 3, func(r *RunRecord) { r.Status = RunFailed }),
		run("seed", 4, func(r *RunRecord) { r.Given.Vars = map[string]string{"seed": "2"} }),
		run("old", 5, nil),
		run("file", 6, func(r *RunRecord) { r.Path = "b.hcl" }),
		run("oldest", 7, nil),
	}
	tests := map[string]struct {
		opt  GCOptions
		want []string
	}{
		"none":              {GCOptions{}, nil},
		"one of each":       {GCOptions{KeepRuns: 1}, []string{"killed", "part", "new", "seed", "file"}},
		"two of each":       {GCOptions{KeepRuns: 2}, []string{"killed", "part", "new", "failed", "seed", "old", "file"}},
		"all":               {GCOptions{KeepRuns: -1}, []string{"killed", "part", "new", "failed", "seed", "old", "file", "oldest"}},
		"since":             {GCOptions{Since: now.AddDate(0, 0, -4)}, []string{"killed", "part", "new", "failed"}},
		"since, or the one": {GCOptions{KeepRuns: 1, Since: now.AddDate(0, 0, -4)}, []string{"killed", "part", "new", "failed", "seed", "file"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range keptRuns(runs, test.opt) {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("keptRuns(%+v) = %v, want %v", test.opt, got, test.want)
			}
		})
	}
}
