package pipeline

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// plain returns the value of an expression that is what most attributes are: a
// number, a word such as true, a string, the address of a stage, an element of
// for_each, or a list of these. Nothing can be wrong with it. All else, and
// every name that may be wrong, is left to resolve.
func (sc *scope) plain(expr hclsyntax.Expression, each *element) (cty.Value, bool) {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	case *hclsyntax.TemplateExpr:
		return sc.plainString(e, each)
	case *hclsyntax.ScopeTraversalExpr:
		if name, named := stepName(e.Traversal); named && len(e.Traversal) == 2 {
			if e.Traversal.RootName() == eachRoot {
				v, ok := each.named(name)
				return v, ok && v.IsWhollyKnown()
			}
			return sc.plainStage(e.Traversal)
		}
	case *hclsyntax.IndexExpr:
		return sc.plainInstance(e, each)
	case *hclsyntax.TupleConsExpr:
		return sc.plainList(e, each)
	}
	return cty.NilVal, false
}

// plainString joins the parts of a string, all of which are strings.
func (sc *scope) plainString(e *hclsyntax.TemplateExpr, each *element) (cty.Value, bool) {
	if e.IsStringLiteral() {
		v, diags := e.Value(nil)
		return v, !diags.HasErrors()
	}
	var text strings.Builder
	for _, part := range e.Parts {
		v, ok := sc.plain(part, each)
		if !ok || v.IsNull() || v.Type() != cty.String {
			return cty.NilVal, false
		}
		text.WriteString(v.AsString())
	}
	return cty.StringVal(text.String()), true
}

func (sc *scope) plainList(e *hclsyntax.TupleConsExpr, each *element) (cty.Value, bool) {
	if len(e.Exprs) == 0 {
		return cty.EmptyTupleVal, true
	}
	values := make([]cty.Value, len(e.Exprs))
	for i, element := range e.Exprs {
		v, ok := sc.plain(element, each)
		if !ok {
			return cty.NilVal, false
		}
		values[i] = v
	}
	return cty.TupleVal(values), true
}

// declaredAs returns the declaration that is named by its kind and its name
// alone, or nil.
func (sc *scope) declaredAs(t hcl.Traversal) *declaration {
	name, named := stepName(t)
	if !named || len(t) != 2 {
		return nil
	}
	if sc.kinds.Lookup(t.RootName()) == nil {
		return nil
	}
	return sc.find(t.RootName() + "." + name)
}

func (sc *scope) plainStage(t hcl.Traversal) (cty.Value, bool) {
	d := sc.declaredAs(t)
	if d == nil || d.repeated {
		return cty.NilVal, false
	}
	v := d.scope.stage(d)
	return v, v != cty.DynamicVal
}

// plainInstance returns one of several stages: dataset.d[each.key].
func (sc *scope) plainInstance(e *hclsyntax.IndexExpr, each *element) (cty.Value, bool) {
	of, ok := e.Collection.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return cty.NilVal, false
	}
	d := sc.declaredAs(of.Traversal)
	if d == nil || !d.repeated || d.scope.stage(d) == cty.DynamicVal {
		return cty.NilVal, false
	}
	key, ok := sc.plain(e.Key, each)
	if !ok || key.IsNull() || key.Type() != cty.String {
		return cty.NilVal, false
	}
	if n := d.instance(key); n != nil {
		return valueOf(n), true
	}
	return cty.NilVal, false
}
