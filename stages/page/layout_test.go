package page

import "testing"

func TestLayoutKeepsBoxesApartAndEdgesForward(t *testing.T) {
	g := fixture().Graph
	l := newLayout(g)
	for k, layer := range l.layers {
		for i := 1; i < len(layer); i++ {
			a, b := l.vertices[layer[i-1]], l.vertices[layer[i]]
			if gap := (b.y - b.height/2) - (a.y + a.height/2); gap < nodeGap-1e-6 {
				t.Errorf("layer %d: the gap after place %d is %v, want at least %v", k, i-1, gap, nodeGap)
			}
		}
	}
	for i, e := range g.Edges {
		route := l.routes[i]
		if route[0] != e.From || route[len(route)-1] != e.To {
			t.Fatalf("the route of edge %d joins %d and %d, want %d and %d", i, route[0], route[len(route)-1], e.From, e.To)
		}
		for j := range route[1:] {
			if from, to := l.vertices[route[j]].layer, l.vertices[route[j+1]].layer; to != from+1 {
				t.Errorf("edge %d steps from layer %d to %d", i, from, to)
			}
		}
	}
}

func TestLayoutRemovesCrossings(t *testing.T) {
	g := Graph{Nodes: make([]Node, 6), Edges: []Edge{{From: 0, To: 5}, {From: 1, To: 4}, {From: 2, To: 3}}}
	if got := newLayout(g).crossings(); got != 0 {
		t.Errorf("crossings() = %d, want 0", got)
	}
}

func TestInversions(t *testing.T) {
	for _, test := range []struct {
		x    []int
		want int
	}{{nil, 0}, {[]int{1, 2, 2, 3}, 0}, {[]int{3, 2, 1}, 3}, {[]int{2, 1, 3, 0}, 4}} {
		if got := inversions(test.x); got != test.want {
			t.Errorf("inversions(%v) = %d, want %d", test.x, got, test.want)
		}
	}
}

func TestLayersPullSourcesToTheirReaders(t *testing.T) {
	// 0 → 1 → 2 → 4 and a source 3 → 4, which belongs beside 2.
	g := Graph{Nodes: make([]Node, 5), Edges: []Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 2, To: 4}, {From: 3, To: 4}}}
	want := []int{0, 1, 2, 2, 3}
	for i, got := range g.layers() {
		if got != want[i] {
			t.Errorf("layers()[%d] = %d, want %d", i, got, want[i])
		}
	}
}
