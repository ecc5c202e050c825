package page

import (
	"fmt"
	"html"
	"html/template"
	"strings"
)

// A Scaling is the power law by which a metric follows the sizes of an
// ablation's variants: floor + scale*size^-exponent.
type Scaling struct {
	Floor, Scale, Exponent float64 // of the curve through all runs
	Mean, Low, High        float64 // of the exponents of each seed, and the 95 % interval of that mean
	HasRange               bool
	Seeds                  []float64 // exponents, in the order of the seeds
	Sizes                  []Mark    // of the variants
	Dots                   []Mark    // the runs
	Curve                  []Mark    // the curve through all of them
}

// A Mark is a place in a plot of sizes: At is the logarithm of the size.
type Mark struct {
	At, Size, Value float64
}

// exponent says the exponent with what is known of its error.
func (s Scaling) exponent() string {
	if !s.HasRange {
		return fixed(s.Exponent, 3)
	}
	return fixed(s.Mean, 3) + " ±" + fixed((s.High-s.Low)/2, 3)
}

// formula writes the curve through all runs.
func (s Scaling) formula(metric string) string {
	return fmt.Sprintf("%s = %s + %s × size^−%s", metric, fixed(s.Floor, 3), fixed(s.Scale, 3), fixed(s.Exponent, 3))
}

const (
	scalingWidth, scalingHeight = 360.0, 220.0
	scalingLeft, scalingBottom  = 52.0, 184.0
)

// plot draws the runs and the curve over the sizes, on a logarithmic axis.
func (s Scaling) plot(name string, percent bool) template.HTML {
	marks := append(append([]Mark{}, s.Dots...), s.Curve...)
	if len(s.Sizes) == 0 || len(marks) == 0 {
		return ""
	}
	x := scale{s.Sizes[0].At, s.Sizes[0].At, scalingLeft + 8, scalingWidth - 30}
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
	for _, t := range ticks(y.low, y.high, 4) {
		fmt.Fprintf(&b, `<path class="rule" d="M%s %sH%s"/><text class="end" x="%s" y="%s">%s</text>`,
			coordinate(scalingLeft), coordinate(y.at(t.value)), coordinate(scalingWidth), coordinate(scalingLeft-6), coordinate(y.at(t.value)+3),
			html.EscapeString(number(t.value, percent)))
	}
	for _, m := range s.Sizes {
		fmt.Fprintf(&b, `<text class="middle" x="%s" y="%s">%s</text>`, coordinate(x.at(m.At)), coordinate(scalingBottom+16), html.EscapeString(sizeText(m.Size)))
	}
	fmt.Fprintf(&b, `<text class="middle" x="%s" y="%s">size</text>`, coordinate((x.from+x.to)/2), coordinate(scalingHeight-4))
	for i, m := range s.Curve {
		verb := "L"
		if i == 0 {
			verb = `<path class="line" d="M`
		}
		fmt.Fprintf(&b, "%s%s %s", verb, coordinate(x.at(m.At)), coordinate(y.at(m.Value)))
	}
	b.WriteString(`"/>`)
	for _, m := range s.Dots {
		fmt.Fprintf(&b, `<circle cx="%s" cy="%s" r="3"><title>%s</title></circle>`,
			coordinate(x.at(m.At)), coordinate(y.at(m.Value)), html.EscapeString(sizeText(m.Size)+": "+number(m.Value, percent)))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
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
// The exponents of the seeds stand in one field, separated by spaces.
func (a Ablation) ScalingCSV() []byte {
	if !a.scaled() {
		return nil
	}
	lines := [][]string{{
		"ablation", "evaluation", "benchmark", "metric", "floor", "scale", "exponent", "seed_exponents", "mean_exponent", "low", "high",
	}}
	for _, o := range a.Outcomes {
		s := o.Scaling
		if s == nil {
			continue
		}
		var seeds []string
		for _, e := range s.Seeds {
			seeds = append(seeds, exact(e))
		}
		lines = append(lines, []string{
			a.Name, o.Measure, o.Benchmark, o.Metric, exact(s.Floor), exact(s.Scale), exact(s.Exponent), strings.Join(seeds, " "), exact(s.Mean),
			field(s.Low, s.HasRange), field(s.High, s.HasRange),
		})
	}
	return encode(lines)
}

func (a Ablation) markdownScaling(b *strings.Builder) {
	if !a.scaled() {
		return
	}
	b.WriteString("\nPower laws of the sizes, floor + scale × size^−exponent; exponents are means over seeds with half of their 95 % interval.\n")
	t := table{b}
	t.head(2, "Benchmark", "Metric", "Exponent", "Floor", "Scale")
	for _, o := range a.Outcomes {
		if s := o.Scaling; s != nil {
			t.row(escapeMarkdown(a.of(o)), escapeMarkdown(o.Metric), s.exponent(), fixed(s.Floor, 3), fixed(s.Scale, 3))
		}
	}
}
