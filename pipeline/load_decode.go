package pipeline

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// decodeAll decodes the nodes of declarations, and of those of the library that
// enter on the way, which it adds. By now all names of the file have their values,
// so that decoding one node changes nothing that another reads, unless it brings
// in the library.
func (sc *scope) decodeAll(declared []*declaration) []*declaration {
	if !sc.readsOnce(declared) {
		return sc.decodeInTurn(declared)
	}
	sc.decodeTogether(declared)
	return append(declared, sc.decodeInTurn(nil)...)
}

func (ld *loading) decodeInTurn(declared []*declaration) []*declaration {
	for i := 0; i < len(declared) || len(ld.entered) > 0; i++ {
		declared, ld.entered = append(declared, ld.entered...), nil
		d := declared[i]
		d.scope.decodeNodes(d)
	}
	return declared
}

// nothing is the body of a block that will not be read again: the syntax of a
// large file takes more memory than all that is made of it.
var nothing = &hclsyntax.Body{}

// readsOnce reports whether no block is decoded twice, as those of modules and
// of experiments with variants may be.
func (ld *loading) readsOnce(declared []*declaration) bool {
	return ld.scopes == 1 && !slices.ContainsFunc(declared, func(d *declaration) bool { return d.kind.expands() })
}

// decodeNodes decodes the nodes of a declaration.
func (sc *scope) decodeNodes(d *declaration) {
	if sc.home != nil && d.repeated && len(d.nodes) > 0 {
		d.found = make([]hcl.Diagnostics, len(d.nodes))
		for i, n := range d.nodes {
			d.found[i] = sc.aside(func() { sc.decode(n, d.block) })
		}
		return
	}
	sc.inEach(sc.nodesToDecode(d), func(n *Node) { sc.decode(n, d.block) })
}

// nodesToDecode returns the nodes of a declaration. A block without any is read
// nevertheless: what is wrong with it is so with every element.
func (sc *scope) nodesToDecode(d *declaration) []*Node {
	if len(d.nodes) == 0 {
		return []*Node{sc.newNode(d, "", unknownElement)}
	}
	return d.nodes
}

// A decoding is a node on its way to a config.
type decoding struct {
	of        *declaration
	node      *Node
	found     hcl.Diagnostics
	postponed bool // until it can be decoded alone
}

// decodeTogether decodes the nodes of the declarations of a scope on all cores.
func (sc *scope) decodeTogether(declared []*declaration) {
	all := make([]decoding, 0, len(declared))
	for _, d := range declared {
		for _, n := range sc.nodesToDecode(d) {
			all = append(all, decoding{of: d, node: n})
		}
	}
	sc.libraryTable() // is made at first use
	_ = eachPart(all, func(part []decoding) error {
		ld, own := *sc.loading, *sc // what is wrong is noted apart
		own.loading, ld.together = &ld, true
		for i := range part {
			own.tryDecode(&part[i])
		}
		return nil
	})
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].of == all[0].of {
			n++
		}
		sc.finishDecoding(all[:n])
		all = all[n:]
	}
}

// tryDecode decodes a node at the same time as others, or postpones it.
func (sc *scope) tryDecode(d *decoding) {
	before := *d.node
	sc.postponed = false
	d.found = sc.aside(func() { sc.decode(d.node, d.of.block) })
	switch {
	case sc.postponed:
		*d.node = before
		d.node.Config = d.of.kind.New()
		d.postponed = true
	case !d.of.repeated:
		d.of.block.Body = nothing
	}
}

// finishDecoding decodes what was postponed of the nodes of a declaration, and
// reports what is wrong with them.
func (sc *scope) finishDecoding(all []decoding) {
	nodes, found := make([]*Node, len(all)), make([]hcl.Diagnostics, len(all))
	for i, d := range all {
		nodes[i], found[i] = d.node, d.found
		if d.postponed {
			found[i] = sc.aside(func() { sc.decode(d.node, d.of.block) })
		}
	}
	sc.reportEach(nodes, found)
}
