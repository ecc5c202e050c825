package page

import (
	"fmt"
	"slices"
	"strings"
)

// Markdown returns the tables of the page as GitHub-flavoured Markdown.
func (p *Page) Markdown() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", escapeMarkdown(p.Title))
	if p.Description != "" {
		fmt.Fprintf(&b, "\n%s\n", escapeMarkdown(p.Description))
	}
	p.markdownSummary(&b)
	p.markdownClaims(&b)
	p.markdownChoices(&b)
	p.markdownAblations(&b)
	p.markdownFinetuning(&b)
	for _, g := range p.Groups {
		p.markdownGroup(&b, g)
	}
	p.markdownSuites(&b)
	p.markdownPublished(&b)
	p.markdownBreakdowns(&b)
	p.markdownContamination(&b)
	p.markdownCurves(&b)
	p.markdownCosts(&b)
	p.markdownSources(&b)
	p.markdownProof(&b)
	return []byte(b.String())
}

// A table writes lines of cells, which it escapes.
type table struct{ b *strings.Builder }

// head writes the heading, the first text columns aligned left and the rest
// right.
func (t table) head(text int, names ...string) {
	t.b.WriteByte('\n')
	t.row(names...)
	t.b.WriteByte('|')
	for i := range names {
		if i < text {
			t.b.WriteString(" --- |")
		} else {
			t.b.WriteString(" ---: |")
		}
	}
	t.b.WriteByte('\n')
}

func (t table) row(cells ...string) {
	t.b.WriteByte('|')
	for _, c := range cells {
		t.b.WriteString(" " + c + " |")
	}
	t.b.WriteByte('\n')
}

func (p *Page) markdownSummary(b *strings.Builder) {
	if len(p.Columns) == 0 {
		return
	}
	b.WriteString("\n## Summary\n\nBenchmarks on which a model beats chance by at least three standard errors, " +
		"of those that have a chance level and a standard error.\n")
	names, all := []string{"Group"}, []string{"All"}
	tallies := p.tally()
	for _, s := range tallies {
		names, all = append(names, escapeMarkdown(s.Column.label())), append(all, share(s.Groups...).String())
	}
	t := table{b}
	t.head(1, names...)
	t.row(all...)
	for i, g := range p.Groups {
		row := []string{escapeMarkdown(g.Name)}
		for _, s := range tallies {
			row = append(row, share(s.Groups[i]).String())
		}
		t.row(row...)
	}
}

func (p *Page) markdownFinetuning(b *strings.Builder) {
	if len(p.Comparisons) == 0 {
		return
	}
	b.WriteString("\n## Fine-tuning\n\nEach fine-tuned model beside the model it was made from, on the same documents. " +
		"Differences of shares are in percentage points.\n")
	t := table{b}
	var caveats footnotes
	t.head(3, "Model", "Benchmark", "Metric", "n", "Chance", "Base model", "Fine-tuned", "Difference", "95 % interval")
	for _, c := range p.Comparisons {
		r, benchmark, difference := c.Row, c.Row.Benchmark, c.Difference.text(c.Row.Percent)
		if c.Asked != "" {
			benchmark += " (base model: " + c.Asked + ")"
		}
		if c.Difference.HasError {
			difference += " ± " + spread(c.Difference.StdErr, c.Difference.Value, r.Percent)
		}
		interval := c.Difference.rangeText(r.Percent)
		if c.Difference.HasError && !c.Difference.Paired {
			interval += ", unpaired"
		}
		if c.Difference.clear() {
			difference = "**" + difference + "**"
		}
		t.row(escapeMarkdown(p.Columns[c.Model].label()+" from "+p.Columns[c.Base].label()), escapeMarkdown(benchmark),
			escapeMarkdown(r.Metric)+" "+r.direction(), r.sizes(), r.chance(), caveats.mark(r.cell(c.Base), r),
			caveats.mark(r.cell(c.Model), r), difference, interval)
	}
	caveats.write(b)
}

func (p *Page) markdownGroup(b *strings.Builder, g Group) {
	fmt.Fprintf(b, "\n## %s\n", escapeMarkdown(g.Name))
	if len(g.Rows) == 0 {
		b.WriteString("\nNo results.\n")
		return
	}
	names := []string{"Benchmark", "Metric", "n", "Chance"}
	shown := g.shown(len(p.Columns))
	for _, i := range shown {
		names = append(names, escapeMarkdown(p.Columns[i].label()))
	}
	t := table{b}
	t.head(2, names...)
	var caveats footnotes
	for _, r := range g.Rows {
		row := []string{escapeMarkdown(r.Benchmark), escapeMarkdown(r.Metric) + " " + r.direction(), r.sizes(), r.chance()}
		best := r.best()
		for _, i := range shown {
			s := caveats.mark(r.cell(i), r)
			if i == best {
				s = "**" + s + "**"
			}
			row = append(row, s)
		}
		t.row(row...)
	}
	caveats.write(b)
}

// footnotes are the caveats of the numbers in a table, each once.
type footnotes struct{ notes, reasons []string }

// mark writes a cell, with a dagger where there is a caveat.
func (f *footnotes) mark(c Cell, r Row) string {
	s := escapeMarkdown(c.text(r.Percent))
	f.reasons = addReason(f.reasons, c)
	if c.caveat() == "" {
		return s
	}
	if note := "† " + code(c.Reference) + ": " + c.caveat(); !slices.Contains(f.notes, note) {
		f.notes = append(f.notes, note)
	}
	return s + " †"
}

func (f *footnotes) write(b *strings.Builder) {
	notes := f.notes
	if note := variesNote(f.reasons); note != "" {
		notes = append(notes, variesMark+" "+escapeMarkdown(note))
	}
	if len(notes) > 0 {
		fmt.Fprintf(b, "\n%s\n", strings.Join(notes, "  \n"))
	}
}

func (p *Page) markdownCurves(b *strings.Builder) {
	if len(p.Curves) == 0 {
		return
	}
	b.WriteString("\n## Training\n")
	t := table{b}
	t.head(2, "Model", "Shape", "Steps", "Loss at the end", "Kept at step", "Validation loss")
	for _, c := range p.Curves {
		e := c.end()
		t.row(escapeMarkdown(c.Name), escapeMarkdown(c.About), e.Steps, e.Loss, e.Kept, e.Validation)
	}
}

func (p *Page) markdownCosts(b *strings.Builder) {
	if len(p.Costs) == 0 {
		return
	}
	b.WriteString("\n## Cost\n")
	t := table{b}
	t.head(1, "Stage", "Parameters", "Tokens", "FLOPs")
	for _, c := range p.Costs {
		if c.Tokens == 0 {
			continue
		}
		t.row(escapeMarkdown(c.Stage), count(c.Parameters), count(c.Tokens), scientific(c.FLOPs))
	}
}

func (p *Page) markdownProof(b *strings.Builder) {
	b.WriteString("\n## Proof\n\n`pipe trace REFERENCE` leads from a number to the samples, model, data and recipes behind it.\n")
	t := table{b}
	t.head(1, "Reference", "Value", "n", "95 % interval", "Samples")
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				if c.Present {
					t.row(code(c.Reference), escapeMarkdown(c.exact()), count(c.N), c.rangeText(r.Percent), code(c.Samples))
				}
			}
		}
	}
	if len(p.Graph.Nodes) == 0 {
		return
	}
	t.head(3, "Stage", "Kind", "Artifact")
	for _, n := range p.Graph.Nodes {
		t.row(code(n.Address), escapeMarkdown(n.Kind), code(n.Digest))
	}
}

var markdownEscapes = strings.NewReplacer(
	"\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "#", "\\#",
	"[", "\\[", "]", "\\]", "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"\r\n", " ", "\n", " ", "\r", " ", "~", "\\~", "$", "\\$")

// escapeMarkdown makes text literal, in a table as elsewhere.
func escapeMarkdown(s string) string { return markdownEscapes.Replace(s) }

// code quotes a reference or a digest, unless something in it would end the
// quotation or the cell, or be taken for markup by a careless reader.
func code(s string) string {
	if s == "" {
		return none
	}
	if strings.ContainsAny(s, "`|<\n\r") {
		return escapeMarkdown(s)
	}
	return "`" + s + "`"
}
