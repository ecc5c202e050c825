package metrics

import (
	"math"
	"testing"
)

// TestMeanOfParts holds the standard errors of groups against vectors worked out
// by hand, and the pooled one against lm-evaluation-harness. Parts with equal n·s²
// cannot tell the pooled standard error from the weighted one.
func TestMeanOfParts(t *testing.T) {
	for name, c := range map[string]struct {
		parts  []Part
		want   GroupMean
		pooled float64
	}{
		"unequal variances": {
			[]Part{{.5, .05, 100}, {.8, .01, 400}},
			GroupMean{N: 500, Weighted: .74, WeightedStdErr: .01280625, Macro: .65, MacroStdErr: .02549510}, .01278648,
		},
		"equal variances": {
			[]Part{{.5, .04, 100}, {.8, .02, 400}},
			GroupMean{N: 500, Weighted: .74, WeightedStdErr: .01788854, Macro: .65, MacroStdErr: .0223607}, .01788854,
		},
		"one part": {
			[]Part{{.25, .1, 20}},
			GroupMean{N: 20, Weighted: .25, WeightedStdErr: .1, Macro: .25, MacroStdErr: .1}, .1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := MeanOfParts(c.parts)
			pooled, ok := PooledStdErr(c.parts)
			if !ok || got.N != c.want.N {
				t.Errorf("MeanOfParts(%v).N = %d, want %d; pooled: %v, want true", c.parts, got.N, c.want.N, ok)
			}
			for _, v := range []struct {
				what      string
				got, want float64
			}{
				{"Weighted", got.Weighted, c.want.Weighted}, {"WeightedStdErr", got.WeightedStdErr, c.want.WeightedStdErr},
				{"Macro", got.Macro, c.want.Macro}, {"MacroStdErr", got.MacroStdErr, c.want.MacroStdErr}, {"PooledStdErr", pooled, c.pooled},
			} {
				if math.Abs(v.got-v.want) > 5e-8 {
					t.Errorf("%s of %v = %.8f, want %.8f", v.what, c.parts, v.got, v.want)
				}
			}
		})
	}
	if s, ok := PooledStdErr([]Part{{Mean: 1, N: 1}, {N: 1}}); ok {
		t.Errorf("PooledStdErr of single documents = %v, true, want false", s)
	}
}
