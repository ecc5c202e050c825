package page

import (
	"bytes"
	"embed"
	"html/template"
	"strings"
)

//go:embed templates/*.html page.css
var files embed.FS

var templates = template.Must(template.New("").ParseFS(files, "templates/*.html"))

// HTML returns the page as one file that needs no other: styles and drawings
// are inline, and there is no script. Recipes and times are to be filled in: see
// Complete.
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
		GroupNames         []string
		Tallies            []tallyView
		Groups             []groupView
		Curves             []curveView
		CurveCut           bool
		Losses             template.HTML
		Samples            []sampleGroup
		Costs              []costView
		Graph              template.HTML
		Stages             []stageView
		Numbers            int
	}
	columnView struct {
		Column
		Colour int
		Short  string
		Label  []string // pieces between which the name may break
		Note   []string // the evaluation, where it differs from the label
		Proofs []proofView
	}
	tallyView struct {
		Colour int
		Label  []string
		Total  Share
		Groups []Share
		Best   int
		Marks  []markView
	}
	markView struct {
		Beaten bool
		Title  string
	}
	costView struct {
		Label                     []string
		Stage                     string
		Parameters, Tokens, FLOPs string
		Read                      int64
	}
	curveView struct {
		Colour int
		Label  []string
		Digest string
		Short  string
		CurveEnd
	}
	stageView struct {
		Node
		ID string
	}
)

func (p *Page) view() (*view, error) {
	style, err := files.ReadFile("page.css")
	if err != nil {
		return nil, err
	}
	v := &view{Title: p.Title, Description: p.Description, Style: template.CSS(style)}
	for i, c := range p.Columns {
		column := columnView{Column: c, Colour: i % colours, Short: shortDigest(c.Digest), Label: breakable(c.label())}
		if c.Model != "" {
			column.Note = breakable(c.Name)
		}
		v.Columns = append(v.Columns, column)
	}
	for _, g := range p.Groups {
		v.GroupNames = append(v.GroupNames, g.Name)
		v.Groups = append(v.Groups, p.groupView(g))
	}
	p.addTallies(v)
	p.addProofs(v)
	p.addTraining(v)
	v.Samples = p.sampleGroups()
	if len(p.Graph.Nodes) > 0 {
		v.Graph = template.HTML(p.Graph.draw(true))
	}
	for _, n := range p.Graph.Nodes {
		v.Stages = append(v.Stages, stageView{n, anchor("stage", n.Address)})
	}
	return v, nil
}

func (p *Page) addTallies(v *view) {
	for i, t := range p.tally() {
		v.Tallies = append(v.Tallies, tallyView{
			Colour: i % colours, Label: breakable(t.Column.label()),
			Total: t.Total, Groups: t.Groups, Best: t.Best, Marks: marks(t.Judged),
		})
	}
}

func marks(judged []Judgement) []markView {
	var out []markView
	for _, j := range judged {
		title := j.Benchmark + ": not better than chance"
		if j.Beaten {
			title = j.Benchmark + ": better than chance"
		}
		out = append(out, markView{j.Beaten, title})
	}
	return out
}

// addTraining adds loss curves and costs.
func (p *Page) addTraining(v *view) {
	if plot := newLossPlot(p.Curves); plot != nil {
		v.Losses, v.CurveCut = plot.svg(), plot.cut
	}
	for i, c := range p.Curves {
		v.Curves = append(v.Curves, curveView{i % colours, breakable(c.Name), c.Digest, shortDigest(c.Digest), c.end()})
	}
	for _, c := range p.Costs {
		v.Costs = append(v.Costs, costView{
			breakable(c.Stage), c.Stage, count(c.Parameters), count(c.Tokens), scientific(c.FLOPs), c.Tokens,
		})
	}
}

// breakable cuts a name where a line may break.
func breakable(name string) []string {
	return strings.FieldsFunc(strings.NewReplacer(".", ".\x00", "_", "_\x00", "-", "-\x00").Replace(name),
		func(r rune) bool { return r == 0 })
}

// anchor makes the name of a place on the page.
func anchor(prefix, name string) string {
	return prefix + "-" + strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '_':
			return r
		}
		return '-'
	}, name)
}
