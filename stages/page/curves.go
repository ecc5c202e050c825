package page

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

const (
	curveWidth   = 760.0
	curveHeight  = 340.0
	curveLeft    = 46.0
	curveRight   = 752.0
	curveTop     = 26.0
	curveBottom  = 296.0
	curveBuckets = 200 // points drawn of a curve
	curveStart   = 25  // the first 1/25 of training may run off the top
)

// A bucket is a run of training steps drawn as one point.
type bucket struct{ x, low, mean, high float64 }

// A lossPlot draws the curves of several models over the same axes.
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

// svg draws axes and curves.
func (p *lossPlot) svg() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="losses" viewBox="0 0 %s %s" role="img" aria-label="Loss during training">`,
		coordinate(curveWidth), coordinate(curveHeight))
	fmt.Fprintf(&b, `<clipPath id="losses-area"><path d="M%s %sH%sV%sH%[1]sZ"/></clipPath>`,
		coordinate(curveLeft), coordinate(curveTop), coordinate(curveRight+4), coordinate(curveBottom))
	p.axes(&b)
	b.WriteString(`<g clip-path="url(#losses-area)">`)
	for i, c := range p.curves {
		fmt.Fprintf(&b, `<g class="c%d">`, i%colours)
		p.training(&b, c)
		p.validation(&b, c)
		b.WriteString(`</g>`)
	}
	b.WriteString(`</g></svg>`)
	return template.HTML(b.String())
}

func (p *lossPlot) axes(b *strings.Builder) {
	for _, t := range ticks(p.y.low, p.y.high, 6) {
		y := p.y.at(t.value)
		fmt.Fprintf(b, `<path class="rule" d="M%s %sH%s"/><text class="end" x="%s" y="%s">%s</text>`,
			coordinate(curveLeft), coordinate(y), coordinate(curveRight),
			coordinate(curveLeft-8), coordinate(y+4), t.label)
	}
	for _, t := range countTicks(p.last, 8) {
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
	fmt.Fprintf(b, `<text class="label" x="%s" y="%s">loss, nats per token</text>`,
		coordinate(curveLeft), coordinate(curveTop-14))
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
// each where they are few.
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
	if len(held) > 40 {
		return
	}
	for _, q := range held {
		fmt.Fprintf(b, `<circle class="held" cx="%s" cy="%s" r="2.6"><title>step %s: validation %s</title></circle>`,
			coordinate(p.x.at(float64(p.position(q)))), coordinate(p.y.at(q.Validation)), count(q.Step), fixed(q.Validation, 3))
	}
}

func (p *lossPlot) moveTo(b *strings.Builder, i int, x, y float64) {
	command := "L"
	if i == 0 {
		command = "M"
	}
	b.WriteString(command + coordinate(p.x.at(x)) + " " + coordinate(p.y.at(y)))
}
