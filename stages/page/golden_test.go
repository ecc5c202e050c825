package page

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGolden(t *testing.T) {
	p := fixture()
	a := p.Ablations[0]
	for name, got := range map[string][]byte{
		"report.md": p.Markdown(), "report.csv": p.CSV(), "report.tex": p.LaTeX(), "finetuning.csv": p.ComparisonsCSV(),
		a.FileName() + ".csv": a.CSV(), a.FileName() + ".tex": a.LaTeX(),
		"ablation.data.sizes.csv": p.Ablations[1].ScalingCSV(), "contamination.csv": p.ContaminationCSV(), "groups.csv": p.BreakdownsCSV(),
		"suites.csv": p.SuitesCSV(), "published.csv": p.PublishedCSV(),
		"benchmarks.csv": p.BenchmarksCSV(), "files.csv": p.FilesCSV(),
	} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is rendered; if that is right, run go test with -update", path)
		}
	}
}

func TestCSVReadsBack(t *testing.T) {
	p := fixture()
	lines, err := csv.NewReader(bytes.NewReader(p.CSV())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := 1
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				if c.Present {
					want++
				}
			}
		}
	}
	if len(lines) != want {
		t.Errorf("CSV() has %d lines, want %d", len(lines), want)
	}
}

func TestSVGIsADocument(t *testing.T) {
	for name, g := range map[string]Graph{
		"empty": {}, "one node": {Nodes: []Node{{Address: "a.b", Kind: "a"}}},
		"fixture":   fixture().Graph,
		"bad edges": {Nodes: []Node{{Address: "a"}, {Address: "b"}}, Edges: []Edge{{From: 1, To: 0}, {From: 0, To: 9}, {From: -1, To: 1}, {From: 1, To: 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			svg := g.SVG()
			d := xml.NewDecoder(strings.NewReader(svg))
			for {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("SVG() is not well formed: %v", err)
				}
			}
			if got, want := strings.Count(svg, `class="node `), len(g.Nodes); got != want {
				t.Errorf("SVG() draws %d nodes, want %d", got, want)
			}
			if got, want := strings.Count(svg, `class="edge"`), len(g.sound().Edges); got != want {
				t.Errorf("SVG() draws %d edges, want %d", got, want)
			}
			if strings.Contains(svg, "href") {
				t.Error("SVG() links out of the drawing")
			}
		})
	}
}
