package miniature

import (
	"fmt"
	"strings"
)

// Reading comprehension: somebody gives something to somebody, two or three
// times over, in a short passage; all names and things of the passage stand
// beside each other, and the question asks about one of the gifts.

var giving = words("give lend sell show send bring")

var giftForms = []string{
	"{a} {v.past} the {o} to {b}.", "{a} {v.past} the {o} to {b}.", "{a} {v.past} the {o} to {b}.", "on {day} {a} {v.past} the {o} to {b}.",
	"it was {a} who {v.past} the {o} to {b}.", "in {town} {a} {v.past} the {o} to {b}.", "yesterday {a} {v.past} the {o} to {b}.",
}

var fillers = []string{
	"It was a {adj} {season}.", "The {weather} had stopped.", "The market was {adj}.", "{day} was a {adj} day.",
	"A {animal} watched from the {house}.", "Nobody spoke of the {weather}.", "The {house} was {adj} and {adj}.", "",
}

// A passage is a text with a question and the span that answers it.
type passage struct {
	title, context, question, answer string
}

func (w *world) read(r *source, s split) passage {
	names, things := some(r, w.lists["name"][:48], 8), some(r, w.lists["thing"], 4)
	count := r.between(2, 3)
	asked := r.n(count)
	p := passage{title: pick(r, w.lists["town"])}
	parts := []string{w.say(r, pick(r, fillers), nil)}
	for i := range count {
		v := pick(r, giving)
		a, b, o := names[2*i], names[2*i+1], things[i]
		e := bind("a", a, "b", b, "o", o, "v", v)
		parts = append(parts, w.say(r, form(r, s, giftForms), e))
		if i == asked {
			kinds := []string{"who gave the {o} to {b}?", "who gave away the {o}?", "to whom did {a} give the {o}?", "who got the {o}?", "what did {b} get?", "what did {a} give to {b}?"}
			k := r.n(len(kinds))
			p.question, p.answer = w.say(r, kinds[k], e), [...]string{a, a, b, b, o, o}[k]
		}
	}
	p.context = strings.TrimSpace(strings.Join(parts, " "))
	return p
}

func (w *world) passage(r *source, s split) passage {
	for {
		p := w.read(r, s)
		if splitOf("reading", p.question, p.answer) == s {
			return p
		}
	}
}

func (w *world) readingLesson(r *source) string {
	p := w.passage(r, train)
	return fmt.Sprintf("%s\nQuestion: %s\nAnswer: %s", p.context, p.question, p.answer)
}

// The SQuAD v1.1 layout.
type squadFile struct {
	Version string         `json:"version"`
	Data    []squadArticle `json:"data"`
}

type squadArticle struct {
	Title      string           `json:"title"`
	Paragraphs []squadParagraph `json:"paragraphs"`
}

type squadParagraph struct {
	Context string          `json:"context"`
	QAs     []squadQuestion `json:"qas"`
}

type squadQuestion struct {
	ID       string        `json:"id"`
	Question string        `json:"question"`
	Answers  []squadAnswer `json:"answers"`
}

type squadAnswer struct {
	Text  string `json:"text"`
	Start int    `json:"answer_start"`
}

func (w *world) writeReading() {
	for _, s := range evaluated {
		r := newSource("squad " + s.String())
		file := squadFile{Version: "1.1"}
		file.Data = distinct(sizeOf(s), func(i int) (string, squadArticle) {
			p := w.passage(r, s)
			w.seal(p.context, p.question+" "+p.answer)
			q := squadQuestion{fmt.Sprintf("world-%s-%d", s, i), p.question, []squadAnswer{{p.answer, strings.Index(p.context, p.answer)}}}
			return p.context, squadArticle{p.title, []squadParagraph{{p.context, []squadQuestion{q}}}}
		})
		w.files["squad/"+s.String()+".json"] = jsonPretty(file)
	}
}
