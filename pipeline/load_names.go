package pipeline

import (
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// nodeType is the type of `kind.name` in an expression.
var nodeType = cty.Capsule("stage", reflect.TypeFor[Node]())

func nodeOf(v cty.Value) *Node { return v.EncapsulatedValue().(*Node) }

// documentRoot is the name of a document in a template.
const documentRoot = "doc"

// A namespace is what the names in one expression stand for.
type namespace struct {
	names   map[string]map[string]cty.Value // by root: "local", "pretrain"
	context *hcl.EvalContext
	faulty  bool // some of the names have been complained about elsewhere
}

// A place is where an expression stands.
type place struct {
	context  hcl.Range // what diagnostics show around it
	template bool      // whether doc stands for something
	each     *element  // what each stands for, or nil
	reads    []string  // the kinds of stages whose results can be named
}

// evaluate returns the value of an expression. It is not ok where something
// was wrong with it, which has been reported then.
func (sc *scope) evaluate(expr hclsyntax.Expression, in place) (cty.Value, bool) {
	if v, ok := sc.plain(expr, in.each); ok {
		return v, true
	}
	s, ok := sc.resolve(expr, in)
	if !ok || s.faulty {
		return cty.DynamicVal, false
	}
	v, diags := expr.Value(s.context)
	for i, d := range diags {
		d.Context = &in.context
		diags[i] = sc.explainIndex(d, in)
	}
	sc.diags = append(sc.diags, diags...)
	if diags.HasErrors() {
		return cty.DynamicVal, false
	}
	if countElements(v, maxElements) > maxElements {
		sc.report(mistake(expr.Range(), in.context, "Value too large",
			"The value has more than %d elements, those of its lists and maps included.", maxElements))
		return cty.DynamicVal, false
	}
	return v, v.IsWhollyKnown()
}

// maxElements bounds the values of expressions. A list may hold another one
// twice, and so on: sixty locals can stand for more than any memory holds, and
// whoever walks through them does not come back.
const maxElements = 1 << 20

// countElements counts a value and all inside it, and gives up beyond most.
func countElements(v cty.Value, most int) int {
	n := 1
	if v.CanIterateElements() {
		for it := v.ElementIterator(); n <= most && it.Next(); {
			_, e := it.Element()
			n += countElements(e, most-n)
		}
	}
	return n
}

// resolve looks up every name in an expression before it is evaluated, so that
// all that are wrong are reported, with what they may have meant.
func (sc *scope) resolve(expr hclsyntax.Expression, in place) (*namespace, bool) {
	s := &namespace{names: make(map[string]map[string]cty.Value)}
	ok := sc.checkFunctions(expr, in)
	ok = sc.checkKeys(expr, in) && ok // report both
	for _, t := range expr.Variables() {
		if root := t.RootName(); in.template && root == documentRoot {
			continue
		}
		v, found := sc.lookup(t, in)
		if !found {
			ok = false
			continue
		}
		s.faulty = s.faulty || v == cty.DynamicVal
		name, _ := stepName(t)
		if s.names[t.RootName()] == nil {
			s.names[t.RootName()] = make(map[string]cty.Value)
		}
		s.names[t.RootName()][name] = v
	}
	s.context = &hcl.EvalContext{Functions: sc.functions, Variables: make(map[string]cty.Value)}
	for root, names := range s.names {
		s.context.Variables[root] = cty.ObjectVal(names)
	}
	return s, ok
}

// checkFunctions complains about calls of functions that do not exist.
func (sc *scope) checkFunctions(expr hclsyntax.Expression, in place) bool {
	ok := true
	hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		call, is := n.(*hclsyntax.FunctionCallExpr)
		if !is {
			return nil
		}
		if _, known := sc.functions[call.Name]; !known {
			ok = false
			names := slices.Sorted(maps.Keys(sc.functions))
			sc.report(mistake(call.NameRange, in.context, "Unknown function",
				"There is no function %q.%s The functions are %s.", call.Name, DidYouMean(call.Name, names), enumerate(names)))
		}
		return nil
	})
	return ok
}

// checkKeys complains about an object that is written with a key twice, of
// which the language would keep the last: a variant would be lost in silence.
func (sc *scope) checkKeys(expr hclsyntax.Expression, in place) bool {
	ok := true
	hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		object, is := n.(*hclsyntax.ObjectConsExpr)
		if !is {
			return nil
		}
		first := make(map[string]hcl.Range)
		for _, item := range object.Items {
			key, diags := item.KeyExpr.Value(nil) // of a literal: others need names
			if diags.HasErrors() || key.IsNull() || !key.IsKnown() || key.Type() != cty.String {
				continue
			}
			name, at := key.AsString(), item.KeyExpr.Range()
			if before, twice := first[name]; twice {
				ok = false
				sc.report(mistake(at, in.context, "Duplicate key",
					"The key %s stands on line %d already. Give one of the two another name.", quote(shorten(name)), before.Start.Line))
				continue
			}
			first[name] = at
		}
		return nil
	})
	return ok
}

// stepName returns the name behind the root of a traversal: x in local.x.
func stepName(t hcl.Traversal) (string, bool) { return stepAt(t, 1) }

// stepAt returns the name at a place of a traversal.
func stepAt(t hcl.Traversal, i int) (string, bool) {
	if len(t) <= i {
		return "", false
	}
	switch step := t[i].(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String {
			return step.Key.AsString(), true
		}
	}
	return "", false
}

// lookup returns what a traversal's first two steps name: cty.DynamicVal where
// that has been complained about already, and false where it was now.
func (sc *scope) lookup(t hcl.Traversal, in place) (cty.Value, bool) {
	root, at := t.RootName(), t.SourceRange()
	name, named := stepName(t)
	if root == eachRoot {
		return sc.lookupEach(t, name, in)
	}
	if isReservedRoot := root == "var" || root == "local" || root == moduleRoot || sc.kinds.Lookup(root) != nil; !isReservedRoot {
		return sc.unknownRoot(root, name, t, in)
	}
	if !named {
		sc.report(mistake(at, in.context, "Incomplete reference",
			"%q alone stands for nothing. Say which one, as in %s.name.", root, root))
		return cty.NilVal, false
	}
	switch root {
	case moduleRoot:
		return sc.lookupModule(t, name, in)
	case "var":
		if v := sc.variables[name]; v != nil {
			return v.value, true
		}
		return sc.undeclared(at, in, "variable", root, name, slices.Sorted(maps.Keys(sc.variables)))
	case "local":
		if l := sc.locals[name]; l != nil {
			return sc.localValue(l), true
		}
		return sc.undeclared(at, in, "local", root, name, slices.Sorted(maps.Keys(sc.locals)))
	}
	return sc.lookupNode(t, name, in)
}

func (sc *scope) undeclared(at hcl.Range, in place, what, root, name string, among []string) (cty.Value, bool) {
	if sc.faulty[root+"."+name] {
		return cty.DynamicVal, true
	}
	sc.report(mistake(at, in.context, "Undeclared "+what,
		"There is no %s %q.%s The file declares %s.", what, name, DidYouMean(name, among), enumerate(among)))
	return cty.NilVal, false
}

func (sc *scope) lookupNode(t hcl.Traversal, name string, in place) (cty.Value, bool) {
	kind := t.RootName()
	address := kind + "." + name
	d := sc.find(address)
	switch {
	case d == nil && sc.isFaulty(address):
		return cty.DynamicVal, true
	case d == nil:
		addresses := slices.Sorted(maps.Keys(sc.addresses))
		sc.report(mistake(t.SourceRange(), in.context, "Unknown stage",
			"There is no stage %s.%s The file declares %s.", address, sc.suggest(address, addresses), enumerate(addresses)))
		return cty.NilVal, false
	}
	return sc.lookupStage(d, t, t[2:], in)
}

// lookupEach returns the key or the value of the element that an instance
// stands for.
func (sc *scope) lookupEach(t hcl.Traversal, name string, in place) (cty.Value, bool) {
	v, ok := in.each.named(name)
	switch {
	case ok:
	case in.each == nil:
		sc.report(mistake(t.SourceRange(), in.context, "each outside for_each",
			"each.key and each.value are those of an element of a stage's for_each, and stand for nothing here. "+
				"They can be used in a block that has for_each, in all attributes but that one."))
	default:
		sc.report(mistake(t.SourceRange(), in.context, "Unknown name",
			"An element of for_each has a key and a value. Write each.key or each.value."))
	}
	return v, ok
}

// unknownRoot complains about a name that begins no reference.
func (sc *scope) unknownRoot(root, name string, t hcl.Traversal, in place) (cty.Value, bool) {
	roots := append(sc.kinds.Names(), "var", "local", moduleRoot)
	if in.template {
		roots = append(roots, documentRoot)
	}
	if in.each != nil {
		roots = append(roots, eachRoot)
	}
	slices.Sort(roots)
	switch {
	case sc.faulty[root+"."+name]:
		return cty.DynamicVal, true
	case root == documentRoot:
		sc.report(mistake(t.SourceRange(), in.context, "Document outside a template",
			"doc stands for a document, and this attribute has one value for all documents. Use var, local or a stage here."))
	case len(t) == 1:
		sc.report(mistake(t.SourceRange(), in.context, "Unknown name",
			"%q stands for nothing. A string is written in quotes: %s. A reference begins with %s.", root, quote(root), enumerate(roots)))
	default:
		sc.report(mistake(t[0].SourceRange(), in.context, "Unknown name",
			"%q stands for nothing.%s A reference begins with %s.", root, DidYouMean(root, roots), enumerate(roots)))
	}
	return cty.NilVal, false
}
