package pipeline

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Limits of what one file stands for, since it is small and what it stands for
// may not be.
const (
	maxNodes  = 100_000
	maxScopes = 10_000
)

// A cell is one evaluation of the file for an ablation: a variant, by index,
// with one seed.
type cell struct{ variant, round int }

// cells returns all evaluations, in the order of a grid, without those of
// variants that could not be read.
func (e *expansion) cells() []cell {
	var all []cell
	for v := range e.variants {
		if e.variants[v].faulty {
			continue
		}
		for r := range e.grid.Rounds() {
			all = append(all, cell{v, r})
		}
	}
	return all
}

// name is what diagnostics call an evaluation, and the prefix of its stages but
// for the dot.
func (e *expansion) name(c cell) string {
	return e.grid.cell(c.variant, c.round, e.node.Address(), "")
}

// expandAll evaluates what the ablations of the file ask for.
func (sc *scope) expandAll() []*expansion {
	for _, e := range sc.expansions {
		if sc.fits(e) {
			sc.expand(e)
		}
	}
	return sc.expansions
}

// expand evaluates the file for each variant and seed. What is wrong in all
// evaluations alike is said once, and of what is wrong in some it is said in
// which.
func (sc *scope) expand(e *expansion) {
	t := &tally{expansion: e, first: make(map[finding]*hcl.Diagnostic), where: make(map[finding][]cell)}
	reached := make([]map[string]bool, len(e.variants)) // by variant: the stages of the file that what is measured stands on
	for _, c := range e.cells() {
		if reached[c.variant] == nil {
			reached[c.variant] = make(map[string]bool)
		}
		for _, d := range sc.aside(func() {
			for _, d := range sc.evaluateCell(e, c) {
				if d.scope.parent == nil {
					reached[c.variant][d.address()] = true
				}
			}
		}) {
			t.add(d, c)
		}
	}
	e.diags = t.diagnostics()
	if !e.diags.HasErrors() {
		e.diags = append(e.diags, e.withoutEffect(reached)...)
	}
	if len(e.grid.refs) < len(e.variants)*e.grid.Rounds()*len(e.measured) {
		e.grid.refs = nil // there is not one for each place
	}
}

// fits reports whether an ablation is small enough to be written out, before
// it is.
func (sc *scope) fits(e *expansion) bool {
	reach := len(reachable(e.measured))
	scopes := len(e.variants) * e.grid.Rounds()
	if sc.scopes+scopes <= maxScopes && sc.nodes+scopes*reach <= maxNodes {
		return true
	}
	sc.report(mistake(e.node.header, e.node.Block, "Ablation too large",
		"%d variants with %d seeds each, of %d stages that are measured or stood on, are %d stages. At most %d are allowed, and %d evaluations of the file.",
		len(e.variants), e.grid.Rounds(), reach, scopes*reach, maxNodes, maxScopes))
	return false
}

// evaluateCell evaluates the file with what a variant and a seed replace. Of
// its stages, it decodes those that the measured ones stand on.
func (sc *scope) evaluateCell(e *expansion, c cell) []*declaration {
	v := e.variants[c.variant]
	in := sc.newScope(e.name(c)+".", sc.dir)
	in.ablation = e.node
	in.given = v.given
	if len(e.grid.Seeds) > 0 {
		in.given = maps.Clone(v.given)
		in.given[seedVariable] = given{
			source: e.node.Address(), value: cty.NumberIntVal(e.grid.Seeds[c.round]), at: e.node.Range(seedsName),
		}
	}
	in.sortBlocks(v.bodies...)
	in.evaluateVariables()
	in.evaluateLocals()
	var measured []*Node
	for _, own := range e.measured {
		n := in.counterpart(own)
		if n == nil {
			in.report(mistake(e.node.Range(measureName), e.node.Block, "Nothing to measure",
				"The variant %s has no %s.", quote(v.name), own.Address()))
			continue
		}
		measured = append(measured, n)
	}
	reached := in.decodeNeeded(measured)
	dropUnused(reached, in.order(nodesOf(reached)))
	for _, d := range reached {
		d.scope.check(d)
	}
	for _, n := range measured {
		e.grid.refs = append(e.grid.refs, Ref{node: n})
	}
	e.nodes = append(e.nodes, slices.Collect(maps.Keys(reachable(measured))))
	return reached
}

// counterpart returns the node that a scope has for one of the file's own, or
// nil where it has none.
func (sc *scope) counterpart(own *Node) *Node {
	in := sc.counterScope(own.declared.scope)
	if in == nil {
		return nil
	}
	d := in.addresses[own.Kind.Name+"."+own.Name]
	if d == nil {
		return nil
	}
	in.stage(d)
	for _, n := range d.nodes {
		if n.Instance == own.Instance {
			return n
		}
	}
	return nil
}

// counterScope returns the scope of the same module, or nil.
func (sc *scope) counterScope(own *scope) *scope {
	if own.parent == nil {
		return sc
	}
	outer := sc.counterScope(own.parent)
	if outer == nil {
		return nil
	}
	m := outer.modules[own.call.name]
	if m == nil {
		return nil
	}
	outer.module(m)
	return m.scope
}

// decodeNeeded decodes the declarations of nodes and of all that they stand on.
func (sc *scope) decodeNeeded(nodes []*Node) []*declaration {
	var reached []*declaration
	seen := make(map[*declaration]bool)
	for queue := nodes; len(queue) > 0; queue = queue[1:] {
		d := queue[0].declared
		if seen[d] {
			continue
		}
		seen[d] = true
		if d.kind.expands() {
			sc.report(mistake(d.block.DefRange(), d.block.Range(), "Ablation of an ablation",
				"%s is stood on by what %s measures. What is measured cannot stand on an ablation.", d.address(), sc.ablation.Address()))
			continue
		}
		d.scope.decodeNodes(d)
		reached = append(reached, d)
		for _, n := range d.nodes {
			for _, in := range n.Inputs {
				queue = append(queue, in.Node)
			}
		}
	}
	return reached
}

func nodesOf(declared []*declaration) []*Node {
	var nodes []*Node
	for _, d := range declared {
		nodes = append(nodes, d.nodes...)
	}
	return nodes
}

// reachable returns nodes and all that they stand on.
func reachable(nodes []*Node) map[*Node]bool {
	seen := make(map[*Node]bool)
	for queue := slices.Clone(nodes); len(queue) > 0; queue = queue[1:] {
		if seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		for _, in := range queue[0].Inputs {
			queue = append(queue, in.Node)
		}
	}
	return seen
}
