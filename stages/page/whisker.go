package page

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

const (
	plotWidth  = 216.0
	plotMargin = 6.0
)

// plot draws the values of a row as dots with their 95 % intervals, a lane for
// each column shown, one below the other, against a line at chance. Shares lie
// on an axis from 0 to 100 %, others on one that just holds them.
func (r Row) plot(columns []Column, shown []int) template.HTML {
	low, high, ok := r.extent()
	if !ok {
		return ""
	}
	x := scale{low, high, plotMargin, plotWidth - plotMargin}
	pitch := lanePitch(len(shown))
	lanes := float64(pitch*float64(len(shown))) + 8
	height := lanes
	if !r.Percent {
		height += 10
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="whiskers" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" role="img" aria-label="%[3]s">`,
		coordinate(plotWidth), coordinate(height), html.EscapeString("95 % intervals of "+r.Benchmark+" "+r.Metric))
	r.frame(&b, x, lanes)
	r.chanceLines(&b, x, lanes, shown)
	for lane, i := range shown {
		if c := r.cell(i); c.number() {
			y := 4 + float64(pitch*(float64(lane)+0.5))
			b.WriteString(r.whisker(c, x, y, min(3.2, pitch*0.36), columns[i], i))
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// frame draws the axis, named at its ends unless it is that of all shares.
func (r Row) frame(b *strings.Builder, x scale, lanes float64) {
	marks := []float64{x.low, x.high}
	if r.Percent {
		marks = []float64{0, 0.5, 1}
	} else {
		fmt.Fprintf(b, `<text x="%[1]s" y="%[2]s">%[3]s</text><text class="end" x="%[4]s" y="%[2]s">%[5]s</text>`,
			coordinate(x.from-2), coordinate(lanes+8), number(x.low, false),
			coordinate(x.to+2), number(x.high, false))
	}
	for _, v := range marks {
		fmt.Fprintf(b, `<path class="rule" d="M%s 0V%s"/>`, coordinate(x.at(v)), coordinate(lanes))
	}
}

// chanceLines draws a line at chance: one through all lanes, or a piece in the
// lane of each model where they differ.
func (r Row) chanceLines(b *strings.Builder, x scale, lanes float64, shown []int) {
	line := func(chance, from, to float64) {
		fmt.Fprintf(b, `<path class="chance" d="M%s %sV%s"><title>chance %s</title></path>`,
			coordinate(x.at(chance)), coordinate(from), coordinate(to), number(chance, r.Percent))
	}
	levels := r.chances()
	if len(levels) == 1 {
		line(levels[0], 0, lanes)
		return
	}
	pitch := lanePitch(len(shown))
	for lane, i := range shown {
		if c := r.cell(i); c.number() && c.HasChance && finite(c.Chance) {
			top := 4 + float64(pitch*float64(lane))
			line(c.Chance, top, top+pitch)
		}
	}
}

// lanePitch returns the height of a lane, less where there are many.
func lanePitch(n int) float64 {
	switch {
	case n <= 2:
		return 13
	case n <= 4:
		return 10
	case n <= 12:
		return 7
	}
	return 5
}

func (r Row) whisker(c Cell, x scale, y, radius float64, column Column, i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<g class="c%d">`, i%colours)
	if low, high, ok := c.interval(); ok {
		fmt.Fprintf(&b, `<path class="line" d="M%s %sH%s"/>`,
			coordinate(x.inside(low)), coordinate(y), coordinate(x.inside(high)))
	}
	fmt.Fprintf(&b, `<circle cx="%s" cy="%s" r="%s"><title>%s</title></circle></g>`,
		coordinate(x.inside(c.Value)), coordinate(y), coordinate(radius),
		html.EscapeString(column.label()+": "+c.text(r.Percent)))
	return b.String()
}

// extent returns the ends of the axis of a row, if it holds any number.
func (r Row) extent() (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	hold := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, c := range r.Cells {
		if !c.number() {
			continue
		}
		ok = true
		hold(c.Value)
		if l, h, has := c.interval(); has {
			hold(l)
			hold(h)
		}
	}
	if r.Percent {
		return 0, 1, ok
	}
	for _, level := range r.chances() {
		hold(level)
	}
	return low, high, ok
}
