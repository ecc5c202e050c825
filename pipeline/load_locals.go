package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// maxLocalDepth bounds how many locals may stand on each other.
const maxLocalDepth = 1000

// A local is a named value. Locals may refer to each other in any order.
type local struct {
	name      string
	attribute *hclsyntax.Attribute
	context   hcl.Range
	done      bool
	value     cty.Value // cty.DynamicVal where the local is faulty
}

func (sc *scope) declareLocals(block *hclsyntax.Block) {
	if len(block.Labels) > 0 {
		sc.report(mistake(block.LabelRanges[0], block.Range(), "Unexpected name",
			"A locals block has no name; the names are those of its attributes. Remove %q.", block.Labels[0]))
	}
	for _, b := range block.Body.Blocks {
		sc.faulty["local."+b.Type] = true
		sc.report(mistake(b.TypeRange, block.Range(), "Unknown block",
			"A locals block holds attributes only. To name a map, write it with an equals sign: %s = { … }.", b.Type))
	}
	for _, a := range sortedAttributes(block.Body) {
		if first := sc.locals[a.Name]; first != nil {
			sc.report(mistake(a.NameRange, block.Range(), "Duplicate local",
				"local.%s is declared %s already. Give one of the two another name.", a.Name, lineOf(first.attribute.NameRange, a.NameRange)))
			continue
		}
		sc.locals[a.Name] = &local{name: a.Name, attribute: a, context: block.Range()}
	}
}

func (sc *scope) evaluateLocals() {
	all := make([]*local, 0, len(sc.locals))
	for _, l := range sc.locals {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b *local) int { return compareRanges(a.attribute.NameRange, b.attribute.NameRange) })
	for _, l := range all {
		sc.localValue(l)
	}
}

// localValue evaluates a local and, on the way, those that it refers to.
func (sc *scope) localValue(l *local) cty.Value {
	if l.done {
		return l.value
	}
	if i := slices.Index(sc.stack, l.name); i >= 0 {
		path := append(slices.Clone(sc.stack[i:]), l.name)
		for j := range path {
			path[j] = "local." + path[j]
		}
		sc.report(mistake(l.attribute.NameRange, l.context, "Cycle among locals",
			"The value of local.%s depends on itself: %s. Break the circle by giving one of them a value of its own.",
			l.name, strings.Join(path, " → ")))
		return cty.DynamicVal
	}
	if len(sc.stack) >= maxLocalDepth {
		sc.report(mistake(l.attribute.NameRange, l.context, "Locals too deep",
			"More than %d locals stand on each other here. Refer to fewer others.", maxLocalDepth))
		return cty.DynamicVal
	}
	sc.stack = append(sc.stack, l.name)
	v, _ := sc.evaluate(l.attribute.Expr, place{context: l.context})
	sc.stack = sc.stack[:len(sc.stack)-1]
	l.value, l.done = v, true
	return v
}
