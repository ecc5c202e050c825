package page

import (
	"fmt"
	"strings"
	"unicode"
)

// latexNote heads every LaTeX file.
const latexNote = "%% %s. Needs \\usepackage{booktabs,amssymb}.\n"

// LaTeX returns the results as a tabular for a paper, a row for each metric and
// a column for each model. A value is bold only where its interval clears those
// of all others, and chance.
func (p *Page) LaTeX() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, latexNote, "Values, with their standard errors")
	names := []string{"Benchmark", "Metric"}
	for _, c := range p.Columns {
		names = append(names, escapeLaTeX(c.label()))
	}
	t := tabular{&b}
	t.begin(2, names...)
	var reasons []string
	for i, g := range p.Groups {
		if i > 0 {
			b.WriteString("\\midrule\n")
		}
		fmt.Fprintf(&b, "\\multicolumn{%d}{l}{\\textit{%s}} \\\\\n", len(names), escapeLaTeX(g.Name))
		for _, r := range g.Rows {
			row, best := []string{escapeLaTeX(r.Benchmark), escapeLaTeX(r.Metric) + " " + r.latexDirection()}, r.best()
			for i := range p.Columns {
				reasons = addReason(reasons, r.cell(i))
				row = append(row, bold(escapeLaTeX(r.cell(i).text(r.Percent)), i == best))
			}
			t.row(row...)
		}
	}
	t.end()
	if note := variesNote(reasons); note != "" {
		fmt.Fprintf(&b, "\\par\\smallskip{\\footnotesize %s %s\\par}\n", escapeLaTeX(variesMark), escapeLaTeX(note))
	}
	return []byte(b.String())
}

// LaTeX returns the ablation as a tabular for a paper, a row for each metric
// and a column for each variant: the mean and, where there are several seeds,
// half of its 95 % interval. What the corrected test found is bold, with an
// arrow.
func (a Ablation) LaTeX() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, latexNote, fmt.Sprintf("Means over seeds with half of their 95 %% interval; bold where p < %s after Holm's correction", exact(a.Alpha)))
	names := []string{"Benchmark", "Metric"}
	for _, v := range a.Variants {
		names = append(names, escapeLaTeX(v))
	}
	t := tabular{&b}
	t.begin(2, names...)
	for _, o := range a.Outcomes {
		row := []string{escapeLaTeX(a.of(o)), escapeLaTeX(o.Metric) + " " + Row{HigherIsBetter: o.HigherIsBetter}.latexDirection()}
		for _, e := range o.Effects {
			value, spread := e.mean(o.Percent)
			text := bold(escapeLaTeX(strings.TrimSpace(value+" "+spread)), e.decided())
			switch e.Verdict {
			case "better":
				text += " $\\blacktriangle$"
			case "worse":
				text += " $\\blacktriangledown$"
			}
			row = append(row, text)
		}
		t.row(row...)
	}
	t.end()
	return []byte(b.String())
}

// A tabular writes rows whose cells are LaTeX.
type tabular struct{ b *strings.Builder }

// begin writes the heading, the first text columns aligned left and the rest
// right.
func (t tabular) begin(text int, names ...string) {
	fmt.Fprintf(t.b, "\\begin{tabular}{%s%s}\n\\toprule\n", strings.Repeat("l", text), strings.Repeat("r", len(names)-text))
	t.row(names...)
	t.b.WriteString("\\midrule\n")
}

// row writes a row. The end of the row before, or a rule, would take a bracket or
// an asterisk at its beginning for an argument.
func (t tabular) row(cells ...string) {
	line := strings.Join(cells, " & ") + " \\\\\n"
	if line[0] == '[' || line[0] == '*' {
		line = "{}" + line
	}
	t.b.WriteString(line)
}

func (t tabular) end() { t.b.WriteString("\\bottomrule\n\\end{tabular}\n") }

func bold(text string, is bool) string {
	if is {
		return "\\textbf{" + text + "}"
	}
	return text
}

func (r Row) latexDirection() string {
	if r.HigherIsBetter {
		return "$\\uparrow$"
	}
	return "$\\downarrow$"
}

var latexEscapes = strings.NewReplacer(
	"\\", "\\textbackslash{}", "{", "\\{", "}", "\\}", "&", "\\&", "%", "\\%", "$", "\\$", "#", "\\#", "_", "\\_",
	"~", "\\textasciitilde{}", "^", "\\textasciicircum{}", "<", "\\textless{}", ">", "\\textgreater{}", "\"", "{\\char34}", "|", "\\textbar{}",
	"−", "$-$", "±", "$\\pm$", "×", "$\\times$", "∞", "$\\infty$", "–", "--", "\u202f", "\\,", "\u00a0", "~",
	"≤", "$\\leq$", "≥", "$\\geq$", "≈", "$\\approx$", "≠", "$\\neq$", "→", "$\\rightarrow$", "←", "$\\leftarrow$",
	"↑", "$\\uparrow$", "↓", "$\\downarrow$", "†", "\\textdagger{}", "‡", "\\textdaggerdbl{}")

// escapeLaTeX makes text literal in a tabular. What pdfLaTeX has no sign for, as
// letters that are not Latin, is left to XeLaTeX and LuaLaTeX.
func escapeLaTeX(s string) string {
	return latexEscapes.Replace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}
