package stages

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/stages/benchmarks"
)

func TestMatchNumbers(t *testing.T) {
	number := func(benchmark, metric string, value float64) Number {
		return Number{Benchmark: "benchmark." + benchmark, Value: benchmarks.Value{Metric: metric, Value: value}}
	}
	from := []Number{number("food", "acc", 1), number("food", "f1", 2), number("twice", "acc", 3), number("twice", "acc", 4)}
	to := []Number{number("new", "acc", 5), number("twice", "acc", 6), number("food", "acc", 7)}
	var got []string
	for _, d := range matchNumbers(from, to) {
		text := d.Name
		for _, n := range []*Number{d.From, d.To} {
			if n == nil {
				text += " -"
			} else {
				text += fmt.Sprintf(" %v", n.Value.Value)
			}
		}
		got = append(got, text)
	}
	if want := []string{"new.acc - 5", "twice.acc 3 6", "food.acc 1 7", "food.f1 2 -", "twice.acc 4 -"}; !slices.Equal(got, want) {
		t.Errorf("matchNumbers() = %q, want %q", got, want)
	}
}

// evaluated returns an evaluation of a benchmark "b" over documents.
func evaluated(t *testing.T, documents string, scores ...float64) Evaluated {
	t.Helper()
	w := newStore(t).NewArtifact(EvaluateKind)
	if err := artifacts.WriteTable(w, resultTable(0, "samples"), sampled(scores...)); err != nil {
		t.Fatal(err)
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	value := benchmarks.Value{Metric: "acc", HasValue: true, StdErr: 0.5, HasError: true}
	for _, x := range scores {
		value.Value += x / float64(len(scores))
	}
	return Evaluated{
		Artifact: a, Numbers: []Number{{Benchmark: "benchmark.b", Value: value}},
		Documents: func(string) artifacts.Digest { return artifacts.Sum([]byte(documents)) },
	}
}

// TestDiffNumbers holds that only samples of the same documents are paired.
func TestDiffNumbers(t *testing.T) {
	from := evaluated(t, "animals", 0, 0, 1, 1)
	unknown := evaluated(t, "", 1, 1, 1, 0)
	unknown.Documents = func(string) artifacts.Digest { return artifacts.Digest{} }
	none := evaluated(t, "animals", 1, 1, 1, 0)
	none.Numbers[0].Value.HasValue = false
	tests := []struct {
		name             string
		to               Evaluated
		hasValue, paired bool
	}{
		{"the same documents", evaluated(t, "animals", 1, 1, 1, 0), true, true},
		{"other documents of the same numbers", evaluated(t, "plants", 1, 1, 1, 0), true, false},
		{"documents that nobody knows", unknown, true, false},
		{"no value", none, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			diffs, err := DiffNumbers(from, test.to)
			if err != nil || len(diffs) != 1 {
				t.Fatalf("DiffNumbers() = %v, %v, want one difference", diffs, err)
			}
			d := diffs[0].Difference
			if d.HasValue != test.hasValue || d.Paired != test.paired || test.hasValue && d.Value != 0.25 {
				t.Errorf("DiffNumbers() = %+v, want value %v, paired %v", d, test.hasValue, test.paired)
			}
		})
	}
	missing := from
	missing.Artifact = &artifacts.Artifact{Kind: EvaluateKind}
	if _, err := DiffNumbers(missing, from); err == nil {
		t.Error("DiffNumbers() without samples = nil, want an error")
	}
}

func TestDiffCurves(t *testing.T) {
	curve := func(losses ...float64) []curveRow {
		rows := make([]curveRow, len(losses))
		for i, x := range losses {
			rows[i] = curveRow{Step: int64(i + 1), Loss: x, Tokens: int64(i + 1)}
		}
		return rows
	}
	validated := curve(3, 2, 1)
	validated[1].Validation, validated[1].HasValidation = 2.5, true
	tests := []struct {
		name     string
		from, to []curveRow
		step     int64
		columns  string
	}{
		{"equal", curve(3, 2, 1), curve(3, 2, 1), 0, ""},
		{"from the start", curve(3, 2, 1), curve(4, 2, 1), 1, "loss 3 4"},
		{"later", curve(3, 2, 1), curve(3, 2, 0), 3, "loss 1 0"},
		{"longer", curve(3, 2), curve(3, 2, 1), 3, ""},
		{"shorter", curve(3, 2), curve(3), 2, ""},
		{"empty", nil, curve(3), 1, ""},
		{"validation", curve(3, 2, 1), validated, 2, "validation - 2.5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := diffCurves(test.from, test.to)
			var columns []string
			for _, c := range d.Columns {
				text := c.Name
				for _, x := range []*float64{c.From, c.To} {
					if x == nil {
						text += " -"
					} else {
						text += fmt.Sprintf(" %v", *x)
					}
				}
				columns = append(columns, text)
			}
			if got := strings.Join(columns, ", "); d.Step != test.step || got != test.columns {
				t.Errorf("diffCurves() = step %d, %q, want step %d, %q", d.Step, got, test.step, test.columns)
			}
			if d.StepsFrom != int64(len(test.from)) || d.StepsTo != int64(len(test.to)) {
				t.Errorf("diffCurves() = %d and %d steps, want %d and %d", d.StepsFrom, d.StepsTo, len(test.from), len(test.to))
			}
		})
	}
}
