package benchmarks

import (
	"strings"

	"pipe/stages/benchmarks/interpreter"
)

// passed is the verdict on a program that ran to its end.
var passed = interpreter.Passed.String()

// RunsCode reports whether a metric judges responses by running them.
func (s *Spec) RunsCode() bool {
	for _, m := range s.Metrics {
		if strings.HasPrefix(m, passPrefix) {
			return true
		}
	}
	return false
}

// completed returns the program that tests a completion: what comes before
// it, the completion as it is, the test, and a call of the test.
func completed(it *Item, completion string) string {
	program := it.Program + completion + "\n" + it.Test
	if it.EntryPoint != "" {
		program += "\ncheck(" + it.EntryPoint + ")"
	}
	return program + "\n"
}

// runCompletions returns how each completed program ended.
func runCompletions(it *Item, completions []string) []string {
	verdicts := make([]string, len(completions))
	for i, c := range completions {
		verdicts[i] = interpreter.Run(completed(it, c), interpreter.DefaultLimits()).String()
	}
	return verdicts
}
