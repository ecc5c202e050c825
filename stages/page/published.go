package page

import (
	"strconv"
	"strings"
)

// A Published is what the LLaMA 2 paper reports of a benchmark or a group, beside
// our values.
type Published struct {
	Ours    string // "suite.mmlu"
	Metric  string // ours, or "" of a suite
	Group   string // the paper's
	Name    string // in the paper
	Shots   string
	Table   string // of the paper
	Note    string // on what differs, may be empty
	Cells   []Cell // one for each column
	Figures []Figure
}

// A Figure is a value of a model in the paper.
type Figure struct {
	Model, Size string
	Percent     float64
}

// publishedText says why the figures are not of one measurement.
const publishedText = "Figures of the LLaMA 2 paper (Touvron et al., 2023, arXiv:2307.09288v2) beside ours, for orientation. " +
	"The protocol differs: the paper published no prompts, so ours are lm-evaluation-harness's where it has the task. " +
	"A difference is no evidence about a model alone. Ours are found by the names of the library's benchmarks and suites. " +
	"published.csv has the paper's figures of LLaMA 1, Falcon and MPT too."

// publishedModel is the model of the paper whose figures are shown.
const publishedModel = "Llama 2"

type (
	publishedView struct {
		Head []string // what stands above the values
		Rows []publishedRowView
	}
	publishedRowView struct {
		Name, Group, Ours, Shots, Table, Note string
		Values                                []string // ours, then the paper's
	}
)

// publishedView returns nil where nothing is published.
func (p *Page) publishedView() *publishedView {
	if len(p.Published) == 0 {
		return nil
	}
	v := &publishedView{}
	for _, c := range p.Columns {
		v.Head = append(v.Head, c.label())
	}
	for _, f := range p.Published[0].Figures {
		if f.Model == publishedModel {
			v.Head = append(v.Head, f.Model+" "+f.Size)
		}
	}
	for _, row := range p.Published {
		r := publishedRowView{Name: row.Name, Group: row.Group, Ours: row.ours(), Shots: row.Shots, Table: row.Table, Note: row.Note}
		for _, c := range row.Cells {
			text := none
			if c.HasValue {
				text = c.text(true)
			}
			r.Values = append(r.Values, text)
		}
		for _, f := range row.Figures {
			if f.Model == publishedModel {
				r.Values = append(r.Values, fixed(f.Percent, 1)+"%")
			}
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

// ours names our value.
func (r Published) ours() string {
	if r.Metric == "" {
		return r.Ours
	}
	return r.Ours + "." + r.Metric
}

func (p *Page) markdownPublished(b *strings.Builder) {
	v := p.publishedView()
	if v == nil {
		return
	}
	b.WriteString("\n## Published figures\n\n" + publishedText + "\n")
	head := []string{"Paper", "Group", "Ours", "Shots", "Table", "What else differs"}
	text := len(head)
	for _, name := range v.Head {
		head = append(head, escapeMarkdown(name))
	}
	t := table{b}
	t.head(text, head...)
	for _, r := range v.Rows {
		row := []string{escapeMarkdown(r.Name), r.Group, escapeMarkdown(r.Ours), r.Shots, r.Table, escapeMarkdown(r.Note)}
		t.row(append(row, r.Values...)...)
	}
}

// PublishedCSV returns the figures of the paper beside ours, one to a line, or
// nil where there are none. Ours are shares too in percent.
func (p *Page) PublishedCSV() []byte {
	if len(p.Published) == 0 {
		return nil
	}
	lines := [][]string{{"group", "name", "shots", "table", "ours", "metric", "source", "model", "size", "percent", "note"}}
	for _, r := range p.Published {
		add := func(source, model, size string, percent float64) {
			lines = append(lines, []string{
				r.Group, r.Name, r.Shots, r.Table, r.Ours, r.Metric, source, model, size,
				strconv.FormatFloat(percent, 'g', -1, 64), r.Note,
			})
		}
		for i, c := range r.Cells {
			if c.HasValue {
				add("ours", p.Columns[i].Model, "", 100*c.Value)
			}
		}
		for _, f := range r.Figures {
			add("paper", f.Model, f.Size, f.Percent)
		}
	}
	return encode(lines)
}
