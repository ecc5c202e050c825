package interpreter

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestLanguage runs programs that check themselves, and that CPython passes.
func TestLanguage(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "language", "*.py"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			program, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := Run(string(program), DefaultLimits()); got.Status != Passed {
				t.Errorf("Run(%s) = %v, want %v", path, got, Passed)
			}
		})
	}
}

func TestOutcomes(t *testing.T) {
	limits := Limits{Steps: 200_000, Bytes: 1 << 20, Calls: 100}
	cases := []struct {
		name, program string
		status        Status
		message       string
		line          int
	}{
		{"assertion", "x = 1\nassert x == 2", AssertionFailed, "assert does not hold", 2},
		{"message", "assert False, 'why ' + str(3)", AssertionFailed, "why 3", 1},
		{"in a call", "def f(x):\n    assert x > 0\n\nf(1)\nf(-1)", AssertionFailed, "does not hold", 2},
		{"raise", "def f():\n    raise ValueError('bad')\nf()", Error, "ValueError: bad", 2},
		{"undefined", "print(y)", Error, "'y' is not defined", 1},
		{"unbound local", "x = 1\ndef f():\n    y = x\n    x = 2\nf()", Error, "'x' has no value", 3},
		{"division", "1 // 0", Error, "division by zero", 1},
		{"index", "[1][1]", Error, "out of range", 1},
		{"key", "{}['a']", Error, "key not found: 'a'", 1},
		{"type", "1 + 'a'", Error, "unsupported operands", 1},
		{"unhashable", "{[1]: 2}", Error, "unhashable", 1},
		{"argument", "def f(a): return a\nf()", Error, "misses argument 'a'", 2},
		{"surplus", "def f(a): return a\nf(1, 2)", Error, "less than given", 2},
		{"syntax", "def f(:\n    pass", Error, "syntax", 1},
		{"bracket", "x = (1", Error, "never closed", 1},
		{"class", "class A:\n    pass", Error, "class is not supported", 1},
		{"try", "try:\n    pass\nexcept:\n    pass", Error, "try is not supported", 1},
		{"del", "x = [1]\ndel x", Error, "this del is not supported", 2},
		{"deleted", "d = {}\ndel d[1]", Error, "key not found: 1", 2},
		{"import", "import os", Error, "import is not supported", 1},
		{"dunder import", "__import__('os')", Error, "not defined", 1},
		{"formatted", "x = f'{1}'", Error, "formatted strings", 1},
		{"reserved", "__power(1, 2)", Error, "reserved", 1},
		{"endless loop", "while True:\n    pass", StepLimit, "steps", 2},
		{"endless list", "x = [1]\nfor v in x:\n    x.append(v)", MemoryLimit, "bytes", 3},
		{"doubling text", "s = 'ab'\nwhile True:\n    s = s + s", MemoryLimit, "bytes", 3},
		{"repetition", "x = 'a' * 10 ** 15", MemoryLimit, "repetition", 1},
		{"list repetition", "x = [0] * (1 << 60)", MemoryLimit, "repetition", 1},
		{"huge range", "x = list(range(10 ** 12))", MemoryLimit, "bytes", 1},
		{"huge integer", "x = 10 ** 10 ** 10", Error, "bits", 1},
		{"squaring", "x = 3\nwhile True:\n    x *= x", Error, "bits", 3},
		{"shift", "x = 1 << (1 << 40)", Error, "bits", 1},
		{"padding", "x = 'a'.zfill(1 << 40)", MemoryLimit, "bytes", 1},
		{"recursion", "def f(x):\n    return f(x + 1)\nf(0)", Error, "calls in progress", 2},
		{"slice under way", "l = [1, 2, 3]\ndef f():\n    l.pop()\n    return 1\nl[f():] = []", Error, "list changed", 4},
		{"a billion letters", "x = 'a' * 10 ** 9", MemoryLimit, "repetition", 1},
		{"nested lists", "x = []\nfor i in range(10 ** 4):\n    x = [x]\nstr(x)", Error, "nested too deeply", 4},
		{"nested equality", "x = []\nfor i in range(10 ** 4):\n    x = [x]\nx == x", Error, "nested too deeply", 4},
		{"nested tuples as keys", "x = ()\nfor i in range(3000):\n    x = (x,)\n{x: 1}", MemoryLimit, "bytes", 4},
		{"unordered", "sorted([1, 'a'])", Error, "'str' and 'int' have no order", 1},
		{"unordered keys", "sorted([1, 2], key=lambda x: None)", Error, "'NoneType' and 'NoneType' have no order", 1},
		{"key that is no function", "[3, 1].sort(key=5)", Error, "'int' object is not callable", 1},
		{"key that fails", "sorted([1, 0], key=lambda x: 1 // x)", Error, "division by zero", 1},
		{"key that calls itself", "def k(x): return sorted([1, 2], key=k)\nsorted([1, 2], key=k)", Error, "calls in progress", 1},
		{"yield", "def f():\n    while True:\n        yield 1\nsum(f())", Error, "yield is not supported", 3},
		{"endless generator", "x = []\nsum(x.append(i) or 1 for i in range(10 ** 12))", MemoryLimit, "bytes", 2},
		{"generator of nothing", "sum(0 for i in range(10 ** 12) if i < 0)", StepLimit, "steps", 1},
		{"output", "while True:\n    print('x' * 1000)", MemoryLimit, "bytes", 2},
		{"long message", "assert False, 'é' * 1000", AssertionFailed, "éé…", 1},
		{"growing integer", "x = 2\nwhile True:\n    x = x ** 3", Error, "bits", 3},
		{"sum of texts", "sum(['a' * 1000] * 1000, '')", MemoryLimit, "bytes", 1},
		{"own element", "x = []\nx.append(x)\nprint(str(x))", Error, "nested too deeply", 3},
		{"shared key", "x = (1, 1)\nfor i in range(60):\n    x = (x, x)\n{x: 1}", MemoryLimit, "bytes", 4},
		{"shared equality", "x = [1]\ny = [1]\nfor i in range(60):\n    x = [x, x]\n    y = [y, y]\nx == y", StepLimit, "steps", 6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Run(c.program, limits)
			if got.Status != c.status || !strings.Contains(got.Message, c.message) || got.Line != c.line {
				t.Errorf("Run(%q) = %v, line %d, want %v, line %d: …%s…", c.program, got, got.Line, c.status, c.line, c.message)
			}
		})
	}
}

// TestRewrite pins what the parser sees.
func TestRewrite(t *testing.T) {
	cases := []struct{ program, want string }{
		{"assert x == 1, 'm'", "__assert( x == 1, 'm')"},
		{"if a < b < c: assert d", "if __compare(a , \"<\", b , \"<\", c): __assert( d)"},
		{"x = -a[0].b(1) ** -n.m + 2", "x = -__power(a[0].b(1) , -n.m) + 2"},
		{"f(x for x in y)", "f([x for x in y])"},
		{"x = {1, 2}", "x = __set([1, 2])"},
		{"x is not None and y", "__compare(x , \"is not\", None) and y"},
		{"def f(a: int, b: D[str, int] = 3) -> T:", "def f(a, b = 3):"},
		{"x: int = 3", "x = 3"},
		{"f(*a, **b)", "f(*a, **b)"},
		{"[y for x in a for y in b if x < y]", "[y for x in a for y in b if x < y]"},
	}
	for _, c := range cases {
		got, fault := rewrite(c.program)
		if fault != nil || got != c.want {
			t.Errorf("rewrite(%q) = %q, %v, want %q", c.program, got, fault, c.want)
		}
	}
}

// TestRepeats checks that an outcome, limits included, does not depend on the
// run.
func TestRepeats(t *testing.T) {
	program := "d = {}\ni = 0\nwhile True:\n    d[str(i)] = [i] * 10\n    i += 1"
	limits := Limits{Steps: 1 << 30, Bytes: 4 << 20, Calls: 10}
	first := Run(program, limits)
	for range 3 {
		if got := Run(program, limits); got != first {
			t.Fatalf("Run(…) = %v, want %v as before", got, first)
		}
	}
}

// TestMemory measures what hostile programs make the interpreter allocate, all
// garbage included: it stays near the limit on bytes, and a little for a step.
func TestMemory(t *testing.T) {
	limits := Limits{Steps: 300_000, Bytes: 8 << 20, Calls: 400}
	bound := uint64(2*limits.Bytes + 300*limits.Steps)
	cases := map[string]string{
		"lists":      "x = []\nwhile True:\n    x.append([1, 2.5])",
		"integers":   "x = []\nfor i in range(10 ** 9):\n    x.append(i * 1000)",
		"dicts":      "d = {}\nfor i in range(10 ** 9):\n    d[i] = {i: i}",
		"sets":       "s = set()\nfor i in range(10 ** 9):\n    s.add((i, str(i)))",
		"text":       "s = ''\nwhile True:\n    s += 'é' * 100",
		"splitting":  "s = 'a ' * 1000\nwhile True:\n    t = s.split()",
		"joining":    "s = ['ab'] * 1000\nwhile True:\n    t = ','.join(s)",
		"runes":      "s = 'é' * 100000\nwhile True:\n    t = s[5]",
		"display":    "s = ['x' * 10] * 1000\nwhile True:\n    t = str(s)",
		"powers":     "while True:\n    t = 3 ** 5000",
		"large":      "x = 2 ** 16000\nwhile True:\n    t = x + 1",
		"comparison": "x = 2 ** 16000\nwhile True:\n    t = 1 < 2.5 < x",
		"calls":      "def f(a, b=1, *c, **d):\n    return lambda: a\nwhile True:\n    f(1, 2, 3, k=4)()",
		"recursion":  "def f(n):\n    return 0 if n == 0 else f(n - 1)\nwhile True:\n    f(300)",
		"sorting":    "x = list(range(1000))\nwhile True:\n    y = sorted(x, key=lambda v: -v)",
		"zipping":    "x = list(range(1000))\nwhile True:\n    y = zip(x, x, x)",
		"closures":   "x = []\nwhile True:\n    x.append([lambda: i for i in range(3)])",
	}
	for name, program := range cases {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := Run(program, limits)
			runtime.ReadMemStats(&after)
			if got.Status != StepLimit && got.Status != MemoryLimit {
				t.Errorf("Run(%q) = %v, want a limit", program, got)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > bound {
				t.Errorf("Run(%q) allocated %d bytes, want at most %d", program, took, bound)
			}
		})
	}
}

// patience is more than any program takes even on a busy machine, and less
// than one takes that no limit stops.
const patience = time.Minute

// TestLongPrograms feeds sources whose structure repeats up to the limit.
func TestLongPrograms(t *testing.T) {
	for _, piece := range []string{
		"(", "()", "[]", "{}", "a**", "a<", "1+", "-", "not ", "x=", "a.b", "a[0]", "'a' ", "lambda:", "f(", "f()", "1 if 1 else ",
		"if 1:\n", "x = 1\n", "x = 1;", "(a**2)+", "[x for x in y]", "a,", "#", "\\\n", "def f(): pass\n", "elif 1: pass\n",
		"a is b ", "a in b in ", "'''", "assert 1\n", "{1}", "@", "del x[0]\n", "global x\n", "é", "\x00", "\xff",
	} {
		program := strings.Repeat(piece, maxProgram/len(piece))
		start := time.Now()
		got := Run(program, DefaultLimits())
		if took := time.Since(start); took > patience {
			t.Errorf("Run(%q repeated) = %v after %v", piece, got, took)
		}
	}
	if got := Run(strings.Repeat("#", maxProgram+1), DefaultLimits()); got.Status != Error {
		t.Errorf("Run(too long) = %v, want %v", got, Error)
	}
}

// FuzzRun checks that no program makes the interpreter panic or run on.
func FuzzRun(f *testing.F) {
	for _, seed := range []string{
		"assert 1 < 2 < 3", "x = [i ** 2 for i in range(10) if i % 2 is not 0]\nassert x[-1] == 81",
		"def f(*a, k=1, **m):\n    return {a: k, **m}\nf(1, k=2)", "'%s' % 1", "{1, 2} | {3}", "x[::2] = y",
		"raise ValueError('a' 'b')", "lambda x: x ** 2 if x is None else (yield)", "s = 'é'[0:1].find('', 5)",
	} {
		f.Add(seed)
	}
	limits := Limits{Steps: 20_000, Bytes: 1 << 20, Calls: 50}
	f.Fuzz(func(t *testing.T, program string) {
		start := time.Now()
		Run(program, limits)
		if took := time.Since(start); took > patience {
			t.Errorf("Run(%q) took %v", program, took)
		}
	})
}

func ExampleRun() {
	program := `
def add(a: int, b: int) -> int:
    return a - b

assert add(2, 0) == 2
assert add(2, 3) == 5, "add(2, 3)"
`
	fmt.Println(Run(program, DefaultLimits()))
	// Output: assertion failed: line 6: assert does not hold: add(2, 3)
}
