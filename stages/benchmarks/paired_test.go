package benchmarks

import (
	"fmt"
	"math"
	"testing"
)

// scored returns rows with scores of a metric.
func scored(metric string, scores ...float64) []Sample {
	rows := make([]Sample, len(scores))
	for i, x := range scores {
		rows[i] = Sample{Item: fmt.Sprint(i), Metrics: []string{metric}, Scores: []float64{x}}
	}
	return rows
}

// classified returns rows of two classes, gold and decided.
func classified(gold, chosen string) []Sample {
	rows := make([]Sample, len(gold))
	for i := range gold {
		rows[i] = Sample{Item: fmt.Sprint(i), Choices: []string{"a", "b"}, Gold: []int64{int64(gold[i] - '0')}, Chosen: int64(chosen[i] - '0')}
	}
	return rows
}

func TestPair(t *testing.T) {
	was := scored("acc", 1, 0, 0, 0, 1, 0, 0, 1)
	for _, c := range []struct {
		name, metric string
		was, is      []Sample
		test         string
		p, within    float64
	}{
		{"right and wrong", "acc", was, scored("acc", 1, 1, 1, 0, 1, 1, 0, 1), TestMcNemar, 0.25, 0},
		{"shares", "f1", scored("f1", .5, 0, 0, 0, .5, 0, 0, .5), scored("f1", .5, .5, .5, 0, .5, .5, 0, .5), TestRandomisation, 0.25, 0.01},
		{"equal", "f1", scored("f1", .5, 0), scored("f1", .5, 0), TestRandomisation, 1, 0},
		// The second is right eight times more: of 2^8 exchanges only those of
		// all or none are as far apart.
		{"over all rows", "mcc", classified("0101010101010101", "1010101001010101"), classified("0101010101010101", "0101010101010101"),
			TestRandomisation, 2.0 / 256, 0.006},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, ok := Pair(c.metric, c.was, c.is)
			if !ok {
				t.Fatal("Pair gives nothing")
			}
			test, got := p.Test()
			if test != c.test || math.Abs(got-c.p) > c.within+1e-12 {
				t.Errorf("Test() = %s, %v, want %s, %v", test, got, c.test, c.p)
			}
			stderr, low, high := p.Spread()
			if d := stderr; math.IsNaN(d) || low > high {
				t.Errorf("Spread() = %v, %v to %v, want numbers in order", stderr, low, high)
			}
		})
	}
	p, _ := Pair("acc", was, scored("acc", 1, 1, 1, 0, 1, 1, 0, 1))
	if stderr, low, high := p.Spread(); math.Abs(stderr-.1829813) > 1e-7 || math.Abs(low+high-.75) > 1e-12 {
		t.Errorf("Spread() = %v, %v to %v, want 0.1829813 around 0.375", stderr, low, high)
	}
	other := scored("acc", 1, 0, 0, 0, 1, 0, 0, 1)
	other[3].Item = "9"
	for name, pair := range map[string][2][]Sample{
		"other items": {was, other}, "fewer items": {was[:7], was}, "one item": {was[:1], was[:1]}, "no scores": {classified("01", "01"), classified("01", "10")},
	} {
		if _, ok := Pair("acc", pair[0], pair[1]); ok {
			t.Errorf("Pair of %s is ok, want nothing", name)
		}
	}
}
