package page

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestEscapeLaTeX(t *testing.T) {
	for text, want := range map[string]string{
		`a_b & 5% of $x^2$ {y}`:    `a\_b \& 5\% of \$x\textasciicircum{}2\$ \{y\}`,
		"\\input{x}\n~#":           `\textbackslash{}input\{x\} \textasciitilde{}\#`,
		`lr["low"]`:                `lr[{\char34}low{\char34}]`,
		"a|b<c>d":                  `a\textbar{}b\textless{}c\textgreater{}d`,
		"tab\tnul\x00bell\a\u0085": `tab nul bell  `,
		"≤ 3 ± 1 × 2 → ∞":          `$\leq$ 3 $\pm$ 1 $\times$ 2 $\rightarrow$ $\infty$`,
	} {
		if got := escapeLaTeX(text); got != want {
			t.Errorf("escapeLaTeX(%q) = %q, want %q", text, got, want)
		}
	}
}

// hostile are names that mean something to LaTeX.
var hostile = []string{
	`\undefined{x}`, `50% of $x_1^2$ & #3 ~ {y`, `}\end{tabular}`, `["low", 1]`, `*starred`, `[2cm]`, `a|b < c > "d"`, "two\nlines",
	"≤ ≥ ≈ ≠ → ← ↑ ↓ † ± × ∞ − –", "café Ägypten ß “quoted” …", "\x00\x07\x7f", "`''?!", `\\`, `%`, `^^41`, `$$`, "-", "",
}

// hostilePage is a page on which everything has such a name, and an ablation.
func hostilePage() (*Page, Ablation) {
	p, a := &Page{}, fixture().Ablations[0]
	for i := range 3 {
		p.Columns = append(p.Columns, Column{Name: "evaluate." + hostile[i], Model: hostile[i]})
	}
	for _, name := range hostile {
		row := Row{Benchmark: name, Metric: name, Percent: true}
		for i := range p.Columns {
			row.Cells = append(row.Cells, Cell{Present: true, HasValue: i > 0, Note: name, Value: 0.25})
		}
		p.Groups = append(p.Groups, Group{Name: name, Rows: []Row{row, row}})
	}
	for i := range a.Variants {
		a.Variants[i] = hostile[i]
	}
	for i := range a.Outcomes {
		a.Outcomes[i].Benchmark, a.Outcomes[i].Metric = hostile[len(hostile)-1-i%len(hostile)], hostile[i%len(hostile)]
	}
	return p, a
}

// TestLaTeXRows holds every row to as many cells as there are columns, whatever
// stands in them: of the characters that part them, those that are escaped do
// not count.
func TestLaTeXRows(t *testing.T) {
	p, a := hostilePage()
	for name, table := range map[string]struct {
		text    []byte
		columns int
	}{"report": {p.LaTeX(), 2 + len(p.Columns)}, "ablation": {a.LaTeX(), 2 + len(a.Variants)}} {
		rows := 0
		for line := range strings.Lines(string(table.text)) {
			row, is := strings.CutSuffix(line, " \\\\\n")
			if !is || strings.HasPrefix(row, "\\multicolumn") {
				continue
			}
			rows++
			if got := 1 + strings.Count(strings.ReplaceAll(row, "\\&", ""), "&"); got != table.columns {
				t.Errorf("%s: row %q has %d cells, want %d", name, row, got, table.columns)
			}
			if row[0] == '[' || row[0] == '*' {
				t.Errorf("%s: row %q begins with what the row before it takes for an argument", name, row)
			}
			if open := strings.Count(row, "{") - strings.Count(row, "\\{"); open != strings.Count(row, "}")-strings.Count(row, "\\}") {
				t.Errorf("%s: row %q has braces that do not close", name, row)
			}
		}
		if rows < 3 {
			t.Errorf("%s has %d rows, want some", name, rows)
		}
	}
}

// TestLaTeXCompiles has pdflatex, where there is one, set every table.
func TestLaTeXCompiles(t *testing.T) {
	latex, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip("the LaTeX is not compiled: there is no pdflatex in PATH")
	}
	p, a := hostilePage()
	whole := fixture()
	tables := map[string][]byte{"report": whole.LaTeX(), "hostile": p.LaTeX(), "hostile-ablation": a.LaTeX()}
	for i, a := range whole.Ablations {
		tables[fmt.Sprint("ablation-", i)] = a.LaTeX()
	}
	for name, table := range tables {
		dir := t.TempDir()
		document := "\\documentclass{article}\n\\usepackage{booktabs,amssymb}\n\\begin{document}\n\\input{table}\n\\end{document}\n"
		for file, data := range map[string][]byte{"table.tex": table, "document.tex": []byte(document)} {
			if err := os.WriteFile(filepath.Join(dir, file), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), latex, "-interaction=nonstopmode", "-halt-on-error", "document.tex")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("pdflatex of %s = %v\n%s", name, err, out[max(0, len(out)-1200):])
		}
	}
}
