package interpreter

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A writer writes random programs that parse and mostly run: every builtin and
// every method is called on values of every kind, at every edge.
type writer struct {
	*rand.Rand
	depth int
}

func (w writer) pick(options ...string) string { return options[w.IntN(len(options))] }

var edges = []string{
	"None", "True", "False", "0", "1", "-1", "2", "7", "-3", "1 << 62", "-(1 << 63)", "(1 << 63) - 1", "10 ** 30", "-10 ** 30",
	"2 ** 16000", "0.0", "-0.0", "0.5", "-2.5", "1e308", "1e-320", "float('inf')", "float('nan')",
	"''", "'a'", "'abc'", "'é'", "'日本 語'", "' a b '", "'1'", "'-12'", "'1.5'", "'a,b,,c'", "'\\n'", "'aAbB' * 3",
	"()", "(1,)", "(1, 'a')", "((1, 2), (3, 4))", "[]", "[1]", "[3, 1, 2]", "['b', 'a']", "[[1], [2, 3]]", "[(1, 2)]", "[None, 1]",
	"{}", "{1: 2}", "{'a': [1]}", "set()", "{1, 2}", "{'x', (1, 2)}", "range(5)", "range(5, -5, -2)", "range(0)", "range(1 << 40)",
	"len", "int", "str", "list", "math.floor", "math", "(lambda x: x)", "(lambda *x, **y: (x, y))", "(lambda: 1)", "'x'.join", "[1].append",
}

func (w writer) value() string {
	if w.depth <= 0 || w.IntN(3) == 0 {
		if w.IntN(3) == 0 {
			return w.pick("a", "b", "c", "d", "f", "g")
		}
		return edges[w.IntN(len(edges))]
	}
	w.depth--
	switch w.IntN(14) {
	case 0, 1:
		return "(" + w.value() + " " + w.pick("+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "and", "or",
			"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not") + " " + w.value() + ")"
	case 2:
		return "(" + w.pick("-", "+", "~", "not ") + w.value() + ")"
	case 3, 4:
		return builtinNames[w.IntN(len(builtinNames))] + "(" + w.arguments() + ")"
	case 5, 6:
		kind := kinds[w.IntN(len(kinds))]
		return "(" + w.of(kind) + ")." + w.pick(methodNames[kind]...) + "(" + w.arguments() + ")"
	case 7:
		return "(" + w.of(kinds[w.IntN(len(kinds))]) + ")[" + w.pick("0", "-1", w.value()) + "]"
	case 8:
		return "(" + w.of(w.pick("str", "list", "tuple")) + ")[" + w.pick("", w.value()) + ":" + w.pick("", w.value()) + w.pick("", ":"+w.value()) + "]"
	case 9:
		return w.comprehension()
	case 10:
		return "[" + w.value() + ", " + w.value() + "]"
	case 11:
		return "(" + w.value() + " if " + w.value() + " else " + w.value() + ")"
	case 12:
		return "(" + w.value() + " < " + w.value() + " <= " + w.value() + ")"
	}
	return w.pick("f", "g", w.value()) + "(" + w.arguments() + ")"
}

// of writes a value that is mostly of a kind.
func (w writer) of(kind string) string {
	switch w.IntN(4) {
	case 0:
		return w.value()
	case 1:
		return kind + "(" + w.value() + ")"
	}
	return w.pick(ofKind[kind]...)
}

var kinds = []string{"str", "list", "tuple", "dict", "set"}

// ofKind holds the edges of each kind.
var ofKind = func() map[string][]string {
	all := make(map[string][]string)
	for _, e := range edges {
		switch {
		case strings.HasSuffix(e, "append") || strings.HasSuffix(e, "join"):
		case e[0] == '\'':
			all["str"] = append(all["str"], e)
		case e[0] == '[':
			all["list"] = append(all["list"], e)
		case e == "()" || strings.HasPrefix(e, "(1") && strings.Contains(e, ",") || strings.HasPrefix(e, "(("):
			all["tuple"] = append(all["tuple"], e)
		case strings.HasPrefix(e, "set") || e[0] == '{' && !strings.Contains(e, ":") && e != "{}":
			all["set"] = append(all["set"], e)
		case e[0] == '{':
			all["dict"] = append(all["dict"], e)
		}
	}
	return all
}()

func (w writer) comprehension() string {
	over := w.pick("a", "b", "c", "d", "'abc'", "range(9)", w.of(w.pick(kinds...)))
	clauses := " for x in " + over + " if " + w.pick("x", "True", "a")
	element := w.pick("x", "a", "(x, x)", "x + x", w.value())
	switch w.IntN(4) {
	case 0:
		return "[" + element + clauses + "]"
	case 1:
		return "{" + element + clauses + "}"
	case 2:
		return "{" + element + ": 1" + clauses + "}"
	}
	return "sum(" + element + clauses + ")"
}

func (w writer) arguments() string {
	var parts []string
	for range w.IntN(4) {
		parts = append(parts, w.value())
	}
	if w.IntN(4) == 0 {
		parts = append(parts, w.pick("key=", "reverse=", "start=", "sep=", "default=", "base=", "k=")+w.value())
	}
	if w.IntN(8) == 0 {
		parts = append(parts, w.pick("*", "**")+w.value())
	}
	return strings.Join(parts, ", ")
}

func (w writer) statement(indent string) string {
	target := w.pick("a", "b", "c", "d", "a[0]", "a["+w.value()+"]", "a[:1]", "b["+w.value()+":]", "a, b", "[c, (d, a)]", "d['k']")
	switch w.IntN(12) {
	case 0, 1, 2, 3:
		return indent + target + " = " + w.value() + "\n"
	case 4:
		return indent + w.pick("a", "b", "c", "d[0]", "a[-1]") + " " + w.pick("+=", "-=", "*=", "//=", "%=", "|=", "&=", "<<=", "^=") + " " + w.value() + "\n"
	case 5:
		return indent + "for " + w.pick("x", "a", "b, c", "a[0]") + " in " + w.pick(w.of(w.pick(kinds...)), w.value()) + ":\n" + w.block(indent+" ")
	case 6:
		return indent + "while " + w.value() + ":\n" + w.block(indent+" ") + indent + " break\n"
	case 7:
		return indent + "if " + w.value() + ":\n" + w.block(indent+" ") + indent + "else:\n" + w.block(indent+" ")
	case 8:
		return indent + "def " + w.pick("f", "g") + "(" + w.pick("", "x", "x, y=1", "*x", "x, *y, k=2, **z", "x=a") + "):\n" +
			indent + w.pick(" global a\n", " nonlocal a\n", " pass\n") + w.block(indent+" ") + indent + " return " + w.value() + "\n"
	case 9:
		return indent + "del " + w.pick("a", "b", "d") + "[" + w.value() + "]\n"
	case 10:
		return indent + "assert " + w.value() + w.pick("", ", "+w.value()) + "\n"
	}
	return indent + w.value() + "\n"
}

func (w writer) block(indent string) string {
	if w.depth--; w.depth < 0 {
		return indent + "pass\n"
	}
	s := ""
	for range 1 + w.IntN(2) {
		s += w.statement(indent)
	}
	return s
}

// program begins with definitions that make the variables mean something.
func (w writer) program() string {
	s := "import math\na, b, c, d = " + edges[w.IntN(len(edges))] + ", [1, 2, 3], 'text', {'k': 1}\n" +
		"def f(x=1, *y, k=0): return x\ng = lambda *x: len(x)\n"
	for range 1 + w.IntN(3) {
		s += w.statement("")
	}
	return s
}

var builtinNames = func() (list []string) {
	for name := range newBuiltins() {
		if !slices.Contains(reserved, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}()

// methodNames lists the methods of each kind, in order.
var methodNames = map[string][]string{
	"str": slices.Sorted(maps.Keys(strMethods)), "list": slices.Sorted(maps.Keys(listMethods)),
	"tuple": slices.Sorted(maps.Keys(tupleMethods)), "dict": slices.Sorted(maps.Keys(dictMethods)),
	"set": slices.Sorted(maps.Keys(setMethods)),
}

// TestRandomPrograms runs random programs, PIPE_RANDOM_PROGRAMS of them or
// a thousand: none may panic, take long, or end otherwise the second time.
func TestRandomPrograms(t *testing.T) {
	n := 1000
	if s := os.Getenv("PIPE_RANDOM_PROGRAMS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	limits := Limits{Steps: 20_000, Bytes: 1 << 20, Calls: 50}
	ends := make(map[Status]int)
	for seed := range n {
		program := writer{rand.New(rand.NewPCG(uint64(seed), 1)), 4}.program()
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("seed %d: Run(%q) panics: %v", seed, program, r)
				}
			}()
			start := time.Now()
			got := Run(program, limits)
			if took := time.Since(start); took > patience {
				t.Errorf("seed %d: Run(%q) took %v", seed, program, took)
			}
			if again := Run(program, limits); again != got {
				t.Errorf("seed %d: Run(%q) = %v, then %v", seed, program, got, again)
			}
			ends[got.Status]++
		}()
	}
	for _, s := range []Status{Passed, AssertionFailed, Error, StepLimit, MemoryLimit} {
		if ends[s] == 0 {
			t.Errorf("no program of %d ends with %q: the programs tell little", n, s)
		}
	}
}
