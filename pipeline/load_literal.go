package pipeline

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// literal returns the value of an expression that is written out: a number, a
// word such as true, a string without interpolation, or a list of these. It is
// what most attributes are, and has no names to look up.
func literal(expr hclsyntax.Expression) (cty.Value, bool) {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	case *hclsyntax.TemplateExpr:
		if !e.IsStringLiteral() {
			return cty.NilVal, false
		}
		v, diags := e.Value(nil)
		return v, !diags.HasErrors()
	case *hclsyntax.TupleConsExpr:
		if len(e.Exprs) == 0 {
			return cty.EmptyTupleVal, true
		}
		values := make([]cty.Value, len(e.Exprs))
		for i, element := range e.Exprs {
			v, ok := literal(element)
			if !ok {
				return cty.NilVal, false
			}
			values[i] = v
		}
		return cty.TupleVal(values), true
	}
	return cty.NilVal, false
}
