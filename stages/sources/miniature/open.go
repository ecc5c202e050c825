package miniature

import "strings"

// Open questions about the people of the world, in the form of NQ-open: a
// question without its mark, and the list of accepted answers.

var profileForms = []string{
	"{n} is a {t} from {w}, and {m} is a {u} from {x}.",
	"{n} of {w} works as a {t}, while {m} of {x} works as a {u}.",
	"{n} keeps a {p} and plays the {i}; {m} keeps a {q} and plays the {j}.",
	"at home in {w}, {n} plays the {i}; in {x}, {m} plays the {j}.",
	"{n} lives in {w} with a {p}. {m}, (a|the) rival, lives in {x} with a {q}.",
	"the {t} {n} has a {p} and the {u} {m} has a {q}.",
	"{n} is a {t} who plays the {i}, but {m} is a {u} who plays the {j}.",
}

// profile tells of a person and of the rival.
func (w *world) profile(r *source, n int) string {
	a := w.people[n]
	b := w.people[a.rival]
	return w.say(r, pick(r, profileForms), bind("n", a.name, "t", a.trade, "w", a.town, "p", a.pet, "i", a.toy,
		"m", b.name, "u", b.trade, "x", b.town, "q", b.pet, "j", b.toy))
}

func (w *world) profileLesson(r *source) string {
	n := r.n(len(w.people))
	text := w.profile(r, n)
	for range r.between(1, 3) {
		if more := w.profile(r, pick(r, []int{n, w.people[n].rival})); !strings.Contains(text, more) {
			text += " " + more
		}
	}
	return text
}

var openForms = [4][]string{
	{"what is the trade of {n}", "what does {n} work as", "as what does {n} work", "which trade does {n} have"},
	{"where does {n} live", "in which town does {n} live", "what is the home of {n}", "which town is {n} from"},
	{"which animal does {n} keep", "what pet does {n} keep", "which animal lives with {n}", "what animal belongs to {n}"},
	{"which instrument does {n} play", "what does {n} play", "what instrument is played by {n}", "on what does {n} play"},
}

// open draws a question and its answer.
func (w *world) open(r *source, s split) (question, answer string) {
	for {
		p, kind := &w.people[r.n(len(w.people))], r.n(4)
		if scarceSplit("open", p.name, openForms[kind][0]) != s {
			continue
		}
		templates := openForms[kind]
		if s == train {
			templates = templates[:3]
		}
		answer = [...]string{p.trade, p.town, p.pet, p.toy}[kind]
		return strings.Replace(pick(r, templates), "{n}", p.name, 1), answer
	}
}

func (w *world) openLesson(r *source) string {
	question, answer := w.open(r, train)
	return "Q: " + question + "?\nA: " + answer
}

// openItem is a line of NQ-open.
type openItem struct {
	Question string   `json:"question"`
	Answer   []string `json:"answer"`
}

func (w *world) writeOpen() {
	for _, s := range evaluated {
		r := newSource("nq " + s.String())
		rows := distinct([...]int{validation: 60, test: 160}[s], func(int) (string, openItem) {
			question, answer := w.open(r, s)
			w.seal(question)
			return question, openItem{question, []string{answer}}
		})
		w.files["nq/"+s.String()+".jsonl"] = jsonLines(rows)
	}
}
