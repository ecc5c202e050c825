package miniature

import (
	"fmt"
	"strings"
)

// instruction is an element of Alpaca's JSON.
type instruction struct {
	Instruction string `json:"instruction"`
	Input       string `json:"input"`
	Output      string `json:"output"`
}

// instruct draws an instruction of any kind.
func (w *world) instruct(r *source, s split) instruction {
	switch r.n(10) {
	case 0:
		sentence, positive := w.review(r, s)
		return instruction{pick(r, []string{"Say whether the sentence is positive or negative.", "Is this praise or blame? Answer positive or negative."}), sentence + ".", polarity[positive]}
	case 1:
		english, tarrin := w.bitext(r, s)
		return instruction{pick(r, []string{"Translate into Tarrin.", "Write this in Tarrin."}), english, tarrin}
	case 2:
		english, tarrin := w.bitext(r, s)
		return instruction{pick(r, []string{"Translate into English.", "What does this mean in English?"}), tarrin, english}
	case 3:
		document, summary := w.report(r, s)
		return instruction{pick(r, []string{"Summarize the report.", "Say in one sentence what happened."}), document, summary}
	case 4:
		question, answer := w.problem(r, s)
		return instruction{"Solve the problem.", question, answer[strings.LastIndex(answer, " ")+1:]}
	case 5:
		p := w.passage(r, s)
		return instruction{p.question, p.context, p.answer}
	case 6:
		title, description, about := w.news(r, s)
		return instruction{"Name the topic: Council, Games, Market or Science.", title + ": " + description, topics[about].name}
	case 7:
		return w.rewrite(r, s)
	case 8:
		u := w.use(r, s, nil)
		return instruction{fmt.Sprintf("Explain the word %s in this sentence.", u.word.word), u.sentence, capital(u.word.sense[u.sense].gloss) + "."}
	}
	c := pick(r, classes)
	three := some(r, c.members, 3)
	for splitOf("three", three[0], three[1]) != s {
		three = some(r, c.members, 3)
	}
	return instruction{w.say(r, "(name|list|give me) three words (like|of the same kind as) {a}.", bind("a", pick(r, c.members))), "", strings.Join(three, ", ")}
}

// rewrite asks for another form of a word or of a sentence.
func (w *world) rewrite(r *source, s split) instruction {
	noun, verb, adj := pick(r, w.lists["thing"]), pick(r, w.lists["handle"]), pick(r, w.lists["adj"])
	for splitOf("rewrite", adj, noun) != s {
		noun, adj = pick(r, w.lists["thing"]), pick(r, w.lists["adj"])
	}
	switch r.n(4) {
	case 0:
		return instruction{"Write the word in the plural.", adj + " " + noun, adj + " " + pluralOf(noun)}
	case 1:
		name := pick(r, w.lists["name"])
		return instruction{"Put the sentence into the past.", name + " wants to " + verb + " the " + adj + " " + noun + ".", name + " wanted to " + verb + " the " + adj + " " + noun + "."}
	case 2:
		return instruction{"Write the words in capital letters.", adj + " " + noun, strings.ToUpper(adj + " " + noun)}
	}
	return instruction{"Say the words in the opposite order.", adj + " " + noun + " hill", "hill " + noun + " " + adj}
}

func (w *world) writeInstructions() {
	for _, s := range []split{train, validation, test} {
		r := newSource("instruct " + s.String())
		rows := distinct(sizeOf(s), func(int) (string, instruction) {
			x := w.instruct(r, s)
			if s != train {
				w.seal(x.Input, x.Output)
			}
			return x.Instruction + x.Input, x
		})
		w.files["instruct/"+s.String()+".json"] = jsonPretty(rows)
	}
}
