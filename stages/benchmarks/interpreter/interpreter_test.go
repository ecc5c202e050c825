package interpreter

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestLanguage runs programs that check themselves. Each expression's value
// is CPython's.
func TestLanguage(t *testing.T) {
	cases := map[string]string{
		"arithmetic": `
assert 7 // 2 == 3 and -7 // 2 == -4 and 7 // -2 == -4
assert 7 % 3 == 1 and -7 % 3 == 2 and 7 % -3 == -2
assert 7 / 2 == 3.5 and 2 ** 10 == 1024 and 2 ** -1 == 0.5
assert -2 ** 2 == -4 and 2 ** 3 ** 2 == 512 and (-2) ** 2 == 4
assert 1_000 == 1000 and 0x10 == 16 and 1e3 == 1000.0
assert 9 ** 0.5 == 3.0 and 7.5 // 2 == 3.0 and -7.5 % 2 == 0.5
assert 6 & 3 == 2 and 6 | 3 == 7 and 6 ^ 3 == 5 and 1 << 4 == 16 and ~5 == -6
assert round(2.5) == 2 and round(3.5) == 4 and round(2.675, 2) == 2.67
assert int("42") == 42 and int("ff", 16) == 255 and int(-3.9) == -3
assert divmod(-7, 2) == (-4, 1) and abs(-3) == 3 and pow(3, 4, 5) == 1`,
		"large integers": `
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)
assert factorial(25) == 15511210043330985984000000
assert 2 ** 100 % 97 == 16 and 2 ** 64 - 1 == 18446744073709551615
assert 9223372036854775807 + 1 == 9223372036854775808
assert -9223372036854775808 - 1 == -9223372036854775809
assert 2 ** 100 // 2 ** 98 == 4 and str(2 ** 70) == "1180591620717411303424"
assert {2 ** 70: 1}[2 ** 70] == 1 and 2.0 ** 70 == 2 ** 70`,
		"comparison": `
assert 1 < 2 < 3 and not 1 < 3 < 2 and 1 < 3 > 2 == 2
assert None is None and 1 is not None and not (1 is None)
assert 3 in [1, 2, 3] and 4 not in (1, 2) and "b" in "abc" and not "d" in "abc"
assert [1, 2] < [1, 3] and (1,) < (1, 0) and "a" < "b"
assert 1 == 1.0 == True and not 1 == "1"
calls = []
def f(x):
    calls.append(x)
    return x
assert not f(2) < f(1) < f(5)
assert calls == [2, 1]`,
		"strings": `
s = "Hello, World"
assert s[0] == "H" and s[-1] == "d" and s[::-1] == "dlroW ,olleH" and s[7:] == "World"
assert s.lower().upper() == "HELLO, WORLD" and s.swapcase() == "hELLO, wORLD"
assert " a b ".split() == ["a", "b"] and "a,b,,".split(",") == ["a", "b", "", ""]
assert "-".join(["a", "b"]) == "a-b" and "ab" * 3 == "ababab" and "a" "b" == "ab"
assert "abcabc".replace("b", "x", 1) == "axcabc" and "abc".find("c") == 2 and "abc".find("z") == -1
assert "12".isdigit() and not "".isdigit() and "aB".isalpha() and "ab".islower() and "A1".isupper()
assert "naïve"[2] == "ï" and len("naïve") == 5 and "naïve"[::-1] == "evïan"
assert "x".zfill(3) == "00x" and "-5".zfill(4) == "-005" and "iN Paris".capitalize() == "In paris"
assert chr(97) == "a" and ord("a") == 97 and bin(10) == "0b1010" and bin(-10)[3:] == "1010"
assert str([1, "a", None, 2.0, (1,), {"k": True}]) == "[1, 'a', None, 2.0, (1,), {'k': True}]"
assert str(1e16) == "1e+16" and str(0.1) == "0.1" and str(1e-5) == "1e-05" and str(100.0) == "100.0"
assert "abc".startswith(("x", "a")) and "abc".endswith("bc") and "aXbX".count("X") == 2`,
		"lists": `
a = [3, 1, 2]
a.append(4); a.extend((5, 6)); a.insert(0, 0)
assert a == [0, 3, 1, 2, 4, 5, 6] and a.pop() == 6 and a.pop(0) == 0
a.remove(3)
assert a[1:3] == [2, 4] and a[::2] == [1, 4] and a[-1:0:-1] == [5, 4, 2]
a[1:2] = [7, 8]
assert a == [1, 7, 8, 4, 5] and a.index(8) == 2 and a[10:] == [] and a[:-10] == []
b = a
b += [9]
assert a[-1] == 9
a.sort(reverse=True)
assert a == [9, 8, 7, 5, 4, 1] and sorted(["bb", "a", "cc"], key=len) == ["a", "bb", "cc"]
x, (y, z) = 1, [2, 3]
x, y = y, x
assert (x, y, z) == (2, 1, 3) and [1, 2] * 2 == [1, 2, 1, 2] and [0] + [1] == [0, 1]
assert list(zip([1, 2], "ab")) == [(1, "a"), (2, "b")] and list(reversed([1, 2])) == [2, 1]
assert list(map(lambda v: v * 2, [1, 2])) == [2, 4] and list(filter(None, [0, 1])) == [1]
assert list(enumerate("ab", 1)) == [(1, "a"), (2, "b")] and sum([[1], [2]], []) == [1, 2]`,
		"dicts and sets": `
d = {"a": 1, "b": 2}
d["c"] = 3
assert d.get("z", 0) == 0 and list(d) == ["a", "b", "c"] and d.pop("a") == 1 and len(d) == 2
assert [k for k, v in d.items() if v > 2] == ["c"] and {1: "x"}[1.0] == "x" and {True: 1}[1] == 1
assert {v: k for k, v in d.items()} == {2: "b", 3: "c"} and d.setdefault("q", []) == []
s = {1, 2, 3}
assert s & {2, 3, 4} == {2, 3} and s | {5} == {1, 2, 3, 5} and s - {1} == {2, 3} and s ^ {3, 4} == {1, 2, 4}
assert {1, 2} < s and len({x % 3 for x in range(9)}) == 3 and set("aab") == {"a", "b"}
assert {1, 2}.union([3]) == {1, 2, 3} and s.intersection((1, 9)) == {1} and {1}.issubset(s) and s.issuperset([2])
assert s.difference({1}) == {2, 3} and s.symmetric_difference([3, 4]) == {1, 2, 4}
del d["b"]
n = {"in": [1, [2, 3]]}
del n["in"][1][0]; del n["in"][-2]
assert d == {"c": 3, "q": []} and n == {"in": [[3]]}
assert {(1, 2): 3}[(1, 2)] == 3 and (1, "a") in {(1, "a")} and set() == set([])`,
		"functions": `
from typing import List, Optional
def f(a: int, b: List[int] = None, *rest: int, key: str = "k", **more) -> Optional[int]:
    """ A docstring with a \d that is no escape,
    over two lines. """
    return (a, b, rest, key, more)
assert f(1) == (1, None, (), "k", {}) and f(1, 2, 3, key="x", z=4) == (1, 2, (3,), "x", {"z": 4})
assert f(*[1, 2], **{"key": 5}) == (1, 2, (), 5, {})
def counter():
    n = [0]
    def inc():
        n[0] += 1
        return n[0]
    return inc
c = counter()
c()
assert c() == 2
count = 0
def outer_counter():
    steps = 0
    def step():
        nonlocal steps
        global count
        steps += 1
        count = count + 10
        return steps
    step()
    return step() + steps
assert outer_counter() == 4 and count == 20
total: int = 0
for i in range(10):
    if i == 3: continue
    if i == 6: break
    total += i
assert total == 12
while total > 5:
    total -= 1
assert total == 5 and sum(x for x in range(4)) == 6 and any(x > 2 for x in [1, 3])
assert max("abc") == "c" and min([3, 1], key=lambda v: -v) == 3 and max([], default=7) == 7
load = 3
assert load == 3`,
		"changes under way": `
l = [5, 4, 3, 2, 1]
def pop(x=None):
    l.pop()
    return 2
assert len(l[:pop()]) == 2 and len(l) == 4
assert sorted([3, 1, 2], key=lambda v: (l.append(v), v)[1]) == [1, 2, 3]
m = max(l, key=lambda v: pop() if len(l) > 5 else v)
a, l[0] = l[0], 9
for v in l:
    if len(l) < 10:
        l.append(v)
assert len(l) == 10`,
		"lines": "x = (1 +\n     2)\nassert x == 3  # comment\nif x == 3: y = 1; z = 2\nassert y + z == 3\nw = 1 + \\\n    1\nassert w == 2",
		"math":  "import math\nassert math.sqrt(16) == 4.0 and math.floor(-1.5) == -2 and math.ceil(1.2) == 2 and math.gcd(12, 18) == 6",
	}
	for name, program := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Run(program, DefaultLimits()); got.Status != Passed {
				t.Errorf("Run(%s) = %v, want passed", program, got)
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
		if took := time.Since(start); took > 10*time.Second {
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
		if took := time.Since(start); took > 5*time.Second {
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
