package page

import (
	"bytes"
	"embed"
	"html/template"
	"slices"
	"strings"
)

//go:embed templates/*.html page.css
var files embed.FS

var templates = template.Must(template.New("").ParseFS(files, "templates/*.html"))

// HTML returns the page as one file that needs no other: styles and drawings
// are inline, and there is no script. What differs between honest runs is left
// to Fill.
func (p *Page) HTML() ([]byte, error) {
	v, err := p.view()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, "page.html", v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// The types below are what the templates read: text is chosen, drawings are
// drawn, and nothing is left to compute.
type (
	view struct {
		Title, Description string
		Style              template.CSS
		Columns            []columnView
		Summary            summaryView
		Tuned              []tunedView
		Groups             []groupView
		Charts             []chartView
		CurveCut           bool // whether some curve runs off the top of its chart
		Curves             []curveView
		Samples            []sampleGroup
		Costs              []costView
		Total              costView
		Graph              template.HTML
		Stages             []stageView
		Numbers            int
		Digest             blank
	}
	columnView struct {
		Column
		Label  nameView
		Stage  string   // where the evaluation's recipe stands, or ""
		Note   []string // the evaluation, where the model does not tell it
		Proofs []proofView
	}
	costView struct {
		Label                     nameView
		Parameters, Tokens, FLOPs string
		Time                      blank
		Rate                      *blank // of what trains
	}
	chartView struct {
		Labels []nameView
		Plot   template.HTML
	}
	curveView struct {
		Label  nameView
		About  string
		Digest string
		Short  string
		CurveEnd
	}
)

func (p *Page) view() (*view, error) {
	style, err := files.ReadFile("page.css")
	if err != nil {
		return nil, err
	}
	v := &view{Title: p.Title, Description: p.Description, Style: template.CSS(style), Summary: p.summaryView(), Tuned: p.tunedViews()}
	for i := range p.Columns {
		v.Columns = append(v.Columns, p.columnView(i))
	}
	for _, g := range p.Groups {
		v.Groups = append(v.Groups, p.groupView(g))
	}
	p.addProofs(v)
	p.addTraining(v)
	p.addCosts(v)
	v.Samples = p.sampleGroups()
	if len(p.Graph.Nodes) > 0 {
		v.Graph = template.HTML(p.Graph.draw(true))
	}
	v.Stages = p.stageViews()
	v.Digest = blank{Fill: fillDigest, Text: "whose digest the store knows"}
	return v, nil
}

// columnView names a column by its model, and by its evaluation where that
// has another name or the model has several.
func (p *Page) columnView(i int) columnView {
	c := p.Columns[i]
	v := columnView{Column: c, Label: newName(c.label(), i%colours)}
	if slices.ContainsFunc(p.Graph.Nodes, func(n Node) bool { return n.Address == c.Name }) {
		v.Stage = anchor("stage", c.Name)
	}
	_, model, _ := strings.Cut(c.Model, ".")
	_, evaluation, _ := strings.Cut(c.Name, ".")
	several := slices.ContainsFunc(p.Columns, func(o Column) bool { return o.Model == c.Model && o.Name != c.Name })
	if c.Model != "" && (model != evaluation || several) {
		v.Note = breakable(c.Name)
	}
	return v
}

// addTraining adds loss curves.
func (p *Page) addTraining(v *view) {
	for i, curves := range p.charts() {
		plot := newLossPlot(curves)
		if plot == nil {
			continue
		}
		chart := chartView{Plot: plot.svg(i, p.colour)}
		for _, c := range curves {
			chart.Labels = append(chart.Labels, newName(c.Name, p.colour(c.Name)))
		}
		v.Charts, v.CurveCut = append(v.Charts, chart), v.CurveCut || plot.cut
	}
	for _, c := range p.Curves {
		v.Curves = append(v.Curves, curveView{newName(c.Name, p.colour(c.Name)), c.About, c.Digest, shortDigest(c.Digest), c.end()})
	}
}

// addCosts lists what stages took, and their sum.
func (p *Page) addCosts(v *view) {
	var sum Cost
	for _, c := range p.Costs {
		time := blank{Fill: fillSeconds, Stage: c.Stage, Text: unmeasured}
		cost := costView{newName(c.Stage, p.colour(c.Model)), none, none, none, time, nil}
		if c.Tokens > 0 {
			cost.Parameters, cost.Tokens, cost.FLOPs = count(c.Parameters), count(c.Tokens), scientific(c.FLOPs)
			cost.Rate = &blank{Fill: fillRate, Stage: c.Stage, Tokens: c.Tokens, Text: unmeasured}
			sum.Tokens += c.Tokens
			sum.FLOPs += c.FLOPs
		}
		v.Costs = append(v.Costs, cost)
	}
	v.Total = costView{Tokens: count(sum.Tokens), FLOPs: scientific(sum.FLOPs), Time: blank{Fill: fillTotal, Text: unmeasured}}
}
