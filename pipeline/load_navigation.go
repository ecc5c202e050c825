package pipeline

import (
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A navigation tells the writer of diagnostics which block of a file a place is
// in. It parses the file again once somebody asks: the syntax of a long one
// takes too much memory to be kept for that.
type navigation struct {
	body func() *hclsyntax.Body
}

// newNavigation returns the navigation of a file that has parsed.
func newNavigation(path string, src []byte) navigation {
	return navigation{sync.OnceValue(func() *hclsyntax.Body {
		body, _ := parseSource(path, src)
		return body
	})}
}

// ContextString returns the header of the block around a byte of the file, as
// in: dataset "corpus". Outside of blocks it is empty.
func (n navigation) ContextString(offset int) string {
	for _, b := range n.body().Blocks {
		if !b.Range().ContainsOffset(offset) {
			continue
		}
		header := []string{b.Type}
		for _, label := range b.Labels {
			header = append(header, quote(label))
		}
		return strings.Join(header, " ")
	}
	return ""
}
