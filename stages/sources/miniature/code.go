package miniature

import (
	"fmt"
	"strings"
)

// A routine is a kind of small function. {f} is its name, {x}, {y} and {l}
// its arguments, {k} a number; its body uses only def, return, if, else, for,
// while, integers, lists, strings, len, range and append.
type routine struct {
	verb   string // first half of the name
	args   string
	doc    []string
	body   string
	checks func(k int) [][2]string // arguments, result
}

func ints(f func(x, k int) string, xs ...int) func(int) [][2]string {
	return func(k int) (out [][2]string) {
		for _, x := range xs {
			out = append(out, [2]string{fmt.Sprint(x), f(x, k)})
		}
		return out
	}
}

func number(f func(x, k int) int) func(int) [][2]string {
	return ints(func(x, k int) string { return fmt.Sprint(f(x, k)) }, 1, 4, 7, 12)
}

func truth(f func(x, k int) bool) func(int) [][2]string {
	return ints(func(x, k int) string { return capital(fmt.Sprint(f(x, k))) }, 1, 4, 5, 12, 30)
}

// list evaluates on three lists; f returns the result in Python's notation.
func list(f func(xs []int, k int) string) func(int) [][2]string {
	return func(k int) (out [][2]string) {
		for _, xs := range [][]int{{1, 2, 3}, {10, 4, 7, 1}, {8, 8}} {
			out = append(out, [2]string{python(xs), f(xs, k)})
		}
		return out
	}
}

// python writes a list of numbers.
func python(xs []int) string { return strings.ReplaceAll(fmt.Sprint(xs), " ", ", ") }

// each applies f to every element that it keeps.
func each(f func(x, k int) (int, bool)) func(int) [][2]string {
	return list(func(xs []int, k int) string {
		var out []int
		for _, x := range xs {
			if y, ok := f(x, k); ok {
				out = append(out, y)
			}
		}
		return python(out)
	})
}

var routines = []routine{
	{"add", "{x}", []string{"Return {x} plus {k}.", "Add {k} to {x}."}, "    return {x} + {k}\n", number(func(x, k int) int { return x + k })},
	{"take", "{x}", []string{"Return {x} minus {k}.", "Take {k} from {x}."}, "    return {x} - {k}\n", number(func(x, k int) int { return x - k })},
	{"times", "{x}", []string{"Return {x} times {k}.", "Multiply {x} by {k}."}, "    return {x} * {k}\n", number(func(x, k int) int { return x * k })},
	{"rest", "{x}", []string{"Return the rest of {x} divided by {k}.", "Return what is left of {x} after steps of {k}."}, "    return {x} % {k}\n", number(func(x, k int) int { return x % k })},
	{"parts", "{x}", []string{"Return how many times {k} fits into {x}.", "Divide {x} by {k} and round down."}, "    return {x} // {k}\n", number(func(x, k int) int { return x / k })},
	{"above", "{x}", []string{"Is {x} greater than {k}?", "Return True if {x} is above {k}."}, "    return {x} > {k}\n", truth(func(x, k int) bool { return x > k })},
	{"below", "{x}", []string{"Is {x} less than {k}?", "Return True if {x} is below {k}."}, "    return {x} < {k}\n", truth(func(x, k int) bool { return x < k })},
	{"divides", "{x}", []string{"Is {x} divisible by {k}?", "Return True if {k} divides {x}."}, "    return {x} % {k} == 0\n", truth(func(x, k int) bool { return x%k == 0 })},
	{"at_most", "{x}", []string{"Return {x}, but at most {k}.", "Limit {x} to {k}."}, "    if {x} > {k}:\n        return {k}\n    return {x}\n", number(func(x, k int) int { return min(x, k) })},
	{"at_least", "{x}", []string{"Return {x}, but at least {k}.", "Raise {x} to {k} if it is less."}, "    if {x} < {k}:\n        return {k}\n    return {x}\n", number(func(x, k int) int { return max(x, k) })},
	{"add_each", "{l}", []string{"Add {k} to each number in {l}.", "Return {l} with {k} added to each number."}, "    out = []\n    for n in {l}:\n        out.append(n + {k})\n    return out\n", each(func(x, k int) (int, bool) { return x + k, true })},
	{"times_each", "{l}", []string{"Multiply each number in {l} by {k}.", "Return {l} with each number times {k}."}, "    out = []\n    for n in {l}:\n        out.append(n * {k})\n    return out\n", each(func(x, k int) (int, bool) { return x * k, true })},
	{"keep_above", "{l}", []string{"Keep the numbers in {l} above {k}.", "Return the numbers in {l} that are greater than {k}."}, "    out = []\n    for n in {l}:\n        if n > {k}:\n            out.append(n)\n    return out\n", each(func(x, k int) (int, bool) { return x, x > k })},
	{"keep_below", "{l}", []string{"Keep the numbers in {l} below {k}.", "Return the numbers in {l} that are less than {k}."}, "    out = []\n    for n in {l}:\n        if n < {k}:\n            out.append(n)\n    return out\n", each(func(x, k int) (int, bool) { return x, x < k })},
	{"count_above", "{l}", []string{"Count the numbers in {l} above {k}.", "Return how many numbers in {l} are greater than {k}."}, "    count = 0\n    for n in {l}:\n        if n > {k}:\n            count = count + 1\n    return count\n", list(func(xs []int, k int) string {
		n := 0
		for _, x := range xs {
			n += btoi(x > k)
		}
		return fmt.Sprint(n)
	})},
	{"sum_plus", "{l}", []string{"Return the sum of {l} plus {k}.", "Add up {l}, then add {k}."}, "    total = {k}\n    for n in {l}:\n        total = total + n\n    return total\n", list(func(xs []int, k int) string {
		for _, x := range xs {
			k += x
		}
		return fmt.Sprint(k)
	})},
	{"has", "{l}", []string{"Is {k} in {l}?", "Return True if {l} holds {k}."}, "    for n in {l}:\n        if n == {k}:\n            return True\n    return False\n", list(func(xs []int, k int) string {
		for _, x := range xs {
			if x == k {
				return "True"
			}
		}
		return "False"
	})},
	{"longer", "{l}", []string{"Is {l} longer than {k}?", "Return True if {l} has more than {k} numbers."}, "    return len({l}) > {k}\n", list(func(xs []int, k int) string { return capital(fmt.Sprint(len(xs) > k)) })},
	{"repeat", "{s}", []string{"Repeat {s} {k} times.", "Return {s} said {k} times."}, "    out = \"\"\n    for i in range({k}):\n        out = out + {s}\n    return out\n", func(k int) [][2]string {
		return [][2]string{{`"ab"`, `"` + strings.Repeat("ab", k) + `"`}, {`""`, `""`}}
	}},
	{"count_down", "{x}", []string{"Count down from {x} in steps of {k}.", "List the numbers from {x} down in steps of {k}."}, "    out = []\n    while {x} > 0:\n        out.append({x})\n        {x} = {x} - {k}\n    return out\n", ints(func(x, k int) string {
		var out []int
		for ; x > 0; x -= k {
			out = append(out, x)
		}
		return python(out)
	}, 1, 7, 12)},
}

var codeNouns = words("apples coins sheep eggs steps miles plums days stones letters bells candles")

// A program is a routine with its names and its number. The prompt ends with
// its docstring and the body begins with the line break: a byte-pair encoder
// keeps a line break and the indentation after it together, and a prompt that
// ended between the two would be of a kind that no corpus has.
type program struct {
	name, prompt, body, test string
}

func (w *world) program(r *source, s split) program {
	for {
		q, k := &routines[r.n(len(routines))], r.between(2, 9)
		noun := pick(r, codeNouns)
		x, l := pick(r, []string{"x", "n", "a", "m"}), pick(r, []string{"xs", "items", "values", "numbers"})
		if x == "n" && strings.Contains(q.body, "for n") {
			continue
		}
		if splitOf("code", q.verb, fmt.Sprint(k)) != s {
			continue
		}
		e := strings.NewReplacer("{x}", x, "{l}", l, "{s}", "s", "{k}", fmt.Sprint(k))
		p := program{name: q.verb + "_" + noun, body: "\n" + e.Replace(q.body)}
		p.prompt = fmt.Sprintf("def %s(%s):\n    \"\"\"%s\"\"\"", p.name, e.Replace(q.args), e.Replace(pick(r, q.doc)))
		p.test = "def check(candidate):\n"
		for _, c := range q.checks(k) {
			p.test += fmt.Sprintf("    assert candidate(%s) == %s\n", c[0], c[1])
		}
		return p
	}
}

func (w *world) codeLesson(r *source) string {
	p := w.program(r, train)
	return p.prompt + strings.TrimRight(p.body, "\n")
}

// codeItem is a line of HumanEval.
type codeItem struct {
	ID       string `json:"task_id"`
	Prompt   string `json:"prompt"`
	Entry    string `json:"entry_point"`
	Solution string `json:"canonical_solution"`
	Test     string `json:"test"`
}

func (w *world) writeCode() {
	for _, s := range evaluated {
		r := newSource("humaneval " + s.String())
		rows := distinct([...]int{validation: 60, test: 120}[s], func(i int) (string, codeItem) {
			p := w.program(r, s)
			w.seal(p.prompt)
			return p.prompt, codeItem{fmt.Sprintf("World/%s/%d", s, i), p.prompt, p.name, p.body, p.test}
		})
		w.files["humaneval/"+s.String()+".jsonl"] = jsonLines(rows)
	}
}
