package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// forEach is the attribute by which one block declares a stage for each
// element of a map or a set:
//
//	finetune "lr" {
//	  for_each      = { low = 1e-4, high = 1e-3 }
//	  learning_rate = each.value
//	}
//
// The instances are finetune.lr["high"] and finetune.lr["low"]. A key is part
// of a name, and so of no recipe: what else the map holds is nothing to an
// instance.
const forEach = "for_each"

// eachRoot is the name, within such a block, of the element that an instance
// stands for: each.key and each.value.
const eachRoot = "each"

// Limits of a for_each.
const (
	maxInstances = 1 << 17 // each of which is planned, recorded and drawn
	maxNameBytes = 80      // of a key, and of a name: both are written into lines and made names of folders
)

// An element is what each stands for: its key and its value.
type element struct{ key, value cty.Value }

// unknownElement is that of a block without instances.
var unknownElement = &element{cty.DynamicVal, cty.DynamicVal}

// named returns what each.NAME is; e is nil outside of a for_each.
func (e *element) named(name string) (v cty.Value, ok bool) {
	switch {
	case e != nil && name == "key":
		return e.key, true
	case e != nil && name == "value":
		return e.value, true
	}
	return cty.NilVal, false
}

// stage returns what the address of a declaration stands for in expressions: a
// stage, or the object of all its instances by key. It is cty.DynamicVal where
// the for_each is faulty. The nodes of the declaration are made on the way.
func (sc *scope) stage(d *declaration) cty.Value {
	if d.value != cty.NilVal {
		return d.value
	}
	d.value = cty.DynamicVal
	if !d.repeated {
		if !sc.hasRoom(d, 1) {
			return d.value
		}
		n := sc.newNode(d, "", nil)
		d.nodes, d.value = []*Node{n}, valueOf(n)
		return d.value
	}
	elements, ok := sc.elements(d.block.Body.Attributes[forEach], place{context: d.block.Range()})
	if !ok || !sc.hasRoom(d, len(elements)) {
		return d.value
	}
	d.keys = slices.AppendSeq(make([]string, 0, len(elements)), maps.Keys(elements))
	slices.Sort(d.keys)
	instances := make(map[string]cty.Value, len(elements))
	for _, key := range d.keys {
		n := sc.newNode(d, key, &element{cty.StringVal(key), elements[key]})
		d.nodes = append(d.nodes, n)
		instances[key] = valueOf(n)
	}
	d.value = cty.ObjectVal(instances)
	return d.value
}

// hasRoom reports whether so many nodes more may be made.
func (sc *scope) hasRoom(d *declaration, more int) bool {
	if sc.nodes+more <= maxNodes {
		return true
	}
	if !sc.full {
		sc.full = true
		sc.report(mistake(d.block.DefRange(), d.block.Range(), "Too many stages",
			"With those of %s the experiment has more than %d stages, those of modules and variants included.", d.called(), maxNodes))
	}
	return false
}

// elements returns the elements of a for_each by key. It is not ok where
// something was wrong with it, which has been reported then.
func (sc *scope) elements(a *hclsyntax.Attribute, in place) (map[string]cty.Value, bool) {
	if !sc.checkNoStage(a.Expr, in) {
		return nil, false
	}
	v, ok := sc.evaluate(a.Expr, in)
	if !ok {
		return nil, false
	}
	problem := forEachProblem(v)
	if problem != "" {
		sc.report(mistake(a.Expr.Range(), in.context, "Wrong type", "%s", problem))
		return nil, false
	}
	elements := make(map[string]cty.Value, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if v.Type().IsSetType() {
			key = value
		}
		if problem := keyProblem(key.AsString()); problem != "" {
			sc.report(mistake(a.Expr.Range(), in.context, "Invalid key",
				"The key %s of for_each %s. A key is part of a stage's address, as \"low\" is of finetune.lr[\"low\"].",
				quote(shorten(key.AsString())), problem))
			ok = false
		}
		elements[key.AsString()] = value
	}
	return elements, ok
}

// forEachProblem says what is wrong with the value of a for_each, or nothing.
func forEachProblem(v cty.Value) string {
	const want = "It must be a map, an object or a set of strings"
	t := v.Type()
	switch {
	case v.IsNull():
		return "for_each is null. " + want + "; an empty one declares no stage."
	case t.IsTupleType() || t.IsListType():
		return "for_each is a list, whose elements have no names. " + want +
			": write toset(…) around a list of strings, or a map { name = value }."
	case !t.IsSetType() && !t.IsMapType() && !t.IsObjectType():
		return "for_each is " + describe(v) + ". " + want + "."
	case v.LengthInt() > maxInstances:
		return fmt.Sprintf("for_each has %d elements, and at most %d are allowed.", v.LengthInt(), maxInstances)
	case !t.IsSetType():
		return ""
	}
	for _, e := range v.AsValueSlice() {
		if e.IsNull() || e.Type() != cty.String {
			return "for_each is a set that holds " + describe(e) +
				", and the elements are the names of stages. " + want + ": convert them as in toset([for x in … : tostring(x)])."
		}
	}
	return ""
}

// keyProblem says what is wrong with a key, or nothing.
func keyProblem(key string) string {
	switch {
	case key == "":
		return "is empty"
	case len(key) > maxNameBytes:
		return fmt.Sprintf("has %d bytes, and at most %d are allowed", len(key), maxNameBytes)
	case strings.ContainsFunc(key, unicode.IsControl):
		return "has a line break or another control character in it"
	}
	return ""
}

// checkNoStage complains about a for_each that refers to a stage, itself or
// through locals.
func (sc *scope) checkNoStage(expr hclsyntax.Expression, in place) bool {
	ok := true
	for _, t := range expr.Variables() {
		behind := sc.stageBehind(t)
		if behind == "" {
			continue
		}
		ok = false
		what := behind + " is a stage"
		if name, _ := stepName(t); t.RootName() == "local" || t.RootName() == "var" {
			what = fmt.Sprintf("%s.%s refers to the stage %s", t.RootName(), name, behind)
		}
		sc.report(mistake(t.SourceRange(), in.context, "Stage in for_each",
			"The keys of for_each must be known before any stage runs, and %s. Make them of variables, locals and functions alone; "+
				"a stage belonging to a key can be looked up inside the block: local.stages[each.key].", what))
	}
	return ok
}

// stageBehind returns the address of the first stage that a reference leads
// to, or "".
func (sc *scope) stageBehind(t hcl.Traversal) string {
	seen := make(map[string]bool)
	for queue := []hcl.Traversal{t}; len(queue) > 0; queue = queue[1:] {
		root := queue[0].RootName()
		name, named := stepName(queue[0])
		switch {
		case named && sc.kinds.Lookup(root) != nil:
			return root + "." + name
		case named && root == moduleRoot:
			return root + "." + name
		case root == "var" && sc.variables[name] != nil && holdsNode(sc.variables[name].value):
			return firstNode(sc.variables[name].value).Address()
		case root == "local" && sc.locals[name] != nil && !seen[name]:
			seen[name] = true
			queue = append(queue, sc.locals[name].attribute.Expr.Variables()...)
		}
	}
	return ""
}
