package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// inSandbox returns a Python in a sandbox, or skips the test, saying what the
// machine lacks.
func inSandbox(t *testing.T) *Python {
	t.Helper()
	p, err := Find(true, NewLimits(1), 1)
	if errors.Is(err, ErrAbsent) {
		t.Skipf("no programs are run: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// verdict runs a program as a completion that an assertion follows, which does
// not hold unless f() is 1.
func verdict(t *testing.T, p *Python, completion string) string {
	t.Helper()
	verdicts, err := p.Run(t.Context(), []string{completion + "\nassert f() == 1\n"})
	if err != nil {
		t.Fatalf("Run(%q): %v", completion, err)
	}
	return verdicts[0]
}

const right = "def f():\n    return 1\n"

func TestVerdicts(t *testing.T) {
	p := inSandbox(t)
	for _, tt := range []struct{ name, completion, want string }{
		{"passed", right, "passed"},
		{"assertion", "def f():\n    return 2\n", "assertion failed: line 4"},
		{"own assertion", "class A(AssertionError): pass\ndef f():\n    raise A\n", "assertion failed: line 3"},
		{"exception", "def f():\n    return [][1]\n", "exception: IndexError: line 2"},
		{"own exception", "class E(Exception): pass\nraise E('a\\nb')\n", "exception: E: line 2"},
		{"odd name", "raise type('E\\n passed', (Exception,), {})\n", "exited before its end"},
		{"recursion", "def f():\n    return f()\n", "exception: RecursionError: line 2"},
		{"syntax", "def f(:\n", "syntax error: line 1"},
		{"syntax in a string", "exec('def')\n", "exception: SyntaxError: line 1"},
		{"null byte", right + "\x00", "syntax error"},
		{"not UTF-8", right + "# \xff", "syntax error"},
		{"input", "x = input()\n", "exception: EOFError: line 1"},
		{"text of the driver's", right + "import __main__\nassert not hasattr(__main__, 'token')\n", "passed"},
		{"own folder", right + "open('x', 'w').write('y')\nassert open('/tmp/x').read() == 'y'\n", "passed"},
		{"threads", right + "import threading\nt = threading.Thread(target=f)\nt.start()\nt.join()\n", "passed"},
		{"asyncio", right + "import asyncio\nasyncio.run(asyncio.sleep(0))\n", "passed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(t, p, tt.completion); got != tt.want {
				t.Errorf("Run(%q) = %q, want %q", tt.completion, got, tt.want)
			}
		})
	}
}

// TestRepeats holds that the order of sets, which hashes of texts decide, is the
// same in every run.
func TestRepeats(t *testing.T) {
	p := inSandbox(t)
	const program = "raise type('E' + ''.join({c for c in 'abcdefghijklm'}), (Exception,), {})\n"
	first := verdict(t, p, program)
	if again := verdict(t, p, program); again != first || !strings.HasPrefix(first, "exception: E") {
		t.Errorf("Run(%q) = %q, then %q, want the same", program, first, again)
	}
}

// TestRefusesHugeProgram holds that a program is not run that is no answer.
func TestRefusesHugeProgram(t *testing.T) {
	p := inSandbox(t)
	if got := verdict(t, p, strings.Repeat("#", maxProgram)); !strings.HasPrefix(got, "refused: ") {
		t.Errorf("Run = %q, want a refusal", got)
	}
}

// TestHostile runs programs that want something else than to pass a test. None
// passes, none reaches what is outside, and after each the next is run.
func TestHostile(t *testing.T) {
	p := inSandbox(t)
	home := t.TempDir()
	secret := filepath.Join(home, "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, completion, want string }{
		{"exit", "import sys\nsys.exit(0)\n", "exited before its end"},
		{"exit in a function", "def f():\n    raise SystemExit\n", "exited before its end"},
		{"hard exit", "import os\nos._exit(0)\n", "exited before its end"},
		{"other program", "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', ''])\n", "exited before its end"},
		{"forged marker", "import sys, os\nprint('passed')\nfor fd in range(60):\n    try: os.write(fd, b'TOKEN passed\\n')\n    except OSError: pass\nos._exit(0)\n", "exited before its end"},
		{"marker and failure", "import os\nfor fd in range(3, 60):\n    try: os.write(fd, b'passed\\n')\n    except OSError: pass\nassert False\n", "exited before its end"},
		{"closed stdout", "import sys, os\nsys.stdout.close()\nos.close(1)\ndef f():\n    return 2\n", "assertion failed: line 7"},
		{"all closed", "import os\nos.closerange(0, 100)\ndef f():\n    return 2\n", "exited before its end"},
		{"patched builtins", "import builtins\nbuiltins.AssertionError = KeyError\nbuiltins.BaseException = KeyError\nbuiltins.isinstance = lambda *a: True\nbuiltins.type = lambda x: KeyError\ndef f():\n    return 2\n", "assertion failed: line 9"},
		{"patched os", "import os\nos.write = os._exit = lambda *a: None\ndef f():\n    return 2\n", "assertion failed: line 6"},
		{"hook", "import sys\nsys.excepthook = lambda *a: None\nimport atexit\natexit.register(lambda: None)\ndef f():\n    return 2\n", "assertion failed: line 8"},
		{"endless loop", "while True: pass\n", Timeout},
		{"caught loop", "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass\n", "killed by signal 9 or timeout"}, // whichever limit comes first
		{"endless sleep", "import time\ntime.sleep(1e6)\n", Timeout},
		{"stopped", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n", Timeout},
		{"endless output", "while True: print('x' * 65536, flush=True)\n", Timeout},
		{"memory", "x = 'x' * (1 << 34)\n", "memory"},
		{"memory by and by", "x = []\nwhile True: x.append(bytes(1 << 20))\n", "memory"},
		{"large file", "f = open('x', 'wb')\nwhile True: f.write(bytes(1 << 20))\n", "exception: OSError: line 2"},
		{"many files", "i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb').write(bytes(1 << 20))\n", "exception: OSError: line 4"},
		{"open files", "x = [open('x', 'w') for i in range(1000)]\n", "exception: OSError: line 1"},
		{"shared memory", "import ctypes\nassert ctypes.CDLL(None).shmget(0, 4096, 0o1600) >= 0\n", "assertion failed: line 2"},
		{"fork bomb", "import os\nwhile True: os.fork()\n", "exception: PermissionError: line 2"},
		{"subprocess", "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'true'])\n", "exception: PermissionError: line 2"},
		{"kill the parent", "import os\nos.kill(os.getppid(), 9)\nassert os.getppid() == 1\nassert False\n", "assertion failed: line 4"},
		{"kill all", "import os\ntry: os.kill(-1, 9)\nexcept OSError: pass\nassert False\n", "assertion failed: line 4"},
		{"write outside", "open('/usr/lib/x', 'w')\n", "exception: OSError: line 1"},
		{"write at the root", "open('/x', 'w')\n", "exception: OSError: line 1"},
		{"write Python", "import os\ntry: open(os.__file__, 'a')\nexcept OSError: raise LookupError\n", "exception: LookupError: line 3"},
		{"remount", "import ctypes\nassert ctypes.CDLL(None).mount(0, b'/', 0, 32, 0) == 0\n", "assertion failed: line 2"},
		{"read passwords", "open('/etc/passwd')\n", "exception: FileNotFoundError: line 1"},
		{"read home", "open('" + secret + "')\n", "exception: FileNotFoundError: line 1"},
		{"list home", "import os\nos.listdir('" + home + "')\n", "exception: FileNotFoundError: line 2"},
		{"processes of others", "open('/proc/self/environ')\n", "exception: FileNotFoundError: line 1"},
		{"variables", "import os\nassert os.environ.get('PATH') and os.environ.get('USER')\n", "assertion failed: line 2"},
		{"connect", "import socket\nsocket.create_connection(('127.0.0.1', 22))\n", "exception: PermissionError: line 2"},
		{"resolve", "import socket\nsocket.gethostbyname('localhost.example')\n", "exception: gaierror: line 2"},
		{"raise limits", "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (100, 100))\n", "exception: ValueError: line 2"},
		{"crash", "import ctypes\nctypes.string_at(0)\n", "killed by signal 11"},
		{"thread bomb", "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n", "exception: RuntimeError: line 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Now()
			if got := verdict(t, p, tt.completion); !slices.Contains(strings.Split(tt.want, " or "), got) {
				t.Errorf("Run(%q) = %q, want %q", tt.completion, got, tt.want)
			}
			if took := time.Since(began); took > p.Limits.timeout()+2*time.Second {
				t.Errorf("it took %s, want at most %s", took, p.Limits.timeout())
			}
			if got := verdict(t, p, right); got != Passed {
				t.Errorf("the next program ends with %q, want %q", got, Passed)
			}
		})
	}
}

// TestWithoutSandbox holds that a program which the user trusts is judged alike.
func TestWithoutSandbox(t *testing.T) {
	p, err := Find(false, NewLimits(1), 2)
	if err != nil {
		t.Skipf("no programs are run: %v", err)
	}
	if p.Sandboxed() {
		t.Error("Sandboxed() = true, want false")
	}
	programs := []string{
		right, "assert False", "import sys\nsys.exit(0)", "raise KeyError", "def", "while True: pass", "x = 'x' * (1 << 34)",
		"import os\nassert os.getcwd() == os.environ['HOME'] and not os.listdir()\n", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
	}
	var ran []int
	p.Ran = func(programs int) { ran = append(ran, programs) }
	got, err := p.Run(t.Context(), programs)
	if err != nil {
		t.Fatal(err)
	}
	if len(ran) != len(programs) || ran[len(ran)-1] != len(programs) {
		t.Errorf("Ran was told %v, want each of %d programs", ran, len(programs))
	}
	want := []string{
		"passed", "assertion failed: line 1", "exited before its end", "exception: KeyError: line 1", "syntax error: line 1", Timeout,
		"memory", "passed", "killed by signal 11",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Run = %q, want %q", got, want)
	}
}

// TestStops holds that a run which is stopped leaves no program.
func TestStops(t *testing.T) {
	p := inSandbox(t)
	p.Limits = NewLimits(60)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := p.Run(ctx, []string{"while True: pass"}); err == nil || ctx.Err() == nil {
		t.Errorf("Run = %v, want the context's error", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s to stop, want less than 5s", took)
	}
}

// TestAbsent holds that what the machine lacks is named.
func TestAbsent(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PATH", empty)
	if _, err := find(true); !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), `no program "bwrap" in PATH`) {
		t.Errorf("find(sandbox) = %v, want %v that names bwrap", err, ErrAbsent)
	}
	if _, err := find(false); err == nil || errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), `no program "python3" in PATH`) {
		t.Errorf("find(no sandbox) = %v, want an error that names python3", err)
	}
	broken := filepath.Join(empty, "bwrap")
	if err := os.WriteFile(broken, []byte("#!/bin/sh\necho no namespaces here >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", empty+string(os.PathListSeparator)+pathBefore)
	if _, err := find(true); !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), "no namespaces here") {
		t.Errorf("find(sandbox) = %v, want %v with what bwrap says", err, ErrAbsent)
	}
}

var pathBefore = os.Getenv("PATH")
