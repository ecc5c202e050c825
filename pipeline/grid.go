package pipeline

import (
	"fmt"
	"reflect"
)

// A Grid is what an ablation measures: stages of the file, evaluated again in
// each of its variants and with each of its seeds. A kind asks for it with a
// field tagged `hcl:"variant,block"`: its blocks then have the attributes
// measure and seeds, and the blocks variant, which the loader reads. The tag
// accepts names the kinds that can be measured.
//
// Variants and seeds are in the roles of the inputs, and so in the recipe. The
// names of the measured stages are in no recipe: an artifact has none of them,
// and whoever shows it has them from the addresses of the inputs.
type Grid struct {
	Variants []string // in the order of the file
	Seeds    []int64  // in the order of the file; empty where the ablation sets none
	Measures []string // what the file calls the measured stages: "evaluate.base"

	refs []Ref // by variant, seed, measure
}

// Rounds returns how often each variant is measured: once for each seed, or
// once where there are none.
func (g Grid) Rounds() int { return max(1, len(g.Seeds)) }

// Ref returns a measured stage, by index of its variant, round and measure. It
// may be one of the file's own, where the variant changes nothing about it. It
// is not set where the grid did not decode, which a Check may see.
func (g Grid) Ref(variant, round, measure int) Ref {
	if len(g.refs) == 0 {
		return Ref{}
	}
	return g.refs[(variant*g.Rounds()+round)*len(g.Measures)+measure]
}

// Role returns what the stage calls the input that Ref returns:
// `variant["mha"].seed[2].measure[0]`.
func (g Grid) Role(variant, round, measure int) string {
	return fmt.Sprintf("%s.measure[%d]", g.cell(variant, round, "variant", ".seed"), measure)
}

// cell names a round of a variant: ["mha"][2] with words before the brackets.
func (g Grid) cell(variant, round int, beforeVariant, beforeSeed string) string {
	cell := beforeVariant + "[" + quote(g.Variants[variant]) + "]"
	if len(g.Seeds) > 0 {
		cell += fmt.Sprintf("%s[%d]", beforeSeed, g.Seeds[round])
	}
	return cell
}

// The names that a Grid adds to a block.
const (
	variantBlockName = "variant"
	measureName      = "measure"
	seedsName        = "seeds"
	variablesName    = "variables"
	seedVariable     = "seed" // that seeds sets
)

var gridType = reflect.TypeFor[Grid]()

// gridFields returns the attributes that a grid adds to the block of its kind:
// measure and seeds.
func (f *field) gridFields() []field {
	return []field{
		{name: measureName, typ: refsType, required: true, accepts: f.accepts, doc: "The stages to measure in each variant"},
		{name: seedsName, typ: reflect.TypeFor[[]int64](), doc: "Measure each variant once for each of these values of var.seed"},
	}
}

// variantBlock describes the block that names a variant. What its blocks may
// say is what those of the file may.
var variantBlock = Block{
	Type: variantBlockName, Label: "name of the variant", Required: true, Repeated: true,
	Doc: "What is different in this variant: blocks of the file, with the attributes to replace",
	Attributes: []Attribute{
		{Name: variablesName, Wants: "a map of values", Doc: "Variables to set, by name"},
	},
}

// grid returns the field of a schema that is a grid, or nil.
func (s *schema) grid() *field { return s.named(roleGrid, variantBlockName) }

// expands reports whether stages of the kind evaluate the file again.
func (k *Kind) expands() bool { return schemaOf(reflect.TypeOf(k.standard()).Elem()).grid() != nil }
