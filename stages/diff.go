package stages

import (
	"pipe/artifacts"
	"pipe/stages/page"
)

// An Evaluated is what a comparison knows of an evaluation.
type Evaluated struct {
	Artifact *artifacts.Artifact
	Numbers  []Number
	// Documents returns the artifact of the dataset that a benchmark asks
	// about. Samples bear only the numbers of documents, so that two of them
	// are of the same document only if they are of the same dataset.
	Documents func(benchmark string) artifacts.Digest
}

// A NumberDiff sets a number of one evaluation beside that of another.
type NumberDiff struct {
	Name       string          // "capitals.acc", what follows the evaluation's address
	From, To   *Number         // nil where that evaluation has none
	Difference page.Difference // To less From, where both have a value
}

// DiffNumbers sets the numbers of two evaluations side by side: those of the
// second by the same benchmark and metric, then what only the first has.
func DiffNumbers(from, to Evaluated) ([]NumberDiff, error) {
	diffs := matchNumbers(from.Numbers, to.Numbers)
	for i := range diffs {
		if err := diffs[i].fill(from, to); err != nil {
			return nil, err
		}
	}
	var all []*page.Difference
	for i := range diffs {
		all = append(all, &diffs[i].Difference)
	}
	correct(all)
	return diffs, nil
}

// DiffNumber is DiffNumbers for a number of each, whatever their names are.
func DiffNumber(from, to Evaluated, m, n *Number) (NumberDiff, error) {
	d := NumberDiff{Name: n.name(), From: m, To: n}
	err := d.fill(from, to)
	correct([]*page.Difference{&d.Difference})
	return d, err
}

// name is how the evaluation calls the number.
func (n *Number) name() string { return shortName(n.Benchmark) + "." + valueName(n.Value) }

func matchNumbers(from, to []Number) []NumberDiff {
	before := make(map[string][]*Number) // a benchmark may be there twice
	for i := range from {
		name := from[i].name()
		before[name] = append(before[name], &from[i])
	}
	var diffs []NumberDiff
	for i := range to {
		d := NumberDiff{Name: to[i].name(), To: &to[i]}
		if same := before[d.Name]; len(same) > 0 {
			d.From, before[d.Name] = same[0], same[1:]
		}
		diffs = append(diffs, d)
	}
	for i := range from {
		name := from[i].name()
		if left := before[name]; len(left) > 0 && left[0] == &from[i] {
			diffs = append(diffs, NumberDiff{Name: name, From: &from[i]})
			before[name] = left[1:]
		}
	}
	return diffs
}

// fill adds the difference, where there is one.
func (d *NumberDiff) fill(from, to Evaluated) error {
	m, n := d.From, d.To
	if m == nil || n == nil || !m.Value.HasValue || !n.Value.HasValue || m.Value.Metric != n.Value.Metric {
		return nil
	}
	if documents := from.Documents(m.Benchmark); documents.IsZero() || documents != to.Documents(n.Benchmark) {
		d.Difference = difference(*m, *n, nil, nil)
		return nil
	}
	was, err := ReadSamples(from.Artifact, *m)
	if err != nil {
		return err
	}
	is, err := ReadSamples(to.Artifact, *n)
	if err != nil {
		return err
	}
	d.Difference = difference(*m, *n, was, is)
	return nil
}

// A CurveDiff is where two training curves part.
type CurveDiff struct {
	StepsFrom, StepsTo int64 // how long each is
	// Step is the first step at which they part: where a column differs, or
	// one of them has ended. It is 0 where they are equal.
	Step    int64
	Columns []ColumnDiff // what differs at that step; none where one has ended
	// LossFrom and LossTo are the losses of the last steps.
	LossFrom, LossTo float64
}

// A ColumnDiff is a column of a curve at the step where two curves part. A
// value is nil where its curve has none there.
type ColumnDiff struct {
	Name     string
	From, To *float64
}

// DiffCurves compares the training curves of two artifacts. It returns nil
// where one of them has none.
func DiffCurves(from, to *artifacts.Artifact) (*CurveDiff, error) {
	for _, a := range []*artifacts.Artifact{from, to} {
		if _, ok := a.File("curve.arrow"); !ok {
			return nil, nil
		}
	}
	was, err := artifacts.ReadTable[curveRow](from, "curve")
	if err != nil {
		return nil, err
	}
	is, err := artifacts.ReadTable[curveRow](to, "curve")
	if err != nil {
		return nil, err
	}
	return diffCurves(was, is), nil
}

func diffCurves(was, is []curveRow) *CurveDiff {
	d := &CurveDiff{StepsFrom: int64(len(was)), StepsTo: int64(len(is))}
	if len(was) > 0 {
		d.LossFrom = was[len(was)-1].Loss
	}
	if len(is) > 0 {
		d.LossTo = is[len(is)-1].Loss
	}
	both := min(len(was), len(is))
	for i := range both {
		if was[i] != is[i] {
			d.Step, d.Columns = is[i].Step, diffRows(was[i], is[i])
			return d
		}
	}
	if len(was) != len(is) {
		d.Step = int64(both) + 1
	}
	return d
}

// diffRows lists the columns that differ.
func diffRows(was, is curveRow) []ColumnDiff {
	var diffs []ColumnDiff
	before, now := was.columns(), is.columns()
	for i, c := range now {
		b := before[i]
		if (b.value == nil) != (c.value == nil) || b.value != nil && *b.value != *c.value {
			diffs = append(diffs, ColumnDiff{c.name, b.value, c.value})
		}
	}
	return diffs
}

// A curveValue is a value of a curve; nil where it has none.
type curveValue struct {
	name  string
	value *float64
}

// columns returns the row but for its step.
func (r curveRow) columns() []curveValue {
	tokens := float64(r.Tokens)
	columns := []curveValue{
		{"loss", &r.Loss}, {"validation", nil}, {"learning_rate", &r.LearningRate}, {"grad_norm", &r.GradNorm}, {"tokens", &tokens},
	}
	if r.HasValidation {
		columns[1].value = &r.Validation
	}
	return columns
}
