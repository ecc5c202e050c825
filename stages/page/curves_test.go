package page

import (
	"slices"
	"testing"
)

func TestCurvesShareAChartWhereTheyCompare(t *testing.T) {
	p := &Page{Curves: []Curve{
		{Name: "a", Chart: "text"}, {Name: "b", Chart: "reviews"}, {Name: "c", Chart: "text"}, {Name: "d"}, {Name: "e"},
	}}
	want := [][]string{{"a", "c"}, {"b"}, {"d"}, {"e"}}
	charts := p.charts()
	if len(charts) != len(want) {
		t.Fatalf("charts() has %d charts, want %d", len(charts), len(want))
	}
	for i, chart := range charts {
		var names []string
		for _, c := range chart {
			names = append(names, c.Name)
		}
		if !slices.Equal(names, want[i]) {
			t.Errorf("charts()[%d] = %q, want %q", i, names, want[i])
		}
	}
}

func TestCurveEnd(t *testing.T) {
	held := func(step int64, loss, validation float64) Point {
		return Point{Step: step, Loss: loss, Validation: validation, HasValidation: true}
	}
	points := []Point{held(1, 3, 3.5), held(2, 2, 2.5), held(3, 1, 2.75), {Step: 4, Loss: 0.5}}
	tests := []struct {
		name  string
		curve Curve
		want  CurveEnd
	}{
		{"nothing", Curve{}, CurveEnd{none, none, none, none}},
		{"the last step", Curve{Points: points}, CurveEnd{"4", "4", "0.500", "2.750"}},
		{"the best step", Curve{Points: points, Kept: 2}, CurveEnd{"4", "2", "0.500", "2.500"}},
		{"no validation", Curve{Points: points[3:]}, CurveEnd{"4", "4", "0.500", none}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.curve.end(); got != test.want {
				t.Errorf("end() = %v, want %v", got, test.want)
			}
		})
	}
}
