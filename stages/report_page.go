package stages

import (
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/page"
)

// A pageBuilder gathers from artifacts what a report shows. Artifacts hold no
// names; the lineage does.
type pageBuilder struct {
	store     *artifacts.Store
	ancestors []pipeline.Ancestor
	byAddress map[string]pipeline.Ancestor
	examples  int

	evaluations []evaluation // a column each
}

// An evaluation is a model's column.
type evaluation struct {
	model    string // its address
	artifact *artifacts.Artifact
	numbers  []Number
}

func (b *pageBuilder) inputs(address string) []pipeline.AncestorInput {
	return b.byAddress[address].Inputs
}

// graph returns the lineage as nodes and edges.
func (b *pageBuilder) graph() page.Graph {
	var g page.Graph
	index := make(map[string]int)
	for i, a := range b.ancestors {
		index[a.Address] = i
		g.Nodes = append(g.Nodes, page.Node{
			Address: a.Address, Kind: a.Kind, Digest: a.Artifact.String(),
		})
		for _, in := range a.Inputs {
			g.Edges = append(g.Edges, page.Edge{From: index[in.Address], To: i, Role: in.Role})
		}
	}
	return g
}

// addEvaluation adds a column: a cell for each number, and sample outputs.
func (b *pageBuilder) addEvaluation(p *page.Page, address string, a *artifacts.Artifact) error {
	model := ""
	for _, in := range b.inputs(address) {
		if in.Role == "model" {
			model = b.made(in.Address)
		}
	}
	column := len(p.Columns)
	p.Columns = append(p.Columns, page.Column{Name: address, Model: model, Digest: a.Digest().String()})
	numbers, err := Numbers(address, a, b.inputs)
	if err != nil {
		return err
	}
	numbers = b.addBreakdowns(p, column, numbers)
	b.evaluations = append(b.evaluations, evaluation{model, a, numbers})
	seen := make(map[int]bool)
	for _, n := range numbers {
		row := b.row(p, n)
		for len(row.Cells) <= column {
			row.Cells = append(row.Cells, page.Cell{})
		}
		row.Cells[column] = cell(n)
		if seen[n.set] || b.examples == 0 {
			continue
		}
		seen[n.set] = true
		examples, request, err := b.samples(a, n)
		if err != nil {
			return err
		}
		p.Examples = append(p.Examples, page.ExampleSet{
			Group: b.group(n), Benchmark: shortName(n.Benchmark), Model: model,
			Request: request, Examples: examples,
		})
	}
	b.pad(p)
	b.addSuites(p, column, numbers)
	return nil
}

// addClaim adds what a claim says, and on which numbers it stands.
func (b *pageBuilder) addClaim(p *page.Page, address string, a *artifacts.Artifact) error {
	v, err := ReadVerdict(address, a, b.inputs)
	if err != nil {
		return err
	}
	c := page.Claim{Name: address, Says: v.Says, That: v.That, Holds: v.Holds, Verdict: v.Word(), Note: v.Note}
	for _, n := range v.Numbers {
		c.Numbers = append(c.Numbers, page.ClaimNumber(n))
	}
	p.Claims = append(p.Claims, c)
	return nil
}

// pad gives every row a cell for every column.
func (b *pageBuilder) pad(p *page.Page) {
	for g := range p.Groups {
		for r := range p.Groups[g].Rows {
			row := &p.Groups[g].Rows[r]
			for len(row.Cells) < len(p.Columns) {
				row.Cells = append(row.Cells, page.Cell{})
			}
		}
	}
}

func (b *pageBuilder) group(n Number) string {
	if g := b.byAddress[n.Benchmark].Labels["group"]; g != "" {
		return g
	}
	return "results"
}

// row returns the row of a number, adding it and its group where they are new.
func (b *pageBuilder) row(p *page.Page, n Number) *page.Row {
	name := b.group(n)
	g := slices.IndexFunc(p.Groups, func(g page.Group) bool { return g.Name == name })
	if g < 0 {
		g = len(p.Groups)
		p.Groups = append(p.Groups, page.Group{Name: name})
	}
	rows := &p.Groups[g].Rows
	benchmark := shortName(n.Benchmark)
	r := slices.IndexFunc(*rows, func(r page.Row) bool { return r.Benchmark == benchmark && r.Metric == n.Value.Metric })
	if r < 0 {
		r = len(*rows)
		*rows = append(*rows, b.newRow(n))
	}
	return &(*rows)[r]
}

func (b *pageBuilder) newRow(n Number) page.Row {
	return page.Row{
		Benchmark: shortName(n.Benchmark), About: b.byAddress[n.Benchmark].Labels["about"], Metric: n.Value.Metric,
		Percent: isShare(n.Value.Metric), HigherIsBetter: n.Value.HigherIsBetter,
	}
}

// isShare reports whether a metric is a share, which reads best as a
// percentage.
func isShare(metric string) bool {
	metric, _ = benchmarks.SplitName(metric)
	if strings.HasPrefix(metric, "pass@") {
		metric = "pass@k"
	}
	return slices.ContainsFunc(benchmarks.Metrics(), func(m benchmarks.Metric) bool {
		return m.Name == metric && m.Low == 0 && m.High == 1
	})
}

func cell(n Number) page.Cell {
	v := n.Value
	return page.Cell{
		Present: true, HasValue: v.HasValue, Value: v.Value, Note: v.Note, N: v.N,
		StdErr: v.StdErr, HasError: v.HasError, Low: v.Low, High: v.High, HasRange: v.Interval != "", Method: v.Interval,
		Chance: v.Chance, HasChance: v.HasChance, Truncated: v.Truncated, Unscored: v.Unscored, Unread: v.Unread, Asked: v.Asked, Leaked: v.Leaked,
		Reference: n.Reference, Samples: n.Samples.Digest.String(), Varies: n.Varies,
	}
}

// GraphSVG draws an experiment's graph.
func GraphSVG(exp *pipeline.Experiment) string {
	var g page.Graph
	index := make(map[*pipeline.Node]int)
	for i, n := range exp.Nodes {
		index[n] = i
		g.Nodes = append(g.Nodes, page.Node{Address: n.Address(), Kind: n.Kind.Name})
		for _, in := range n.Inputs {
			g.Edges = append(g.Edges, page.Edge{From: index[in.Node], To: i, Role: in.Role})
		}
	}
	return g.SVG()
}
