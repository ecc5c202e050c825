package pipeline

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// A collector makes a collection of values that have one type.
type collector struct {
	of     func(cty.Type) cty.Type
	list   func([]cty.Value) cty.Value          // of a tuple's elements, or nil
	keyed  func(map[string]cty.Value) cty.Value // of an object's attributes, or nil
	others function.Function                    // the library's
}

// collectFunc is the library's tolist, toset or tomap, which looks for a type
// that all elements can have in time quadratic in their number. Where they have
// one already, as those of a for expression do, there is nothing to look for.
func collectFunc(c collector) function.Function {
	c.others = stdlib.MakeToFunc(c.of(cty.DynamicPseudoType))
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "v", Type: cty.DynamicPseudoType, AllowNull: true, AllowDynamicType: true}},
		Type: func(args []cty.Value) (cty.Type, error) {
			if t := c.elementType(args[0]); t != cty.NilType {
				return c.of(t), nil
			}
			return c.others.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			switch v := args[0]; {
			case c.elementType(v) == cty.NilType:
				return c.others.Call(args)
			case c.list != nil:
				return c.list(v.AsValueSlice()), nil
			default:
				return c.keyed(v.AsValueMap()), nil
			}
		},
	})
}

// elementType returns the type of all elements of a tuple or object, or
// cty.NilType where there is more than one or none, or the value is another.
func (c collector) elementType(v cty.Value) cty.Type {
	one := cty.NilType
	add := func(t cty.Type) bool {
		if one == cty.NilType && !t.HasDynamicTypes() {
			one = t
			return true
		}
		return one != cty.NilType && t.Equals(one)
	}
	switch t := v.Type(); {
	case v.IsNull() || !v.IsKnown() || v.IsMarked():
	case c.list != nil && t.IsTupleType():
		for _, e := range t.TupleElementTypes() {
			if !add(e) {
				return cty.NilType
			}
		}
	case c.keyed != nil && t.IsObjectType():
		for _, e := range t.AttributeTypes() {
			if !add(e) {
				return cty.NilType
			}
		}
	}
	return one
}

var (
	toListFunc = collectFunc(collector{of: cty.List, list: cty.ListVal})
	toSetFunc  = collectFunc(collector{of: cty.Set, list: cty.SetVal})
	toMapFunc  = collectFunc(collector{of: cty.Map, keyed: cty.MapVal})
)
