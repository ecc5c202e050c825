package benchmarks

import "testing"

// TestChance pins chance levels, which depend on the items alone.
func TestChance(t *testing.T) {
	for _, m := range Metrics() {
		if m.chance == nil {
			continue
		}
		got := m.chance(&Sample{Choices: []string{"a", "b", "c", "d"}, Gold: []int64{2}})
		want := 0.25
		switch m.Name {
		case "brier":
			want = 0.75
		case "mcc", "spearman", "pearson":
			want = 0
		}
		if got != want {
			t.Errorf("chance of %s = %v, want %v", m.Name, got, want)
		}
	}
}

func TestChanceOfText(t *testing.T) {
	spec := spec(Generate, "answer_match")
	var rows []Sample
	for _, c := range []struct{ reference, response string }{
		{"red", "blue"}, {"red", "red"}, {"blue", "red"}, {"green", "red"},
	} {
		rows = append(rows, Sample{References: []string{c.reference}, Answers: []string{c.response}})
	}
	chance := func(rows []Sample) (float64, bool) {
		j, err := newJudge(&spec)
		if err != nil {
			t.Fatal(err)
		}
		return j.chance(j.metrics[0], rows)
	}
	// Against the next other reference: blue/blue, red/blue, red/green, red/red.
	if got, ok := chance(rows); !ok || got != 0.5 {
		t.Errorf("chance of mismatched references = %v, %v, want 0.5", got, ok)
	}
	spec.Chance, spec.HasChance = 0.25, true
	if got, ok := chance(rows); !ok || got != 0.25 {
		t.Errorf("chance that the spec states = %v, %v, want 0.25", got, ok)
	}
	spec.HasChance = false
	if _, ok := chance(rows[:2]); ok {
		t.Error("chance where all references are equal = some, want none")
	}
}
