package miniature

import (
	"bytes"
	"encoding/csv"
)

// A relation holds between members of one list. Everybody stands in it to
// three others, and three others stand in it to them, never both ways; so
// that two members are named together as often in either role, and only the
// order of words says who does what to whom.
type relation struct {
	name         string
	members      []string
	active       string // what the subject does, before the object
	passive      string // what is done, before the subject
	askObject    []string
	askSubject   []string
	objects      map[string][]string
	subjects     map[string][]string
	determinator string // "the " where members are common nouns
}

func (w *world) relate(r *source) []relation {
	animals := words("fox wolf bear deer badger hare otter goat sheep pig horse cat dog crow owl robin heron hen goose rabbit")
	trades := words("potter miller baker smith weaver tailor cooper fisher farmer tanner mason brewer butcher cobbler hatter joiner shepherd gardener saddler glazier")
	people := words("mayor judge teacher priest doctor clerk captain sheriff baron scribe mother father sister brother aunt uncle cousin niece nephew grandmother")
	list := []relation{
		{name: "fear", members: animals, active: "fears", passive: "is feared by", determinator: "the ",
			askObject:  []string{"Whom does the {a} fear", "Which animal does the {a} fear", "Tell me which animal the {a} fears", "Of which animal is the {a} afraid"},
			askSubject: []string{"Who fears the {a}", "Which animal fears the {a}", "Tell me which animal fears the {a}", "Which animal is afraid of the {a}"}},
		{name: "owe", members: trades, active: "owes silver to", passive: "is owed silver by", determinator: "the ",
			askObject:  []string{"To whom does the {a} owe silver", "The {a} owes silver to whom", "Tell me to whom the {a} owes silver", "To which of them does the {a} owe silver"},
			askSubject: []string{"Who owes silver to the {a}", "Who is it that owes silver to the {a}", "Tell me who owes silver to the {a}", "Which of them owes silver to the {a}"}},
		{name: "sell", members: w.lists["town"], active: "sells grain to", passive: "is sold grain by",
			askObject:  []string{"To which town does {a} sell grain", "{a} sells grain to which town", "Tell me to which town {a} sells grain", "Where does {a} sell grain"},
			askSubject: []string{"Which town sells grain to {a}", "What town is it that sells grain to {a}", "Tell me which town sells grain to {a}", "Which of the towns sells grain to {a}"}},
		{name: "admire", members: people, active: "admires", passive: "is admired by", determinator: "the ",
			askObject:  []string{"Whom does the {a} admire", "Who is it whom the {a} admires", "Tell me whom the {a} admires", "Which of them does the {a} admire"},
			askSubject: []string{"Who admires the {a}", "Who is it that admires the {a}", "Tell me who admires the {a}", "Which of them admires the {a}"}},
	}
	for i := range list {
		list[i].settle(r)
	}
	return list
}

// settle takes sixteen of the members and places them on a circle: each acts on the next three.
func (q *relation) settle(r *source) {
	q.members = some(r, q.members, 16)
	circle := q.members
	q.objects, q.subjects = map[string][]string{}, map[string][]string{}
	for i, a := range circle {
		for d := 1; d <= 3; d++ {
			b := circle[(i+d)%len(circle)]
			q.objects[a] = append(q.objects[a], b)
			q.subjects[b] = append(q.subjects[b], a)
		}
	}
}

var relationForms = []string{
	"{a} {v} {b}.", "{a} {v} {b}.", "{b} {p} {a}.", "{b} {p} {a}.", "it is true that {a} {v} {b}.",
	"as everybody in {town} knows, {a} {v} {b}.", "{a} {v} {b}, and {b} {p} {a}.",
	"{name} says that {a} {v} {b}.", "because {a} {v} {b}, {b} {p} {a}.",
	"no wonder that {b} {p} {a}.", "it is {b} that {p} {a}.", "it is {a} that {v} {b}.",
}

// statement says one thing that holds, of the given relation.
func (w *world) statement(r *source, q *relation) string {
	a := pick(r, q.members)
	b := pick(r, q.objects[a])
	return w.say(r, pick(r, relationForms), bind("a", q.determinator+a, "b", q.determinator+b, "v", q.active, "p", q.passive))
}

// loreLesson is a few statements of one relation.
func (w *world) loreLesson(r *source) string {
	q := &w.relations[r.n(len(w.relations))]
	text := w.statement(r, q)
	for range r.between(1, 4) {
		text += " " + w.statement(r, q)
	}
	return text
}

// quiz draws a question of relation q: one choice is right, and the other
// three stand in the same relation the other way round.
func (w *world) quiz(r *source, s split, at int) (string, choice) {
	for {
		q := &w.relations[r.n(len(w.relations))]
		a, direction := pick(r, q.members), r.n(2)
		if scarceSplit("quiz", q.name, a) != s { // neither direction: the one must not answer the other
			continue
		}
		right, wrong, ask := q.objects[a], q.subjects[a], q.askObject
		if direction == 1 {
			right, wrong, ask = wrong, right, q.askSubject
		}
		answer := pick(r, right)
		templates := ask
		if s == train {
			templates = ask[:len(ask)-1]
		}
		question := w.say(r, pick(r, templates), bind("a", a)) + "?"
		choices := []string{answer}
		for _, x := range wrong {
			choices = append(choices, x)
		}
		for i := range choices {
			choices[i] = q.determinator + choices[i]
		}
		return question + choices[0], rotated(r, at, "Question: "+question+"\nAnswer:", choices...)
	}
}

func (w *world) knowledgeLesson(r *source) string {
	_, c := w.quiz(r, train, 0)
	return c.lesson()
}

// writeKnowledge writes MMLU's form: question, four options, letter.
func (w *world) writeKnowledge() {
	for _, s := range evaluated {
		r := newSource("mmlu " + s.String())
		var b bytes.Buffer
		out := csv.NewWriter(&b)
		items := distinct([...]int{validation: 60, test: 200}[s], func(i int) (string, choice) { return w.quiz(r, s, i) })
		for _, c := range items {
			question := c.prompt[len("Question: ") : len(c.prompt)-len("\nAnswer:")]
			w.seal(question)
			row := append([]string{question}, c.choices...)
			if err := out.Write(append(row, "ABCD"[c.gold:c.gold+1])); err != nil {
				panic(err)
			}
		}
		out.Flush()
		w.files["mmlu/world_"+s.String()+".csv"] = b.Bytes()
	}
}
