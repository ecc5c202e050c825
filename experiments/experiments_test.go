// Package experiments holds experiment files; its test plans each of them.
package experiments

import (
	"path/filepath"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// TestPlan loads every experiment without a mistake and plans it against an
// empty store: everything is to be done, and nothing is written.
func TestPlan(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.hcl", "ablations/*.hcl"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("experiments %s: %v, %v", pattern, found, err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			exp, diags := pipeline.NewLoader(stages.Kinds(), pipeline.LoadOptions{}).Load(file)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			store, err := artifacts.Open(filepath.Join(t.TempDir(), "store"))
			if err != nil {
				t.Fatal(err)
			}
			plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range plan.Steps {
				if s.Status == pipeline.StatusCached {
					t.Errorf("%s is cached in an empty store", s.Node.Address())
				}
			}
		})
	}
}

// TestData loads every experiment over a folder of published files, which need not
// be there.
func TestData(t *testing.T) {
	files, err := filepath.Glob("data/*.hcl")
	if err != nil || len(files) == 0 {
		t.Fatalf("experiments data/*.hcl: %v, %v", files, err)
	}
	for _, file := range files {
		given := map[string]string{"data": "DATA", "model": "MODEL"}
		if filepath.Base(file) == "llama2-suite.hcl" {
			given["tokenizer"] = "TOKENIZER"
		}
		if _, diags := pipeline.NewLoader(stages.Kinds(), pipeline.LoadOptions{Vars: given}).Load(file); len(diags) > 0 {
			t.Errorf("%s: %v", file, diags)
		}
	}
}
