package benchmarks

import "strings"

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
	Text, Answer string
}

// Context returns the prompt for text. The question gets no trailing
// delimiter, and a shot with an empty answer none either.
func (p Prompt) Context(shots []Shot, text string) string {
	var b strings.Builder
	b.WriteString(p.Description)
	for _, s := range shots {
		b.WriteString(s.Text)
		if s.Answer != "" {
			b.WriteString(p.Delimiter)
		}
		b.WriteString(s.Answer)
		b.WriteString(p.ShotDelimiter)
	}
	b.WriteString(text)
	return b.String()
}
