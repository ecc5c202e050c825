package stages

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/pipeline"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestKinds runs every kind through one contract: its recipe and the digest of
// its output are pinned in testdata/kinds.golden, and both are the same for
// every implementation of the kernels and any number of cores and jobs. Where
// a digest changes and no recipe does, the kind's version must be bumped.
func TestKinds(t *testing.T) {
	defer func(name string) {
		if err := kernel.Use(name); err != nil {
			t.Error(err)
		}
	}(kernel.Implementation())
	const golden = "testdata/kinds.golden"
	for _, name := range kernel.Implementations() {
		for cores := 1; cores <= 3; cores++ {
			t.Run(fmt.Sprintf("%s/%d", name, cores), func(t *testing.T) {
				if err := kernel.Use(name); err != nil {
					t.Fatal(err)
				}
				got := runKinds(t, cores)
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("recipes and outputs differ from %s:\n%s", golden, firstDifference(got, string(want)))
				}
			})
		}
	}
}

// runKinds runs testdata/kinds.hcl in an empty store and returns the recipe
// and the output's digest of every stage.
func runKinds(t *testing.T, cores int) string {
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(filepath.Join("testdata", "kinds.hcl"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	executor := pipeline.Executor{Store: store, Jobs: cores, Cores: cores}
	if _, err := executor.Run(context.Background(), plan); err != nil {
		t.Fatal(err)
	}
	ran := make(map[string]bool)
	var b strings.Builder
	for _, s := range plan.Steps {
		ran[s.Node.Kind.Name] = true
		recipe, err := store.Recipe(s.Key)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s = %s\n%s\n", s.Node.Address(), s.Artifact, recipe)
	}
	for _, kind := range Kinds().Names() {
		if !ran[kind] {
			t.Errorf("testdata/kinds.hcl has no stage of kind %s", kind)
		}
	}
	return b.String()
}

// firstDifference returns the first lines in which two texts differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d:\n got  %s\n want %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(g), len(w))
}
