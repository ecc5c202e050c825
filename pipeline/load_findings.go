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

// inEach does something about each node of a declaration. What it finds wrong
// with all of them alike is reported once; what it finds wrong with some says
// which.
func (ld *loading) inEach(nodes []*Node, do func(n *Node)) {
	count := make(map[finding]int)
	about := make(map[*hcl.Diagnostic]*Node)
	var all hcl.Diagnostics
	for _, n := range nodes {
		for _, d := range ld.aside(func() { do(n) }) {
			all = append(all, d)
			about[d] = n
			count[findingOf(d)]++
		}
	}
	for _, d := range all {
		f := findingOf(d)
		switch n := count[f]; {
		case n == 0: // reported already
			continue
		case n < len(nodes):
			d.Detail += " This is so for " + about[d].Address() + "."
		default:
			count[f] = 0
		}
		ld.report(d)
	}
}

// contains reports whether one place lies in another.
func contains(outer, inner hcl.Range) bool {
	return outer.Filename == inner.Filename && outer.Start.Byte <= inner.Start.Byte && inner.End.Byte <= outer.End.Byte
}
