package pipeline

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// TestParsePlain parses texts that are plain and texts that are nearly so. What
// parsePlain returns is what hclsyntax returns, and it returns something where
// it should.
func TestParsePlain(t *testing.T) {
	cases := []struct {
		name, src string
		plain     bool
	}{
		{"nothing", "", true},
		{"empty lines", "\n  \n\n", true},
		{"blocks", "experiment \"x\" {}\n\ndataset \"d\" {\n  source = \"a.txt\"\n}\n", true},
		{"no label", "locals {\n  a = 1\n}", true},
		{"two labels", "a  \"b\"  \"c\"  {\n}\n", true},
		{"empty label", "a \"\" {\n}\n", true},
		{"nested", "  pretrain \"p\" {\n  model {\n    dim = 64\n  }\n\n\n  optimizer { \n }\n}   \n", true},
		{"values", "a {\n b=1.5\n c = true\n d = false\n e = null\n f = x\n g = x.y-z.z_1\n h = \"\"\n}\n", true},
		{"strings", "a {\n b = \"# not // a comment ' { [ ( = \"\n}\n", true},
		{"lists", "a {\n b = []\n c = [ 1,\"x\" , [d.e] ]\n d = [\n  1,\n\n  2 , \n  ]\n e = [\n]\n}\n", true},
		{"at the end of the file", "a {\n}", true},
		{"attribute outside", "a = 1", true},
		{"space at the end", "a = 1  ", true},

		{"comment", "a {\n b = 1 # one\n}\n", false},
		{"comment on a line", "# a\n", false},
		{"tab", "a {\n\tb = 1\n}\n", false},
		{"carriage return", "a {\r\n}\r\n", false},
		{"byte order mark", "\ufeffa = 1\n", false},
		{"escape", "a = \"\\n\"\n", false},
		{"interpolation", "a = \"${b}\"\n", false},
		{"directive", "a = \"%{if b}c%{endif}\"\n", false},
		{"dollar", "a = \"$5\"\n", false},
		{"not ASCII", "a = \"é\"\n", false},
		{"decomposed", "a = \"e\u0301\"\n", false},
		{"name not ASCII", "é = 1\n", false},
		{"underscore", "_a = 1\n", false},
		{"name in the middle", "aé = 1\n", false},
		{"combining mark behind a name", "a = b\u0301\n", false},
		{"call", "a = f(1)\n", false},
		{"sum", "a = 1 + 2\n", false},
		{"negative", "a = -1\n", false},
		{"exponent", "a = 1e-4\n", false},
		{"number with a dot at the end", "a = 1.\n", false},
		{"two dots", "a = 1.2.3\n", false},
		{"number and name", "a = 1b\n", false},
		{"index", "a = b[0]\n", false},
		{"old index", "a = b.0\n", false},
		{"splat", "a = b.*.c\n", false},
		{"dot at the end", "a = b.\n", false},
		{"spaces round a dot", "a = b . c\n", false},
		{"member of a word", "a = true.b\n", false},
		{"object", "a = {}\n", false},
		{"for", "a = [for b in c : d]\n", false},
		{"for alone", "a = [for]\n", false},
		{"no comma", "a = [1 2]\n", false},
		{"newline for a comma", "a = [1\n2]\n", false},
		{"comma alone", "a = [,]\n", false},
		{"list that ends early", "a = [1\n", false},
		{"heredoc", "a = <<E\nb\nE\n", false},
		{"comma behind a value", "a = 1,\n", false},
		{"bracket behind a value", "a = 1]\n", false},
		{"no value", "a = \n", false},
		{"equality", "a == 1\n", false},
		{"attribute twice", "a = 1\na = 2\n", false},
		{"one line", "a { b = 1 }\n", false},
		{"label that is a name", "a b {\n}\n", false},
		{"brace on the next line", "a\n{\n}\n", false},
		{"no brace", "a \"b\"\n", false},
		{"block that ends early", "a {\n", false},
		{"brace too many", "a {\n}\n}\n", false},
		{"two blocks on a line", "a {\n} b {\n}\n", false},
		{"quote that is not closed", "a = \"b\n", false},
		{"zero byte", "a = 1\x00\n", false},
		{"zero byte at the end", "a = 1\n\x00", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := checkPlain(t, c.src); got != c.plain {
				t.Errorf("parsePlain(%q) is plain = %v, want %v", c.src, got, c.plain)
			}
		})
	}
}

// checkPlain reports whether a text is plain, and fails where parsePlain and
// hclsyntax do not return the same.
func checkPlain(t *testing.T, src string) bool {
	start := hcl.Pos{Line: 7, Column: 1, Byte: 123}
	got := parsePlain(&piece{path: "x.hcl", src: []byte(src), start: start})
	if got == nil {
		return false
	}
	want, diags := hclsyntax.ParseConfig([]byte(src), "x.hcl", start)
	if len(diags) > 0 {
		t.Errorf("parsePlain(%q) finds nothing wrong, want %v", src, diags)
	} else if !reflect.DeepEqual(got, want.Body) {
		t.Errorf("parsePlain(%q) = %+v, want %+v", src, got, want.Body)
	}
	return true
}

// FuzzParsePlain holds parsePlain against hclsyntax.
func FuzzParsePlain(f *testing.F) {
	files, err := filepath.Glob("../experiments/*/*.hcl")
	if err != nil || len(files) == 0 {
		f.Fatalf("Glob finds %v, %v", files, err)
	}
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range cutPieces(path, src) {
			f.Add(string(p.src))
		}
	}
	f.Add("a \"b\" {\n  c = [d.e, \"f\", 1.5]\n\n  g {\n  }\n}\n")
	f.Fuzz(func(t *testing.T, src string) {
		if guard("x.hcl", []byte(src)).HasErrors() {
			return // parsed by nobody
		}
		checkPlain(t, src)
	})
}
