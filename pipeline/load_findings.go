package pipeline

import (
	"github.com/hashicorp/hcl/v2"
)

// A finding is what a diagnostic says, to tell whether another says the same.
type finding struct {
	at              hcl.Range
	summary, detail string
}

func findingOf(d *hcl.Diagnostic) finding {
	f := finding{summary: d.Summary, detail: d.Detail}
	if d.Subject != nil {
		f.at = *d.Subject
	}
	return f
}

// place is the finding without its detail, which may tell of a value that
// differs from one evaluation to the other.
func (f finding) place() finding {
	f.detail = ""
	return f
}

// aside returns what do reports, in place of keeping it with the rest.
func (ld *loading) aside(do func()) hcl.Diagnostics {
	kept := ld.diags
	ld.diags = nil
	do()
	found := ld.diags
	ld.diags = kept
	return found
}

// inEach does something about each node of a declaration, and reports what it
// finds wrong.
func (ld *loading) inEach(nodes []*Node, do func(n *Node)) {
	found := make([]hcl.Diagnostics, len(nodes))
	for i, n := range nodes {
		found[i] = ld.aside(func() { do(n) })
	}
	ld.reportEach(nodes, found)
}

// reportEach reports what was found wrong with each node of a declaration. What
// is wrong with all of them alike is reported once; what is wrong with some says
// with which.
func (ld *loading) reportEach(nodes []*Node, found []hcl.Diagnostics) {
	count := make(map[finding]int)
	for _, diags := range found {
		for _, d := range diags {
			count[findingOf(d)]++
		}
	}
	if len(count) == 0 {
		return
	}
	for i, diags := range found {
		for _, d := range diags {
			f := findingOf(d)
			switch n := count[f]; {
			case n == 0: // reported already
				continue
			case n < len(nodes):
				d.Detail += " This is so for " + nodes[i].Address() + "."
			default:
				count[f] = 0
			}
			ld.report(d)
		}
	}
}

// contains reports whether one place lies in another.
func contains(outer, inner hcl.Range) bool {
	return outer.Filename == inner.Filename && outer.Start.Byte <= inner.Start.Byte && inner.End.Byte <= outer.End.Byte
}
