package page

import (
	"math"
	"testing"
)

func TestNumber(t *testing.T) {
	tests := []struct {
		v       float64
		percent bool
		want    string
	}{
		{0.4321, true, "43.2%"}, {1, true, "100.0%"}, {0, true, "0.0%"}, {-0.0001, true, "0.0%"},
		{12.341, false, "12.34"}, {23.44, false, "23.4"}, {0.3119, false, "0.312"}, {-0.05, false, "−0.050"},
		{8123.4, false, "8123"}, {48123.4, false, "48\u202f123"}, {1234567890123, false, "1.23\u202f×\u202f10¹²"},
		{math.Inf(1), false, "∞"}, {math.Inf(-1), false, "−∞"}, {math.NaN(), false, "NaN"},
	}
	for _, test := range tests {
		if got := number(test.v, test.percent); got != test.want {
			t.Errorf("number(%v, %v) = %q, want %q", test.v, test.percent, got, test.want)
		}
	}
}

func TestSpread(t *testing.T) {
	tests := []struct {
		stderr, v float64
		percent   bool
		want      string
	}{
		{0.0141, 0.43, true, "1.4"}, {0, 1, true, "0.0"}, {0.0001, 0.5, true, "0.01"},
		{0.31, 12.34, false, "0.31"}, {0.6, 23.4, false, "0.6"}, {0.00002, 1.2, false, "2e-05"},
	}
	for _, test := range tests {
		if got := spread(test.stderr, test.v, test.percent); got != test.want {
			t.Errorf("spread(%v, %v, %v) = %q, want %q", test.stderr, test.v, test.percent, got, test.want)
		}
	}
}

func TestTicks(t *testing.T) {
	tests := []struct {
		low, high float64
		n         int
		want      []string
	}{
		{1.3, 4.3, 6, []string{"1.5", "2.0", "2.5", "3.0", "3.5", "4.0"}},
		{0, 10, 5, []string{"0", "2", "4", "6", "8", "10"}},
		{0.31, 0.34, 4, []string{"0.31", "0.32", "0.33", "0.34"}},
		{0, 900, 3, []string{"0", "500"}},
	}
	for _, test := range tests {
		var got []string
		for _, tick := range ticks(test.low, test.high, test.n) {
			got = append(got, tick.label)
		}
		if len(got) != len(test.want) {
			t.Errorf("ticks(%v, %v, %d) = %q, want %q", test.low, test.high, test.n, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("ticks(%v, %v, %d) = %q, want %q", test.low, test.high, test.n, got, test.want)
				break
			}
		}
	}
}
