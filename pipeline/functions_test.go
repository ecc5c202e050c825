package pipeline

import (
	"strings"
	"testing"
)

// TestFunctionUsage holds how a function is said to be called against how it
// can be called.
func TestFunctionUsage(t *testing.T) {
	seen := make(map[string]bool)
	for _, group := range Functions() {
		for _, f := range group.Functions {
			if seen[f.Name()] {
				t.Errorf("%s is listed twice", f.Name())
			}
			seen[f.Name()] = true
			_, arguments, _ := strings.Cut(strings.TrimSuffix(f.Usage, ")"), "(")
			names := strings.Split(arguments, ", ")
			many := strings.HasSuffix(names[len(names)-1], "…")
			if many {
				names = names[:len(names)-1]
			}
			if got, want := len(names), len(f.call.Params()); got != want || many != (f.call.VarParam() != nil) {
				t.Errorf("usage %s: %d arguments and more %v, want %d and %v", f.Usage, got, many, want, f.call.VarParam() != nil)
			}
			if f.Doc == "" || strings.HasSuffix(f.Doc, ".") {
				t.Errorf("%s: doc %q, want a phrase without full stop", f.Name(), f.Doc)
			}
		}
	}
}

// TestFunctionDocs holds what the less obvious functions are said to return.
func TestFunctionDocs(t *testing.T) {
	cases := []struct{ source, want string }{
		{`element(["a", "b"], 2)`, `"a"`},
		{`parseint("z", 36)`, `35`},
		{`range(3)`, `[0, 1, 2]`},
		{`range(1, 7, 2)`, `[1, 3, 5]`},
		{`format("%.2f of %s", 0.5, "it")`, `"0.50 of it"`},
		{`formatlist("%s!", ["a", "b"])`, `["a!", "b!"]`},
		{`regex("[a-z]+", "12ab")`, `"ab"`},
		{`regex("([a-z])([0-9])", "a1")`, `["a", "1"]`},
		{`regexreplace("a1", "([a-z])([0-9])", "$2$1")`, `"1a"`},
		{`merge({a = 1}, {a = 2}).a`, `2`},
		{`substr("abcd", 1, -1)`, `"bcd"`},
		{`indent(2, "a\nb")`, `"a\n  b"`},
		{`chunklist([1, 2, 3], 2)`, `[[1, 2], [3]]`},
		{`values({b = 1, a = 2})`, `[2, 1]`},
		{`csvdecode("a,b\n1,2")[0].b`, `"2"`},
		{`index(["a", "b"], 1)`, `"b"`},
		{`setproduct([1, 2], [3])`, `[[1, 3], [2, 3]]`},
		{`flatten([1, [2, [3]]])`, `[1, 2, 3]`},
		{`trim("xxaxx", "x")`, `"a"`},
		{`length("né")`, `2`},
		{`try(null.a, "b")`, `"b"`},
		{`capitalize("iN Paris, he Ran")`, `"In paris, he ran"`},
		{`capitalize("ǆ ΟΔΟΣ")`, `"ǅ οδος"`},
		{`capitalize("ßA")`, `"Ssa"`},
		{`capitalize("")`, `""`},
		{`codepoints("é\r\n")`, `3`},
		{`textslice("abcd", 1, 3)`, `"bc"`},
		{`textslice("abcd", 0, -1)`, `"abc"`},
		{`textslice("abcd", 3, 1)`, `""`},
		{`textslice("abcd", -2, 99)`, `"cd"`},
		{`replaceall("a b c", [["a ", "b "], ["b b", "x"]])`, `"x c"`},
		{`words(" a\u00a0b \n")`, `["a", "b"]`},
		{`words("")`, `[]`},
	}
	for _, c := range cases {
		if got := loadTemplate(t, "", c.source).Canonical(); got != c.want {
			t.Errorf("%s = %s, want %s", c.source, got, c.want)
		}
	}
}
