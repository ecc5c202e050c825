package main

import "fmt"

// A row is one thing that is measured.
type row struct {
	name    string // for -only
	what    string // for the table
	unit    string // of the figures, of which more is better
	threads int
	// prepare makes everything ready and returns what measures once.
	prepare func(threads int) func() float64
	peers   []peer
}

// A peer is who does the same work: a script, or a figure.
type peer struct {
	name string
	gate string // the target and what the ratio is to be, such as "T3 ≥ 1.0x"

	// script is a file in peers, run with args and env.
	script string
	args   []string
	env    []string
	// memoryGate asks for a second line, of most memory, ours to the peer's; "" does not.
	memoryGate string

	// figure stands for a program that is not run; origin says where it is from.
	figure float64
	origin string

	// inside is a workload of this program's, for limits that are not peers.
	inside func(threads int) func() float64
}

// rows are in the order of their registration, which is that of the files' names.
var rows []row

// register adds rows to the table; it is called from package-level variables.
func register(more ...row) bool {
	for _, r := range more {
		if _, taken := find(r.name); taken {
			panic(fmt.Sprintf("row %q is registered twice", r.name))
		}
		rows = append(rows, r)
	}
	return true
}

// find returns the row of a name.
func find(name string) (row, bool) {
	for _, r := range rows {
		if r.name == name {
			return r, true
		}
	}
	return row{}, false
}
