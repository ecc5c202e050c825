package benchmarks

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pipe/internal/published"
	"pipe/stages/sandbox"
)

// python returns the machine's Python in a sandbox, where programs have so much
// time, or skips the test, saying what the machine lacks.
func python(t *testing.T, seconds int64) Runner {
	t.Helper()
	p, err := sandbox.Find(true, sandbox.NewLimits(seconds), 2)
	if err != nil {
		t.Skipf("no programs are run: %v", err)
	}
	return p
}

// humanEval returns the problems of HumanEval.
func humanEval(t *testing.T) []humanEvalProblem {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(published.Read(t, "data", "humaneval", "HumanEval.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return rows[humanEvalProblem](t, data)
}

type humanEvalProblem struct {
	ID       string `json:"task_id"`
	Prompt   string `json:"prompt"`
	Entry    string `json:"entry_point"`
	Solution string `json:"canonical_solution"`
	Test     string `json:"test"`
}

// TestHumanEvalInPython runs the published solutions of HumanEval, all of which
// pass, and empty bodies, none of which does.
func TestHumanEvalInPython(t *testing.T) {
	problems := humanEval(t)
	s := spec(Generate, "pass@1")
	s.Interpreter, s.Python = Python3, python(t, NewSpec(Generate).RunSeconds)
	var items []Item
	for _, p := range problems {
		items = append(items, Item{ID: p.ID, Context: p.Prompt, Program: p.Prompt, Test: p.Test, EntryPoint: p.Entry})
	}
	for _, tt := range []struct {
		name     string
		complete func(p humanEvalProblem) string
		want     float64
	}{
		{"solutions", func(p humanEvalProblem) string { return p.Solution }, 1},
		{"pass", func(humanEvalProblem) string { return "    pass\n" }, 0},
	} {
		var completions []string
		for _, p := range problems {
			completions = append(completions, tt.complete(p))
		}
		r := evaluate(t, &fake{responses: say(completions...)}, s, items)
		if v := value(t, r, "pass@1"); v.Value != tt.want || v.N != 164 {
			t.Errorf("%s: pass@1 = %v of %d, want %v of 164", tt.name, v.Value, v.N, tt.want)
		}
		for _, row := range r.Samples {
			if (row.Verdicts[0] == passed) != (tt.want == 1) {
				t.Errorf("%s: %s ends with %q", tt.name, row.Item, row.Verdicts)
			}
		}
	}
}

// TestHumanEvalExampleInPython judges the sample file of HumanEval's authors by
// Python: pass@1 is 0.5, and each sample ends as it was made to.
func TestHumanEvalExampleInPython(t *testing.T) {
	s, item, completions := humanEvalExample(t)
	s.Interpreter, s.Python = Python3, python(t, NewSpec(Generate).RunSeconds)
	r := evaluate(t, &fake{responses: say(completions...)}, s, []Item{item})
	if v := value(t, r, "pass@1"); !near(v.Value, 0.5) {
		t.Errorf("pass@1 = %v, want 0.5: %q", v.Value, r.Samples[0].Verdicts)
	}
	want := []string{"exception: PermissionError: line 3", "timeout", "exception: EOFError: line 2", passed, passed, passed}
	if got := r.Samples[0].Verdicts; !slices.Equal(got, want) {
		t.Errorf("verdicts = %q, want %q", got, want)
	}
}

// TestMBPPInPython runs the published code of MBPP with its tests. One task needs
// its setup code, which lm-evaluation-harness leaves out.
func TestMBPPInPython(t *testing.T) {
	type task struct {
		ID    int      `json:"task_id"`
		Code  string   `json:"code"`
		Setup string   `json:"test_setup_code"`
		Tests []string `json:"test_list"`
	}
	tasks := rows[task](t, published.Read(t, "data", "mbpp", "mbpp.jsonl"))
	tasks = slices.DeleteFunc(tasks, func(k task) bool { return k.ID < 11 || k.ID > 510 })
	s := spec(Generate, "pass@1")
	s.Interpreter, s.Python = Python3, python(t, 60) // one program takes several, and a machine may be busy
	for _, tt := range []struct {
		name   string
		test   func(k task) string
		failed []string
	}{
		{"as the harness does", func(k task) string { return strings.Join(k.Tests, "\n") }, []string{"367"}},
		{"with setup code", func(k task) string { return k.Setup + "\n" + strings.Join(k.Tests, "\n") }, nil},
	} {
		var items []Item
		var completions []string
		for _, k := range tasks {
			items = append(items, Item{ID: fmt.Sprint(k.ID), Test: tt.test(k)})
			completions = append(completions, k.Code)
		}
		var failed []string
		for _, row := range evaluate(t, &fake{responses: say(completions...)}, s, items).Samples {
			if row.Verdicts[0] != passed {
				t.Logf("%s: task %s ends with %q", tt.name, row.Item, row.Verdicts)
				failed = append(failed, row.Item)
			}
		}
		if len(items) != 500 || !slices.Equal(failed, tt.failed) {
			t.Errorf("%s: of %d tasks %v fail, want %v of 500", tt.name, len(items), failed, tt.failed)
		}
	}
}
