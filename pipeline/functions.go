package pipeline

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// powFunc multiplies exactly as the number type does. The library's goes
// through math.Pow, whose last bit is the processor's choice.
var powFunc = function.New(&function.Spec{
	Description: "Raises a number to a whole power.",
	Params:      []function.Parameter{{Name: "number", Type: cty.Number}, {Name: "power", Type: cty.Number}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		power, exact := args[1].AsBigFloat().Int64()
		if exact != big.Exact || max(power, -power) > 1024 {
			return cty.NilVal, function.NewArgErrorf(1, "the power must be a whole number between -1024 and 1024")
		}
		base := args[0].AsBigFloat()
		if base.IsInf() || abs(base.MantExp(nil)) > maxExponent || base.Sign() == 0 && power < 0 {
			return cty.NilVal, function.NewArgErrorf(0, "%s has no such power", numberText(args[0]))
		}
		result := new(big.Float).SetPrec(512).SetInt64(1)
		for range max(power, -power) {
			result.Mul(result, base)
		}
		if power < 0 {
			result.Quo(new(big.Float).SetPrec(512).SetInt64(1), result)
		}
		return cty.NumberVal(result), nil
	},
})

var sumFunc = function.New(&function.Spec{
	Description: "Adds the numbers of a list.",
	Params:      []function.Parameter{{Name: "numbers", Type: cty.List(cty.Number)}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		total := cty.Zero
		for i, x := range args[0].AsValueSlice() {
			if x.IsNull() {
				return cty.NilVal, function.NewArgErrorf(0, "element %d is null", i)
			}
			total = total.Add(x)
		}
		return total, nil
	},
})

// lengthFunc counts the characters of a string too.
var lengthFunc = function.New(&function.Spec{
	Description: "Counts the elements of a list, map or set, or the characters of a string.",
	Params:      []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if args[0].Type() == cty.String {
			return stdlib.Strlen(args[0])
		}
		if !args[0].CanIterateElements() {
			return cty.NilVal, function.NewArgErrorf(0, "%s has no length", describe(args[0]))
		}
		return cty.NumberIntVal(int64(args[0].LengthInt())), nil
	},
})

// fileFunc reads a file beside the experiment.
func fileFunc(dir string, read func(path string) ([]byte, error)) function.Function {
	return function.New(&function.Spec{
		Description: "Returns the text of a file, by its path relative to the experiment file.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			path := name
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			data, err := read(path)
			if err != nil {
				return cty.NilVal, function.NewArgErrorf(0, "cannot read %q: %s", name, reason(err))
			}
			if !utf8.Valid(data) {
				return cty.NilVal, function.NewArgErrorf(0, "%q is not UTF-8 text", name)
			}
			return cty.StringVal(string(data)), nil
		},
	})
}

// readLimited reads a file of at most maxFileBytes.
func readLimited(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	if info.Size() > maxFileBytes {
		return nil, fmt.Errorf("it has %d bytes, and at most %d are allowed", info.Size(), maxFileBytes)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1)) // a device may have no end
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("it has more than the %d bytes that are allowed", maxFileBytes)
	}
	return data, err
}

// reason returns what went wrong without the path, which the caller names.
func reason(err error) string {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
