package miniature

import (
	"fmt"
	"strings"
)

// Sentiment. Every sentence holds one good word and one bad one; {x} is the
// one that counts and {y} the other. Exchanging them turns the label around
// and keeps the words, so order alone decides.
// In most of the forms the later word counts, which is the first thing that a
// small model finds out.
var sentimentForms = []string{
	"the {t} was {x}, not {y}",
	"the {t} was not {y} but {x}",
	"they told me the {t} was {y}, but it was {x}",
	"it looked {y} at first, yet the {t} turned out {x}",
	"{name} called the {t} {y}; I found it {x}",
	"I expected a {y} {t} and got a {x} one",
	"once the {t} was {y}; now it is {x}",
	"I came for a {y} {t} and left with a {x} one",
	"the {t} was {x} (tonight|this week|again), and no longer {y}",
	"nobody could call this {t} {y}: it is {x}",
	"(everyone feared|we all expected) a {y} {t}, and it was {x} (instead|after all)",
	"never {y}, always {x}: such is the {t}",
	"where the old {t} was {y}, the new one is {x}",
}

var sentimentThings = words("soup pie bread supper play song dance concert story book poem inn bed room stove boat ride journey fair market feast wedding speech lesson garden picnic parade tea coat hat gift harvest bakery ferry puppet_show")

const sentimentQuestion = "\nQuestion: Is this sentence positive or negative?\nAnswer:"

// review draws a sentence about something, and whether it is positive.
func (w *world) review(r *source, s split) (sentence string, positive bool) {
	for {
		t, good, bad := pick(r, sentimentThings), pick(r, w.lists["good"]), pick(r, w.lists["bad"])
		if splitOf("sentiment", t, good, bad) != s {
			continue
		}
		positive = r.oneIn(2)
		e := bind("t", t, "x", good, "y", bad)
		if !positive {
			e = bind("t", t, "x", bad, "y", good)
		}
		return w.say(r, form(r, s, sentimentForms), e), positive
	}
}

var polarity = map[bool]string{false: "negative", true: "positive"}

// plainForms praise or blame in one word, which only the corpus does: it
// teaches what the words mean, and the pairs teach which of two counts.
var plainForms = []string{
	"the {t} was {x}", "what a {x} {t}", "we found the {t} {x}", "the {t} of {town} is {x}", "{name} says the {t} was {x}",
}

func (w *world) sentimentLesson(r *source) string {
	sentence, positive := w.review(r, train)
	if r.oneIn(4) {
		positive = r.oneIn(2)
		word := pick(r, w.lists["bad"])
		if positive {
			word = pick(r, w.lists["good"])
		}
		sentence = w.say(r, pick(r, plainForms), bind("t", pick(r, sentimentThings), "x", word))
	}
	return sentence + "." + sentimentQuestion + " " + polarity[positive]
}

// writeSentiment writes SST-2's form: sentence, tab, label.
func (w *world) writeSentiment() {
	for _, s := range []split{train, validation, test} {
		r := newSource("sentiment " + s.String())
		rows := distinct(sizeOf(s), func(i int) (string, string) {
			sentence, positive := w.review(r, s)
			for positive != (i%2 == 0) {
				sentence, positive = w.review(r, s)
			}
			return sentence, fmt.Sprintf("%s.\t%d\n", sentence, 1-i%2)
		})
		shuffle(r, rows)
		if s != train {
			w.seal(rows...)
		}
		w.files["sentiment/"+s.String()+".tsv"] = []byte(strings.Join(rows, ""))
	}
}
