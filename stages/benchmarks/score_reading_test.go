package benchmarks

import (
	"math"
	"slices"
	"testing"
)

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

// TestDialogs counts a dialog where every question that counts is answered as well as
// by humans; one of whose questions none does counts too.
func TestDialogs(t *testing.T) {
	items := []Item{
		{Dialog: "1", References: []string{"in 1972"}},
		{Dialog: "1", References: []string{"x y", "z w"}}, // humans do not agree
		{Dialog: "2", References: []string{"red"}},
		{Dialog: "3", References: []string{"x y", "z w"}},
		{Dialog: "2", References: []string{"blue"}},
	}
	r := evaluate(t, &fake{responses: say("in 1972", "no", "red", "no", "green")}, spec(Generate, "quac_heq quac_heq_dialog"), items)
	if v := value(t, r, "quac_heq_dialog"); !near(v.Value, 2.0/3) || v.N != 3 {
		t.Errorf("quac_heq_dialog = %v of %d, want 2/3 of 3 dialogs", v.Value, v.N)
	}
	if v := value(t, r, "quac_heq"); !near(v.Value, 2.0/3) || v.N != 5 {
		t.Errorf("quac_heq = %v of %d, want 2/3 of 5 questions", v.Value, v.N)
	}
	shares := Shares("quac_heq_dialog", r.Samples)
	if len(shares) != 3 || shares[1].Item != "2" || !near(shares[1].Value, 0) || !near(shares[0].Value, 1) {
		t.Errorf("Shares = %v, want 1, 0 and 1 of dialogs 1, 2 and 3", shares)
	}
	other := evaluate(t, &fake{responses: say("in 1972", "no", "red", "no", "blue")}, spec(Generate, "quac_heq quac_heq_dialog"), items)
	if p, ok := Pair("quac_heq_dialog", r.Samples, other.Samples); !ok || p.n != 3 {
		t.Errorf("Pair of dialogs = %+v, %v, want one of 3", p, ok)
	}
	lacking := slices.Clone(items)
	lacking[3].Dialog = ""
	_, err := Evaluate(t.Context(), &fake{responses: say("", "", "", "", "")}, spec(Generate, "quac_heq_dialog"), lacking, nil)
	if want := "document 3: no dialog for quac_heq_dialog"; err == nil || err.Error() != want {
		t.Errorf("Evaluate without a dialog = %v, want %s", err, want)
	}
}

// TestRefusals has figures of SQuAD 2.0's evaluation script.
func TestRefusals(t *testing.T) {
	items := []Item{
		{Context: "1", References: []string{"the red house", "a house"}},
		{Context: "2", References: []string{"1972"}},
		{Context: "3", References: []string{""}},
		{Context: "4", References: []string{""}},
	}
	m := &fake{responses: say(" A house.", " in 1972", " unanswerable", ""), likelihoods: map[string]Likelihood{}}
	for context, p := range map[string]float64{"1": 0.1, "2": 0.4, "3": 0.3, "4": 0.9} {
		m.likelihoods[context+"| unanswerable"] = Likelihood{Sum: math.Log(p), Tokens: 1}
	}
	s := spec(Generate, "answer_match best_match best_match_threshold best_f1 best_f1_threshold")
	s.NoAnswer = "unanswerable"
	r := evaluate(t, m, s, items)
	// Refused above 0.1 are questions 2 to 4, of which 2 has an answer. To answer it too
	// would cost the third, and gain two thirds as F1.
	for metric, want := range map[string]float64{
		"answer_match": 2.0 / 4, "best_match": 3.0 / 4, "best_match_threshold": 0.1, "best_f1": 3.0 / 4, "best_f1_threshold": 0.1,
	} {
		if v := value(t, r, metric); !near(v.Value, want) {
			t.Errorf("%s = %v, want %v", metric, v.Value, want)
		}
	}
	if got, want := s.Requests(items), 8; got != want {
		t.Errorf("Requests = %d, want %d: a text and a likelihood each", got, want)
	}
	s.NoAnswer = ""
	if p := s.Validate(); len(p) != 1 || p[0].Attribute != "no_answer" {
		t.Errorf("Validate without no_answer = %v, want a problem of it", p)
	}
	s.NoAnswer, s.Metrics = "unanswerable", []string{"f1"}
	if p := s.Validate(); len(p) != 1 || p[0].Attribute != "no_answer" {
		t.Errorf("Validate of no_answer without a metric = %v, want a problem of it", p)
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
