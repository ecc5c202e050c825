package interpreter

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// numbered writes n pieces of source in which %d is the number.
func numbered(n int, piece, separator string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.ReplaceAll(piece, "%d", fmt.Sprint(i))
	}
	return strings.Join(parts, separator)
}

const bigText = "s = 'a' * (20 << 20)\n"

// slowPrograms are programs each of whose steps costs as much as it can.
var slowPrograms = map[string]string{
	"prefixes":            bigText + "p = s + ''\nwhile True:\n    s.startswith(p)",
	"suffixes":            bigText + "p = s + ''\nwhile True:\n    s.endswith((p, p, p))",
	"stripped sets":       "s = 'a' * (1 << 20)\np = 'b' * (1 << 20) + 'a'\nwhile True:\n    s.strip(p)",
	"long keys":           bigText + "d = {s: 1}\nwhile True:\n    d.get(s)",
	"long members":        bigText + "d = {s}\nwhile True:\n    s in d",
	"floats":              "s = '1' * (20 << 20)\nwhile True:\n    float(s)",
	"blank floats":        "s = ' ' * (20 << 20) + '1'\nwhile True:\n    float(s)",
	"blank integers":      "s = ' ' * (20 << 20) + '1'\nwhile True:\n    int(s)",
	"types":               "s = (int,) * (1 << 20)\nwhile True:\n    isinstance('', s)",
	"options":             "s = ('b',) * (1 << 20)\nwhile True:\n    'a'.startswith(s)",
	"parameters":          "def f(" + numbered(5000, "a%d=0", ",") + "): pass\nwhile True:\n    f()",
	"named arguments":     "def f(" + numbered(3000, "a%d=0", ",") + "): pass\nd = {" + numbered(3000, "'a%d':0", ",") + "}\nwhile True:\n    f(**d)",
	"loop variables":      "x = []\nwhile True:\n    [0 for " + numbered(8000, "a%d", ",") + " in x]",
	"scopes":              "f = " + strings.Repeat("lambda:", 90) + "[g for i in range(1 << 40)]\ng = 1\nf()" + strings.Repeat("()", 89),
	"substrings":          bigText + "p = 'a' * (1 << 19) + 'b'\nwhile True:\n    p in s",
	"last substrings":     bigText + "p = 'b' + 'a' * (1 << 19)\nwhile True:\n    s.rfind(p)",
	"counts":              bigText + "while True:\n    s.count('aa')",
	"replacements":        "s = 'ab' * (1 << 10)\nwhile True:\n    s.replace('a', '')",
	"comparisons":         bigText + "p = s + ''\nwhile True:\n    s == p",
	"orders":              bigText + "p = s + ''\nwhile True:\n    s < p",
	"cases":               "s = 'aB' * (1 << 10)\nwhile True:\n    s.swapcase()",
	"digits":              bigText + "while True:\n    s.isdigit()",
	"joins":               "s = [''] * (1 << 18)\nwhile True:\n    ''.join(s)",
	"reversals":           "s = [0] * (1 << 18)\nwhile True:\n    s.reverse()",
	"insertions":          "s = [0] * (1 << 18)\nwhile True:\n    s.insert(0, 0)",
	"pops":                "s = [0] * (1 << 20)\nwhile True:\n    s.pop(0)",
	"slices":              "s = [0] * (1 << 18)\nwhile True:\n    s[::2]",
	"slice targets":       "s = [0] * (1 << 18)\nwhile True:\n    s[:1] = [1]",
	"sorted":              "s = list(range(1 << 18))\nwhile True:\n    s.sort(key=lambda x: x * 7919 % 100003)",
	"sorted not a number": "n = float('nan')\ns = [n, 1, 2.5] * (1 << 14)\nwhile True:\n    s.sort()",
	"tuples as keys":      "s = tuple(range(1 << 14))\nd = {}\nwhile True:\n    d[s] = 1",
	"products":            "x = 2 ** 8000 + 1\nwhile True:\n    x * x",
	"quotients":           "x, y = 2 ** 16000 + 1, 2 ** 8000 + 1\nwhile True:\n    x // y",
	"true quotients":      "x, y = 2 ** 16000 + 1, 2 ** 15990 + 1\nwhile True:\n    x / y",
	"powers":              "while True:\n    3 ** 10000",
	"modular powers":      "x = 2 ** 16000 - 1\nwhile True:\n    pow(3, x, x)",
	"common divisors":     "import math\nx, y = 2 ** 16000 - 1, 3 ** 10000\nwhile True:\n    math.gcd(x, y)",
	"decimals":            "x = 2 ** 16000\nwhile True:\n    str(x)",
	"parsed integers":     "x = '9' * 4000\nwhile True:\n    int(x)",
	"mixed":               "x = 2 ** 16000\nwhile True:\n    x > 2.5",
	"tables":              "d = {}\nfor i in range(1 << 30):\n    d[i % 1000] = i\n    d.pop(i % 1000)",
	"deletions":           "d = {i: 0 for i in range(100000)}\nwhile True:\n    d.pop(99999)\n    d[99999] = 0",
	"unpacking":           "x = [0] * (1 << 18)\nwhile True:\n    a = (lambda *b: 0)(*x)",
	"comparison chains":   "x = [0] * (1 << 18)\ny = x + []\nwhile True:\n    x == y",
	"union":               "x = set(range(100000))\nwhile True:\n    x | x",
	"literals":            "while True:\n    'é" + strings.Repeat("a", 60000) + "'",
}

// TestTime holds that the limits bound the time, too.
func TestTime(t *testing.T) {
	limits := Limits{Steps: 2_000_000, Bytes: 128 << 20, Calls: 500}
	for name, program := range slowPrograms {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			got := Run(program, limits)
			took := time.Since(start)
			if got.Status != StepLimit && got.Status != MemoryLimit {
				t.Errorf("Run(%.80q) = %v, want a limit", program, got)
			}
			if took > patience {
				t.Errorf("Run(%.80q) took %v", program, took)
			}
		})
	}
}

// TestPeakMemory measures what single operations take at once, beyond what
// they count.
func TestPeakMemory(t *testing.T) {
	limits := Limits{Steps: 5_000_000, Bytes: 32 << 20, Calls: 500}
	for name, program := range map[string]string{
		"lines":             "s = '\\n' * (30 << 20)\ns.splitlines()",
		"words":             "s = 'a ' * (15 << 20)\ns.split()",
		"fields":            "s = ',' * (30 << 20)\ns.split(',')",
		"letters":           "s = 'a' * (30 << 20)\nlist(s)",
		"repetition":        "s = ('a' * 1000) * 10 ** 9",
		"replacement":       "s = 'a' * (1 << 20)\ns.replace('a', s)",
		"empty needle":      "s = 'a' * (1 << 20)\ns.replace('', s)",
		"join":              "s = 'a' * (1 << 20)\ns.join(['a'] * 1000)",
		"range":             "x = list(range(10 ** 9))",
		"zip":               "x = range(1 << 18)\nzip(x, x, x, x)",
		"nested":            "x = [0]\nwhile True:\n    x = [x, x] * 8",
		"text of nest":      "x = ['a' * 1000]\nfor i in range(30):\n    x = [x, x]\nstr(x)",
		"padding":           "'1'.zfill(1 << 50)",
		"upper":             "s = 'ŉ' * (15 << 20)\ns.upper()",
		"titles":            "s = 'a' * (31 << 20)\ns.title()",
		"characters":        "s = 'é' * (10 << 20)\ns[5]",
		"reverse":           "s = 'é' * (10 << 20)\ns[::-1]",
		"message":           "s = 'a' * (30 << 20)\nassert False, s",
		"message of a list": "s = [0] * (1 << 18)\nassert False, s",
		"key in a message":  "s = 'a' * (5 << 20)\n{}[s]",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			got := Run(program, limits)
			runtime.ReadMemStats(&after)
			if took, most := after.TotalAlloc-before.TotalAlloc, uint64(4*limits.Bytes); took > most {
				t.Errorf("Run(%q) allocated %d MiB, want at most %d", program, took>>20, most>>20)
			}
			if len(got.Message) > 1000 || !utf8.ValidString(got.Message) {
				t.Errorf("Run(%q) has a message of %d bytes, want text of at most 1000", program, len(got.Message))
			}
		})
	}
}
