package page

import (
	"slices"
	"testing"
)

func around(value, half float64) Cell {
	return Cell{Present: true, HasValue: true, Value: value, StdErr: half / 2, HasError: true, Low: value - half, High: value + half, HasRange: true}
}

// against gives a cell a chance level.
func (c Cell) against(chance float64) Cell {
	c.Chance, c.HasChance = chance, true
	return c
}

func TestBest(t *testing.T) {
	bare := Cell{Present: true, HasValue: true, Value: 0.2}
	tests := []struct {
		name string
		row  Row
		want int
	}{
		{"clear of all", Row{HigherIsBetter: true, Cells: []Cell{around(0.2, 0.05), around(0.8, 0.1)}}, 1},
		{"lower is better", Row{Cells: []Cell{around(0.2, 0.05), around(0.8, 0.1)}}, 0},
		{"overlap", Row{HigherIsBetter: true, Cells: []Cell{around(0.5, 0.2), around(0.6, 0.2)}}, -1},
		{"touching", Row{HigherIsBetter: true, Cells: []Cell{around(0.5, 0.125), around(0.75, 0.125)}}, -1},
		{"overlap with the third", Row{HigherIsBetter: true, Cells: []Cell{around(0.9, 0.1), around(0.7, 0.05), around(0.5, 0.4)}}, -1},
		{"alone", Row{HigherIsBetter: true, Cells: []Cell{around(0.9, 0.1), {}}}, -1},
		{"no interval", Row{HigherIsBetter: true, Cells: []Cell{around(0.9, 0.1), bare}}, -1},
		{"below chance", Row{HigherIsBetter: true, Cells: []Cell{around(0.8, 0.05).against(0.95), around(0.2, 0.05).against(0.95)}}, -1},
		{"interval that holds chance", Row{HigherIsBetter: true, Cells: []Cell{around(0.55, 0.1).against(0.5), around(0.2, 0.05).against(0.1)}}, -1},
		{"interval from standard errors", Row{HigherIsBetter: true, Cells: []Cell{
			{Present: true, HasValue: true, Value: 0.5, StdErr: 0.1, HasError: true},
			{Present: true, HasValue: true, Value: 0.8, StdErr: 0.05, HasError: true}}}, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.row.best(); got != test.want {
				t.Errorf("best() = %d, want %d", got, test.want)
			}
		})
	}
}

func TestBeatsChance(t *testing.T) {
	cell := func(v, e float64) Cell {
		return Cell{Present: true, HasValue: true, Value: v, StdErr: e, HasError: true}
	}
	all := func(n int64) Cell {
		return Cell{Present: true, HasValue: true, Value: 1, HasError: true, Method: "wilson", N: n}
	}
	up, down := Row{HigherIsBetter: true}, Row{}
	tests := []struct {
		name string
		row  Row
		cell Cell
		want bool
	}{
		{"by three errors", up, cell(1, 0.25).against(0.25), true},
		{"by less", up, cell(0.9, 0.25).against(0.25), false},
		{"below", up, cell(0.1, 0.01).against(0.25), false},
		{"at chance without spread", up, cell(0.25, 0).against(0.25), false},
		{"above without spread", up, cell(1, 0).against(0.25), true},
		{"two of two", up, all(2).against(0.5), false},
		{"eight of eight", up, all(8).against(0.5), false},
		{"nine of nine", up, all(9).against(0.5), true},
		{"lower is better", down, cell(10, 1).against(64), true},
		{"lower is better, worse", down, cell(80, 1).against(64), false},
		{"no chance level", up, cell(1, 0.01), false},
		{"no error", up, Cell{Present: true, HasValue: true, Value: 1}.against(0.25), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.row.beatsChance(test.cell); got != test.want {
				t.Errorf("beatsChance(%v) = %v, want %v", test.cell.Value, got, test.want)
			}
		})
	}
}

func TestTallyCountsABenchmarkOnce(t *testing.T) {
	p := &Page{Columns: []Column{{Name: "a"}}, Groups: []Group{{Rows: []Row{
		{Benchmark: "x", Metric: "acc", HigherIsBetter: true, Cells: []Cell{around(0.1, 0.2).against(0)}},
		{Benchmark: "x", Metric: "acc_norm", HigherIsBetter: true, Cells: []Cell{around(0.9, 0.1).against(0)}},
		{Benchmark: "y", Metric: "acc", HigherIsBetter: true, Cells: []Cell{around(0.9, 0.1).against(0)}},
		{Benchmark: "z", Metric: "bleu", HigherIsBetter: true, Cells: []Cell{around(20, 1)}},
	}}}}
	if got, want := share(p.tally()[0].Groups...), (Share{Beaten: 1, Of: 2}); got != want {
		t.Errorf("tally() = %v, want %v", got, want)
	}
}

func TestGroupShowsTheModelsItAsked(t *testing.T) {
	asked, silent := around(0.5, 0.1), Cell{Present: true, Note: "no samples"}
	tests := []struct {
		name string
		rows []Row
		want []int
	}{
		{"nothing", nil, nil},
		{"all", []Row{{Cells: []Cell{asked, asked, asked}}}, []int{0, 1, 2}},
		{"one", []Row{{Cells: []Cell{{}, asked, {}}}}, []int{1}},
		{"on different benchmarks", []Row{{Cells: []Cell{asked, {}, {}}}, {Cells: []Cell{{}, {}, asked}}}, []int{0, 2}},
		{"without a value", []Row{{Cells: []Cell{silent}}}, []int{0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := (Group{Rows: test.rows}).shown(3); !slices.Equal(got, test.want) {
				t.Errorf("shown(3) = %v, want %v", got, test.want)
			}
		})
	}
}

func TestChance(t *testing.T) {
	tests := []struct {
		name string
		row  Row
		want string
	}{
		{"none", Row{Cells: []Cell{around(0.5, 0.1)}}, none},
		{"of one model", Row{Percent: true, Cells: []Cell{{}, around(0.5, 0.1).against(0.25)}}, "25.0%"},
		{"the same", Row{Percent: true, Cells: []Cell{around(0.5, 0.1).against(0.25), around(0.9, 0.1).against(0.25)}}, "25.0%"},
		{"of each model its own", Row{Percent: true, Cells: []Cell{around(0.5, 0.1).against(0.03), around(0.9, 0.1).against(0.01)}}, "1.0–3.0%"},
		{"no share", Row{Cells: []Cell{around(5, 1).against(0.5), around(9, 1).against(2)}}, "0.500–2.00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.row.chance(); got != test.want {
				t.Errorf("chance() = %q, want %q", got, test.want)
			}
		})
	}
}
