package benchmarks

import "testing"

// TestReading has questions with and without an answer: each kind is judged by
// itself, as the script of SQuAD 2.0 does.
func TestReading(t *testing.T) {
	items := []Item{
		{References: []string{"the red house", "a house"}},
		{References: []string{"1972"}},
		{References: []string{""}},
		{References: []string{""}},
		{References: []string{""}},
	}
	r := evaluate(t, &fake{responses: say("A house.", "in 1972", "", "The.", "unanswerable")},
		spec(Generate, "answer_match f1 has_answer_match has_answer_f1 no_answer_match"), items)
	for metric, want := range map[string]float64{
		"answer_match": 3.0 / 5, "f1": (1 + 2.0/3 + 1 + 1 + 0) / 5,
		"has_answer_match": 1.0 / 2, "has_answer_f1": (1 + 2.0/3) / 2, "no_answer_match": 2.0 / 3,
	} {
		if v := value(t, r, metric); !v.HasValue || !near(v.Value, want) {
			t.Errorf("%s = %v, want %v", metric, v.Value, want)
		}
	}
	r = evaluate(t, &fake{responses: say("x")}, spec(Generate, "no_answer_match"), items[:1])
	if v := value(t, r, "no_answer_match"); v.HasValue || v.Note == "" {
		t.Errorf("no_answer_match without such questions = %+v, want no value and a reason", v)
	}
}

// TestQuAC leaves out the question on which humans do not agree.
func TestQuAC(t *testing.T) {
	items := []Item{
		{References: []string{"in 1972", "1972", "CANNOTANSWER"}},
		{References: []string{"CANNOTANSWER", "x"}},
		{References: []string{"x y", "z w"}},
	}
	r := evaluate(t, &fake{responses: say("in the year 1972", "CANNOTANSWER", "x y")}, spec(Generate, "quac_f1 quac_heq f1"), items)
	for metric, want := range map[string]float64{"quac_f1": (0.65 + 1) / 2, "quac_heq": 0.5, "f1": (0.8 + 1 + 1) / 3} {
		if v := value(t, r, metric); !near(v.Value, want) {
			t.Errorf("%s = %v, want %v", metric, v.Value, want)
		}
	}
}

// TestFirstChoice does not depend on the model.
func TestFirstChoice(t *testing.T) {
	m := &fake{likelihoods: map[string]Likelihood{" a": {Sum: -2, Tokens: 1}, " b": {Sum: -1, Tokens: 1}}}
	items := []Item{
		{Context: "1", Choices: []string{"a", "b"}, Gold: []int64{0}}, {Context: "2", Choices: []string{"a", "b"}, Gold: []int64{1}},
		{Context: "3", Choices: []string{"a", "b"}, Gold: []int64{0, 1}},
	}
	r := evaluate(t, m, spec(MultipleChoice, "acc first_choice"), items)
	if v := value(t, r, "first_choice"); !near(v.Value, 2.0/3) || !near(v.Chance, 2.0/3) {
		t.Errorf("first_choice = %v (chance %v), want 2/3 (2/3)", v.Value, v.Chance)
	}
}
