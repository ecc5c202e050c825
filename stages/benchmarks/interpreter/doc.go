// Package interpreter runs small Python programs, such as a model's solution
// of a programming exercise with its test, and says how they ended.
//
//	program ── rewrite ──> Starlark's grammar ── parse ──> tree ── walk ──> Outcome
//
// It is hermetic by construction: there are no processes, files, clocks or
// networks to reach, only values in memory. Each step and each byte is counted
// against a limit before it is spent, so a program that loops or grows without
// end stops at the same point on every machine.
//
// The language is a subset: functions, closures, lambdas, loops, list, set and
// dict comprehensions, assert and raise, integers of bounded size, floats,
// strings, tuples, lists, dicts, sets, and the usual builtins and methods.
// Classes, exceptions that are caught, generators with yield, formatted
// strings, and modules other than typing and a little of math are outside it;
// a program that uses them ends in an error that says so. Generator
// expressions, zip, map and their like make lists at once, and sets keep the
// order of insertion.
package interpreter
