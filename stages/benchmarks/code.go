package benchmarks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pipe/stages/benchmarks/interpreter"
)

// Interpreters that run completed programs.
const (
	Builtin = "builtin" // this program's own, of a part of Python
	Python3 = "python3" // the machine's
)

// Sandboxes of the machine's interpreter.
const (
	SandboxRequired = "required"
	SandboxNone     = "none, I trust this model"
)

// A Runner runs programs in an interpreter.
type Runner interface {
	// Run returns how each program ended, in order.
	Run(ctx context.Context, programs []string) (verdicts []string, err error)
	// Varies reports whether a program that ended so may end otherwise another time.
	Varies(verdict string) bool
}

// passed is the verdict on a program that ran to its end.
var passed = interpreter.Passed.String()

// RunsCode reports whether a metric judges responses by running them.
func (s *Spec) RunsCode() bool {
	return slices.ContainsFunc(s.Metrics, func(m string) bool { return strings.HasPrefix(m, passPrefix) })
}

// RunsPython reports whether responses are run in the machine's Python.
func (s *Spec) RunsPython() bool { return s.RunsCode() && s.Interpreter == Python3 }

// checkCode returns what does not fit in how programs are run.
func (s *Spec) checkCode() []Problem {
	var problems []Problem
	add := func(attribute, summary, format string, args ...any) {
		problems = append(problems, Problem{attribute, summary, fmt.Sprintf(format, args...)})
	}
	standard := NewSpec(s.Request)
	switch {
	case !slices.Contains([]string{Builtin, Python3}, s.Interpreter):
		add("interpreter", "Unknown interpreter", "There is no interpreter %q.%s", s.Interpreter, suggest(s.Interpreter, []string{Builtin, Python3}))
	case s.Interpreter != standard.Interpreter && !s.RunsCode():
		add("interpreter", "Nothing to run", "No metric runs programs, so there is nothing for an interpreter. The metric that does is pass@1.")
	}
	switch {
	case !slices.Contains([]string{SandboxRequired, SandboxNone}, s.Sandbox):
		add("sandbox", "Unknown sandbox", "The sandbox is %q or, in these words, %q; got %q.", SandboxRequired, SandboxNone, s.Sandbox)
	case s.Sandbox != standard.Sandbox && !s.RunsPython():
		add("sandbox", "Nothing to run", "Only programs that run in Python need a sandbox: those of interpreter = %q.", Python3)
	}
	if s.RunSeconds < 1 {
		add("run_seconds", "No time to run", "run_seconds must be 1 at least; got %d.", s.RunSeconds)
	}
	return problems
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

// builtinRunner runs programs in package interpreter.
type builtinRunner struct{}

func (builtinRunner) Run(ctx context.Context, programs []string) ([]string, error) {
	verdicts := make([]string, len(programs))
	for i, p := range programs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		verdicts[i] = interpreter.Run(p, interpreter.DefaultLimits()).String()
	}
	return verdicts, nil
}

func (builtinRunner) Varies(string) bool { return false }

// runner returns what runs the programs of a benchmark.
func (s *Spec) runner() (Runner, error) {
	switch {
	case !s.RunsPython():
		return builtinRunner{}, nil
	case s.Python == nil:
		return nil, fmt.Errorf("there is no Python to run programs in")
	}
	return s.Python, nil
}

// runBatch is how many items' programs are handed to a runner at once.
const runBatch = 64

// runCompletions returns how the completed programs of each item ended.
func runCompletions(ctx context.Context, spec *Spec, items []Item, completions func(item int) []string) ([][]string, error) {
	runner, err := spec.runner()
	if err != nil {
		return nil, err
	}
	verdicts := make([][]string, len(items))
	for lo := 0; lo < len(items); lo += runBatch {
		hi := min(lo+runBatch, len(items))
		var programs []string
		for i := lo; i < hi; i++ {
			for _, c := range completions(i) {
				programs = append(programs, completed(&items[i], c))
			}
		}
		ended, err := runner.Run(ctx, programs)
		if err != nil {
			return nil, err
		}
		for i := lo; i < hi; i++ {
			n := len(completions(i))
			verdicts[i], ended = ended[:n:n], ended[n:]
		}
	}
	return verdicts, nil
}
