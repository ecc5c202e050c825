package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// formatSeeds are files whose layout is easy to get wrong.
var formatSeeds = []string{
	"a=1\nb   =  2\n", "a {\nb=1\n  }\n", "a \"b\"   \"c\" { }\n", "x = [1,2,\n3]\n", "x = {a=1,b:2}\n",
	"x = <<EOT\n  a\n b ${ 1+1 }\nEOT\n", "x = <<-EOT\n    a\n  b\n    EOT\n", "b {\nx = <<-EOT\n    a\n  ${  1  } b\n\tc\n   EOT\n}\n",
	"b {\n  x = <<EOT\n${1}\n    ${ 2 }x  \nEOT\n}\n", "x = [<<A\n a\nA\n, <<-B\n  b\n  B\n]\n", "x = f(<<A\n a\nA\n)\n",
	"x = \"  a ${ 1 +  2 }  b\\n\\t\\\"$${c}  %%{d}\"\n", "x = \"${ true ? \"a  b\" : \"c\"  }\"\n",
	"x = \"%{ for a in [1,2] ~}  ${a}  %{ endfor ~}  \"\n", "x = <<-EOT\n  %{ if true ~}\n    yes\n  %{ endif ~}\n  EOT\n",
	"a = 1\r\nb {\r\nc=2\r\n}\r\n", "x = <<EOT\r\n a\r\n  b\r\nEOT\r\n", "\ufeffa = 1\n", "# c\na=1 # d  \n/* e\n  f */ b = 2 // g\n",
	"x = /* a */ 1 + /* b */ 2\n", "x = [ # a\n1, // b\n  /* c */ 2\n]\n", "x = {\n# a\na = 1 # b\n}\n", "x = -1\ny = - 1\nz = !true\n",
	"x = a.b[0]\ny = a [ 0 ] . b\nz = a[*].b\nw = a.*.b\n", "x = [for a in [1] : a if a>0]\n", "x = {for k, v in {a=1} : k=>v...}\n",
	"x = (1\n+\n2)\n", "x = 1-1\ny = 1 -1\n", "x = a ? b : c\n", "x = \"é  ☃\u0301\"\n", "a = 1", "b {}", "x = f(1, [2]...)\n",
	"x = \"a\tb\"\n", "\ta\t=\t1\t\n", "x = a.0\n", "x = 1.5e-3\n", "x = \"${\"${\"a\"}\"}\"\n", "x = \"\\u00e9\\U0001f600\"\n",
	"x = <<EOT\nEOT\n", "x = <<-EOT\n\n   a\n\n  EOT\n", "x = \"$\"\ny = \"%\"\nz = \"$${\"\n", "b { x = 1 }\n", "b \"a\" { x = \"}\" }\n",
	"x = <<-EOT\n  a $${b} %%{c}\n  EOT\n\n\n\ny = 1\n", "x = { \"a b\" = 1, (\"c\") = 2 }\n", "x = { a = <<EOT\n 1\nEOT\n }\n",
}

// TestFormatSeeds demands that all files of which the layout is easy to get wrong
// have one.
func TestFormatSeeds(t *testing.T) {
	for _, src := range formatSeeds {
		if _, err := Format("x.hcl", []byte(src)); err != nil {
			t.Errorf("Format(%q) = %v, want no error", src, err)
		}
	}
}

// FuzzFormat demands of every file that can be parsed that its layout changes
// no value, and is the layout's own.
func FuzzFormat(f *testing.F) {
	for _, seed := range formatSeeds {
		f.Add([]byte(seed))
	}
	files, err := filepath.Glob("../experiments/*.hcl")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		formatted, err := Format("x.hcl", src)
		if err != nil {
			return
		}
		again, err := Format("x.hcl", formatted)
		if err != nil || !bytes.Equal(again, formatted) {
			t.Errorf("Format(%q) = %q, and of that %q, %v", src, formatted, again, err)
		}
		sameFile(t, src, formatted)
	})
}

// TestSameTokens demands that the guard sees each change of a value that a
// layout could make.
func TestSameTokens(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a=1\n", "a = 1\n", true},
		{"a = 1 # c  \n", "a = 1 # c\n", true},
		{"a = 1\r\n", "a = 1\n", true},
		{"a = 1\n", "a = 2\n", false},
		{"a = 1\n", "a = 1\nb = 2\n", false},
		{"a = 1\nb = 2\n", "a = 1\n", false},
		{"a = \"x  y\"\n", "a = \"x y\"\n", false},
		{"a = \"x\\t\"\n", "a = \"x\t\"\n", false},
		{"a = <<EOT\n  x\nEOT\n", "a = <<EOT\n x\nEOT\n", false},
		{"a = <<EOT\n  x\nEOT\n", "a = <<-EOT\n  x\nEOT\n", false},
		{"a = <<-EOT\n  x\n  EOT\n", "a = <<-EOT\n    x\n  EOT\n", false},
		{"a = <<EOT\nx \nEOT\n", "a = <<EOT\nx\nEOT\n", false},
		{"a = <<EOT\nx\r\nEOT\n", "a = <<EOT\nx\nEOT\n", false},
		{"a = [1, 2]\n", "a = [1 2]\n", false},
		{"# a\n", "# b\n", false},
	} {
		if _, got := sameTokens("x.hcl", []byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("sameTokens(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// sameFile demands that two files hold the same, attribute by attribute.
func sameFile(t *testing.T, a, b []byte) {
	t.Helper()
	x, diags := hclsyntax.ParseConfig(a, "a.hcl", hcl.InitialPos)
	y, more := hclsyntax.ParseConfig(b, "b.hcl", hcl.InitialPos)
	if diags.HasErrors() || more.HasErrors() {
		t.Fatalf("%q and %q: %v, %v", a, b, diags, more)
	}
	sameBody(t, x.Body.(*hclsyntax.Body), y.Body.(*hclsyntax.Body))
}

func sameBody(t *testing.T, a, b *hclsyntax.Body) {
	t.Helper()
	if len(a.Attributes) != len(b.Attributes) || len(a.Blocks) != len(b.Blocks) {
		t.Fatalf("got %d attributes and %d blocks, want %d and %d", len(b.Attributes), len(b.Blocks), len(a.Attributes), len(a.Blocks))
	}
	for name, attribute := range a.Attributes {
		other := b.Attributes[name]
		if other == nil {
			t.Fatalf("the attribute %q is lost", name)
		}
		sameExpression(t, attribute.Expr, other.Expr)
	}
	for i, block := range a.Blocks {
		other := b.Blocks[i]
		if block.Type != other.Type || len(block.Labels) != len(other.Labels) {
			t.Fatalf("block %d is %s %q, want %s %q", i, other.Type, other.Labels, block.Type, block.Labels)
		}
		for j, label := range block.Labels {
			if other.Labels[j] != label {
				t.Fatalf("label %d of block %d is %q, want %q", j, i, other.Labels[j], label)
			}
		}
		sameBody(t, block.Body, other.Body)
	}
}

// sameExpression compares the values of two expressions, which are errors where
// they need names, and with names that are unknown the shape of both.
func sameExpression(t *testing.T, a, b hclsyntax.Expression) {
	t.Helper()
	x, diags := a.Value(nil)
	y, more := b.Value(nil)
	if diags.HasErrors() != more.HasErrors() {
		t.Fatalf("%v: %v, want %v", b.Range(), more, diags)
	}
	if !diags.HasErrors() && !x.RawEquals(y) {
		t.Fatalf("%v: got %#v, want %#v", b.Range(), y, x)
	}
	if got, want := literalsOf(b), literalsOf(a); !equalValues(got, want) {
		t.Fatalf("%v: got the literals %#v, want %#v", b.Range(), got, want)
	}
}

// literalsOf returns all constants in an expression, in order.
func literalsOf(expr hclsyntax.Expression) []cty.Value {
	var all []cty.Value
	hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		if l, ok := n.(*hclsyntax.LiteralValueExpr); ok {
			all = append(all, l.Val)
		}
		return nil
	})
	return all
}

func equalValues(a, b []cty.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].RawEquals(b[i]) {
			return false
		}
	}
	return true
}
