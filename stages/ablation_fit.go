package stages

import (
	"fmt"
	"slices"

	"pipe/artifacts"
	"pipe/metrics"
	"pipe/pipeline"
)

// A Fit is how one metric grows or falls with the sizes of an ablation's
// variants, value = Floor + Scale*size^-Exponent: a row of its table "fits".
type Fit struct {
	Measure int64  `arrow:"measure" json:"measure"`
	Set     int64  `arrow:"set" json:"set"`
	Metric  string `arrow:"metric" json:"metric"`
	// The curve through the values of all runs.
	Floor    float64 `arrow:"floor" json:"floor"`
	Scale    float64 `arrow:"scale" json:"scale"`
	Exponent float64 `arrow:"exponent" json:"exponent"`
	// Exponents are those of the curves through the values of each seed alone,
	// but for seeds that change nothing and repeat another; Mean is theirs. Low and High bound it, at 95 % by Student's t, where
	// there are two at least.
	Exponents []float64 `arrow:"exponents" json:"exponents"`
	Mean      float64   `arrow:"mean" json:"mean"`
	Low       float64   `arrow:"low" json:"low"`
	High      float64   `arrow:"high" json:"high"`
	HasRange  bool      `arrow:"has_range" json:"has_range"`
}

// minSizes is how many different sizes a power law is fitted to: fewer are on
// one always.
const minSizes = 4

// checkSizes demands a size for each variant.
func (a *Ablation) checkSizes(c *pipeline.Check) {
	if len(a.Sizes) == 0 {
		return
	}
	for i, size := range a.Sizes {
		if !(size > 0) {
			c.Errorf(fmt.Sprintf("sizes[%d]", i), "Invalid size", "The size is %g. A power law has sizes above 0.", size)
			return
		}
	}
	different := slices.Clone(a.Sizes)
	slices.Sort(different)
	switch different = slices.Compact(different); {
	case len(a.Sizes) != len(a.Grid.Variants):
		c.Given("variant").Errorf("sizes", "Sizes of other variants", "There are %d sizes, and %d variants. Give one for each, in the order of the variants.",
			len(a.Sizes), len(a.Grid.Variants))
	case len(different) < minSizes:
		c.Errorf("sizes", "Too few sizes", "There are %d different sizes, and a power law is on any three points. Give at least %d, or leave sizes out.",
			len(different), minSizes)
	}
}

// fitSizes fits a power law to each metric of which all runs have a value. Sizes
// are those of the variants, in their order.
func fitSizes(g pipeline.Grid, sizes []float64, cells []cellRow) ([]Fit, error) {
	var fits []Fit
	for i, c := range cells {
		alike := func(o cellRow) bool { return o.Measure == c.Measure && o.Set == c.Set && o.Metric == c.Metric }
		if slices.IndexFunc(cells, alike) != i {
			continue
		}
		rounds := make([][]cellRow, g.Rounds()) // each by variant, as cells are
		complete := true
		for _, o := range cells {
			if alike(o) {
				rounds[o.Round] = append(rounds[o.Round], o)
				complete = complete && o.HasValue
			}
		}
		if !complete || slices.ContainsFunc(rounds, func(r []cellRow) bool { return len(r) != len(sizes) }) {
			continue
		}
		f := Fit{Measure: c.Measure, Set: c.Set, Metric: c.Metric}
		if err := f.fit(sizes, rounds); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Metric, err)
		}
		fits = append(fits, f)
	}
	return fits, nil
}

// fit fits the curve of all runs, and one for each seed. An evaluation that
// several seeds share is one run, and seeds that share all are one.
func (f *Fit) fit(sizes []float64, rounds [][]cellRow) error {
	var x, y []float64
	seen := make(map[string]bool) // by variant and evaluation
	for _, round := range rounds {
		values, repeated := make([]float64, len(round)), true
		for v, c := range round {
			values[v] = c.Value
			if at := c.Variant + " " + c.Evaluation; !seen[at] {
				seen[at], repeated = true, false
				x, y = append(x, sizes[v]), append(y, c.Value)
			}
		}
		if repeated {
			continue
		}
		law, err := metrics.FitPowerLaw(sizes, values)
		if err != nil {
			return err
		}
		f.Exponents = append(f.Exponents, law.Exponent)
	}
	law, err := metrics.FitPowerLaw(x, y)
	if err != nil {
		return err
	}
	f.Floor, f.Scale, f.Exponent = law.Floor, law.Scale, law.Exponent
	var stderr float64
	f.Mean, stderr = metrics.Mean(f.Exponents)
	if n := len(f.Exponents); n > 1 {
		f.Low, f.High = metrics.NewTTest(f.Mean, stderr, float64(n-1)).Interval(0.95)
		f.HasRange = true
	}
	return nil
}

// Caveat says where the exponents say nothing, because the search for them ended
// at its edge; "" where it did not.
func (f Fit) Caveat() string {
	edge := 0
	for _, e := range append([]float64{f.Exponent}, f.Exponents...) {
		if (metrics.PowerLaw{Exponent: e}).AtEdge() {
			edge++
		}
	}
	if edge == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d fits end at an edge of the exponents searched, %.3f to %g: the values do not determine them",
		edge, 1+len(f.Exponents), metrics.MinExponent, metrics.MaxExponent)
}

// sizeRow is a row of an ablation's table "sizes", by variant.
type sizeRow struct {
	Variant string  `arrow:"variant"`
	Size    float64 `arrow:"size"`
}

func writeSizes(w *artifacts.Writer, g pipeline.Grid, sizes []float64) error {
	rows := make([]sizeRow, len(sizes))
	for i, size := range sizes {
		rows[i] = sizeRow{g.Variants[i], size}
	}
	return artifacts.WriteTable(w, "sizes", rows)
}

// readFits adds sizes and fits to what an ablation's artifact says.
func (r *AblationResult) readFits(a *artifacts.Artifact) error {
	if _, ok := a.File("fits.arrow"); !ok {
		return nil
	}
	sizes, err := artifacts.ReadTable[sizeRow](a, "sizes")
	if err != nil {
		return err
	}
	if len(sizes) != len(r.Variants) {
		return fmt.Errorf("sizes.arrow has %d rows, want %d", len(sizes), len(r.Variants))
	}
	for _, s := range sizes {
		r.Sizes = append(r.Sizes, s.Size)
	}
	fits, err := artifacts.ReadTable[Fit](a, "fits")
	for _, f := range fits {
		named := AblationFit{Fit: f, Note: f.Caveat()}
		for _, e := range r.Effects {
			if e.Measure == f.Measure && e.Found.Set == f.Set {
				named.Benchmark = e.Benchmark
			}
		}
		r.Fits = append(r.Fits, named)
	}
	return err
}

// fit returns the fit of a metric, or nil.
func (r *AblationResult) fit(e AblationRow) *Fit {
	for i := range r.Fits {
		if f := &r.Fits[i].Fit; f.Measure == e.Measure && f.Set == e.Found.Set && f.Metric == e.Metric {
			return f
		}
	}
	return nil
}

// An AblationFit is a fit with the names of the file.
type AblationFit struct {
	Benchmark string `json:"benchmark"`
	Fit
	Note string `json:"note,omitempty"` // see Fit.Caveat
}
