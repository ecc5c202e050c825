package pipeline

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// An expansion is an ablation as its block declares it: what is to be
// evaluated, and how often.
type expansion struct {
	node     *Node
	grid     *Grid
	measured []*Node // of the file itself
	variants []*variant

	nodes [][]*Node // of each evaluation: what is measured, and what it stands on
	diags hcl.Diagnostics
}

// A variant is the file with something replaced.
type variant struct {
	name   string
	block  *hclsyntax.Block
	bodies []*hclsyntax.Body // of the file, merged with the block
	given  map[string]given  // what it sets variables to
	faulty bool              // something in the block is no override
	// overrides are the blocks of stages in it, by address.
	overrides map[string]*hclsyntax.Block
}

// grid decodes what an ablation measures. The variants are evaluated when the
// whole file has been decoded.
func (d *decoder) grid(f *field, block *hclsyntax.Block, g *Grid) {
	e := &expansion{node: d.node, grid: g}
	before := len(d.diags)
	fields := f.gridFields()
	e.measured = d.measured(&fields[0], block)
	g.Seeds = d.seeds(&fields[1], block)
	for _, n := range e.measured {
		g.Measures = append(g.Measures, n.Address())
	}
	for _, b := range block.Body.Blocks {
		if b.Type != variantBlockName || !d.variantNamed(e, b) {
			continue
		}
		merged := len(d.diags)
		v := d.merge(b, len(g.Seeds) > 0)
		v.faulty = len(d.diags) > merged
		e.variants, g.Variants = append(e.variants, v), append(g.Variants, v.name)
	}
	if !hasBlock(block, variantBlockName) {
		d.report(mistake(block.DefRange(), block.Range(), "Missing block",
			"%s needs a block %q for each variant. Add %s \"name\" { … }; an empty one is the file as it is.",
			begin(article(block.Type)), variantBlockName, variantBlockName))
	}
	if len(d.diags) > before {
		d.node.fail(variantBlockName)
	}
	if len(e.measured) > 0 {
		d.expansions = append(d.expansions, e)
	}
}

// measured returns the stages that an ablation measures. They are stages of
// the file, and no inputs of the ablation: its inputs are those of variants.
func (d *decoder) measured(f *field, block *hclsyntax.Block) []*Node {
	inputs := d.node.Inputs
	var refs []Ref
	d.attribute(measureName, f, block, reflect.ValueOf(&refs).Elem())
	d.node.Inputs = inputs
	if d.node.failed.overlaps(measureName) {
		return nil
	}
	at := d.node.Range(measureName)
	if len(refs) == 0 {
		d.report(mistake(at, block.Range(), "Nothing to measure", "The attribute %q is an empty list. Name the stages to measure, as in [evaluate.base].", measureName))
	}
	var nodes []*Node
	for i, r := range refs {
		if slices.Contains(nodes, r.node) {
			d.report(mistake(d.node.Range(fmt.Sprintf("%s[%d]", measureName, i)), block.Range(), "Measured twice",
				"%s is in the list already. Remove it.", r.node.Address()))
			continue
		}
		nodes = append(nodes, r.node)
	}
	return nodes
}

// seeds returns the seeds of an ablation, each of which is a value of var.seed.
func (d *decoder) seeds(f *field, block *hclsyntax.Block) []int64 {
	var seeds []int64
	d.attribute(seedsName, f, block, reflect.ValueOf(&seeds).Elem())
	if len(seeds) == 0 {
		return nil
	}
	expr := block.Body.Attributes[seedsName].Expr
	if d.variables[seedVariable] == nil && !d.faulty["var."+seedVariable] {
		d.report(mistake(expr.Range(), block.Range(), "Undeclared variable",
			"The attribute %q sets var.%s, and the file declares no variable %q. Declare it, and use it where something is random.",
			seedsName, seedVariable, seedVariable))
	}
	for i, s := range seeds {
		if slices.Contains(seeds[:i], s) {
			d.report(mistake(elementRange(expr, i), block.Range(), "Duplicate seed",
				"The seed %d is in the list already. The same seed gives the same bits, and says nothing new.", s))
		}
	}
	return seeds
}

// variantNamed checks that a variant has a name of its own.
func (d *decoder) variantNamed(e *expansion, b *hclsyntax.Block) bool {
	if len(b.Labels) != 1 {
		d.report(mistake(b.DefRange(), b.Range(), "Missing name",
			"A variant has one name, and here are %d. Write it in quotes behind the type: %s \"name\" { }.", len(b.Labels), variantBlockName))
		return false
	}
	name := b.Labels[0]
	if problem := keyProblem(name); problem != "" {
		d.report(mistake(b.LabelRanges[0], b.Range(), "Invalid name",
			"The name %s of a variant %s. It is part of addresses, as \"mha\" is of ablation.attention[\"mha\"].", quote(shorten(name)), problem))
		return false
	}
	for _, v := range e.variants {
		if v.name == name {
			d.report(mistake(b.DefRange(), b.Range(), "Duplicate variant",
				"The variant %s is declared on line %d already. Give one of the two another name.", quote(name), v.block.DefRange().Start.Line))
			return false
		}
	}
	return true
}
