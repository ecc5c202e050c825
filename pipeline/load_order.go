package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// order returns the nodes in topological order, inputs first, ties by address.
// It is not ok where some stand on themselves.
func (ld *loading) order() ([]*Node, bool) {
	waiting := make(map[*Node]int) // inputs that are not ordered yet
	users := make(map[*Node][]*Node)
	var ready, ordered []*Node
	for _, d := range ld.declared {
		n := d.node
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
	if len(ordered) == len(ld.declared) {
		return ordered, true
	}
	ld.reportCycles()
	return nil, false
}

// reportCycles walks the edges in the order of the file and complains about
// each one that leads back to where the walk came from.
func (ld *loading) reportCycles() {
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
	for _, d := range ld.declared {
		if state[d.node] == 0 {
			walk(d.node)
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

// check lets each config hold its attributes against each other. A config
// whose own block or inputs are faulty is left out: it would complain about
// values that nobody wrote.
func (ld *loading) check(nodes []*Node) {
	wrong := make(map[*Node]bool)
	for _, d := range ld.declared {
		wrong[d.node] = d.wrong
	}
	for _, n := range nodes {
		for _, input := range n.Inputs {
			wrong[n] = wrong[n] || wrong[input.Node]
		}
		checker, ok := n.Config.(Checker)
		if !ok || wrong[n] {
			continue
		}
		c := &Check{node: n}
		checker.Check(c)
		ld.diags = append(ld.diags, c.diags...)
		wrong[n] = hcl.Diagnostics(c.diags).HasErrors()
	}
}
