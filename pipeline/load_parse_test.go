package pipeline

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// TestParsePieces parses files that are cut into pieces, and the same files as
// a whole: blocks, ranges and diagnostics are equal.
func TestParsePieces(t *testing.T) {
	filler := numbered(3*pieceBytes/40, "dataset \"d%d\" {\n  source = \"a.txt\"\n}\n\n")
	inside := func(open, closing string) string {
		return open + strings.Repeat("\n}\ndataset \"x\" {\n  # "+strings.Repeat("x", 1000)+"\n", 3*pieceBytes/1000) + closing + "\n"
	}
	cases := []struct {
		name, src string
		whole     bool // whether the pieces do not parse
	}{
		{"blocks", filler + "locals {\n a = <<E\n}\nE\n}\n", false},
		{"attribute at the end", filler + "a = 1\n", true},
		{"mistake at the end", filler + "dataset {{\n", true},
		{"comment", filler + inside("/*", "*/") + filler, true},
		{"heredoc", inside("locals {\n a = <<E\n", "E\n}") + filler, true},
		{"interpolation", "locals {\n a = \"${" + inside("{", "}}\"") + "}\n" + filler, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			pieces := cutPieces("x.hcl", []byte(c.src))
			if len(pieces) < 2 {
				t.Fatalf("cutPieces of %d bytes gives %d pieces, want more", len(c.src), len(pieces))
			}
			if got := parsePieces(pieces) == nil; got != c.whole {
				t.Errorf("parsePieces fails = %v, want %v", got, c.whole)
			}
			got, diags := parseSource("x.hcl", []byte(c.src))
			want, wantDiags := hclsyntax.ParseConfig([]byte(c.src), "x.hcl", hcl.InitialPos)
			if fmt.Sprint(diags) != fmt.Sprint(wantDiags) {
				t.Fatalf("parseSource finds %v, want %v", diags, wantDiags)
			}
			if len(wantDiags) > 0 {
				return
			}
			if w := want.Body.(*hclsyntax.Body); !reflect.DeepEqual(got.Blocks, w.Blocks) {
				t.Errorf("parseSource gives %d blocks, which differ from the %d of the whole file", len(got.Blocks), len(w.Blocks))
			}
		})
	}
}
