package pipeline

import (
	"container/heap"
	"slices"
	"strings"
)

// order returns nodes in topological order, inputs first, ties by address.
// Nodes that stand on themselves are complained about; they, and those that
// stand on them, come last.
func (ld *loading) order(all []*Node) []*Node {
	waiting := make([]int, len(all)) // inputs that are not ordered yet, by place
	users := make([][]*Node, len(all))
	var ready nodeHeap
	ordered := make([]*Node, 0, len(all))
	for _, n := range all {
		ld.addEdges(n)
	}
	for i, n := range all {
		n.place = i
	}
	for i, n := range all {
		n.address = n.Address()
		waiting[i] = len(n.Inputs)
		for _, input := range n.Inputs {
			if at := input.Node.place; at < len(all) && all[at] == input.Node {
				users[at] = append(users[at], n)
			}
		}
		if len(n.Inputs) == 0 {
			ready = append(ready, n)
		}
	}
	heap.Init(&ready)
	for len(ready) > 0 {
		n := heap.Pop(&ready).(*Node)
		ordered = append(ordered, n)
		for _, user := range users[n.place] {
			if waiting[user.place]--; waiting[user.place] == 0 {
				heap.Push(&ready, user)
			}
		}
	}
	if len(ordered) == len(all) {
		return ordered
	}
	ld.reportCycles(all)
	for _, n := range all {
		if waiting[n.place] > 0 {
			n.misread = ld.misread // who follows references would not come to an end
			ordered = append(ordered, n)
		}
	}
	return ordered
}

// A nodeHeap is a heap of nodes by address.
type nodeHeap []*Node

// Len implements heap.Interface, as the others do.
func (h nodeHeap) Len() int           { return len(h) }
func (h nodeHeap) Less(i, j int) bool { return h[i].address < h[j].address }
func (h nodeHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *nodeHeap) Push(n any)        { *h = append(*h, n.(*Node)) }
func (h *nodeHeap) Pop() any {
	last := len(*h) - 1
	n := (*h)[last]
	*h = (*h)[:last]
	return n
}

// reportCycles walks the edges of nodes in their order and complains about
// each one that leads back to where the walk came from.
func (ld *loading) reportCycles(nodes []*Node) {
	const walking, left = 1, 2
	state := make(map[*Node]int)
	var path []*Node
	var walk func(n *Node)
	walk = func(n *Node) {
		state[n] = walking
		path = append(path, n)
		for _, input := range n.Inputs {
			switch state[input.Node] {
			case 0:
				walk(input.Node)
			case walking:
				ld.reportCycle(path[slices.Index(path, input.Node):], input)
			}
		}
		path = path[:len(path)-1]
		state[n] = left
	}
	for _, n := range nodes {
		if state[n] == 0 {
			walk(n)
		}
	}
}

// reportCycle points at the reference that closes a cycle.
func (ld *loading) reportCycle(cycle []*Node, closing Input) {
	var names []string
	for _, n := range cycle {
		names = append(names, n.Address())
	}
	last := cycle[len(cycle)-1]
	ld.report(mistake(last.Range(closing.Role), last.Block, "Cycle",
		"A stage cannot stand on its own output: %s → %s. Remove one of these references.",
		strings.Join(names, " → "), names[0]))
}
