package metrics

import "testing"

// TestQuACScore has the figures of the publisher's script.
func TestQuACScore(t *testing.T) {
	for _, c := range []struct {
		name, prediction string
		answers          []string
		want             QuAC
	}{
		{"minority cannot answer", "in the year 1972", []string{"in 1972", "1972", "CANNOTANSWER"}, QuAC{0.65, 2.0 / 3}},
		{"half cannot answer", "CANNOTANSWER", []string{"CANNOTANSWER", "x"}, QuAC{1, 1}},
		{"answer where half cannot", "x", []string{"CANNOTANSWER", "x"}, QuAC{0, 1}},
		{"each left out", "the first sets of hip hop", []string{"his sets in 1972", "the sets", "a set of records"}, QuAC{11.0 / 36, 4.0 / 15}},
		{"better than humans", "red apples and pears", []string{"red apples", "green pears", "red apples and green pears"}, QuAC{22.0 / 27, 4.0 / 7}},
		{"spelling of cannot", "cannotanswer", []string{"CANNOTANSWER"}, QuAC{0, 1}},
		{"two empty sides", "The.", []string{"the"}, QuAC{0, 1}},
		{"nothing shared", "a b", []string{"x y", "z w"}, QuAC{}},
	} {
		got := QuACScore(c.prediction, c.answers)
		if !near(got.F1, c.want.F1, 1e-12) || !near(got.Human, c.want.Human, 1e-12) {
			t.Errorf("%s: QuACScore(%q, %q) = %v, want %v", c.name, c.prediction, c.answers, got, c.want)
		}
	}
	for _, c := range []struct {
		human float64
		want  bool
	}{{0.4, true}, {0.39, false}} {
		if got := (QuAC{Human: c.human}).Counts(); got != c.want {
			t.Errorf("Counts at human F1 %v = %v, want %v", c.human, got, c.want)
		}
	}
}
