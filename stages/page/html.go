package page

import (
	"bytes"
	"embed"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

//go:embed templates/*.html page.css
var files embed.FS

var templates = template.Must(template.New("").ParseFS(files, "templates/*.html"))

// HTML returns the page as one file that needs no other: styles and drawings
// are inline, and there is no script. What its bytes do not determine is left to
// Fill.
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
		Facts              string
		Varies             string // what the mark of some numbers says, or ""
		Style              template.CSS
		Columns            []columnView
		Summary            summaryView
		Claims             []claimView
		Choices            []choiceView
		Tuned              []tunedView
		Ablations          []ablationView
		Groups             []groupView
		Suites             []suiteView
		Published          *publishedView
		Contaminations     []contaminationView
		Breakdowns         []breakdownView
		Charts             []chartView
		CurveCut           bool // whether some curve runs off the top of its chart
		Curves             []curveView
		Samples            []sampleGroup
		Costs              []costView
		Total              costView
		Sources            *sourcesView
		Graph              *graphView
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
	graphView struct {
		Drawing template.HTML
		Wide    bool // whether its letters would be too small in the width of the page
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

// PublishedText says why published figures are not of one measurement with ours.
func (v *view) PublishedText() string { return publishedText }

// SuitesText says how suites are averaged.
func (v *view) SuitesText() string { return suitesText }

// SourcesText says what the lists of benchmarks and files are.
func (v *view) SourcesText() string { return sourcesText }

// ContaminationText says what contamination is evidence of.
func (v *view) ContaminationText() string { return contaminationText }

// BreakdownText says what a difference between groups is.
func (v *view) BreakdownText() string { return breakdownText }

func (p *Page) view() (*view, error) {
	style, err := files.ReadFile("page.css")
	if err != nil {
		return nil, err
	}
	v := &view{
		Title: p.Title, Description: p.Description, Style: template.CSS(style),
		Summary: p.summaryView(), Claims: p.claimViews(), Choices: p.choiceViews(), Tuned: p.tunedViews(),
		Ablations: p.ablationViews(p.proven()), Suites: p.suiteViews(), Published: p.publishedView(), Contaminations: p.contaminationViews(), Breakdowns: p.breakdownViews(),
	}
	for i := range p.Columns {
		v.Columns = append(v.Columns, p.columnView(i))
	}
	for _, g := range p.Groups {
		v.Groups = append(v.Groups, p.groupView(g))
	}
	p.addProofs(v)
	for _, a := range v.Ablations {
		v.Numbers += len(a.Proofs)
	}
	p.addTraining(v)
	p.addCosts(v)
	v.Samples, v.Sources, v.Varies = p.sampleGroups(), p.sourcesView(), variesNote(p.reasons())
	if len(p.Graph.Nodes) > 0 {
		drawing, width := p.graphToReport().draw(true)
		v.Graph = &graphView{template.HTML(drawing), width > readableWidth}
	}
	v.Stages = p.stageViews()
	v.Facts = p.facts(v.Numbers)
	v.Digest = blank{Fill: fillDigest, Text: "that the store knows"}
	return v, nil
}

// facts says in a line how much there is on the page.
func (p *Page) facts(numbers int) string {
	models, benchmarks := make(map[string]bool), make(map[string]bool)
	for _, c := range p.Columns {
		models[c.label()] = true
	}
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			benchmarks[r.Benchmark] = true
		}
	}
	var parts []string
	for _, part := range []struct {
		n    int
		noun string
	}{{len(models), "model"}, {len(benchmarks), "benchmark"}, {numbers, "number"}, {len(p.Graph.Nodes), "stage"}} {
		switch {
		case part.n == 1:
			parts = append(parts, "1 "+part.noun)
		case part.n > 1:
			parts = append(parts, count(int64(part.n))+" "+part.noun+"s")
		}
	}
	text := strings.Join(parts, " · ")
	if len(p.Graph.Nodes) > 0 {
		text += " and this report"
	}
	return text
}

// columnView names a column by its model, and by its evaluation where that
// has another name or the model has several.
func (p *Page) columnView(i int) columnView {
	c := p.Columns[i]
	v := columnView{Column: c, Label: newName(c.label(), i%colours), Stage: p.stageAnchor(c.Name)}
	_, model := cutAddress(c.Model)
	_, evaluation := cutAddress(c.Name)
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
			cost.Rate = &blank{Fill: fillRate, Stage: c.Stage, Given: strconv.FormatInt(c.Tokens, 10), Text: unmeasured}
			sum.Tokens += c.Tokens
			sum.FLOPs += c.FLOPs
		}
		v.Costs = append(v.Costs, cost)
	}
	v.Total = costView{Tokens: none, FLOPs: none, Time: blank{Fill: fillTotal, Text: unmeasured}}
	if sum.Tokens > 0 {
		v.Total.Tokens, v.Total.FLOPs = count(sum.Tokens), scientific(sum.FLOPs)
	}
}
