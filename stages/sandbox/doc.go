// Package sandbox runs Python programs that nobody has read: completions of a
// language model, each with the test that judges it.
//
//	program ── stdin ──> bwrap ── driver.py ── exec(program)
//	verdict <── stdout ──────────────┘
//
// A program runs in the machine's Python, inside bubblewrap. It has no network,
// sees no files but Python's own and the system's libraries, none of which it can
// write, works in an empty folder in memory, cannot start processes, and is
// bounded in processor time, time, memory and size of files. The kernel takes
// down all that it started with it.
//
// A verdict says how a program ended, and is all that is known of it: what it
// prints goes nowhere. The driver reports the end on a descriptor of its own,
// with a token that the program is not given, so that a program which exits
// before its tests, or prints that it passed, has not passed. A program runs in
// the process that tests it, though, and one that was written to deceive can take
// the token from the driver's frames, or make its answers equal to everything.
//
// The package deliberately knows neither benchmarks nor stages.
package sandbox
