package benchmarks

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestPrompts compares whole prompts with files, byte for byte.
func TestPrompts(t *testing.T) {
	letters := "Which is a fruit?\nA. stone\nB. apple\nC. cloud\nD. chair\nAnswer:"
	cases := []struct {
		name   string
		prompt Prompt
		shots  []Shot
		text   string
	}{
		{"mmlu", Prompt{"The following are multiple choice questions (with answers) about plain things.\n\n", " ", "\n\n"},
			[]Shot{{letters, "B"}, {strings.Replace(letters, "fruit", "seat", 1), "D"}},
			strings.Replace(letters, "fruit", "mineral", 1)},
		{"gsm8k", Prompt{"", " ", "\n\n"},
			[]Shot{{"Question: Ann has 3 pears and buys 4. How many has she?\nAnswer:", "She has 3+4=<<3+4=7>>7.\n#### 7"}},
			"Question: Bob has 2 pears and eats 1. How many has he?\nAnswer:"},
		{"nq", Prompt{"Answer these questions:\n\n", " ", "\n"},
			[]Shot{{"Q: who wrote the book?\nA:", "the author"}, {"Q: what is left?\nA:", ""}}, "Q: where is it?\nA:"},
		{"mbpp", Prompt{"", "", "\n\n"}, []Shot{{"Task 1\n[BEGIN]\n", "def f():\n    return 1\n[DONE]"}}, "Task 2\n[BEGIN]\n"},
		{"zero_shot", Prompt{"", " ", "\n\n"}, nil, "The sky is"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := c.prompt.Context(c.shots, c.text)
			path := filepath.Join("testdata", "prompts", c.name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("Context(…) = %q, want %q", got, want)
			}
		})
	}
}

// TestSampler compares two successive draws with CPython's random.Random(1234).
func TestSampler(t *testing.T) {
	cases := []struct {
		name          string
		pool, shots   int
		shared        bool
		first, second []int
	}{
		{"small pool", 10, 3, false, []int{7, 1, 0}, []int{1, 0, 9}},
		{"set method", 30, 5, false, []int{24, 14, 3, 0, 2}, []int{29, 25, 18, 1, 21}},
		{"gsm8k", 7473, 5, false, []int{6374, 3610, 957, 61, 742}, []int{7462, 6610, 4769, 286, 5501}},
		{"arc_challenge", 1119, 25, false,
			[]int{902, 239, 15, 185, 71, 171, 201, 726, 484, 35, 63, 32, 708, 991, 949, 304, 186, 374, 234, 29, 1030, 996, 511, 132, 1108},
			[]int{954, 140, 182, 1054, 94, 552, 129, 619, 985, 727, 545, 510, 409, 928, 1085, 39, 1040, 144, 11, 683, 294, 968, 772, 342, 110}},
		{"piqa", 16113, 5, true, []int{15834, 12749, 7220, 1914, 122}, []int{14925, 15442, 15388, 13221, 9539}},
		{"siqa", 33410, 1, true, []int{28883}, []int{490}},
		{"triviaqa", 138384, 5, true, []int{115535, 30631, 1963, 23761, 9155}, []int{25800, 92965, 62078, 4568, 8077}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := NewSampler(ShotOptions{Method: RandomShots, Seed: 1234, Pool: c.pool, Shots: c.shots, Shared: c.shared})
			if err != nil {
				t.Fatal(err)
			}
			other := func(int) bool { return false }
			if first, second := s.Next(other), s.Next(other); !reflect.DeepEqual(first, c.first) || !reflect.DeepEqual(second, c.second) {
				t.Errorf("Next() = %v, then %v, want %v, then %v", first, second, c.first, c.second)
			}
		})
	}
}

func TestSamplerLeavesOut(t *testing.T) {
	same := func(of int) func(int) bool { return func(i int) bool { return i == of } }
	s, err := NewSampler(ShotOptions{Method: RandomShots, Seed: 1234, Pool: 33410, Shots: 1, Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Next(same(28883)), []int{7657}; !reflect.DeepEqual(got, want) {
		t.Errorf("Next() without 28883 = %v, want %v", got, want)
	}
	s, err = NewSampler(ShotOptions{Method: FirstShots, Pool: 5, Shots: 2, Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Next(same(1)), []int{0, 2}; !reflect.DeepEqual(got, want) {
		t.Errorf("Next() of the first without 1 = %v, want %v", got, want)
	}
	if got, want := s.Next(same(4)), []int{0, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("Next() of the first without 4 = %v, want %v", got, want)
	}
	s, err = NewSampler(ShotOptions{Method: FixedShots, Pool: 5, Shots: 2, Fixed: []int{4, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Next(nil), []int{4, 2}; !reflect.DeepEqual(got, want) {
		t.Errorf("Next() of fixed = %v, want %v", got, want)
	}
}

func TestSamplerErrors(t *testing.T) {
	cases := []ShotOptions{
		{Method: RandomShots, Pool: 3, Shots: 4},
		{Method: RandomShots, Pool: 4, Shots: 4, Shared: true},
		{Method: FirstShots, Pool: 3, Shots: -1},
		{Method: FixedShots, Pool: 3, Shots: 2, Fixed: []int{1}},
		{Method: FixedShots, Pool: 3, Shots: 1, Fixed: []int{3}},
		{Method: "best", Pool: 3, Shots: 1},
	}
	for _, o := range cases {
		if s, err := NewSampler(o); err == nil || s != nil {
			t.Errorf("NewSampler(%+v) = %v, %v, want an error", o, s, err)
		}
	}
}
