package pipeline

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// lookupStage returns what the address of a declaration stands for, once it
// has looked at the steps behind it.
func (ld *loading) lookupStage(d *declaration, t hcl.Traversal, in place) (cty.Value, bool) {
	v := ld.stage(d)
	if v == cty.DynamicVal || len(t) == 2 {
		return v, true
	}
	index, isIndex := t[2].(hcl.TraverseIndex)
	reads := slices.Contains(in.reads, d.kind.Name)
	switch {
	case !d.repeated() && isIndex:
		ld.report(ld.noInstance(d, index.Key, t.SourceRange(), in))
	case !d.repeated() && reads:
		return v, true
	case !d.repeated():
		ld.report(mistake(t.SourceRange(), in.context, "Reference into a stage",
			"The attributes of a stage cannot be read by others. Refer to the stage as %s, or share the value as a local.", d.address()))
	case !isIndex:
		ld.report(mistake(t.SourceRange(), in.context, "Reference into a stage",
			"%s has for_each, and so an instance for each key; what stands behind it is a key in brackets. Refer to one as %s.",
			d.address(), d.example(t[2])))
	case d.instance(index.Key) == nil:
		ld.report(ld.noInstance(d, index.Key, t.SourceRange(), in))
	case len(t) > 3 && !reads:
		ld.report(mistake(t.SourceRange(), in.context, "Reference into a stage",
			"The attributes of a stage cannot be read by others. Refer to the stage as %s, or share the value as a local.",
			d.instance(index.Key).Address()))
	default:
		return v, true
	}
	return cty.NilVal, false
}

// repeated reports whether a declaration has for_each.
func (d *declaration) repeated() bool { return d.block.Body.Attributes[forEach] != nil }

// instance returns the node of a key, or nil.
func (d *declaration) instance(key cty.Value) *Node {
	text, err := convert.Convert(key, cty.String) // as the language does
	if err != nil || text.IsNull() || !text.IsKnown() {
		return nil
	}
	if i, found := slices.BinarySearch(d.keys, text.AsString()); found {
		return d.nodes[i]
	}
	return nil
}

// example returns the address of the instance that a step may have meant.
func (d *declaration) example(step hcl.Traverser) string {
	if attr, ok := step.(hcl.TraverseAttr); ok {
		if n := d.instance(cty.StringVal(attr.Name)); n != nil {
			return n.Address()
		}
	}
	if len(d.nodes) > 0 {
		return d.nodes[0].Address()
	}
	return d.address() + `["key"]`
}

// noInstance complains about a key that a declaration has no instance of.
func (ld *loading) noInstance(d *declaration, key cty.Value, at hcl.Range, in place) *hcl.Diagnostic {
	text, err := convert.Convert(key, cty.String)
	switch {
	case !d.repeated():
		return mistake(at, in.context, "No for_each",
			"%s has no for_each, so that it is one stage and has no keys. Write %s.", d.address(), d.address())
	case len(d.keys) == 0:
		return mistake(at, in.context, "Unknown instance",
			"%s has no instances: its for_each is empty.", d.address())
	case err != nil || text.IsNull():
		return mistake(at, in.context, "Unknown instance",
			"The key is %s, and those of %s are strings: %s.", describe(key), d.address(), someKeys(d.keys))
	}
	return mistake(at, in.context, "Unknown instance", "%s has no instance %s.%s Its keys are %s.",
		d.address(), quote(shorten(text.AsString())), DidYouMean(text.AsString(), d.keys), someKeys(d.keys))
}

// someKeys names keys, and says how many more there are than a reader wants to
// see.
func someKeys(keys []string) string {
	const most = 12
	var names []string
	for i, key := range keys {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(keys)-most))
			break
		}
		names = append(names, quote(key))
	}
	return enumerate(names)
}

// explainIndex says more than the language does of an index into the instances
// of a stage that is wrong, and whose key only the evaluation knew.
func (ld *loading) explainIndex(diag *hcl.Diagnostic, in place) *hcl.Diagnostic {
	e, ok := diag.Expression.(*hclsyntax.IndexExpr)
	if !ok || diag.Summary != "Invalid index" || diag.EvalContext == nil {
		return diag
	}
	collection, ok := unwrap(e.Collection).(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(collection.Traversal) != 2 {
		return diag
	}
	name, _ := stepName(collection.Traversal)
	d := ld.addresses[collection.Traversal.RootName()+"."+name]
	key, diags := e.Key.Value(diag.EvalContext)
	if d == nil || diags.HasErrors() {
		return diag
	}
	return ld.noInstance(d, key, e.Range(), in)
}

// instancesIn returns the address of the declaration whose instances are the
// elements of an object, as `finetune.lr` is; it is "" where they are not.
func instancesIn(v cty.Value) (address string, keys []string) {
	if !v.Type().IsObjectType() {
		return "", nil
	}
	for it := v.ElementIterator(); it.Next(); {
		key, e := it.Element()
		if e.Type() != nodeType || e.IsNull() {
			return "", nil
		}
		n := nodeOf(e)
		whole := n.Kind.Name + "." + n.Name
		if n.Instance != key.AsString() || address != "" && address != whole {
			return "", nil
		}
		address, keys = whole, append(keys, n.Instance)
	}
	return address, keys
}
