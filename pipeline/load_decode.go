package pipeline

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// decodeAll decodes the nodes of all declarations. By now all names have their
// values, so that decoding one node changes nothing that another reads.
func (sc *scope) decodeAll(declared []*declaration) {
	if !sc.readsOnce(declared) {
		for _, d := range declared {
			d.scope.decodeNodes(d)
		}
		return
	}
	sc.decodeTogether(declared)
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
	of    *declaration
	node  *Node
	found hcl.Diagnostics
}

// decodeTogether decodes the nodes of the declarations of a scope on all cores.
func (sc *scope) decodeTogether(declared []*declaration) {
	all := make([]decoding, 0, len(declared))
	for _, d := range declared {
		for _, n := range sc.nodesToDecode(d) {
			all = append(all, decoding{of: d, node: n})
		}
	}
	_ = eachPart(all, func(part []decoding) error {
		ld, own := *sc.loading, *sc // what is wrong is noted apart
		own.loading = &ld
		for i := range part {
			d := &part[i]
			d.found = own.aside(func() { own.decode(d.node, d.of.block) })
			if !d.of.repeated {
				d.of.block.Body = nothing
			}
		}
		return nil
	})
	for len(all) > 0 {
		of := all[0].of
		var nodes []*Node
		var found []hcl.Diagnostics
		for len(all) > 0 && all[0].of == of {
			nodes, found = append(nodes, all[0].node), append(found, all[0].found)
			all = all[1:]
		}
		sc.reportEach(nodes, found)
	}
}
