package stages

import (
	"errors"
	"fmt"
	"runtime"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/sandbox"
)

// programsRow is the only row of the table "programs" of a benchmark whose
// completed programs ran in the machine's Python: it says which that was. Of
// programs that run in this program's own interpreter there is no such table.
type programsRow struct {
	Python string `arrow:"python"` // "CPython 3.11.7"
}

// pythonPin is what the recipe of an evaluation calls the version of Python, and
// "which" what it asks.
const pythonPin = "python"

// Pins asks which Python completed programs run in, where some do: their verdicts
// depend on it.
func (e *Evaluate) Pins() []pipeline.Pin {
	for _, ref := range e.Benchmarks {
		if runsPython(ref, func(*Benchmark) bool { return true }) {
			return []pipeline.Pin{{Attribute: pythonPin, Observe: sandbox.Version, Asks: "version"}}
		}
	}
	return nil
}

// Demand says what is missing for programs that run in the machine's Python.
func (e *Evaluate) Demand() error {
	for _, ref := range e.Benchmarks {
		var err error
		runsPython(ref, func(b *Benchmark) bool {
			_, err = python(b.spec(), 1)
			return err != nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// runsPython reports whether a benchmark, or one of a suite's, runs programs in
// the machine's Python and is one that is looked for.
func runsPython(ref pipeline.Ref, wanted func(*Benchmark) bool) bool {
	switch c := ref.Config().(type) {
	case *Benchmark:
		if c.Interpreter != benchmarks.Python3 {
			return false // as nearly all: this is asked of every evaluation
		}
		spec := c.spec()
		return spec.RunsPython() && wanted(c)
	case *Suite:
		for _, member := range c.Benchmarks {
			if runsPython(member, wanted) {
				return true
			}
		}
	}
	return false
}

// python returns what runs programs in the machine's Python, as a benchmark
// wants it.
func python(spec benchmarks.Spec, workers int) (*sandbox.Python, error) {
	p, err := sandbox.Find(spec.Sandbox == benchmarks.SandboxRequired, sandbox.NewLimits(spec.RunSeconds), workers)
	if errors.Is(err, sandbox.ErrAbsent) {
		return nil, fmt.Errorf("what a model writes is run as Python only in bubblewrap, and %w. %s. "+
			"Or let programs that nobody has read run as you, with all that you may do: sandbox = %q in the benchmark, or interpreter = %q for a small part of Python",
			err, sandbox.Install, benchmarks.SandboxNone, benchmarks.Builtin)
	}
	return p, err
}

// findPython finds what runs the programs of a benchmark, nil where it needs no
// Python. ran is told how many have run.
func (q *questionSet) findPython(workers int, ran func(programs int)) (*sandbox.Python, error) {
	if !q.spec.RunsPython() {
		return nil, nil
	}
	p, err := python(q.spec, workers)
	if err != nil {
		return nil, err
	}
	programs := 0
	p.Ran = func(int) {
		programs++
		ran(programs)
	}
	q.spec.Python = p
	return p, nil
}

// writePrograms writes the table "programs", where there is something to say.
func writePrograms(w *artifacts.Writer, i int, p *sandbox.Python) error {
	if p == nil {
		return nil
	}
	return artifacts.WriteTable(w, resultTable(i, "programs"), []programsRow{{p.Version()}})
}

// programsVary says what makes the verdicts on a benchmark's programs vary, or "".
func programsVary(a *artifacts.Artifact, set int) (string, error) {
	row, err := readPrograms(a, set)
	if row == nil || err != nil {
		return "", err
	}
	return "programs ran in " + row.Python, nil
}

// readPrograms returns what the table "programs" says, or nil where there is
// none.
func readPrograms(a *artifacts.Artifact, set int) (*programsRow, error) {
	name := resultTable(set, "programs")
	if _, ok := a.File(name + ".arrow"); !ok {
		return nil, nil
	}
	rows, err := artifacts.ReadTable[programsRow](a, name)
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("table %s: got %d rows, want 1", name, len(rows))
	}
	return &rows[0], nil
}

// pythonAgain returns what runs programs again that ran for an evaluation, or
// says why nothing does: only the same Python tells something, and only where
// the programs can do no harm.
func pythonAgain(a *artifacts.Artifact, n Number, spec benchmarks.Spec) (*sandbox.Python, error) {
	row, err := readPrograms(a, n.set)
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, errors.New("the evaluation does not say which Python they ran in")
	}
	if spec.Sandbox != benchmarks.SandboxRequired {
		return nil, errors.New("they ran without a sandbox")
	}
	p, err := sandbox.Find(true, sandbox.NewLimits(spec.RunSeconds), runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	if p.Version() != row.Python {
		return nil, fmt.Errorf("they ran in %s, and here is %s", row.Python, p.Version())
	}
	return p, nil
}
