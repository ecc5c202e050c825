package page

import (
	"bytes"
	"encoding/csv"
	"strconv"
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
	return encode(lines)
}

// ComparisonsCSV returns the comparisons of fine-tuned models with their base
// models, one to a line, or nil where there are none.
func (p *Page) ComparisonsCSV() []byte {
	if len(p.Comparisons) == 0 {
		return nil
	}
	lines := [][]string{{
		"model", "base", "task", "benchmark", "base_benchmark", "metric", "value", "chance", "base_value", "base_chance",
		"difference", "stderr", "low", "high", "paired", "reference", "base_reference", "note", "base_note",
	}}
	for _, c := range p.Comparisons {
		r, d, asked := c.Row, c.Difference, c.Asked
		if asked == "" {
			asked = r.Benchmark
		}
		after, before := r.cell(c.Model), r.cell(c.Base)
		lines = append(lines, []string{
			p.Columns[c.Model].label(), p.Columns[c.Base].label(), c.Task, r.Benchmark, asked, r.Metric,
			field(after.Value, after.HasValue), field(after.Chance, after.HasChance),
			field(before.Value, before.HasValue), field(before.Chance, before.HasChance),
			field(d.Value, d.HasValue), field(d.StdErr, d.HasError), field(d.Low, d.HasError), field(d.High, d.HasError),
			strconv.FormatBool(d.Paired), after.Reference, before.Reference, after.notes(), before.notes(),
		})
	}
	return encode(lines)
}

func encode(lines [][]string) []byte {
	var b bytes.Buffer
	csv.NewWriter(&b).WriteAll(lines) // a bytes.Buffer accepts every write
	return b.Bytes()
}

func line(g Group, r Row, c Cell, column Column) []string {
	return []string{
		g.Name, r.Benchmark, r.Metric, column.Model, column.Name,
		field(c.Value, c.HasValue),
		field(c.StdErr, c.HasError), field(c.Low, c.HasRange), field(c.High, c.HasRange),
		strconv.FormatInt(c.N, 10),
		field(c.Chance, c.HasChance),
		c.Reference, column.Digest, c.Samples, c.notes(),
	}
}

func field(v float64, ok bool) string {
	if !ok {
		return ""
	}
	return exact(v)
}
