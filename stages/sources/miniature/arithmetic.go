package miniature

import (
	"fmt"
	"strings"
)

// A sum is a kind of word problem. Its steps are of the form x op y.
type sum struct {
	text string // {x}, {y}, {z} are numbers; {g} is a thing, counted
	ops  string // "+", "-", "*" or two of them
}

var sums = []sum{
	{"{1:name} has {x} {g}. {1.he} gets {y} more.", "+"},
	{"{1:name} picks {x} {g} and {2:name} picks {y} {g}.", "+"},
	{"there are {x} {g} in the {house} and {y} {g} in the barn.", "+"},
	{"in the morning {1:name} sells {x} {g}, and at noon {1.he} sells {y} {g}.", "+"},
	{"{1:name} has {x} {g}. {1.he} gives {y} to {2:name}.", "-"},
	{"a basket holds {x} {g}. {1:name} takes out {y} of them.", "-"},
	{"{1:name} buys {x} {g} and loses {y} on the way home.", "-"},
	{"of {x} {g}, the {animal} eats {y}.", "-"},
	{"{1:name} has {y} baskets with {x} {g} in each.", "*"},
	{"{1:name} buys {x} {g} a day for {y} days.", "*"},
	{"{1:name} has {x} {g}. {1.he} gets {y} more and then gives away {z}.", "+-"},
	{"{1:name} finds {x} {g} and {2:name} finds {y}. {z} of them are lost.", "+-"},
	{"{1:name} has {x} {g}. {1.he} gives away {y} and then finds {z}.", "-+"},
	{"{1:name} brings home {x} {g}. {2:name} adds {y}, and the {animal} eats {z}.", "+-"},
}

func apply(op byte, x, y int) int {
	switch op {
	case '+':
		return x + y
	case '-':
		return x - y
	}
	return x * y
}

// numbers draws operands such that all results lie between 1 and 20.
func numbers(r *source, ops string) (x, y, z int) {
	for {
		x, y, z = r.between(2, 15), r.between(1, 9), r.between(1, 6)
		if ops == "*" {
			x, y = r.between(2, 6), r.between(2, 5)
		}
		first := apply(ops[0], x, y)
		last := first
		if len(ops) > 1 {
			last = apply(ops[1], first, z)
		}
		if first >= 1 && first <= 20 && last >= 1 && last <= 20 {
			return x, y, z
		}
	}
}

// problem draws a word problem and its worked answer.
func (w *world) problem(r *source, s split) (question, answer string) {
	for {
		k := r.n(len(sums))
		q := sums[k]
		x, y, z := numbers(r, q.ops)
		if len(q.ops) == 1 {
			z = 0
		}
		if splitOf("sum", fmt.Sprint(k, x, y, z)) != s {
			continue
		}
		thing := pick(r, w.lists[pick(r, []string{"fruit", "vegetable", "vessel", "toy", "flower"})])
		e := bind("g", pluralOf(thing), "x", fmt.Sprint(x), "y", fmt.Sprint(y), "z", fmt.Sprint(z))
		question = w.say(r, q.text+" how many {g} are there (now|in all)?", e)
		first := apply(q.ops[0], x, y)
		answer = fmt.Sprintf("%d %c %d = <<%d%c%d=%d>>%d", x, q.ops[0], y, x, q.ops[0], y, first, first)
		if len(q.ops) > 1 {
			last := apply(q.ops[1], first, z)
			answer += fmt.Sprintf("\n%d %c %d = <<%d%c%d=%d>>%d", first, q.ops[1], z, first, q.ops[1], z, last, last)
			first = last
		}
		return question, fmt.Sprintf("%s\n#### %d", answer, first)
	}
}

func (w *world) arithmeticLesson(r *source) string {
	if r.oneIn(4) {
		return w.table(r)
	}
	question, answer := w.problem(r, train)
	return "Question: " + question + "\nAnswer: " + answer
}

// table is a few lines of plain arithmetic.
func (w *world) table(r *source) string {
	var lines []string
	for range r.between(3, 6) {
		op := "+-*"[r.n(3)]
		x, y, _ := numbers(r, string(op))
		lines = append(lines, fmt.Sprintf("%d %c %d = <<%d%c%d=%d>>%d", x, op, y, x, op, y, apply(op, x, y), apply(op, x, y)))
	}
	return strings.Join(lines, "\n")
}

// mathItem is a line of GSM8K.
type mathItem struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

func (w *world) writeArithmetic() {
	for _, s := range evaluated {
		r := newSource("gsm8k " + s.String())
		w.files["gsm8k/"+s.String()+".jsonl"] = jsonLines(distinct(sizeOf(s), func(int) (string, mathItem) {
			question, answer := w.problem(r, s)
			w.seal(question)
			return question, mathItem{question, answer}
		}))
	}
}
