package page

import "slices"

// A vertex is a node placed in a layer, or a bend of an edge that crosses the
// layer.
type vertex struct {
	node     int // index of the node, or -1
	layer    int
	height   float64
	y        float64 // of its middle
	up, down []int   // vertices of the layers before and after
}

// A layout places a graph in layers from left to right, in the manner of
// Sugiyama, Tagawa and Toda (1981): layers by longest path, bends where edges
// cross layers, orders by barycentres, then heights.
type layout struct {
	vertices []vertex
	layers   [][]int // vertices, from the top down
	routes   [][]int // for each edge, the vertices it runs through
}

const (
	nodeHeight = 24.0
	bendHeight = 4.0
	nodeGap    = 9.0
)

func newLayout(g Graph) *layout {
	l := &layout{}
	for i, layer := range g.layers() {
		l.add(vertex{node: i, layer: layer, height: nodeHeight})
	}
	bends := make(map[bend]int)
	for _, e := range g.Edges {
		l.routes = append(l.routes, l.route(e, bends))
	}
	l.reduceCrossings()
	l.place()
	return l
}

// layers returns the layer of each node: its longest path from a source, then
// as far right as its readers allow where that shortens more edges than it
// lengthens.
func (g Graph) layers() []int {
	layer := make([]int, len(g.Nodes))
	in, out := make([]int, len(g.Nodes)), make([]int, len(g.Nodes))
	for to := range g.Nodes {
		for _, e := range g.Edges {
			if e.To == to {
				layer[to] = max(layer[to], layer[e.From]+1)
				in[to]++
				out[e.From]++
			}
		}
	}
	for from := len(g.Nodes) - 1; from >= 0; from-- {
		nearest := -1
		for _, e := range g.Edges {
			if e.From == from && (nearest < 0 || layer[e.To] < nearest) {
				nearest = layer[e.To]
			}
		}
		if nearest > 0 && out[from] > in[from] {
			layer[from] = nearest - 1
		}
	}
	return layer
}

// sound returns the graph without edges that do not lead from an earlier node
// to a later one.
func (g Graph) sound() Graph {
	s := Graph{Nodes: g.Nodes}
	for _, e := range g.Edges {
		if 0 <= e.From && e.From < e.To && e.To < len(g.Nodes) {
			s.Edges = append(s.Edges, e)
		}
	}
	return s
}

func (l *layout) add(v vertex) int {
	i := len(l.vertices)
	l.vertices = append(l.vertices, v)
	for len(l.layers) <= v.layer {
		l.layers = append(l.layers, nil)
	}
	l.layers[v.layer] = append(l.layers[v.layer], i)
	return i
}

// A bend names where the edges of one node cross a layer. They cross it
// together, so that many readers do not draw as many lines.
type bend struct{ from, layer int }

// route adds the bends of an edge that its siblings have not, and joins them.
func (l *layout) route(e Edge, bends map[bend]int) []int {
	path := []int{e.From}
	for layer := l.vertices[e.From].layer + 1; layer < l.vertices[e.To].layer; layer++ {
		key := bend{e.From, layer}
		v, ok := bends[key]
		if !ok {
			v = l.add(vertex{node: -1, layer: layer, height: bendHeight})
			bends[key] = v
		}
		path = append(path, v)
	}
	path = append(path, e.To)
	for i := range path[1:] {
		l.join(path[i], path[i+1])
	}
	return path
}

// join connects two vertices of neighbouring layers, once.
func (l *layout) join(a, b int) {
	if !slices.Contains(l.vertices[a].down, b) {
		l.vertices[a].down = append(l.vertices[a].down, b)
		l.vertices[b].up = append(l.vertices[b].up, a)
	}
}

const sweeps = 12

// reduceCrossings sorts each layer by the mean position of its neighbours,
// sweeping right and left in turn, and keeps the order with fewest crossings.
func (l *layout) reduceCrossings() {
	best, fewest := l.orders(), l.crossings()
	for s := range sweeps {
		for k := range l.layers {
			if s%2 == 0 {
				l.sortLayer(k, func(v vertex) []int { return v.up })
			} else {
				l.sortLayer(len(l.layers)-1-k, func(v vertex) []int { return v.down })
			}
		}
		if c := l.crossings(); c < fewest {
			best, fewest = l.orders(), c
		}
	}
	l.layers = best
}

func (l *layout) orders() [][]int {
	orders := make([][]int, len(l.layers))
	for i, layer := range l.layers {
		orders[i] = slices.Clone(layer)
	}
	return orders
}

// sortLayer orders a layer; a vertex without neighbours on that side keeps its
// place as well as it can.
func (l *layout) sortLayer(k int, neighbours func(vertex) []int) {
	position := l.positions()
	centre := make(map[int]float64)
	for i, v := range l.layers[k] {
		near := neighbours(l.vertices[v])
		centre[v] = float64(i)
		if len(near) > 0 {
			sum := 0
			for _, n := range near {
				sum += position[n]
			}
			centre[v] = float64(sum) / float64(len(near))
		}
	}
	slices.SortStableFunc(l.layers[k], func(a, b int) int {
		switch {
		case centre[a] < centre[b]:
			return -1
		case centre[a] > centre[b]:
			return 1
		}
		return 0
	})
}

// positions returns the place of each vertex in its layer.
func (l *layout) positions() []int {
	position := make([]int, len(l.vertices))
	for _, layer := range l.layers {
		for i, v := range layer {
			position[v] = i
		}
	}
	return position
}

// crossings counts pairs of edges that cross between neighbouring layers: the
// inversions of their ends, when sorted by their beginnings.
func (l *layout) crossings() int {
	position := l.positions()
	total := 0
	for _, layer := range l.layers {
		var ends []int
		for _, v := range layer {
			from := len(ends)
			for _, d := range l.vertices[v].down {
				ends = append(ends, position[d])
			}
			slices.Sort(ends[from:])
		}
		total += inversions(ends)
	}
	return total
}

func inversions(x []int) int {
	n := 0
	for i, a := range x {
		for _, b := range x[i+1:] {
			if a > b {
				n++
			}
		}
	}
	return n
}
