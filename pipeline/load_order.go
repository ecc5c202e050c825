package pipeline

import (
	"slices"
	"strings"
)

// order returns nodes in topological order, inputs first, ties by address.
// Nodes that stand on themselves are complained about; they, and those that
// stand on them, come last.
func (ld *loading) order(all []*Node) []*Node {
	waiting := make(map[*Node]int) // inputs that are not ordered yet
	users := make(map[*Node][]*Node)
	var ready, ordered []*Node
	for _, n := range all {
		waiting[n] = len(n.Inputs)
		for _, input := range n.Inputs {
			users[input.Node] = append(users[input.Node], n)
		}
		if len(n.Inputs) == 0 {
			ready = append(ready, n)
		}
	}
	byAddress := func(a, b *Node) int { return strings.Compare(a.Address(), b.Address()) }
	slices.SortFunc(ready, byAddress)
	for len(ready) > 0 {
		n := ready[0]
		ready, ordered = ready[1:], append(ordered, n)
		for _, user := range users[n] {
			if waiting[user]--; waiting[user] == 0 {
				i, _ := slices.BinarySearchFunc(ready, user, byAddress)
				ready = slices.Insert(ready, i, user)
			}
		}
	}
	if len(ordered) == len(all) {
		return ordered
	}
	ld.reportCycles(all)
	for _, n := range all {
		if waiting[n] > 0 {
			n.misread = &ld.misread // who follows references would not come to an end
			ordered = append(ordered, n)
		}
	}
	return ordered
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
