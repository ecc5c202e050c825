package metrics

import (
	"strings"
	"testing"
)

// TestTER has figures of sacreBLEU 2.6.0: an edit of each kind, what is not an edit,
// and both ends of the range. Thousands of random cases more agree with it, of which
// testdata/peers.json keeps some.
func TestTER(t *testing.T) {
	many := strings.Repeat("x ", 300)
	for _, c := range []struct {
		name, hyp string
		refs      []string
		want      float64
	}{
		{"a word replaced", "the cat is on the mat", []string{"the cat sat on the mat"}, 100. / 6},
		{"a block shifted", "b c d e a", []string{"a b c d e"}, 20},
		{"the mean length of references", "a b c d", []string{"a b c", "a b x d e"}, 25},
		{"case does not count, punctuation does", "The Cat sat.", []string{"the cat sat ."}, 50},
		{"an empty reference", "a b c", []string{""}, 100},
		{"nothing at all", "", []string{""}, 0},
		{"more edits than words", many, []string{"x"}, 29900},
		{"far from the diagonal", "y", []string{many + "y"}, 100 * 300. / 301},
	} {
		if got := TER([]string{c.hyp}, [][]string{c.refs}); !near(got, c.want, 1e-12*max(1, c.want)) {
			t.Errorf("TER of %s = %v, want %v", c.name, got, c.want)
		}
	}
	// Sums, and not scores, are averaged: one edit in seven words.
	if got, want := TER([]string{"the cat is on the mat", "x"}, [][]string{{"the cat sat on the mat"}, {"x"}}), 100./7; !near(got, want, 1e-12) {
		t.Errorf("TER of two segments = %v, want %v", got, want)
	}
}
