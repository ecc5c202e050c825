package miniature

import (
	"fmt"
	"strings"
)

// Games of memory: somebody says a list and somebody says it again, longer.
// They are the world's exercise in reading back what a text has just said.

var gameOpenings = []string{
	"In {town} they play the {a} game.", "The children of {town} play a game.", "On {day} everybody plays the {a} game.", "",
}

// gameLesson is a game that grows a list by one thing a turn, or an echo.
func (w *world) gameLesson(r *source) string {
	if r.oneIn(3) {
		return w.echo(r)
	}
	players := some(r, w.lists["name"], r.between(2, 3))
	verb := pick(r, []string{"packs", "carries", "wants", "draws"})
	things := some(r, w.lists[pick(r, []string{"thing", "goods", "animal"})], r.between(4, 6))
	parts := []string{w.say(r, pick(r, gameOpenings), bind("a", things[0]))}
	for i := range things {
		parts = append(parts, w.say(r, fmt.Sprintf("%s %s %s.", players[i%len(players)], verb, enumeration(things[:i+1])), nil))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// echo is a line of words that is said twice.
func (w *world) echo(r *source) string {
	var line []string
	for range r.between(4, 8) {
		line = append(line, pick(r, w.lists[pick(r, []string{"name", "thing", "animal", "colour", "town", "goods"})]))
	}
	said := strings.Join(line, ", ")
	first := w.say(r, pick(r, []string{"the {office} reads out", "{name} says", "the parrot of {name} hears", "the list of {day} says"}), nil)
	second := w.say(r, pick(r, []string{"the pupils repeat", "{name} says it again", "the parrot says", "the copy says"}), nil)
	return first + ": " + said + ".\n" + second + ": " + said + "."
}

// enumeration joins things as a sentence does: a cup, a hat and an owl.
func enumeration(things []string) string {
	var list []string
	for _, t := range things {
		list = append(list, article(t))
	}
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
