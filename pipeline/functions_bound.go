package pipeline

import (
	"regexp"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Some functions of the library make much out of a few digits. What they make
// is bounded, so that a slip of the finger is a mistake in the file and not a
// machine without memory.
const (
	maxIndent  = 1000
	maxProduct = 1 << 20 // elements that setproduct gives
	maxWidth   = 4       // digits of a width or precision in a format
)

// bounded is a function that refuses some arguments; check returns why.
func bounded(f function.Function, check func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Params:   f.Params(),
		VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := check(args); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

var indentFunc = bounded(stdlib.IndentFunc, func(args []cty.Value) error {
	if n := args[0]; n.IsKnown() && n.GreaterThan(cty.NumberIntVal(maxIndent)).True() {
		return function.NewArgErrorf(0, "%s spaces are more than the %d that are allowed", numberText(n), maxIndent)
	}
	return nil
})

var setProductFunc = bounded(stdlib.SetProductFunc, func(args []cty.Value) error {
	total := 1
	for _, arg := range args {
		if arg.IsKnown() && arg.CanIterateElements() {
			if total *= arg.LengthInt(); total > maxProduct {
				return function.NewArgErrorf(0, "there are more than %d ways to take one element of each", maxProduct)
			}
		}
	}
	return nil
})

// longWidth matches a verb that is wider, or more precise, than is allowed.
var longWidth = regexp.MustCompile(`(?:^|[^%])(?:%%)*%[^a-zA-Z%]*[0-9]{5}`)

func checkFormat(args []cty.Value) error {
	if len(args) > 0 && args[0].IsKnown() && longWidth.MatchString(args[0].AsString()) {
		return function.NewArgErrorf(0, "a width or precision has at most %d digits", maxWidth)
	}
	return nil
}

var (
	formatFunc     = bounded(stdlib.FormatFunc, checkFormat)
	formatListFunc = bounded(stdlib.FormatListFunc, checkFormat)
)

var jsonEncodeFunc = bounded(stdlib.JSONEncodeFunc, func(args []cty.Value) error {
	return cty.Walk(args[0], func(_ cty.Path, v cty.Value) (bool, error) {
		if v.Type().IsCapsuleType() {
			return false, function.NewArgErrorf(0, "%s has no JSON text", describe(v))
		}
		return true, nil
	})
})
