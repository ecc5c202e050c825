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
// has looked at the steps of the reference behind it.
func (sc *scope) lookupStage(d *declaration, t, steps hcl.Traversal, in place) (cty.Value, bool) {
	v, steps := d.scope.stage(d), d.withoutChoice(steps)
	if v == cty.DynamicVal || len(steps) == 0 {
		return v, true
	}
	index, isIndex := steps[0].(hcl.TraverseIndex)
	reads := slices.Contains(in.reads, d.kind.Name)
	switch {
	case !d.repeated && isIndex:
		sc.report(sc.noInstance(d, index.Key, t.SourceRange(), in))
	case !d.repeated && reads:
		return v, true
	case !d.repeated:
		sc.report(mistake(t.SourceRange(), in.context, "Reference into a stage",
			"The attributes of a stage cannot be read by others. Refer to the stage as %s, or share the value as a local.",
			referenceTo(d.called(), d.kind)))
	case !isIndex:
		sc.report(mistake(t.SourceRange(), in.context, "Reference into a stage",
			"%s has for_each, and so an instance for each key; what stands behind it is a key in brackets. Refer to one as %s.",
			d.called(), d.example(steps[0])))
	case d.instance(index.Key) == nil:
		sc.report(sc.noInstance(d, index.Key, t.SourceRange(), in))
	case len(steps) > 1 && !reads:
		sc.report(mistake(t.SourceRange(), in.context, "Reference into a stage",
			"The attributes of a stage cannot be read by others. Refer to the stage as %s, or share the value as a local.",
			d.instance(index.Key).reference()))
	default:
		return v, true
	}
	return cty.NilVal, false
}

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
	return d.called() + `["key"]`
}

// noInstance complains about a key that a declaration has no instance of.
func (sc *scope) noInstance(d *declaration, key cty.Value, at hcl.Range, in place) *hcl.Diagnostic {
	text, err := convert.Convert(key, cty.String)
	switch {
	case !d.repeated:
		return mistake(at, in.context, "No for_each",
			"%s has no for_each, so that it is one stage and has no keys. Write %s.", d.called(), d.called())
	case len(d.keys) == 0:
		return mistake(at, in.context, "Unknown instance",
			"%s has no instances: its for_each is empty.", d.called())
	case err != nil || text.IsNull():
		return mistake(at, in.context, "Unknown instance",
			"The key is %s, and those of %s are strings: %s.", describe(key), d.called(), someKeys(d.keys))
	}
	return mistake(at, in.context, "Unknown instance", "%s has no instance %s.%s Its keys are %s.",
		d.called(), quote(shorten(text.AsString())), DidYouMean(text.AsString(), d.keys), someKeys(d.keys))
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
func (sc *scope) explainIndex(diag *hcl.Diagnostic, in place) *hcl.Diagnostic {
	e, ok := diag.Expression.(*hclsyntax.IndexExpr)
	if !ok || diag.Summary != "Invalid index" || diag.EvalContext == nil {
		return diag
	}
	collection, ok := unwrap(e.Collection).(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return diag
	}
	names := []string{collection.Traversal.RootName()}
	for i := 1; i < len(collection.Traversal); i++ {
		name, _ := stepAt(collection.Traversal, i)
		names = append(names, name)
	}
	d, used := sc.declarationOf(names)
	if used != len(names) {
		return diag
	}
	key, diags := e.Key.Value(diag.EvalContext)
	if d == nil || diags.HasErrors() {
		return diag
	}
	return sc.noInstance(d, key, e.Range(), in)
}

// instancesIn returns the address of the declaration whose instances are the
// elements of an object, as `finetune.lr` is; it is "" where they are not.
func instancesIn(v cty.Value) (address string, keys []string) {
	if !v.Type().IsObjectType() {
		return "", nil
	}
	for it := v.ElementIterator(); it.Next(); {
		key, e := it.Element()
		n := stageIn(e)
		if n == nil {
			return "", nil
		}
		whole := n.block()
		if n.Instance != key.AsString() || address != "" && address != whole {
			return "", nil
		}
		address, keys = whole, append(keys, n.Instance)
	}
	return address, keys
}
