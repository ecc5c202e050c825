package page

import (
	"reflect"
	"testing"
)

func TestSummaryNamesWhatIsNoBetterThanChance(t *testing.T) {
	low, high := around(0.3, 0.2).against(0.25), around(0.9, 0.1).against(0.25)
	p := &Page{
		Columns: []Column{{Name: "evaluate.a", Model: "pretrain.a"}, {Name: "evaluate.b", Model: "pretrain.b"}},
		Groups: []Group{{Name: "one", Rows: []Row{
			{Benchmark: "x", HigherIsBetter: true, Cells: []Cell{low, low}},
			{Benchmark: "y", HigherIsBetter: true, Cells: []Cell{high, low}},
			{Benchmark: "z", HigherIsBetter: true, Cells: []Cell{high, {}}},
		}}},
	}
	a, b := dot{"pretrain.a", 0}, dot{"pretrain.b", 1}
	row := p.summaryView().Groups[0]
	if want := []unbeaten{{"x", []dot{a, b}}, {"y", []dot{b}}}; !reflect.DeepEqual(row.Unbeaten, want) {
		t.Errorf("summaryView() names %v, want %v", row.Unbeaten, want)
	}
	for i, want := range []Share{{Beaten: 2, Of: 3}, {Beaten: 0, Of: 2}} {
		if got := row.Cells[i].Share; got != want {
			t.Errorf("summaryView() counts %v for column %d, want %v", got, i, want)
		}
	}
}
