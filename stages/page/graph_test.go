package page

import (
	"slices"
	"strings"
	"testing"
)

// TestGraphToReport holds that the report stands at the end of its own graph,
// behind what it shows and nothing else, and leads nowhere.
func TestGraphToReport(t *testing.T) {
	p := &Page{
		Columns:   []Column{{Name: "evaluate.a"}, {Name: "evaluate.b"}},
		Claims:    []Claim{{Name: "claim.c"}},
		Ablations: []Ablation{{Name: "ablation.d"}},
		Graph: Graph{
			Nodes: []Node{
				{"pretrain.a", "pretrain", "sha256:1"}, {"evaluate.b", "evaluate", "sha256:2"}, {"evaluate.a", "evaluate", "sha256:3"},
				{"claim.c", "claim", "sha256:4"}, {"ablation.d", "ablation", "sha256:5"},
			},
			Edges: []Edge{{0, 1, "model"}, {0, 2, "model"}},
		},
	}
	g := p.graphToReport()
	want := []Edge{{0, 1, "model"}, {0, 2, "model"}, {1, 5, "results[1]"}, {2, 5, "results[0]"}, {3, 5, "claims[0]"}, {4, 5, "ablations[0]"}}
	if last := g.Nodes[len(g.Nodes)-1]; last != (Node{Address: "this report", Kind: "report"}) || !slices.Equal(g.Edges, want) {
		t.Errorf("graphToReport() ends with %+v and has edges %v, want the report and %v", last, g.Edges, want)
	}
	if len(p.Graph.Nodes) != 5 || len(p.Graph.Edges) != 2 {
		t.Errorf("the page's graph has %d nodes and %d edges now, want 5 and 2", len(p.Graph.Nodes), len(p.Graph.Edges))
	}
	drawing, _ := g.draw(true)
	if links, boxes := strings.Count(drawing, "<a href="), strings.Count(drawing, `<rect class="box"`); links != 5 || boxes != 6 {
		t.Errorf("draw has %d links and %d boxes, want 5 and 6", links, boxes)
	}
}
