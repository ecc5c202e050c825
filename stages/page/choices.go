package page

import (
	"fmt"
	"strings"
)

// A Choice is how one of several models was chosen by a number.
type Choice struct {
	Name       string // "select.best"
	Metric     string // "capitals.acc"
	Goal       string // "max" or "min"
	Percent    bool   // whether the numbers are shares
	Candidates []Candidate
}

// A Candidate is a model that could be chosen.
type Candidate struct {
	Model      string // address
	Evaluation string // that measured it
	Cell       Cell
	Chosen     bool
}

// text says by what was chosen.
func (c Choice) text() string {
	if c.Goal == "min" {
		return "The smallest " + c.Metric + " wins."
	}
	return "The largest " + c.Metric + " wins."
}

type (
	choiceView struct {
		Name, Text, ID, Stage string // ID is the place here, Stage that of the stage under the proofs
		Candidates            []candidateView
	}
	candidateView struct {
		Model, Stage          string
		Reference, Proof      string
		Value, Interval, Size string
		Chosen                bool
	}
)

func (p *Page) choiceViews() []choiceView {
	proven := p.proven()
	var views []choiceView
	for _, c := range p.Choices {
		v := choiceView{Name: c.Name, Text: c.text(), ID: anchor("choice", c.Name), Stage: p.stageAnchor(c.Name)}
		for _, m := range c.Candidates {
			v.Candidates = append(v.Candidates, candidateView{
				Model: m.Model, Stage: p.stageAnchor(m.Model), Reference: m.Cell.Reference, Proof: p.proofAnchor(proven, m.Cell.Reference, m.Evaluation),
				Value: m.Cell.text(c.Percent), Interval: m.Cell.rangeText(c.Percent), Size: count(m.Cell.N), Chosen: m.Chosen,
			})
		}
		views = append(views, v)
	}
	return views
}

func (p *Page) markdownChoices(b *strings.Builder) {
	if len(p.Choices) == 0 {
		return
	}
	b.WriteString("\n## Choices\n")
	for _, c := range p.Choices {
		fmt.Fprintf(b, "\n%s: %s\n", code(c.Name), escapeMarkdown(c.text()))
		t := table{b}
		t.head(2, "Model", "Reference", "Value", "95 % interval", "n")
		for _, m := range c.Candidates {
			model := escapeMarkdown(m.Model)
			if m.Chosen {
				model = "**" + model + "** (chosen)"
			}
			t.row(model, code(m.Cell.Reference), escapeMarkdown(m.Cell.text(c.Percent)), m.Cell.rangeText(c.Percent), count(m.Cell.N))
		}
	}
}
