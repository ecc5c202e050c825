package pipeline

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// mistake returns a diagnostic about subject, shown within context.
func mistake(subject, context hcl.Range, summary, format string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   fmt.Sprintf(format, args...),
		Subject:  &subject,
		Context:  &context,
	}
}

// DidYouMean returns a sentence that names what is nearest to name, or "" where
// nothing is near.
func DidYouMean(name string, among []string) string {
	if near := nearest(name, among); near != "" {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	return ""
}

// nearest returns the candidate with the fewest edits, the first of equals, or
// "" where all need more edits than a slip of the hand makes.
func nearest(name string, among []string) string {
	const longest = 100 // of a name that anybody mistypes
	if len(name) > longest {
		return ""
	}
	best, limit := "", 1+len(name)/3
	for _, candidate := range among {
		if d := levenshtein.Distance(name, candidate, nil); d <= limit {
			best, limit = candidate, d-1
		}
	}
	return best
}

// enumerate writes names as a sentence does: a, b and c.
func enumerate(names []string) string {
	switch len(names) {
	case 0:
		return "none"
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// choose writes alternatives as a sentence does: "a", "b" or "c".
func choose(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}

// begin makes a phrase the beginning of a sentence.
func begin(phrase string) string { return strings.ToUpper(phrase[:1]) + phrase[1:] }

// article puts "a" or "an" before a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// describe says in words what a value is.
func describe(v cty.Value) string {
	switch t := v.Type(); {
	case v.IsNull():
		return "null"
	case !v.IsKnown():
		return "an unknown value"
	case t == cty.String:
		return "the string " + quote(shorten(v.AsString()))
	case t == cty.Number:
		return "the number " + shortNumber(v)
	case t == cty.Bool:
		return fmt.Sprint(v.True())
	case t == nodeType:
		return "a reference to " + nodeOf(v).Address()
	case choiceIn(v) != nil:
		return "the stage " + choiceIn(v).Address() + ", which chooses among others"
	case t.IsListType() || t.IsTupleType():
		return "a list"
	case t.IsSetType():
		return "a set"
	case t.IsMapType() || t.IsObjectType():
		if address, _ := instancesIn(v); address != "" {
			return "all instances of " + address
		}
		return "a map"
	}
	return "a " + v.Type().FriendlyName()
}

// shorten keeps a value that is quoted in a diagnostic to a readable length.
func shorten(s string) string {
	const limit = 60
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

// numberText writes a number as a template does.
func numberText(v cty.Value) string {
	f := v.AsBigFloat()
	if f.IsInf() || f.Sign() != 0 && abs(f.MantExp(nil)) > maxExponent {
		return f.Text('g', 10)
	}
	return f.Text('f', -1)
}

// shortNumber writes a number for a diagnostic: what takes too many digits is
// rounded.
func shortNumber(v cty.Value) string {
	const most = 30
	if text := numberText(v); len(text) <= most {
		return text
	}
	return v.AsBigFloat().Text('g', 10)
}

// maxExponent bounds, in bits, the numbers that are written out in full.
const maxExponent = 1 << 14

func abs(x int) int { return max(x, -x) }

// wholeNumber returns a number as an int64. Decimal fractions are not exact in
// binary, so 0.1 * 30 misses 3 by a hair in the last of 512 bits; at 200 bits,
// still far more than an int64 needs, it does not.
func wholeNumber(f *big.Float) (int64, bool) {
	rounded := new(big.Float).SetPrec(200).Set(f)
	if !rounded.IsInt() {
		return 0, false
	}
	n, accuracy := rounded.Int64()
	return n, accuracy == big.Exact
}
