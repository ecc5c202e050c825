package pipeline

import (
	"strings"
	"unicode"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// The functions here are those of Python's strings that published benchmarks
// make their prompts with. They count code points, as Python does, and read
// text without the disguise that template_guard.go puts on it.

// textFunc makes a function of a text.
func textFunc(result cty.Type, f func(text string) cty.Value) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}},
		Type:   function.StaticReturnType(result),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return f(unguardText(args[0].AsString())), nil
		},
	})
}

func textVal(s string) cty.Value { return cty.StringVal(guardText(s)) }

var capitalizeFunc = textFunc(cty.String, func(s string) cty.Value { return textVal(capitalize(s)) })

// capitalize is Python's str.capitalize: the first character in title case,
// all others in lower case.
func capitalize(s string) string {
	for _, first := range s {
		head := string(first)
		lower := cases.Lower(language.Und)
		// Lower case depends on what stands before, so the whole text is lowered.
		rest := strings.TrimPrefix(lower.String(s), lower.String(head))
		return cases.Title(language.Und, cases.NoLower).String(head) + rest
	}
	return ""
}

var codePointsFunc = textFunc(cty.Number, func(s string) cty.Value { return cty.NumberIntVal(int64(len([]rune(s)))) })

var wordsFunc = textFunc(cty.List(cty.String), func(s string) cty.Value {
	fields := strings.FieldsFunc(s, isPythonSpace)
	if len(fields) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	words := make([]cty.Value, len(fields))
	for i, w := range fields {
		words[i] = textVal(w)
	}
	return cty.ListVal(words)
})

// isPythonSpace is Python's str.isspace of one character.
func isPythonSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

var textSliceFunc = function.New(&function.Spec{
	Params:   []function.Parameter{{Name: "text", Type: cty.String}, {Name: "start", Type: cty.Number}},
	VarParam: &function.Parameter{Name: "end", Type: cty.Number},
	Type:     function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) > 3 {
			return cty.NilVal, function.NewArgErrorf(3, "there is one end, at most")
		}
		text := []rune(unguardText(args[0].AsString()))
		bounds := []int{0, len(text)}
		for i, arg := range args[1:] {
			n, ok := wholeNumber(arg.AsBigFloat())
			if !ok {
				return cty.NilVal, function.NewArgErrorf(i+1, "%s is no whole number", numberText(arg))
			}
			if n < 0 {
				n += int64(len(text))
			}
			bounds[i] = int(min(max(n, 0), int64(len(text))))
		}
		return textVal(string(text[bounds[0]:max(bounds[0], bounds[1])])), nil
	},
})

var replaceAllFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "pairs", Type: cty.List(cty.List(cty.String))}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		text := unguardText(args[0].AsString())
		for i, v := range args[1].AsValueSlice() {
			pair := v.AsValueSlice()
			if len(pair) != 2 || pair[0].IsNull() || pair[1].IsNull() || pair[0].AsString() == "" {
				return cty.NilVal, function.NewArgErrorf(1, "element %d is no pair of an old text and a new one", i)
			}
			text = strings.ReplaceAll(text, unguardText(pair[0].AsString()), unguardText(pair[1].AsString()))
		}
		return textVal(text), nil
	},
})
