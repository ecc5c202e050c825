package miniature

import (
	"fmt"
	"strings"
)

// likeness scores two words by how alike the grammar uses them, from 0 to 10:
// words of a class take the same predicates, classes of a parent share slots.
func likeness(r *source, a, b string) float64 {
	x, y := classes[classOf(a)], classes[classOf(b)]
	level := 0.0
	switch {
	case x.name == y.name:
		level = 8
	case x.parent == y.parent:
		level = 5
	case kingdoms[x.parent] == kingdoms[y.parent]:
		level = 3
	}
	return level + float64(r.n(20))/10
}

// writeSimilarity writes WordSim's form: word, word, score.
func (w *world) writeSimilarity() {
	for _, s := range evaluated {
		r := newSource("similarity " + s.String())
		rows := distinct(sizeOf(s), func(i int) (string, string) {
			for {
				c := pick(r, classes)
				a, b := pick(r, c.members), pick(r, pick(r, classes).members)
				switch i % 3 {
				case 0:
					b = pick(r, c.members)
				case 1:
					b = pick(r, w.lists[c.parent])
				}
				if a == b || splitOf("pair", min(a, b), max(a, b)) == validation != (s == validation) {
					continue
				}
				return min(a, b) + max(a, b), fmt.Sprintf("%s\t%s\t%.1f\n", a, b, likeness(r, a, b))
			}
		})
		w.files["similarity/"+s.String()+".tsv"] = []byte(strings.Join(rows, ""))
	}
}

// habitLesson says what the members of classes do.
func (w *world) habitLesson(r *source) string {
	c := pick(r, classes)
	var parts []string
	for range r.between(1, 3) {
		habit := pick(r, c.habits)
		verb, _, _ := strings.Cut(habit, " ")
		if verb != "is" && verb != "was" {
			verb = "does"
		}
		parts = append(parts, w.say(r, pick(r, []string{
			"(the|every|a {adj}) {a} {h}.", "(as a rule|in {season}|on {day}s|now and then), the {a} {h}.", "{name} knows a {a} that {h}.",
			"the {a} {h}, and so {v} the {b}.", "a {a} is not a {b}, but it, too, {h}.", "(like|unlike) the {b}, the {a} {h}.",
		}), bind("a", pick(r, c.members), "b", pick(r, c.members), "h", habit, "v", verb)))
	}
	return strings.Join(parts, " ")
}
