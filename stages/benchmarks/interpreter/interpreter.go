package interpreter

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"
)

// Limits bound what a program may spend.
type Limits struct {
	Steps int64 // nodes evaluated, elements visited
	Bytes int64 // allocated over the whole run, never given back
	Calls int   // calls in progress at once
}

// DefaultLimits suffice for exercises of the size of HumanEval's.
func DefaultLimits() Limits {
	return Limits{Steps: 5_000_000, Bytes: 128 << 20, Calls: 500}
}

// maxProgram bounds the source, and so the work of parsing it.
const maxProgram = 1 << 16

// maxDepth bounds nested evaluation, and so the interpreter's own stack.
const maxDepth = 8000

// A Status is how a program ended.
type Status int

// The ways to end.
const (
	Passed          Status = iota // ran to its end
	AssertionFailed               // an assert did not hold
	Error                         // not in the language, or a run-time error
	StepLimit                     // out of steps
	MemoryLimit                   // out of bytes
)

func (s Status) String() string {
	return [...]string{"passed", "assertion failed", "error", "step limit", "memory limit"}[s]
}

// An Outcome is how a program ended, and where and why if it did not pass.
type Outcome struct {
	Status  Status
	Message string
	Line    int // 1 for the first, 0 where unknown
}

func (o Outcome) String() string {
	switch {
	case o.Status == Passed:
		return o.Status.String()
	case o.Line == 0:
		return fmt.Sprintf("%s: %s", o.Status, o.Message)
	}
	return fmt.Sprintf("%s: line %d: %s", o.Status, o.Line, o.Message)
}

// grammar is Starlark's with what Python has beyond it.
var grammar = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// Run runs a program to its end or to a limit.
func Run(program string, limits Limits) Outcome {
	if len(program) > maxProgram {
		return Outcome{Error, fmt.Sprintf("program of more than %d bytes", maxProgram), 0}
	}
	source, fault := rewrite(program)
	if fault != nil {
		return *fault
	}
	file, err := grammar.Parse("program", source, 0)
	if err != nil {
		return syntaxOutcome(err)
	}
	m := &machine{
		limits:   limits,
		globals:  newScope(nil, nil),
		locals:   make(map[syntax.Node]names),
		builtins: newBuiltins(),
		methods: map[string]map[string]method{
			"str": strMethods, "list": listMethods, "tuple": tupleMethods, "dict": dictMethods, "set": setMethods,
		},
	}
	return m.run(file)
}

func syntaxOutcome(err error) Outcome {
	if e, ok := err.(syntax.Error); ok {
		return Outcome{Error, "syntax: " + e.Msg, int(e.Pos.Line)}
	}
	return Outcome{Error, "syntax: " + err.Error(), 0}
}

// A machine runs one program.
type machine struct {
	limits   Limits
	steps    int64
	bytes    int64
	calls    int
	depth    int
	line     int
	globals  *scope
	locals   map[syntax.Node]names // of each function and comprehension, found once
	builtins map[string]value
	methods  map[string]map[string]method // by type
}

// run executes a file. Whatever ends the program early unwinds as a panic
// with an Outcome, which no construct of the language can catch.
func (m *machine) run(file *syntax.File) (outcome Outcome) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case Outcome:
			outcome = r
		default:
			panic(r)
		}
	}()
	if flow, _ := m.block(file.Stmts, m.globals); flow != next {
		m.fail("return, break or continue outside of a function or loop")
	}
	return Outcome{Status: Passed}
}

// fail ends the program with a run-time error.
func (m *machine) fail(format string, args ...any) {
	m.end(Error, fmt.Sprintf(format, args...))
}

// maxMessage bounds what a program can leave behind: its message.
const maxMessage = 300

// end unwinds the program.
func (m *machine) end(status Status, message string) {
	if len(message) > maxMessage {
		message = message[:maxMessage] + "…"
	}
	panic(Outcome{status, strings.ToValidUTF8(message, "\uFFFD"), m.line})
}

// spend counts n steps.
func (m *machine) spend(n int) {
	if m.steps += int64(n); m.steps > m.limits.Steps {
		m.end(StepLimit, fmt.Sprintf("more than %d steps", m.limits.Steps))
	}
}

// allocate counts n bytes that are about to be allocated, and the steps it
// takes to fill them.
func (m *machine) allocate(n int) {
	if m.bytes += int64(n); n < 0 || m.bytes > m.limits.Bytes {
		m.end(MemoryLimit, fmt.Sprintf("more than %d bytes", m.limits.Bytes))
	}
	m.spend(n / 64)
}

// enter counts a level of nesting; leave takes it back.
func (m *machine) enter() {
	if m.depth++; m.depth > maxDepth {
		m.fail("nested too deeply")
	}
}

func (m *machine) leave() { m.depth-- }
