package pipeline

import (
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// refMap sets a map of references, and adds the edges in the order of keys.
// The role of one is "inputs.model", or `inputs["a b"]` where the key is no
// identifier.
func (d *decoder) refMap(path string, c *converter, v cty.Value, target reflect.Value) bool {
	if !v.Type().IsObjectType() && !v.Type().IsMapType() {
		c.wrongType(c.expr.Range(), v, refMapType)
		return false
	}
	if choiceIn(v) != nil {
		c.wrongReference(c.expr.Range(), v)
		return false
	}
	refs := make(map[string]Ref)
	for it := v.ElementIterator(); it.Next(); {
		key, e := it.Element()
		name := key.AsString()
		c.name = c.field.name + "." + name // a diagnostic quotes it
		role := entryPath(path, name)
		at := entryRange(c.expr, name)
		d.node.ranges.set(role, at)
		var ref Ref
		if !d.ref(role, c, at, e, reflect.ValueOf(&ref).Elem()) {
			d.fail(role, reflect.ValueOf(&ref).Elem())
		}
		refs[name] = ref
	}
	if len(refs) > 0 {
		target.Set(reflect.ValueOf(refs))
	}
	return true
}

// entryPath is the path of an entry of a map.
func entryPath(path, key string) string {
	if hclsyntax.ValidIdentifier(key) {
		return path + "." + key
	}
	return path + "[" + quote(key) + "]"
}

// entryRange returns where an entry of a map stands, or the whole map where it
// is not written out.
func entryRange(expr hclsyntax.Expression, key string) hcl.Range {
	if object, ok := expr.(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range object.Items {
			if hcl.ExprAsKeyword(item.KeyExpr) == key {
				return item.ValueExpr.Range()
			}
			if v, diags := item.KeyExpr.Value(nil); !diags.HasErrors() && v.Type() == cty.String && v.IsKnown() && v.AsString() == key {
				return item.ValueExpr.Range()
			}
		}
	}
	return expr.Range()
}
