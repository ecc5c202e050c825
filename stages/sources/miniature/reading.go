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

// giftQuestions ask about a gift; the answer to each is the word that it
// names as a slot.
var giftQuestions = []struct{ text, answer string }{
	{"who gave the {o} to {b}?", "a"}, {"who gave away the {o}?", "a"},
	{"to whom did {a} give the {o}?", "b"}, {"who got the {o}?", "b"},
	{"what did {b} get?", "o"}, {"what did {a} give to {b}?", "o"},
}

// A passage is a text with a question and the span that answers it.
type passage struct {
	title, context, question, answer string
}

// read draws a text and the gifts that it tells of.
func (w *world) read(r *source, s split) (title, context string, gifts []*env) {
	names, things := some(r, w.lists["name"][:48], 8), some(r, w.lists["thing"], 4)
	parts := []string{w.say(r, pick(r, fillers), nil)}
	for i := range r.between(2, 3) {
		e := bind("a", names[2*i], "b", names[2*i+1], "o", things[i], "v", pick(r, giving))
		gifts = append(gifts, e)
		parts = append(parts, w.say(r, form(r, s, giftForms), e))
	}
	return pick(r, w.lists["town"]), strings.TrimSpace(strings.Join(parts, " ")), gifts
}

// questionOn draws a question about a gift; ok is false where it belongs to
// another split.
func (w *world) questionOn(r *source, s split, gift *env) (question, answer string, ok bool) {
	q := pick(r, giftQuestions)
	question = w.say(r, q.text, gift)
	answer, _ = gift.get(q.answer)
	return question, answer, splitOf("reading", question, answer) == s
}

// passage draws a text with one question.
func (w *world) passage(r *source, s split) passage {
	for {
		title, context, gifts := w.read(r, s)
		if question, answer, ok := w.questionOn(r, s, pick(r, gifts)); ok {
			return passage{title, context, question, answer}
		}
	}
}

// readingLesson is a text with several questions, as a paragraph of SQuAD has.
func (w *world) readingLesson(r *source) string {
	_, text, gifts := w.read(r, train)
	for range r.between(3, 5) {
		question, answer, ok := w.questionOn(r, train, pick(r, gifts))
		if ok && !strings.Contains(text, question) {
			text += fmt.Sprintf("\nQuestion: %s\nAnswer: %s", question, answer)
		}
	}
	return text
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
