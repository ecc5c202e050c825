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
// are inline, and there is no script. Measured times are placeholders: see
// Measure.
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
		Graph              template.HTML
		Stages             []stageView
		Numbers            int
	}
	columnView struct {
		Column
		Label  nameView
		Note   []string // the evaluation, where the model does not tell it
		Proofs []proofView
	}
	costView struct {
		Label                     nameView
		Stage                     string
		Parameters, Tokens, FLOPs string
		Read                      int64
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
	v.Samples = p.sampleGroups()
	if len(p.Graph.Nodes) > 0 {
		v.Graph = template.HTML(p.Graph.draw(true))
	}
	for _, n := range p.Graph.Nodes {
		v.Stages = append(v.Stages, stageView{n, anchor("stage", n.Address), n.key()})
	}
	return v, nil
}

// columnView names a column by its model, and by its evaluation where that
// has another name or the model has several.
func (p *Page) columnView(i int) columnView {
	c := p.Columns[i]
	v := columnView{Column: c, Label: newName(c.label(), i%colours)}
	_, model, _ := strings.Cut(c.Model, ".")
	_, evaluation, _ := strings.Cut(c.Name, ".")
	several := slices.ContainsFunc(p.Columns, func(o Column) bool { return o.Model == c.Model && o.Name != c.Name })
	if c.Model != "" && (model != evaluation || several) {
		v.Note = breakable(c.Name)
	}
	return v
}

// addTraining adds loss curves and costs.
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
	for _, c := range p.Costs {
		v.Costs = append(v.Costs, costView{
			newName(c.Stage, p.colour(c.Stage)), c.Stage, count(c.Parameters), count(c.Tokens), scientific(c.FLOPs), c.Tokens,
		})
	}
}
