package miniature

import "strings"

// Dialogue: one speaker wants one of two pairs of things, the other replies.
// Every reply is about the same four words; one binds them as was wished.

var wishForms = []string{
	"Not the {b} {y}, please. I want the {a} {x}.",
	"Keep the {b} {y}. I want the {a} {x}.",
	"I have seen the {b} {y}, but I want the {a} {x}.",
	"I want the {a} {x}, not the {b} {y}.",
	"My {kin} hates the {b} {y}. We want the {a} {x}.",
	"Last week I bought the {b} {y}. Today I want the {a} {x}.",
	"Take away the {b} {y}. Give me the {a} {x}.",
}

var replyForms = []string{"Here you are: the {a} {x}.", "Then you get the {a} {x}.", "Very well, the {a} {x}.", "So it is the {a} {x}.", "I wrap up the {a} {x} for you."}

var greetings = []string{"Good morning, {1}!", "How can I help you?", "The {weather} is bad for trade.", "What will it be today?", "Come in, come in!", "Only the best from {town}!"}

// A talk is a dialogue and the choices for its next turn.
type talk struct {
	turns   []string
	speaker string
	choice
}

func (w *world) talk(r *source, s split, at int) (string, talk) {
	for {
		c := some(r, w.lists["colour"][:10], 2)
		things := some(r, w.lists[pick(r, []string{"garment", "vessel", "fruit", "toy", "furniture"})], 2)
		if splitOf("talk", c[0], things[0]) != s {
			continue
		}
		people := some(r, w.lists["name"][:48], 2)
		e := bind("1", people[0], "2", people[1])
		var turns []string
		if r.oneIn(2) {
			turns = append(turns, people[1]+": "+w.say(r, pick(r, greetings), e))
		}
		wish := bind("a", c[0], "x", things[0], "b", c[1], "y", things[1])
		turns = append(turns, people[0]+": "+w.say(r, form(r, s, wishForms), wish))
		reply := pick(r, replyForms)
		var choices []string
		for _, k := range [][2]int{{0, 0}, {1, 1}, {0, 1}, {1, 0}} {
			choices = append(choices, w.say(r, reply, bind("a", c[k[0]], "x", things[k[1]])))
		}
		prompt := strings.Join(turns, "\n") + "\n" + people[1] + ":"
		return prompt, talk{turns, people[1], rotated(r, at, prompt, choices...)}
	}
}

func (w *world) dialogueLesson(r *source) string {
	_, t := w.talk(r, train, 0)
	return t.lesson()
}

// talkItem is a line of the dialogue files.
type talkItem struct {
	Dialogue []string `json:"dialogue"`
	Speaker  string   `json:"speaker"`
	Choices  []string `json:"choices"`
	Label    int      `json:"label"`
}

func (w *world) writeDialogue() {
	for _, s := range evaluated {
		r := newSource("dialogue " + s.String())
		rows := distinct(sizeOf(s), func(i int) (string, talkItem) {
			key, t := w.talk(r, s, i)
			w.seal(t.turns...)
			return key, talkItem{t.turns, t.speaker, t.choices, t.gold}
		})
		w.files["dialogue/"+s.String()+".jsonl"] = jsonLines(rows)
	}
}
