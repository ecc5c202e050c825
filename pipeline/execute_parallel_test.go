package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"pipe/artifacts"
)

// A shareConfig notes how many cores it was given.
type shareConfig struct {
	After  []Ref `hcl:"after,optional" accepts:"light"`
	Number int64 `hcl:"number"`
	note   func(workers int)
}

func (c *shareConfig) Run(_ context.Context, s *Stage) error {
	c.note(s.Workers)
	return s.Out.Write("number", []byte{byte(c.Number)})
}

// TestParallelStagesGetAllCores runs a stage that could use all cores beside
// many that take one: though its chain is the longest, it begins when they are
// done, and gets all.
func TestParallelStagesGetAllCores(t *testing.T) {
	var mu sync.Mutex
	given := make(map[string]int)
	kind := func(name string, parallel bool) Kind {
		return Kind{Name: name, Version: 1, Parallel: parallel, New: func() Config {
			return &shareConfig{note: func(workers int) {
				mu.Lock()
				defer mu.Unlock()
				given[name] = workers
			}}
		}}
	}
	src := `experiment "e" {}
light "first" {
  number = 0
}
heavy "h" {
  after  = [light.first]
  number = 1
}
light "other" {
  for_each = toset([for i in range(40) : tostring(i)])
  number   = 2 + tonumber(each.key)
}
`
	path := writeFile(t, src)
	exp, diags := NewLoader(NewKinds(kind("light", false), kind("heavy", true)), LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := NewPlan(exp, store, PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&Executor{Store: store, Jobs: 4, Cores: 4}).Run(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	if given["heavy"] != 4 || given["light"] != 1 {
		t.Errorf("cores given = %v, want 4 to the parallel stage and 1 to others", given)
	}
}

// writeFile writes an experiment and returns its path.
func writeFile(t *testing.T, src string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "experiment.hcl")
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
