package sandbox

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pipe/stages/program"
)

// Limits bound what a program may spend. Its time is bounded too, by a little
// more than twice the processor time that it may take.
type Limits struct {
	Seconds int64 // of processor time
	Memory  int64 // bytes of address space
	File    int64 // bytes of a file
	Folder  int64 // bytes of all files
	Files   int64 // open at once
	Threads int64 // at once
}

// NewLimits returns limits that suffice for exercises of HumanEval and MBPP,
// given the processor time.
func NewLimits(seconds int64) Limits {
	return Limits{Seconds: seconds, Memory: 1 << 30, File: 16 << 20, Folder: 64 << 20, Files: 64, Threads: 64}
}

// timeout is how long a program may take, its start included.
func (l Limits) timeout() time.Duration { return time.Duration(2*l.Seconds+2) * time.Second }

// maxProgram bounds a program in bytes.
const maxProgram = 1 << 20

// maxComplaint bounds what is read of what bubblewrap says.
const maxComplaint = 4 << 10

// Verdicts, besides those that name an exception.
const (
	Passed   = "passed"
	Timeout  = "timeout"
	Memory   = "memory"
	exited   = "exited before its end"
	asserted = "assertion failed"
	syntax   = "syntax error"
	refused  = "refused"
)

//go:embed driver.py
var driver string

// A Python runs programs. Find makes it.
type Python struct {
	Limits  Limits
	Workers int // programs at once; 1 if less
	// Ran, if not nil, is told after each program how many of a call have run, one
	// at a time.
	Ran func(programs int)

	python *interpreter
	bwrap  string // "" for none
}

// Version says which Python it is: "CPython 3.11.7".
func (p *Python) Version() string { return p.python.Version }

// Sandboxed reports whether programs run in a sandbox.
func (p *Python) Sandboxed() bool { return p.bwrap != "" }

// Varies reports whether the same program may end otherwise another time on the
// same Python: its verdict is that of a limit which the machine's speed, or what
// else it does, has to do with.
func (p *Python) Varies(verdict string) bool { return verdict == Timeout || verdict == Memory }

// ErrAbsent is in the error of Find where the machine lacks what a sandbox
// needs.
var ErrAbsent = errors.New("no sandbox")

// The machine is asked once in a process.
var (
	theirs      = sync.OnceValues(findPython)
	sandboxed   = sync.OnceValues(func() (*Python, error) { return find(true) })
	unsandboxed = sync.OnceValues(func() (*Python, error) { return find(false) })
)

// Install says how to get what a sandbox needs.
const Install = "Install it as the package bubblewrap, of version 0.7 or newer, and where the kernel forbids user namespaces allow them"

// Version says which Python programs would run in, in a sandbox or without.
func Version() (string, error) {
	py, err := theirs()
	if err != nil {
		return "", err
	}
	return py.Version, nil
}

// Find returns the machine's Python, in a sandbox or, if told so, without. That
// a program runs in it has been tried.
func Find(sandbox bool, limits Limits, workers int) (*Python, error) {
	found := unsandboxed
	if sandbox {
		found = sandboxed
	}
	p, err := found()
	if err != nil {
		return nil, err
	}
	q := *p
	q.Limits, q.Workers = limits, workers
	return &q, nil
}

func find(sandbox bool) (*Python, error) {
	p := &Python{Limits: NewLimits(10)}
	var err error
	if sandbox {
		if p.bwrap, err = findBubblewrap(); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
		}
	}
	if p.python, err = findPython(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	verdict, err := p.run(ctx, "assert 1 + 1 == 2")
	if err == nil && verdict != Passed {
		err = fmt.Errorf("a program that only adds ends with %q", verdict)
	}
	if err != nil && sandbox {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	return p, err
}

// Run returns how each program ended, in order. It returns an error where one
// could not be started, or ctx is done.
func (p *Python) Run(ctx context.Context, programs []string) ([]string, error) {
	verdicts := make([]string, len(programs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(p.Workers, 1))
	var ran struct {
		sync.Mutex
		programs int
	}
	for i, text := range programs {
		g.Go(func() (err error) {
			verdicts[i], err = p.run(ctx, text)
			ran.Lock()
			defer ran.Unlock()
			if ran.programs++; err == nil && p.Ran != nil {
				p.Ran(ran.programs)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return verdicts, nil
}

// run runs one program.
func (p *Python) run(ctx context.Context, text string) (verdict string, err error) {
	if len(text) > maxProgram {
		return fmt.Sprintf("%s: program of more than %d bytes", refused, maxProgram), nil
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	report, err := newMouth()
	if err != nil {
		return "", err
	}
	defer report.close()
	complaint, err := newMouth()
	if err != nil {
		return "", err
	}
	defer complaint.close()
	prog, done, err := p.program()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, done()) }()
	token := rand.Text()
	prog.Stdin, prog.Stdout, prog.Stderr = strings.NewReader(token+"\n"+text), report.write, complaint.write

	limited, cancel := context.WithTimeout(ctx, p.Limits.timeout())
	defer cancel()
	runErr := prog.Run(limited)
	if err := ctx.Err(); err != nil {
		return "", err
	}
	end, started := reported(report.said(), token)
	var exit *program.ExitError
	switch {
	case !started && runErr == nil:
		return "", complain(errors.New("a program did not start"), complaint.said())
	case !started:
		return "", complain(fmt.Errorf("start a program: %w", runErr), complaint.said())
	case limited.Err() != nil && end == "":
		return Timeout, nil
	case errors.As(runErr, &exit) && end == "":
		return ofSignal(exit), nil
	case runErr != nil && end == "":
		return "", runErr
	case end == "":
		return exited, nil
	}
	return end, nil
}

// program returns the driver's call and what to do when it is over.
func (p *Python) program() (program.Program, func() error, error) {
	l := p.Limits
	call := []string{p.python.Path, "-s", "-S", "-B", "-c", driver}
	for _, limit := range []int64{l.Seconds, l.Memory, l.File, l.Files, l.Threads} {
		call = append(call, strconv.FormatInt(limit, 10))
	}
	if p.bwrap != "" {
		file, err := filterFile()
		if err != nil {
			return program.Program{}, nil, err
		}
		args := append(bubblewrapArgs(p.bwrap, p.python, l, 3), call...)
		return program.Program{Args: args, Dir: "/", Env: []string{}, Files: []*os.File{file}}, file.Close, nil
	}
	dir, err := os.MkdirTemp("", "pipe-program-*")
	if err != nil {
		return program.Program{}, nil, err
	}
	call[len(call)-1] = "0" // the user's other processes would count
	var env []string
	for _, v := range environment(dir) {
		env = append(env, v[0]+"="+v[1])
	}
	return program.Program{Args: call, Dir: dir, Env: env}, func() error { return os.RemoveAll(dir) }, nil
}

// A mouth is where a program says something that is read when it is over. What
// nobody reads is at most what the kernel holds.
type mouth struct{ read, write *os.File }

func newMouth() (*mouth, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &mouth{read, write}, nil
}

// said returns the beginning of what was said.
func (m *mouth) said() string {
	m.write.Close()
	// A process that is left behind may hold the other end, and keeps nobody waiting.
	_ = m.read.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	text, _ := io.ReadAll(io.LimitReader(m.read, maxComplaint))
	return string(text)
}

func (m *mouth) close() {
	m.write.Close()
	m.read.Close()
}
