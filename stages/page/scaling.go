package page

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Scaling is the power law by which a metric follows the sizes of an
// ablation's variants: floor + scale*size^-exponent.
type Scaling struct {
	Floor, Scale, Exponent float64 // of the curve through all runs
	Mean, Low, High        float64 // of the exponents of each seed, and the 95 % interval of that mean
	HasRange               bool
	Seeds                  []float64 // exponents, in the order of the seeds
	Note                   string    // why the exponents say nothing, or ""
	Sizes                  []Mark    // of the variants, in their order
	Dots                   []Mark    // the runs, one for each seed
	Curve                  []Mark    // the curve through all of them
}

// A Mark is a place in a plot of sizes: At is the logarithm of the size.
type Mark struct {
	At, Size, Value float64
}

// exponent says the exponent with what is known of its error: nothing where the
// values do not determine it.
func (s Scaling) exponent() string {
	if s.Note != "" {
		return "not determined"
	}
	if !s.HasRange {
		return fixed(s.Exponent, 3)
	}
	return fixed(s.Mean, 3) + " ±" + fixed((s.High-s.Low)/2, 3)
}

// formula writes the curve through all runs.
func (s Scaling) formula(metric string) string {
	return fmt.Sprintf("%s = %s %s %s × size^−%s", metric, factor(s.Floor), sign(s.Scale), factor(math.Abs(s.Scale)), fixed(s.Exponent, 3))
}

// factor writes a number of a formula: with three significant digits where it
// is small.
func factor(v float64) string {
	if v != 0 && math.Abs(v) < 0.1 {
		return strings.TrimPrefix(sign(v), "+") + strconv.FormatFloat(math.Abs(v), 'g', 3, 64)
	}
	return fixed(v, decimals(v))
}

const (
	scalingWidth, scalingHeight = 360.0, 220.0
	scalingLeft, scalingBottom  = 52.0, 184.0
	scalingLabel                = 6.0 // width of a digit, more or less
)

// plot draws the runs and the curve over the sizes, on a logarithmic axis.
func (s Scaling) plot(name string, percent bool) template.HTML {
	marks := slices.Concat(s.Dots, s.Curve)
	if len(s.Sizes) == 0 || len(marks) == 0 {
		return ""
	}
	x := scale{s.Sizes[0].At, s.Sizes[0].At, scalingLeft + 8, scalingWidth - 12}
	for _, m := range s.Sizes {
		x.low, x.high = min(x.low, m.At), max(x.high, m.At)
	}
	y := scale{marks[0].Value, marks[0].Value, scalingBottom - 8, 12}
	for _, m := range marks {
		y.low, y.high = min(y.low, m.Value), max(y.high, m.Value)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="scaling" viewBox="0 0 %s %s" role="img" aria-label="%s">`,
		coordinate(scalingWidth), coordinate(scalingHeight), html.EscapeString(name+" by size"))
	scalingValues(&b, y, percent)
	s.sizeAxis(&b, x)
	for i, m := range s.Curve {
		verb := "L"
		if i == 0 {
			verb = `<path class="line" d="M`
		}
		fmt.Fprintf(&b, "%s%s %s", verb, coordinate(x.at(m.At)), coordinate(y.at(m.Value)))
	}
	if len(s.Curve) > 0 {
		b.WriteString(`"/>`)
	}
	for _, m := range s.Dots {
		fmt.Fprintf(&b, `<circle cx="%s" cy="%s" r="3"><title>%s</title></circle>`,
			coordinate(x.at(m.At)), coordinate(y.at(m.Value)), html.EscapeString(sizeText(m.Size)+": "+number(m.Value, percent)))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// scalingValues draws a line at each round value.
func scalingValues(b *strings.Builder, y scale, percent bool) {
	unit, sign := 1.0, ""
	if percent {
		unit, sign = 100, "%"
	}
	for _, t := range ticks(float64(y.low*unit), float64(y.high*unit), 4) {
		at := y.at(t.value / unit)
		fmt.Fprintf(b, `<path class="rule" d="M%s %sH%s"/><text class="end" x="%s" y="%s">%s</text>`,
			coordinate(scalingLeft), coordinate(at), coordinate(scalingWidth), coordinate(scalingLeft-6), coordinate(at+3), t.label+sign)
	}
}

// sizeAxis names the sizes below the plot, from the largest down, as far as there
// is room.
func (s Scaling) sizeAxis(b *strings.Builder, x scale) {
	sizes := slices.Clone(s.Sizes)
	slices.SortFunc(sizes, func(m, n Mark) int { return cmp.Compare(n.At, m.At) })
	free := scalingWidth + scalingLeft // the largest is named in any case
	for _, m := range sizes {
		text, at := sizeText(m.Size), x.at(m.At)
		half := scalingLabel * float64(len([]rune(text))) / 2
		fmt.Fprintf(b, `<path class="rule" d="M%s %sv4"/>`, coordinate(at), coordinate(scalingBottom))
		if at+half > free {
			continue
		}
		free = min(at, scalingWidth-half) - half - scalingLabel
		fmt.Fprintf(b, `<text class="middle" x="%s" y="%s">%s</text>`, coordinate(min(at, scalingWidth-half)), coordinate(scalingBottom+16), html.EscapeString(text))
	}
	fmt.Fprintf(b, `<text class="middle" x="%s" y="%s">size, on a logarithmic axis</text>`, coordinate((x.from+x.to)/2), coordinate(scalingHeight-4))
}

// sizeText writes a size: a whole number as one.
func sizeText(size float64) string {
	if n := int64(size); float64(n) == size {
		return count(n)
	}
	return exact(size)
}

// scaled reports whether some outcome has a power law.
func (a Ablation) scaled() bool {
	for _, o := range a.Outcomes {
		if o.Scaling != nil {
			return true
		}
	}
	return false
}

// ScalingCSV returns the power laws, one to a line, or nil where there is none.
// The sizes, in the order of the variants, stand in one field, separated by
// spaces, and so do the exponents of the seeds.
func (a Ablation) ScalingCSV() []byte {
	if !a.scaled() {
		return nil
	}
	lines := [][]string{{
		"ablation", "evaluation", "benchmark", "metric", "sizes", "floor", "scale", "exponent", "seed_exponents", "mean_exponent", "low", "high", "note",
	}}
	for _, o := range a.Outcomes {
		s := o.Scaling
		if s == nil {
			continue
		}
		var sizes, seeds []string
		for _, m := range s.Sizes {
			sizes = append(sizes, exact(m.Size))
		}
		for _, e := range s.Seeds {
			seeds = append(seeds, exact(e))
		}
		lines = append(lines, []string{
			a.Name, o.Measure, o.Benchmark, o.Metric, strings.Join(sizes, " "), exact(s.Floor), exact(s.Scale), exact(s.Exponent), strings.Join(seeds, " "), exact(s.Mean),
			field(s.Low, s.HasRange), field(s.High, s.HasRange), s.Note,
		})
	}
	return encode(lines)
}

func (a Ablation) markdownScaling(b *strings.Builder) {
	if !a.scaled() {
		return
	}
	b.WriteString("\nPower laws of the sizes, floor + scale × size^−exponent; exponents are means over seeds with half of their 95 % interval, " +
		"floor and scale those of the curve through all runs.\n")
	t := table{b}
	t.head(2, "Benchmark", "Metric", "Exponent", "Floor", "Scale")
	var notes footnotes
	for _, o := range a.Outcomes {
		s := o.Scaling
		if s == nil {
			continue
		}
		exponent := s.exponent()
		if s.Note != "" {
			exponent += " †"
			notes.notes = append(notes.notes, "† "+escapeMarkdown(a.of(o)+" "+o.Metric+": "+s.Note))
		}
		t.row(escapeMarkdown(a.of(o)), escapeMarkdown(o.Metric), exponent, factor(s.Floor), factor(s.Scale))
	}
	notes.write(b)
}
