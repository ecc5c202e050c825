package pipeline

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// plain returns the value of an expression that is what most attributes are: a
// number, a word such as true, a string without interpolation, the address of a
// stage, or a list of these. Nothing can be wrong with it. All else, and every
// name that may be wrong, is left to resolve.
func (sc *scope) plain(expr hclsyntax.Expression) (cty.Value, bool) {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	case *hclsyntax.TemplateExpr:
		if !e.IsStringLiteral() {
			return cty.NilVal, false
		}
		v, diags := e.Value(nil)
		return v, !diags.HasErrors()
	case *hclsyntax.ScopeTraversalExpr:
		return sc.plainAddress(e)
	case *hclsyntax.TupleConsExpr:
		if len(e.Exprs) == 0 {
			return cty.EmptyTupleVal, true
		}
		values := make([]cty.Value, len(e.Exprs))
		for i, element := range e.Exprs {
			v, ok := sc.plain(element)
			if !ok {
				return cty.NilVal, false
			}
			values[i] = v
		}
		return cty.TupleVal(values), true
	}
	return cty.NilVal, false
}

// plainAddress returns the stage that is named by its kind and its name alone.
func (sc *scope) plainAddress(e *hclsyntax.ScopeTraversalExpr) (cty.Value, bool) {
	name, named := stepName(e.Traversal)
	if !named || len(e.Traversal) != 2 {
		return cty.NilVal, false
	}
	d := sc.addresses[e.Traversal.RootName()+"."+name]
	if d == nil || d.repeated {
		return cty.NilVal, false
	}
	v := d.scope.stage(d)
	return v, v != cty.DynamicVal
}
