package page

import (
	"fmt"
	"html"
	"html/template"
	"strings"
)

const laneHeight = 20.0

// lane draws one line of a forest plot: the difference to the baseline as a dot
// with its 95 % interval, beside a line at zero.
func (o Outcome) lane(variant int, name string) template.HTML {
	low, high, ok := o.extent()
	e := o.Effects[variant]
	if !ok || e.Pairs == 0 {
		return ""
	}
	x := scale{low, high, plotMargin, plotWidth - plotMargin}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="whiskers" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" role="img" aria-label="%[3]s">`,
		coordinate(plotWidth), coordinate(laneHeight), html.EscapeString("Difference of "+name+" in "+o.Benchmark+" "+o.Metric))
	fmt.Fprintf(&b, `<path class="chance" d="M%s 0V%s"/>`, coordinate(x.at(0)), coordinate(laneHeight))
	fmt.Fprintf(&b, `<g class="%s">`, html.EscapeString(e.Verdict))
	if e.Test != "" {
		fmt.Fprintf(&b, `<path class="line" d="M%s %sH%s"/>`,
			coordinate(x.inside(e.DifferenceRange[0])), coordinate(laneHeight/2), coordinate(x.inside(e.DifferenceRange[1])))
	}
	fmt.Fprintf(&b, `<circle cx="%s" cy="%s" r="3.2"><title>%s</title></circle></g></svg>`,
		coordinate(x.at(e.Difference)), coordinate(laneHeight/2), html.EscapeString(name+": "+e.difference(o.Percent)))
	return template.HTML(b.String())
}

// axis draws the ends of the axis that the lanes of an outcome share, and zero
// where there is room for it.
func (o Outcome) axis() template.HTML {
	const height, room = 14.0, 40.0
	low, high, ok := o.extent()
	if !ok {
		return ""
	}
	x := scale{low, high, plotMargin, plotWidth - plotMargin}
	widest := max(-low, high)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="whiskers" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" aria-hidden="true">`,
		coordinate(plotWidth), coordinate(height))
	label := func(class string, at, v float64) {
		fmt.Fprintf(&b, `<text class="%s" x="%s" y="10">%s</text>`, class, coordinate(at), html.EscapeString(signed(v, widest, o.Percent)))
	}
	if zero := x.at(0); zero-x.from > room && x.to-zero > room {
		label("middle", zero, 0)
	}
	label("start", x.from-2, low)
	label("end", x.to+2, high)
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}
