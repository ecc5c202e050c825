package stages

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
// a digest changes and no recipe does, the kind's version must be bumped. Where
// there is no sh, commands and what stands on them are skipped.
func TestKinds(t *testing.T) {
	left := map[string]bool{}
	if _, err := exec.LookPath("sh"); err != nil {
		left = standsOn(t, "command")
		t.Run("command", func(t *testing.T) { t.Skipf("no sh here, which %v need", slices.Sorted(maps.Keys(left))) })
	}
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
				got := runKinds(t, cores, left)
				if *update && len(left) > 0 {
					t.Fatalf("%s is not rewritten without sh", golden)
				}
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if want := withoutStages(string(want), left); got != want {
					t.Errorf("recipes and outputs differ from %s:\n%s", golden, firstDifference(got, want))
				}
			})
		}
	}
}

// loadKinds loads testdata/kinds.hcl.
func loadKinds(t *testing.T) *pipeline.Experiment {
	t.Helper()
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(filepath.Join("testdata", "kinds.hcl"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return exp
}

// standsOn returns the addresses of a kind's stages in testdata/kinds.hcl, and of
// those that stand on them.
func standsOn(t *testing.T, kind string) map[string]bool {
	addresses := make(map[string]bool)
	for _, n := range loadKinds(t).Nodes {
		if n.Kind.Name == kind || slices.ContainsFunc(n.Inputs, func(in pipeline.Input) bool { return addresses[in.Node.Address()] }) {
			addresses[n.Address()] = true
		}
	}
	return addresses
}

// withoutStages drops stages from what runKinds returns.
func withoutStages(text string, left map[string]bool) string {
	var b strings.Builder
	for stage := range strings.SplitAfterSeq(text, "\n\n") {
		if address, _, _ := strings.Cut(stage, " = "); !left[address] {
			b.WriteString(stage)
		}
	}
	return b.String()
}

// runKinds runs testdata/kinds.hcl, but for the stages that are left out, in an
// empty store and returns the recipe and the output's digest of every stage.
func runKinds(t *testing.T, cores int, left map[string]bool) string {
	exp := loadKinds(t)
	var targets []string
	for _, n := range exp.Nodes {
		if !left[n.Address()] {
			targets = append(targets, n.Address())
		}
	}
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{Targets: targets})
	if err != nil {
		t.Fatal(err)
	}
	executor := pipeline.Executor{Store: store, Jobs: cores, Cores: cores}
	if _, err := executor.Run(context.Background(), plan); err != nil {
		t.Fatal(err)
	}
	met := make(map[string]bool)
	for _, n := range exp.Nodes {
		met[n.Kind.Name] = true
	}
	var b strings.Builder
	for _, s := range plan.Steps {
		recipe, err := store.Recipe(s.Key)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s = %s\n%s\n", s.Node.Address(), s.Artifact, recipe)
	}
	for _, kind := range Kinds().Names() {
		if !met[kind] {
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
