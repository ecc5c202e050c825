package miniature

import "strings"

// Summaries. A short report has one event that matters, somewhere among
// weather and bystanders; the summary retells it.

var deeds = []string{
	"win the {race}", "open the new {house}", "mend the old {part}", "lose the {adj} {animal}", "find a {metal} {vessel}",
	"paint the {house} {colour}", "sell the {adj} {vehicle}", "build a {adj} {furniture}", "teach the {bird} a song", "buy the {house} by the {terrain}",
	"catch a {adj} {fish}", "plant a {tree} by the {house}", "break the {instrument} of the {office}", "bake a {adj} {dish}", "steal the {garment} of the {office}",
}

var races = words("goat_race boat_race sack_race chess_match cake_contest kite_contest spelling_contest pumpkin_contest")

var reportForms = []string{
	"(on {day}|last week|this morning) {n}, a {t} from {p}, {d}.",
	"{n} of {p}, who works as a {t}, {d} (on {day}|yesterday).",
	"in {p}, the {t} {n} {d}.",
	"it was the {t} {n} who {d} in {p}.",
	"the talk of {p} is {n}: the {t} {d}.",
	"nobody in {p} had thought it of a {t}, but {n} {d}.",
	"{n}, the {t}, {d}, and all {p} knows it.",
}

var bystanders = []string{
	"The {weather} came from the {terrain}.", "It was a {adj} {season} (morning|evening|day).", "{name} watched from the {house} and ate a {fruit}.",
	"The {office} (smiled|frowned|said nothing).", "The {animal.pl} were {adj}.", "A {kin} of {name} {speak.past} something about {idea.pl}.",
	"{number} {animal.pl} ran across the {terrain}.", "The {dish} was {good}.", "{name} was {feeling}.", "Afterwards there was {dish} for everybody.",
	"The {house} stayed closed that day.", "They rang the {adj} bell.",
}

// report draws a document and its summary.
func (w *world) report(r *source, s split) (document, summary string) {
	for {
		deed := w.lower(r, pick(r, deeds))
		name, trade, town := pick(r, w.lists["name"]), pick(r, w.lists["trade"]), pick(r, w.lists["town"])
		if splitOf("report", name, trade) != s {
			continue
		}
		e := bind("n", name, "t", trade, "p", town, "d", pastOf(deed))
		parts := []string{w.say(r, form(r, s, reportForms), e)}
		for i := range r.between(2, 3) {
			side := w.say(r, pick(r, bystanders), bind("0", name))
			if i == 0 && r.oneIn(2) {
				parts = append([]string{side}, parts...)
			} else {
				parts = append(parts, side)
			}
		}
		return strings.Join(parts, " "), w.say(r, "{n} of {p} {d}.", e)
	}
}

// lower expands a template without a capital.
func (w *world) lower(r *source, template string) string {
	var b strings.Builder
	w.expand(&b, r, template, &env{})
	return b.String()
}

func (w *world) summaryLesson(r *source) string {
	document, summary := w.report(r, train)
	return document + "\nSummary: " + summary
}

// summaryItem is a line of the summarization files.
type summaryItem struct {
	Document string `json:"document"`
	Summary  string `json:"summary"`
}

func (w *world) writeSummaries() {
	for _, s := range evaluated {
		r := newSource("summarization " + s.String())
		w.files["summarization/"+s.String()+".jsonl"] = jsonLines(distinct(sizeOf(s), func(int) (string, summaryItem) {
			document, summary := w.report(r, s)
			w.seal(document+" "+summary, summary)
			return document, summaryItem{document, summary}
		}))
	}
}
