package stages

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/internal/published"
	"pipe/pipeline"
)

// TestLibraryPrompts renders the library's benchmarks of mathematics and code over
// the published data, and compares the digest of all prompts, each ended by a zero
// byte, with that of the prompts of lm-evaluation-harness 0.4.13.
func TestLibraryPrompts(t *testing.T) {
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{
		"gsm8k/test.jsonl", "gsm8k/train.jsonl", "humaneval/HumanEval.jsonl.gz", "mbpp/mbpp.jsonl", "math/test/algebra.jsonl",
		"math/test/counting_and_probability.jsonl", "math/test/number_theory.jsonl", "math/test/prealgebra.jsonl", "math/test/precalculus.jsonl",
	} {
		if _, _, err := store.Add(published.Path(t, "data", filepath.FromSlash(file))); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		benchmark string
		prompts   int
		want      string
	}{
		{"gsm8k", 1319, "90c166d5c3e3026061cfa63a694800e2cc31cdc12da84ff0fea81cccf9c93092"},
		{"gsm8k_cot", 1319, "531b35535c8ccd654e81497d889db7a41079b14c041ff938f598948279beb4d4"},
		{"gsm8k_self_consistency", 1319, "531b35535c8ccd654e81497d889db7a41079b14c041ff938f598948279beb4d4"},
		{"humaneval", 164, "4e821ee58dd4cfada3d57baead7240f8e5e09de4a334a496d804027671c45dc7"},
		{"humaneval_pass1", 164, "4e821ee58dd4cfada3d57baead7240f8e5e09de4a334a496d804027671c45dc7"},
		{"humaneval_pass100", 164, "4e821ee58dd4cfada3d57baead7240f8e5e09de4a334a496d804027671c45dc7"},
		{"mbpp", 500, "ad914def6f3cddae51926dccf679468d6bc96c1c4db4262e628d92814df669a4"},
		{"mbpp_pass1", 500, "ad914def6f3cddae51926dccf679468d6bc96c1c4db4262e628d92814df669a4"},
		{"mbpp_pass80", 500, "ad914def6f3cddae51926dccf679468d6bc96c1c4db4262e628d92814df669a4"},
		{`math["algebra"]`, 1187, "70a24412780870667a02b9286f829c8674aa1627a7927ecc24959ba2ab9ea88f"},
		{`math["counting_and_probability"]`, 474, "9d0cd7bc2b269c78fc983815df789d73208d8883fa205fa704d6fd7d653eed61"},
		{`math["number_theory"]`, 540, "4b31c320166433eaef01ab50b092537e472b047db53683e14dcf85d851311446"},
		{`math["prealgebra"]`, 871, "e39046dd9f8316acc0160242c1608fedf9a10b486dfb592f7be192181b40f37a"},
		{`math["precalculus"]`, 546, "ad691ed2150133935002cb112e0285c1f5f51ec7444ee560a138f54748027144"},
	} {
		t.Run(tt.benchmark, func(t *testing.T) {
			sets, err := questionSets(runLibrary(t, store, "benchmark."+tt.benchmark))
			if err != nil || len(sets) != 1 {
				t.Fatalf("questionSets = %d sets, %v, want 1", len(sets), err)
			}
			h := sha256.New()
			for _, it := range sets[0].items {
				fmt.Fprintf(h, "%s\x00", it.Context)
			}
			if got := fmt.Sprintf("%x", h.Sum(nil)); got != tt.want || len(sets[0].items) != tt.prompts {
				t.Errorf("%d prompts have the digest %s, want %d with %s", len(sets[0].items), got, tt.prompts, tt.want)
			}
		})
	}
}

// runLibrary runs a benchmark of the library, over what the store has.
func runLibrary(t *testing.T, store *artifacts.Store, benchmark string) *artifacts.Artifact {
	t.Helper()
	plan, a := runSuite(t, store, filepath.Join(t.TempDir(), "library.hcl"), "suite \"one\" {\n  benchmarks = ["+benchmark+"]\n}\n")
	for _, s := range plan.Steps {
		if pins, ok := s.Node.Config.(pipeline.Pinned); ok && strings.HasPrefix(s.Node.Address(), "dataset.") {
			for _, p := range pins.Pins() {
				if p.SHA256 == "" {
					t.Fatalf("%s is not pinned", s.Node.Address())
				}
			}
		}
	}
	return a
}

// runSuite runs an experiment of those blocks, which it writes to a file, and
// returns the plan and what its suite "one" gave.
func runSuite(t *testing.T, store *artifacts.Store, path, blocks string) (*pipeline.Plan, *artifacts.Artifact) {
	t.Helper()
	if err := os.WriteFile(path, []byte("experiment \"library\" {}\n\n"+blocks), 0o644); err != nil {
		t.Fatal(err)
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&pipeline.Executor{Store: store, Jobs: 1, Cores: 1}).Run(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	a, err := store.Artifact(plan.Step("suite.one").Artifact)
	if err != nil {
		t.Fatal(err)
	}
	return plan, a
}
