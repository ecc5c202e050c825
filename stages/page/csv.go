package page

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
)

// CSV returns every number in long form, one to a line, with all its digits.
// A field without a value is empty.
func (p *Page) CSV() []byte {
	lines := [][]string{{
		"group", "benchmark", "metric", "model", "evaluation", "value", "stderr", "low", "high", "n",
		"chance", "reference", "evaluation_digest", "samples_digest", "note",
	}}
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for i, c := range r.Cells {
				if !c.Present || i >= len(p.Columns) {
					continue
				}
				lines = append(lines, line(g, r, c, p.Columns[i]))
			}
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.WriteAll(lines) // a bytes.Buffer accepts every write
	return b.Bytes()
}

func line(g Group, r Row, c Cell, column Column) []string {
	return []string{
		g.Name, r.Benchmark, r.Metric, column.Model, column.Name,
		field(c.Value, c.HasValue),
		field(c.StdErr, c.HasError), field(c.Low, c.HasRange), field(c.High, c.HasRange),
		strconv.FormatInt(c.N, 10),
		field(r.Chance, r.HasChance),
		c.Reference, column.Digest, c.Samples, strings.Join(c.notes(), "; "),
	}
}

func field(v float64, ok bool) string {
	if !ok {
		return ""
	}
	return exact(v)
}
