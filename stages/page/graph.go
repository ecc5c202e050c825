package page

import (
	_ "embed"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed graph.css
var graphStyle string

const (
	letterWidth  = 6.3 // of the monospaced address
	layerGap     = 64.0
	graphMargin  = 14.0
	legendHeight = 30.0
	longest      = 34 // letters of an address that are shown
	colours      = 8  // of the palette

	// readableWidth is how wide a drawing may be whose letters can still be
	// read in the width of the page.
	readableWidth = 1400.0
)

// SVG returns the graph as a drawing of its own, layer by layer from left to
// right: a box for each stage, coloured by kind, and an arrow from each input
// to the stage that reads it.
func (g Graph) SVG() string {
	drawing, _ := g.draw(false)
	return drawing
}

// draw returns the drawing and its width; linked boxes lead to the recipes on
// the page.
func (g Graph) draw(linked bool) (drawing string, width float64) {
	g = g.sound()
	l := newLayout(g)
	left, widths := g.columns(l)
	kinds := g.kinds()
	width = max(left[len(left)-1]-layerGap+graphMargin, legendWidth(kinds))
	height := l.height() + float64(2*graphMargin) + legendHeight
	role := "img"
	if linked {
		role = "group" // an image would hide its links from screen readers
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="dag" viewBox="0 0 %s %s" width="%[1]s" height="%[2]s" role="%s" aria-label="Graph of stages">`,
		coordinate(width), coordinate(height), role)
	b.WriteString("<style>" + graphStyle + "</style>")
	b.WriteString(`<defs><marker id="dag-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.8L8 4L0 7.2Z"/></marker></defs>`)
	writeLegend(&b, kinds)
	for i, e := range g.Edges {
		g.drawEdge(&b, l, left, widths, e, l.routes[i])
	}
	for i, n := range g.Nodes {
		v := l.vertices[i]
		drawNode(&b, n, left[v.layer], v.y-nodeHeight/2+top, widths[v.layer], slices.Index(kinds, n.Kind), linked)
	}
	b.WriteString("</svg>")
	return b.String(), width
}

// graphToReport returns the graph with the report at its end. The report's own
// name and digest are not known to it: nothing in it depends on them.
func (p *Page) graphToReport() Graph {
	shown := make(map[string]string) // by address: as what
	for i, c := range p.Columns {
		shown[c.Name] = fmt.Sprintf("results[%d]", i)
	}
	for i, a := range p.Ablations {
		shown[a.Name] = fmt.Sprintf("ablations[%d]", i)
	}
	for i, c := range p.Claims {
		shown[c.Name] = fmt.Sprintf("claims[%d]", i)
	}
	g := Graph{Nodes: append(slices.Clone(p.Graph.Nodes), Node{Address: thisReport, Kind: "report"}), Edges: slices.Clone(p.Graph.Edges)}
	for i, n := range p.Graph.Nodes {
		if role := shown[n.Address]; role != "" {
			g.Edges = append(g.Edges, Edge{From: i, To: len(p.Graph.Nodes), Role: role})
		}
	}
	return g
}

// thisReport stands for the report in its own graph.
const thisReport = "this report"

// top is where the layers begin, below the legend.
const top = graphMargin + legendHeight

// columns returns where each layer begins, and one past the last, and how wide
// its boxes are.
func (g Graph) columns(l *layout) (left, widths []float64) {
	x := graphMargin
	for _, layer := range l.layers {
		letters := 0
		for _, v := range layer {
			if n := l.vertices[v].node; n >= 0 {
				letters = max(letters, utf8.RuneCountInString(shorten(g.Nodes[n].Address)))
			}
		}
		w := float64(letterWidth*float64(letters)) + 22
		left, widths = append(left, x), append(widths, w)
		x += w + layerGap
	}
	return append(left, x), widths
}

// shorten cuts a long address in the middle, where it tells least.
func shorten(s string) string {
	r := []rune(s)
	if len(r) <= longest {
		return s
	}
	return string(r[:longest/2]) + "…" + string(r[len(r)-longest/2+1:])
}

// kinds returns the kinds of the nodes in order of appearance.
func (g Graph) kinds() []string {
	var kinds []string
	for _, n := range g.Nodes {
		if !slices.Contains(kinds, n.Kind) {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

func legendStep(kind string) float64 {
	return float64(letterWidth*float64(utf8.RuneCountInString(kind))) + 34
}

func legendWidth(kinds []string) float64 {
	w := 2 * graphMargin
	for _, k := range kinds {
		w += legendStep(k)
	}
	return w
}

func writeLegend(b *strings.Builder, kinds []string) {
	x := graphMargin
	for i, k := range kinds {
		fmt.Fprintf(b, `<g class="k%d"><rect class="key" x="%s" y="%s" width="10" height="10" rx="2"/><text class="kind" x="%s" y="%s">%s</text></g>`,
			i%colours, coordinate(x), coordinate(graphMargin), coordinate(x+16), coordinate(graphMargin+9), html.EscapeString(k))
		x += legendStep(k)
	}
}

// drawEdge draws a smooth line through the bends of an edge, level where it
// meets a layer.
func (g Graph) drawEdge(b *strings.Builder, l *layout, left, widths []float64, e Edge, route []int) {
	first := l.vertices[route[0]]
	x, y := left[first.layer]+widths[first.layer], first.y+top
	fmt.Fprintf(b, `<path class="edge" marker-end="url(#dag-arrow)" d="M%s %s`, coordinate(x), coordinate(y))
	for _, i := range route[1:] {
		v := l.vertices[i]
		toX, toY := left[v.layer], v.y+top
		middle := (x + toX) / 2
		fmt.Fprintf(b, "C%s %s %s %s %s %s", coordinate(middle), coordinate(y),
			coordinate(middle), coordinate(toY), coordinate(toX), coordinate(toY))
		x, y = toX, toY
		if v.node < 0 {
			x += widths[v.layer]
			fmt.Fprintf(b, "H%s", coordinate(x))
		}
	}
	fmt.Fprintf(b, `"><title>%s → %s%s</title></path>`, html.EscapeString(g.Nodes[e.From].Address),
		html.EscapeString(g.Nodes[e.To].Address), html.EscapeString(role(e)))
}

func role(e Edge) string {
	if e.Role == "" {
		return ""
	}
	return ", as " + e.Role
}

func drawNode(b *strings.Builder, n Node, x, y, width float64, kind int, linked bool) {
	linked = linked && n.Digest != "" // what has none is not under the proofs
	if linked {
		fmt.Fprintf(b, `<a href="#%s">`, html.EscapeString(anchor("stage", n.Address)))
	}
	fmt.Fprintf(b, `<g class="node k%d"><title>%s</title>`, kind%colours, html.EscapeString(tooltip(n)))
	fmt.Fprintf(b, `<rect class="box" x="%s" y="%s" width="%s" height="%s" rx="4"/>`,
		coordinate(x), coordinate(y), coordinate(width), coordinate(nodeHeight))
	fmt.Fprintf(b, `<text x="%s" y="%s">%s</text></g>`,
		coordinate(x+11), coordinate(y+nodeHeight/2+4), html.EscapeString(shorten(n.Address)))
	if linked {
		b.WriteString("</a>")
	}
}

func tooltip(n Node) string {
	if n.Digest == "" {
		return n.Address
	}
	return n.Address + "\n" + n.Digest
}
