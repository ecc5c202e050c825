package benchmarks

import (
	"strings"

	"pipe/metrics"
)

// A Prompt is how a benchmark puts shots before a question.
type Prompt struct {
	// Description opens the prompt, and ends in its own blank line.
	Description string
	// Delimiter stands between a shot's text and its answer.
	Delimiter string
	// ShotDelimiter follows each shot's answer.
	ShotDelimiter string
}

// A Shot is a solved document shown before the question.
type Shot struct {
	Text string
	// Prefix is how the answer begins, as the asked document's does.
	Prefix string
	Answer string
}

// A Turn is a part of a prompt, from byte Start to byte End of it, that one
// speaker says where the prompt is put as a conversation. What lies between two
// turns is a delimiter.
type Turn struct{ Start, End int64 }

// A Lead is what stands before the question in every prompt of an item: the
// description and shots.
type Lead struct {
	text  strings.Builder
	turns []Turn
}

// Lead puts the description before the shots. Its first turn is the
// description's; each shot has two, text and answer. A shot with an empty answer
// has an empty turn for it, and no delimiter.
func (p Prompt) Lead(shots []Shot) *Lead {
	l := &Lead{}
	l.say(p.Description)
	for _, s := range shots {
		l.say(s.Text)
		answer := Join(s.Prefix, s.Answer, " ")
		if s.Answer != "" && s.Prefix == "" || s.Prefix != "" && wantsDelimiter(s.Text, s.Prefix) {
			l.text.WriteString(p.Delimiter)
		}
		l.say(answer)
		if s.Answer != "" {
			l.text.WriteString(p.ShotDelimiter)
		}
	}
	return l
}

func (l *Lead) say(text string) {
	start := int64(l.text.Len())
	l.text.WriteString(text)
	l.turns = append(l.turns, Turn{start, int64(l.text.Len())})
}

// Turns returns the turns of the lead.
func (l *Lead) Turns() []Turn { return l.turns }

// Question returns the whole prompt, and its last turns: the question and how
// its answer begins, which is empty where the prefix is. The prompt gets no
// trailing delimiter.
func (p Prompt) Question(l *Lead, text, prefix string) (prompt string, question, begun Turn) {
	prompt = l.text.String()
	question = Turn{int64(len(prompt)), int64(len(prompt) + len(text))}
	prompt += text
	if prefix != "" && wantsDelimiter(text, prefix) {
		prompt += p.Delimiter
	}
	begun = Turn{int64(len(prompt)), int64(len(prompt) + len(prefix))}
	return prompt + prefix, question, begun
}

// wantsDelimiter reports whether two texts need something between them: both
// meet in other than white space.
func wantsDelimiter(before, after string) bool {
	return before != "" && after != "" && !endsInSpace(before) && strings.TrimLeftFunc(after, metrics.IsSpace) == after
}

func endsInSpace(s string) bool { return strings.TrimRightFunc(s, metrics.IsSpace) != s }

// Join puts two texts together, with a delimiter where they meet in other than
// white space.
func Join(before, after, delimiter string) string {
	if !wantsDelimiter(before, after) {
		delimiter = ""
	}
	return before + delimiter + after
}
