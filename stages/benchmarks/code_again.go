package benchmarks

import (
	"fmt"
	"slices"
)

// RunAgain runs the completed programs of judged rows again and returns how many
// there are: none where the benchmark runs no code. Items are those that the
// rows were asked of. A row of another item, or whose programs end otherwise
// than it says, is an error that holds ErrUnproven.
func RunAgain(spec Spec, items []Item, rows []Sample) (programs int, err error) {
	if !spec.RunsCode() {
		return 0, nil
	}
	if len(rows) != len(items) {
		return 0, fmt.Errorf("%w: %d samples of %d items", ErrUnproven, len(rows), len(items))
	}
	for i := range rows {
		row := &rows[i]
		if row.Item != items[i].ID {
			return programs, fmt.Errorf("sample %d: %w: it is of item %q, and the benchmark has %q", i, ErrUnproven, row.Item, items[i].ID)
		}
		if again := runCompletions(&items[i], row.Answers); !slices.Equal(again, row.Verdicts) {
			return programs, fmt.Errorf("sample %d: verdicts %q %w: run again, the programs end with %q", i, row.Verdicts, ErrUnproven, again)
		}
		programs += len(row.Answers)
	}
	return programs, nil
}
