package benchmarks

import (
	"errors"
	"strings"
	"testing"
)

// TestRunAgain runs programs again that were judged, and such whose judgement,
// with all that follows from it, was changed.
func TestRunAgain(t *testing.T) {
	spec := NewSpec(Generate)
	spec.Metrics, spec.Samples, spec.Temperature = []string{"pass@1"}, 2, 0.5
	items := []Item{
		{ID: "a", Context: "x = ", Program: "x = ", Test: "assert x == 1"},
		{ID: "b", Context: "x = ", Program: "x = ", Test: "assert x == 2"},
	}
	m := &fake{responses: func(_ Generation, i int) string { return []string{"1", "2", "1 / 0", "while"}[i] }}
	rows := evaluate(t, m, spec, items).Samples
	if n, _, err := RunAgain(t.Context(), spec, items, rows); n != 4 || err != nil {
		t.Errorf("RunAgain = %d, %v, want 4 programs", n, err)
	}
	for _, tt := range []struct {
		name, want string
		change     func(rows []Sample, items []Item) ([]Sample, []Item)
	}{
		{"verdict", "sample 1: verdicts", func(rows []Sample, items []Item) ([]Sample, []Item) {
			rows[1].Verdicts = []string{passed, passed}
			return rows, items
		}},
		{"answer", "sample 0: verdicts", func(rows []Sample, items []Item) ([]Sample, []Item) {
			rows[0].Answers = []string{"3", "2"}
			return rows, items
		}},
		{"test", "sample 0: verdicts", func(rows []Sample, items []Item) ([]Sample, []Item) {
			items[0].Test = "assert False"
			return rows, items
		}},
		{"other item", `of item "b", and the benchmark has "a"`, func(rows []Sample, items []Item) ([]Sample, []Item) {
			rows[0].Item = "b"
			return rows, items
		}},
		{"fewer rows", "1 samples of 2 items", func(rows []Sample, items []Item) ([]Sample, []Item) { return rows[:1], items }},
	} {
		changed, of := tt.change(append([]Sample(nil), rows...), append([]Item(nil), items...))
		if _, _, err := RunAgain(t.Context(), spec, of, changed); !errors.Is(err, ErrUnproven) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s changed: RunAgain = %v, want %v and %q", tt.name, err, ErrUnproven, tt.want)
		}
	}
	spec.Metrics = []string{"exact_match"}
	if n, _, err := RunAgain(t.Context(), spec, items, rows); n != 0 || err != nil {
		t.Errorf("RunAgain of a benchmark that runs no code = %d, %v, want 0", n, err)
	}
}
