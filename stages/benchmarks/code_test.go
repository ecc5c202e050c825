package benchmarks

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"testing"

	"pipe/internal/published"
)

// TestHumanEval runs HumanEval's own solutions. The interpreter knows a part
// of Python only: the number that pass may rise, and no empty solution may.
func TestHumanEval(t *testing.T) {
	z, err := gzip.NewReader(bytes.NewReader(published.Read(t, "data", "humaneval", "HumanEval.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	tasks, right := 0, 0
	for d := json.NewDecoder(z); ; tasks++ {
		var task struct {
			ID       string `json:"task_id"`
			Prompt   string `json:"prompt"`
			Entry    string `json:"entry_point"`
			Solution string `json:"canonical_solution"`
			Test     string `json:"test"`
		}
		if err := d.Decode(&task); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		items := []Item{{ID: task.ID, Program: task.Prompt, Test: task.Test, EntryPoint: task.Entry}}
		verdicts, err := runCompletions(t.Context(), &Spec{}, items, func(int) []string { return []string{task.Solution, "    pass"} })
		if err != nil {
			t.Fatal(err)
		}
		if verdicts[0][0] == passed {
			right++
		}
		if verdicts[0][1] == passed {
			t.Errorf("%s: an empty solution passed", task.ID)
		}
	}
	if tasks != 164 || right < 149 {
		t.Errorf("%d of %d solutions passed, want 149 of 164", right, tasks)
	}
}
