package pipeline

import (
	"github.com/hashicorp/hcl/v2"
)

// A Template is an expression over a document, kept to be evaluated once for
// each: `"Question: ${doc.question}\nAnswer:"`, `doc.options`.
type Template struct {
	canonical string
	rng       hcl.Range
}

// Canonical returns the template's source in a form that does not depend on
// its spelling: comments, layout, heredocs, names of locals. It is empty where
// the template is not set.
func (t Template) Canonical() string { return t.canonical }
