package page

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"
)

const (
	curveWidth   = 520.0
	curveHeight  = 280.0
	curveLeft    = 46.0
	curveRight   = 510.0
	curveTop     = 26.0
	curveBottom  = 236.0
	curveBuckets = 200 // points drawn of a curve
	curveStart   = 25  // the first 1/25 of training may run off the top
)

// A bucket is a run of training steps drawn as one point.
type bucket struct{ x, low, mean, high float64 }

// charts gathers the curves that share a chart, in order of appearance. What
// cannot be compared has axes of its own: a long run would squeeze a short one
// to a line.
func (p *Page) charts() [][]Curve {
	var charts [][]Curve
	for _, c := range p.Curves {
		at := slices.IndexFunc(charts, func(chart []Curve) bool { return c.Chart != "" && chart[0].Chart == c.Chart })
		if at < 0 {
			charts = append(charts, []Curve{c})
			continue
		}
		charts[at] = append(charts[at], c)
	}
	return charts
}

// A lossPlot draws the curves of one or several models over the same axes.
type lossPlot struct {
	curves []Curve
	tokens bool // whether the axis counts tokens rather than steps
	last   int64
	x, y   scale
	cut    bool // whether some curve runs off the top
}

// newLossPlot chooses the axes; it returns nil where there is nothing to draw.
func newLossPlot(curves []Curve) *lossPlot {
	p := &lossPlot{curves: curves, tokens: true}
	for _, c := range curves {
		if n := len(c.Points); n > 0 && c.Points[n-1].Tokens <= 0 {
			p.tokens = false
		}
	}
	for _, c := range curves {
		for _, q := range c.Points {
			p.last = max(p.last, p.position(q))
		}
	}
	low, high, peak := p.extent()
	if low > high {
		return nil
	}
	p.cut = peak > high
	margin := max((high-low)*0.04, 1e-3)
	p.x = scale{0, float64(p.last), curveLeft, curveRight}
	p.y = scale{max(0, low-margin), high + margin, curveBottom, curveTop}
	return p
}

// position returns where on the horizontal axis a training step lies.
func (p *lossPlot) position(q Point) int64 {
	if p.tokens {
		return q.Tokens
	}
	return q.Step
}

// extent returns the lowest and highest loss to show, and the highest of all.
func (p *lossPlot) extent() (low, high, peak float64) {
	low, high, peak = math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range p.curves {
		points := p.thin(c)
		for i, b := range points {
			low, peak = min(low, b.mean), max(peak, b.mean)
			if i >= len(points)/curveStart {
				high = max(high, b.mean)
			}
		}
		for _, q := range c.Points {
			if q.HasValidation && finite(q.Validation) {
				low, peak = min(low, q.Validation), max(peak, q.Validation)
				if p.position(q) > p.last/curveStart {
					high = max(high, q.Validation)
				}
			}
		}
	}
	return low, high, peak
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// thin gathers the points of a curve in at most curveBuckets runs of equal
// length.
func (p *lossPlot) thin(c Curve) []bucket {
	n := len(c.Points)
	var out []bucket
	for k := range min(n, curveBuckets) {
		from, to := k*n/min(n, curveBuckets), (k+1)*n/min(n, curveBuckets)
		b := bucket{low: math.Inf(1), high: math.Inf(-1)}
		sum, seen := 0.0, 0
		for _, q := range c.Points[from:to] {
			if finite(q.Loss) {
				b.low, b.high = min(b.low, q.Loss), max(b.high, q.Loss)
				b.x += float64(p.position(q))
				sum += q.Loss
				seen++
			}
		}
		if seen > 0 {
			b.x, b.mean = b.x/float64(seen), sum/float64(seen)
			out = append(out, b)
		}
	}
	return out
}

// svg draws axes and curves, each in the colour of its model. The number tells
// the drawing from others on the page.
func (p *lossPlot) svg(number int, colour func(model string) int) template.HTML {
	var b strings.Builder
	var names []string
	for _, c := range p.curves {
		names = append(names, c.Name)
	}
	fmt.Fprintf(&b, `<svg class="losses" viewBox="0 0 %s %s" role="img" aria-label="%s">`,
		coordinate(curveWidth), coordinate(curveHeight), html.EscapeString("Loss in training of "+strings.Join(names, ", ")))
	fmt.Fprintf(&b, `<clipPath id="losses-%d"><path d="M%s %sH%sV%sH%[2]sZ"/></clipPath>`, number,
		coordinate(curveLeft), coordinate(curveTop), coordinate(curveRight+4), coordinate(curveBottom+4))
	p.axes(&b)
	fmt.Fprintf(&b, `<g clip-path="url(#losses-%d)">`, number)
	for _, c := range p.curves {
		fmt.Fprintf(&b, `<g class="c%d">`, colour(c.Name))
		p.training(&b, c)
		p.validation(&b, c)
		b.WriteString(`</g>`)
	}
	b.WriteString(`</g></svg>`)
	return template.HTML(b.String())
}

func (p *lossPlot) axes(b *strings.Builder) {
	for _, t := range ticks(p.y.low, p.y.high, 5) {
		y := p.y.at(t.value)
		fmt.Fprintf(b, `<path class="rule" d="M%s %sH%s"/><text class="end" x="%s" y="%s">%s</text>`,
			coordinate(curveLeft), coordinate(y), coordinate(curveRight),
			coordinate(curveLeft-8), coordinate(y+4), t.label)
	}
	for _, t := range countTicks(p.last, 6) {
		x := p.x.at(t.value)
		fmt.Fprintf(b, `<path class="axis" d="M%s %sv5"/><text class="middle" x="%s" y="%s">%s</text>`,
			coordinate(x), coordinate(curveBottom), coordinate(x), coordinate(curveBottom+19), t.label)
	}
	unit := "training step"
	if p.tokens {
		unit = "tokens read"
	}
	fmt.Fprintf(b, `<path class="axis" d="M%s %sH%s"/><text class="middle label" x="%s" y="%s">%s</text>`,
		coordinate(curveLeft), coordinate(curveBottom), coordinate(curveRight),
		coordinate((curveLeft+curveRight)/2), coordinate(curveHeight-6), unit)
	loss := "loss"
	if u := p.curves[0].Unit; u != "" {
		loss += ", " + u
	}
	fmt.Fprintf(b, `<text class="label" x="%s" y="%s">%s</text>`,
		coordinate(curveLeft), coordinate(curveTop-14), html.EscapeString(loss))
}

// training draws the mean of each bucket as a line, and the range of its
// losses as a band.
func (p *lossPlot) training(b *strings.Builder, c Curve) {
	points := p.thin(c)
	if len(points) == 0 {
		return
	}
	if len(c.Points) > len(points) {
		b.WriteString(`<path class="band" d="`)
		for i, q := range points {
			p.moveTo(b, i, q.x, q.high)
		}
		for i := len(points) - 1; i >= 0; i-- {
			p.moveTo(b, 1, points[i].x, points[i].low)
		}
		b.WriteString(`Z"/>`)
	}
	b.WriteString(`<path class="line" d="`)
	for i, q := range points {
		p.moveTo(b, i, q.x, q.mean)
	}
	if len(points) == 1 {
		b.WriteString("h0.1")
	}
	b.WriteString(`"/>`)
}

// validation draws a dashed line through the held-out losses, with a ring at
// each where they are few and a disc at the one of the model that was kept.
func (p *lossPlot) validation(b *strings.Builder, c Curve) {
	var held []Point
	for _, q := range c.Points {
		if q.HasValidation && finite(q.Validation) {
			held = append(held, q)
		}
	}
	every := 1 + len(held)/curveBuckets
	b.WriteString(`<path class="line held" d="`)
	for i, q := range held {
		if i%every == 0 || i == len(held)-1 {
			p.moveTo(b, i, float64(p.position(q)), q.Validation)
		}
	}
	b.WriteString(`"/>`)
	kept := c.kept()
	for _, q := range held {
		class, radius := "held", 2.6
		switch {
		case q.Step == kept:
			class, radius = "kept", 4
		case len(held) > 40:
			continue
		}
		fmt.Fprintf(b, `<circle class="%s" cx="%s" cy="%s" r="%s"><title>step %s: validation %s</title></circle>`, class,
			coordinate(p.x.at(float64(p.position(q)))), coordinate(p.y.at(q.Validation)), coordinate(radius),
			count(q.Step), fixed(q.Validation, 3))
	}
}

func (p *lossPlot) moveTo(b *strings.Builder, i int, x, y float64) {
	command := "L"
	if i == 0 {
		command = "M"
	}
	b.WriteString(command + coordinate(p.x.at(x)) + " " + coordinate(p.y.at(y)))
}
