package benchmarks

import (
	"context"
	"slices"
)

// In returns the rows of a group, or all where it is "".
func In(by string, rows []Sample) []Sample {
	if by == "" {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(s Sample) bool { return !slices.Contains(s.By, by) })
}

// groupValues computes each metric over the rows of each group, groups by name.
// A row that belongs to several counts in each.
func (j *judge) groupValues(ctx context.Context, rows []Sample) ([]Value, error) {
	var groups []string
	for _, s := range rows {
		groups = append(groups, s.By...)
	}
	slices.Sort(groups)
	var values []Value
	for _, by := range slices.Compact(groups) {
		for _, m := range j.metrics {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			v := j.value(m, In(by, rows))
			v.By = by
			values = append(values, v)
		}
	}
	return values, nil
}
