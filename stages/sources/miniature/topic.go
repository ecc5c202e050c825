package miniature

import (
	"fmt"
	"strings"
)

// A topic is one of the four sections of the world's newspaper. A piece of
// news names matters of all four: one of them is what the piece is about.
type topic struct {
	name    string
	matters []string
	details []string
}

var topics = []topic{
	{"Council", words("vote law treaty tax ballot decree election census charter reform"), words("of_the_mayor in_the_hall on_the_bridge about_the_wells of_the_guilds")},
	{"Games", words("match race wrestling tournament regatta archery relay chess_final sprint cup"), words("of_the_herders in_the_meadow between_the_schools of_the_champions on_the_ice")},
	{"Market", words("wage rent auction harvest price fair loan cargo bargain trade"), words("of_salt in_wool of_the_merchants at_the_harbour for_copper")},
	{"Science", words("comet telescope eclipse fossil vaccine microscope orbit magnet beetle experiment"), words("of_the_scholars above_the_hills from_the_laboratory in_the_museum of_the_stargazers")},
}

var topicForms = []string{
	"{m} filled the square in {town}; {b}, {c} and {d} had to wait",
	"forget {b}, {c} and {d}: everyone talks of {m}",
	"neither {b} nor {c} nor {d} could draw {town} away from {m}",
	"after weeks of {b}, {c} and {d}, {town} turned to {m}",
	"{m} came first on {day}; {b}, {c} and {d} came after",
	"{name} wrote to us about {m}, not about {b}, {c} or {d}",
	"we had hoped for {b}, {c} or {d}, but the talk was of {m}",
	"{m} is today's story, and {b}, {c} and {d} are not",
	"more news of {m}; nothing new of {b}, {c} or {d}",
	"today's story is {m} rather than {b}, {c} or {d}",
	"no word on {b}, {c} or {d}: only {m} counts",
}

var headlines = []string{"News from {town}", "{day} in {town}", "Letter from {town}", "Notes of the {day}", "The {town} Crier", "What {town} says", "{season} report"}

// story draws a piece of news and its topic.
func (w *world) news(r *source, s split) (title, description string, about int) {
	for {
		order := r.perm(4)
		var np [4]string
		key := []string{"topic"}
		for i, t := range order {
			matter, detail := pick(r, topics[t].matters), pick(r, topics[t].details)
			np[i] = "the " + matter + " " + detail
			if i < 2 {
				key = append(key, matter, detail)
			}
		}
		if splitOf(key...) != s {
			continue
		}
		e := bind("m", np[0], "b", np[1], "c", np[2], "d", np[3])
		return w.say(r, pick(r, headlines), e), w.say(r, form(r, s, topicForms), e) + ".", order[0]
	}
}

func (w *world) topicLesson(r *source) string {
	title, description, about := w.news(r, train)
	return title + ": " + description + "\nTopic: " + topics[about].name
}

// writeTopics writes AG News's form: class from 1, title, description.
func (w *world) writeTopics() {
	for _, s := range []split{train, validation, test} {
		r := newSource("topic " + s.String())
		rows := distinct(sizeOf(s), func(i int) (string, string) {
			for {
				title, description, about := w.news(r, s)
				if about != i%4 {
					continue
				}
				if s != train {
					w.seal(description)
				}
				return description, fmt.Sprintf("\"%d\",\"%s\",\"%s\"\n", about+1, title, description)
			}
		})
		shuffle(r, rows)
		w.files["topic/"+s.String()+".csv"] = []byte(strings.Join(rows, ""))
	}
	w.files["topic/classes.txt"] = []byte(topics[0].name + "\n" + topics[1].name + "\n" + topics[2].name + "\n" + topics[3].name + "\n")
}
