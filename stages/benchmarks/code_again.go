package benchmarks

import (
	"context"
	"fmt"
)

// RunAgain runs the completed programs of judged rows again and returns how many
// there are: none where the benchmark runs no code. Items are those that the
// rows were asked of. A row of another item, or whose programs end otherwise
// than it says, is an error that holds ErrUnproven. Of a program that may end
// otherwise another time that is none; how many did is unsteady.
func RunAgain(ctx context.Context, spec Spec, items []Item, rows []Sample) (programs, unsteady int, err error) {
	if !spec.RunsCode() {
		return 0, 0, nil
	}
	if len(rows) != len(items) {
		return 0, 0, fmt.Errorf("%w: %d samples of %d items", ErrUnproven, len(rows), len(items))
	}
	for i := range rows {
		if rows[i].Item != items[i].ID {
			return 0, 0, fmt.Errorf("sample %d: %w: it is of item %q, and the benchmark has %q", i, ErrUnproven, rows[i].Item, items[i].ID)
		}
	}
	runner, err := spec.runner()
	if err != nil {
		return 0, 0, err
	}
	all, err := runCompletions(ctx, &spec, items, func(i int) []string { return rows[i].Answers })
	if err != nil {
		return 0, 0, err
	}
	for i, again := range all {
		had := rows[i].Verdicts
		same := len(had) == len(again)
		for n := 0; same && n < len(again); n++ {
			switch {
			case again[n] == had[n]:
			case runner.Varies(again[n]) || runner.Varies(had[n]):
				unsteady++
			default:
				same = false
			}
		}
		if !same {
			return programs, unsteady, fmt.Errorf("sample %d: verdicts %q %w: run again, the programs end with %q", i, had, ErrUnproven, again)
		}
		programs += len(again)
	}
	return programs, unsteady, nil
}
