package benchmarks

import (
	"fmt"
	"slices"
	"testing"
)

// next draws for a document that equals the given ones of the pool.
func next(t *testing.T, s *Sampler, same ...int) []int {
	t.Helper()
	shots, err := s.Next(func(i int) bool { return slices.Contains(same, i) })
	if err != nil {
		t.Fatal(err)
	}
	return shots
}

func newSampler(t *testing.T, o ShotOptions) *Sampler {
	t.Helper()
	s, err := NewSampler(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSampler compares two successive draws with CPython's random.Random(1234).
func TestSampler(t *testing.T) {
	cases := []struct {
		name          string
		pool, shots   int
		spare         bool
		first, second []int
	}{
		{"small pool", 10, 3, false, []int{7, 1, 0}, []int{1, 0, 9}},
		{"set method", 30, 5, false, []int{24, 14, 3, 0, 2}, []int{29, 25, 18, 1, 21}},
		{"gsm8k", 7473, 5, false, []int{6374, 3610, 957, 61, 742}, []int{7462, 6610, 4769, 286, 5501}},
		{"arc_easy", 2251, 5, false, []int{1805, 478, 30, 371, 143}, []int{343, 403, 1452, 969, 71}},
		{"arc_challenge", 1119, 25, false,
			[]int{902, 239, 15, 185, 71, 171, 201, 726, 484, 35, 63, 32, 708, 991, 949, 304, 186, 374, 234, 29, 1030, 996, 511, 132, 1108},
			[]int{954, 140, 182, 1054, 94, 552, 129, 619, 985, 727, 545, 510, 409, 928, 1085, 39, 1040, 144, 11, 683, 294, 968, 772, 342, 110}},
		{"openbookqa", 4957, 5, false, []int{3610, 957, 61, 742, 4769}, []int{286, 687, 806, 2905, 1939}},
		{"wmt16", 2169, 5, false, []int{1805, 478, 30, 371, 143}, []int{343, 403, 1452, 969, 71}},
		{"hellaswag", 39905, 10, true, []int{28883, 7657, 490, 5940, 38156, 2288, 5500, 6450, 23241, 15519},
			[]int{2019, 1038, 22681, 31735, 30379, 9735, 5982, 11999, 7498, 958}},
		{"piqa", 16113, 5, true, []int{15834, 12749, 7220, 1914, 122}, []int{14925, 15442, 15388, 13221, 9539}},
		{"winogrande", 40398, 5, true, []int{28883, 7657, 490, 5940, 38156}, []int{5500, 6450, 23241, 15519, 1142}},
		{"siqa", 33410, 1, true, []int{28883}, []int{490}},
		{"boolq", 9427, 1, true, []int{7220}, []int{122}},
		{"commonsense_qa", 9741, 7, true, []int{7220, 1914, 122, 1485, 9539, 572, 1375}, []int{5810, 3879, 285, 504, 259, 5670, 7933}},
		{"triviaqa", 138384, 5, true, []int{115535, 30631, 1963, 23761, 9155}, []int{25800, 92965, 62078, 4568, 8077}},
		{"nq_open", 87925, 5, true, []int{57767, 15315, 981, 11880, 76313}, []int{11001, 12900, 46482, 31039, 2284}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSampler(t, ShotOptions{Method: RandomShots, Seed: 1234, Pool: c.pool, Shots: c.shots, Spare: c.spare})
			if first, second := next(t, s), next(t, s); !slices.Equal(first, c.first) || !slices.Equal(second, c.second) {
				t.Errorf("Next() = %v, then %v, want %v, then %v", first, second, c.first, c.second)
			}
		})
	}
}

func TestSamplerLeavesOut(t *testing.T) {
	random := ShotOptions{Method: RandomShots, Seed: 1234, Pool: 33410, Shots: 1, Spare: true}
	first := ShotOptions{Method: FirstShots, Pool: 5, Shots: 2, Spare: true}
	apart := ShotOptions{Method: FirstShots, Pool: 5, Shots: 2}
	fixed := ShotOptions{Method: FixedShots, Pool: 5, Shots: 2, Fixed: []int{4, 2}}
	cases := []struct {
		name    string
		options ShotOptions
		same    []int
		want    []int
	}{
		{"random", random, []int{28883}, []int{7657}},
		{"first", first, []int{1}, []int{0, 2}},
		{"first, other", first, []int{4}, []int{0, 1}},
		{"first, several", first, []int{0, 1, 3}, []int{2, 4}},
		{"first, from elsewhere", apart, []int{1}, []int{0, 1}},
		{"fixed", fixed, []int{4}, []int{4, 2}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := next(t, newSampler(t, c.options), c.same...); !slices.Equal(got, c.want) {
				t.Errorf("Next() without %v = %v, want %v", c.same, got, c.want)
			}
		})
	}
}

// TestSamplerDuplicates has five documents of twelve that equal the evaluated
// one, as lm-evaluation-harness 0.4.13 samples them.
func TestSamplerDuplicates(t *testing.T) {
	s := newSampler(t, ShotOptions{Method: RandomShots, Seed: 1234, Pool: 12, Shots: 4, Spare: true})
	for i, want := range [][]int{{10, 11, 5, 9}, {7, 10, 9, 8}, {10, 5, 11, 8}, {9, 10, 5, 11}} {
		if got := next(t, s, 0, 1, 2, 3, 4); !slices.Equal(got, want) {
			t.Errorf("Next() for document %d = %v, want %v", i, got, want)
		}
	}
	if shots, err := s.Next(func(i int) bool { return i > 2 }); err == nil {
		t.Errorf("Next() where three differ = %v, want an error", shots)
	}
}

// TestSamplerLimit draws for three documents and for more: the first three have
// the same shots.
func TestSamplerLimit(t *testing.T) {
	for _, method := range []string{RandomShots, BalancedShots} {
		o := ShotOptions{Method: method, Seed: 7, Pool: 40, Shots: 3, Spare: true}
		for i := range o.Pool {
			o.Answers = append(o.Answers, fmt.Sprint(i%2))
		}
		few, many := newSampler(t, o), newSampler(t, o)
		for n := range 9 {
			got := next(t, many, n)
			if n < 3 {
				if want := next(t, few, n); !slices.Equal(got, want) {
					t.Errorf("%s: Next() for document %d of 9 = %v, of 3 %v", method, n, got, want)
				}
			}
		}
	}
}

// TestBalanced counts the answers among the shots.
func TestBalanced(t *testing.T) {
	o := ShotOptions{Method: BalancedShots, Seed: 1234, Pool: 30, Shots: 8, Spare: true}
	for i := range o.Pool {
		o.Answers = append(o.Answers, []string{"yes", "no", "no", "maybe", "no"}[i%5])
	}
	s := newSampler(t, o)
	orders := make(map[string]bool)
	for n := range 30 {
		shots := next(t, s, n)
		counts := make(map[string]int)
		for k, i := range shots {
			counts[o.Answers[i]]++
			if i == n || slices.Contains(shots[:k], i) {
				t.Errorf("Next() for document %d = %v, want others, each once", n, shots)
			}
		}
		if len(shots) != 8 || min(counts["yes"], counts["no"], counts["maybe"]) != 2 {
			t.Errorf("Next() for document %d has answers %v, want 2 or 3 of each", n, counts)
		}
		orders[o.Answers[shots[0]]+o.Answers[shots[1]]] = true
	}
	if len(orders) < 6 {
		t.Errorf("Next() begins with %d orders of answers, want all 6", len(orders))
	}
}

func TestSamplerErrors(t *testing.T) {
	cases := []ShotOptions{
		{Method: RandomShots, Pool: 3, Shots: 4},
		{Method: RandomShots, Pool: 4, Shots: 4, Spare: true},
		{Method: FirstShots, Pool: 3, Shots: -1},
		{Method: FixedShots, Pool: 3, Shots: 2, Fixed: []int{1}},
		{Method: FixedShots, Pool: 3, Shots: 1, Fixed: []int{3}},
		{Method: BalancedShots, Pool: 3, Shots: 3, Answers: []string{"a", "a", "b"}},
		{Method: BalancedShots, Pool: 4, Shots: 2, Answers: []string{"a", "a", "a", "b"}, Spare: true},
		{Method: BalancedShots, Pool: 2, Shots: 1},
		{Method: "best", Pool: 3, Shots: 1},
	}
	for _, o := range cases {
		if s, err := NewSampler(o); err == nil || s != nil {
			t.Errorf("NewSampler(%+v) = %v, %v, want an error", o, s, err)
		}
	}
}
