package pipeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// TestCollect holds tolist, toset and tomap to the library's, in value and type.
func TestCollect(t *testing.T) {
	text, number, object := cty.StringVal, cty.NumberIntVal, cty.ObjectVal
	values := map[string]cty.Value{
		"texts":             cty.TupleVal([]cty.Value{text("b"), text("a"), text("b")}),
		"numbers":           cty.TupleVal([]cty.Value{number(2), number(1)}),
		"mixed":             cty.TupleVal([]cty.Value{number(2), text("a")}),
		"incompatible":      cty.TupleVal([]cty.Value{number(2), cty.EmptyObjectVal}),
		"empty tuple":       cty.EmptyTupleVal,
		"empty object":      cty.EmptyObjectVal,
		"objects":           cty.TupleVal([]cty.Value{object(map[string]cty.Value{"a": number(1)}), object(map[string]cty.Value{"a": number(2)})}),
		"unlike objects":    cty.TupleVal([]cty.Value{object(map[string]cty.Value{"a": number(1)}), object(map[string]cty.Value{"b": number(2)})}),
		"object":            object(map[string]cty.Value{"a": number(1), "b": number(2)}),
		"mixed object":      object(map[string]cty.Value{"a": number(1), "b": text("x")}),
		"list":              cty.ListVal([]cty.Value{text("b"), text("a")}),
		"set":               cty.SetVal([]cty.Value{text("b"), text("a")}),
		"map":               cty.MapVal(map[string]cty.Value{"a": text("b")}),
		"null":              cty.NullVal(cty.Tuple([]cty.Type{cty.String})),
		"unknown":           cty.UnknownVal(cty.Tuple([]cty.Type{cty.String})),
		"null element":      cty.TupleVal([]cty.Value{text("a"), cty.NullVal(cty.String)}),
		"untyped null":      cty.TupleVal([]cty.Value{text("a"), cty.NullVal(cty.DynamicPseudoType)}),
		"unknown element":   cty.TupleVal([]cty.Value{text("a"), cty.UnknownVal(cty.String)}),
		"anything":          cty.DynamicVal,
		"any element":       cty.TupleVal([]cty.Value{cty.DynamicVal}),
		"text":              text("a"),
		"tuples":            cty.TupleVal([]cty.Value{cty.TupleVal([]cty.Value{text("a")}), cty.TupleVal([]cty.Value{text("b")})}),
		"tuples of lengths": cty.TupleVal([]cty.Value{cty.TupleVal([]cty.Value{text("a")}), cty.EmptyTupleVal}),
	}
	for name, ours := range map[string]function.Function{"tolist": toListFunc, "toset": toSetFunc, "tomap": toMapFunc} {
		of := map[string]func(cty.Type) cty.Type{"tolist": cty.List, "toset": cty.Set, "tomap": cty.Map}[name]
		library := stdlib.MakeToFunc(of(cty.DynamicPseudoType))
		for what, v := range values {
			got, err := ours.Call([]cty.Value{v})
			want, wantErr := library.Call([]cty.Value{v})
			if (err == nil) != (wantErr == nil) || err == nil && !got.RawEquals(want) {
				t.Errorf("%s(%s) = %#v, %v, want %#v, %v", name, what, got, err, want, wantErr)
			}
		}
	}
}

// TestCollectMany holds the set of a tuple, as a for_each over a grid makes it, to
// a fraction of the time of the library's, which is quadratic.
func TestCollectMany(t *testing.T) {
	elements := make([]cty.Value, 8000)
	for i := range elements {
		elements[i] = cty.StringVal(fmt.Sprint("row", i))
	}
	tuple := []cty.Value{cty.TupleVal(elements)}
	took := func(f function.Function) time.Duration {
		best := time.Duration(1 << 62)
		for range 2 {
			began := time.Now()
			if v, err := f.Call(tuple); err != nil || v.LengthInt() != len(elements) {
				t.Fatalf("toset = %#v, %v, want %d elements", v, err, len(elements))
			}
			best = min(best, time.Since(began))
		}
		return best
	}
	ours, library := took(toSetFunc), took(stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)))
	if ours > library/4 {
		t.Errorf("toset of %d elements takes %s, want at most a fourth of the library's %s", len(elements), ours, library)
	}
}
