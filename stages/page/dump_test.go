package page

import (
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	h, err := fixture().HTML()
	if err != nil {
		t.Fatal(err)
	}
	h = Measure(h, map[string]float64{"pretrain.base": 312.4, "finetune.chat": 41.27})
	os.WriteFile("/tmp/pg/report.html", h, 0o644)
	os.WriteFile("/tmp/pg/report.md", fixture().Markdown(), 0o644)
	os.WriteFile("/tmp/pg/report.csv", fixture().CSV(), 0o644)
	os.WriteFile("/tmp/pg/graph.svg", []byte(fixture().Graph.SVG()), 0o644)
}
