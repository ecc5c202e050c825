package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// maxSaid is how often a mistake of one sort at one place is reported of the
// evaluations of an ablation, where it has another value in each.
const maxSaid = 3

// A tally gathers what is wrong with the evaluations of an ablation.
type tally struct {
	*expansion
	inOrder []finding
	first   map[finding]*hcl.Diagnostic
	where   map[finding][]cell // in which evaluations it is so
}

func (t *tally) add(d *hcl.Diagnostic, c cell) {
	d.Detail = strings.ReplaceAll(d.Detail, t.name(c)+".", "") // so that it says the same of all evaluations
	f := findingOf(d)
	if t.first[f] == nil {
		t.first[f], t.inOrder = d, append(t.inOrder, f)
	}
	t.where[f] = append(t.where[f], c)
}

// diagnostics returns one diagnostic for each thing that is wrong.
func (t *tally) diagnostics() hcl.Diagnostics {
	var diags hcl.Diagnostics
	said := make(map[finding]int)
	for _, f := range t.inOrder {
		if said[f.place()]++; said[f.place()] > maxSaid {
			continue
		}
		t.first[f].Detail += t.about(t.first[f], t.where[f])
		diags = append(diags, t.first[f])
	}
	return diags
}

// about says in which evaluations a diagnostic is so, and nothing where it is
// so in all, or where it points into the only variant that it is about.
func (e *expansion) about(d *hcl.Diagnostic, in []cell) string {
	rounds := make(map[int]int)
	for _, c := range in {
		rounds[c.variant]++
	}
	var names []string
	for _, c := range in {
		switch whole := rounds[c.variant] == e.grid.Rounds(); {
		case !whole:
			names = append(names, e.name(c))
		case c.round == 0:
			names = append(names, e.node.Address()+"["+quote(e.grid.Variants[c.variant])+"]")
		}
	}
	only := e.variants[in[0].variant].block.Range()
	switch {
	case len(in) == len(e.cells()):
		return ""
	case len(in) == e.grid.Rounds() && len(names) == 1 && d.Subject != nil && contains(only, *d.Subject):
		return ""
	}
	const most = 3
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return " This is so for " + enumerate(names) + "."
}

// withoutEffect complains about stages that a variant overrides and that no
// measured stage stands on: the variant would not be what its author means.
func (e *expansion) withoutEffect(reached []map[string]bool) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i, v := range e.variants {
		for _, address := range slices.Sorted(maps.Keys(v.overrides)) {
			if !v.faulty && !reached[i][address] {
				b := v.overrides[address]
				diags = append(diags, mistake(b.DefRange(), v.block.Range(), "Override without effect",
					"In this variant, nothing that is measured stands on %s. Measure what does, or remove the block.", address))
			}
		}
	}
	return diags
}

// reportExpanded reports what is wrong with variants, except for what is wrong
// with the file itself.
func (ld *loading) reportExpanded(expanded []*expansion) {
	known := make(map[finding]bool)
	for _, d := range ld.diags {
		known[findingOf(d).place()] = true
	}
	for _, e := range expanded {
		for _, d := range e.diags {
			if !known[findingOf(d).place()] {
				ld.report(d)
			}
		}
	}
}
