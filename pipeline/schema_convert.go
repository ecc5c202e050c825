package pipeline

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A converter turns the value of one attribute into the Go value of its type.
// Nothing is converted silently: a number in quotes is a string.
type converter struct {
	field   *field
	name    string
	expr    hclsyntax.Expression
	context hcl.Range
	diags   hcl.Diagnostics
}

func (c *converter) fail(at hcl.Range, summary, format string, args ...any) {
	c.diags = append(c.diags, mistake(at, c.context, summary, format, args...))
}

func (c *converter) wrongType(at hcl.Range, v cty.Value, t reflect.Type) {
	c.fail(at, "Wrong type", "The attribute %q is %s. It must be %s.%s", c.name, describe(v), c.field.wants(t), sentence(c.field.doc))
}

// set converts v to the type of target.
func (c *converter) set(v cty.Value, target reflect.Value) {
	switch t := target.Type(); t.Kind() {
	case reflect.Slice:
		c.setList(v, target)
	case reflect.Map:
		c.setMap(v, target)
	default:
		c.setScalar(c.expr.Range(), v, target)
	}
}

func (c *converter) setList(v cty.Value, target reflect.Value) {
	t := target.Type()
	if !isSequence(v) {
		c.wrongType(c.expr.Range(), v, t)
		return
	}
	elements := v.AsValueSlice()
	if len(elements) == 0 {
		target.SetZero() // nil and empty are one value, as they are in a recipe
		return
	}
	list := reflect.MakeSlice(t, len(elements), len(elements))
	for i, e := range elements {
		c.name = fmt.Sprintf("%s[%d]", c.field.name, i)
		c.setScalar(elementRange(c.expr, i), e, list.Index(i))
	}
	target.Set(list)
}

func isSequence(v cty.Value) bool {
	t := v.Type()
	return !v.IsNull() && (t.IsTupleType() || t.IsListType() || t.IsSetType())
}

func (c *converter) setMap(v cty.Value, target reflect.Value) {
	if t := v.Type(); !t.IsObjectType() && !t.IsMapType() {
		c.wrongType(c.expr.Range(), v, target.Type())
		return
	}
	entries := make(map[string]string)
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if value.IsNull() || value.Type() != cty.String {
			c.fail(c.expr.Range(), "Wrong type", "In the attribute %q, %q is %s. Its values must be strings.",
				c.name, key.AsString(), describe(value))
			return
		}
		entries[key.AsString()] = value.AsString()
	}
	target.Set(reflect.ValueOf(entries))
}

func (c *converter) setScalar(at hcl.Range, v cty.Value, target reflect.Value) {
	if c.setUnit(at, v, target) {
		return
	}
	want := map[reflect.Kind]cty.Type{
		reflect.String: cty.String, reflect.Bool: cty.Bool, reflect.Int64: cty.Number, reflect.Float64: cty.Number,
	}[target.Kind()]
	if v.IsNull() || v.Type() != want {
		c.wrongType(at, v, target.Type())
		return
	}
	switch target.Kind() {
	case reflect.String:
		c.checkChoice(at, v.AsString())
		target.SetString(v.AsString())
	case reflect.Bool:
		target.SetBool(v.True())
	case reflect.Int64:
		c.setInt(at, v, target)
	case reflect.Float64:
		c.setFloat(at, v, target)
	}
}

func (c *converter) setInt(at hcl.Range, v cty.Value, target reflect.Value) {
	n, ok := wholeNumber(v.AsBigFloat())
	if !ok {
		if v.AsBigFloat().IsInt() {
			c.fail(at, "Out of range", "The attribute %q is %s. It must be a whole number of 64 bits.", c.name, shortNumber(v))
			return
		}
		c.wrongType(at, v, target.Type())
		return
	}
	c.checkBounds(at, float64(n), v)
	target.SetInt(n)
}

func (c *converter) setFloat(at hcl.Range, v cty.Value, target reflect.Value) {
	x, _ := v.AsBigFloat().Float64()
	if math.IsInf(x, 0) {
		c.fail(at, "Out of range", "The attribute %q is %s. It must be a number of at most %g.", c.name, shortNumber(v), math.MaxFloat64)
		return
	}
	if x == 0 {
		x = 0 // not -0, which is the same number and another recipe
	}
	c.checkBounds(at, x, v)
	target.SetFloat(x)
}

func (c *converter) checkBounds(at hcl.Range, x float64, v cty.Value) {
	if slices.ContainsFunc(c.field.bounds, func(b bound) bool { return !b.holds(x, b.limit) }) {
		c.fail(at, "Out of range", "The attribute %q is %s. It must be %s.%s", c.name, shortNumber(v), c.field.limits(), sentence(c.field.doc))
	}
}

func (c *converter) checkChoice(at hcl.Range, s string) {
	if len(c.field.oneOf) == 0 || slices.Contains(c.field.oneOf, s) {
		return
	}
	c.fail(at, "Unknown value", "The attribute %q is %q.%s It must be %s.",
		c.name, shorten(s), DidYouMean(s, c.field.oneOf), choose(c.field.oneOf))
}

// refs sets a Ref or a list of them, and adds the edges. It is not ok where
// the attribute as a whole is wrong; elements that are fail by themselves.
func (d *decoder) refs(path string, c *converter, v cty.Value, target reflect.Value) bool {
	switch c.field.typ {
	case refType:
		return d.ref(path, c, c.expr.Range(), v, target)
	case refMapType:
		return d.refMap(path, c, v, target)
	}
	if choiceIn(v) != nil {
		c.wrongReference(c.expr.Range(), v)
		return false
	}
	named := v.Type().IsObjectType() || v.Type().IsMapType() // such as all instances: in the order of keys
	if !named && (!isSequence(v) || v.Type().IsSetType()) {  // a set of stages has no order to rely on
		c.wrongType(c.expr.Range(), v, refsType)
		return false
	}
	elements := v.AsValueSlice()
	list := reflect.MakeSlice(refsType, len(elements), len(elements))
	for i, e := range elements {
		c.name = fmt.Sprintf("%s[%d]", c.field.name, i)
		role := fmt.Sprintf("%s[%d]", path, i)
		d.node.ranges.set(role, elementRange(c.expr, i))
		if !d.ref(role, c, elementRange(c.expr, i), e, list.Index(i)) {
			d.fail(role, list.Index(i))
		}
	}
	if len(elements) > 0 {
		target.Set(list)
	}
	return true
}

// wrongReference complains about what stands where one reference should.
func (c *converter) wrongReference(at hcl.Range, v cty.Value) {
	address, keys := instancesIn(v)
	choice := choiceIn(v)
	switch {
	case choice != nil:
		c.fail(at, "Choice among stages", "%s chooses among stages, and the attribute %q refers to the one that it chooses. Write %s.",
			choice.Address(), c.name, choice.reference())
	case address == "":
		c.wrongType(at, v, refType)
	case c.field.typ == refsType:
		c.fail(at, "Several stages", "%s has for_each, and here is place for one stage. Write one instance, as in %s[%s], "+
			"or join the lists: concat([…], values(%s)).", address, address, quote(keys[0]), address)
	default:
		c.fail(at, "Several stages", "%s has for_each, and the attribute %q refers to one stage. Write which one: %s[…] with one of the keys %s, "+
			"or %s[each.key] in a block with the same for_each.", address, c.name, address, someKeys(keys), address)
	}
}

func (d *decoder) ref(role string, c *converter, at hcl.Range, v cty.Value, target reflect.Value) bool {
	if v.IsNull() || v.Type() != nodeType {
		c.wrongReference(at, v)
		return false
	}
	n := nodeOf(v)
	switch {
	case n == d.node:
		c.fail(at, "Self reference", "%s refers to itself. A stage cannot stand on its own output; refer to another one.", n.Address())
	case len(c.field.accepts) > 0 && n.Kind.Choice == "" && !slices.Contains(c.field.accepts, n.Kind.Name):
		c.fail(at, "Wrong kind of stage", "The attribute %q refers to %s, %s. It accepts %s.%s",
			c.name, n.Address(), article(n.Kind.Name), enumerate(c.field.accepts), sentence(c.field.doc))
	default:
		if n.Kind.Choice != "" && len(c.field.accepts) > 0 {
			d.node.choices = append(d.node.choices, choiceRef{n, *c, role})
		}
		target.Set(reflect.ValueOf(Ref{node: n}))
		d.node.Inputs = append(d.node.Inputs, Input{Role: role, Node: n})
		return true
	}
	return false
}
