package benchmarks

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pipe/metrics"
)

// An Item is one document of a benchmark with its prompt, ready to be asked.
// Which fields count depends on the request type; the others stay empty.
type Item struct {
	ID string `arrow:"id"`
	// Context is the whole prompt: description, shots and question.
	Context string `arrow:"context"`
	// Contexts, where given, holds a context for each choice in place of
	// Context: the choice stands in the context and the continuation is
	// shared, as in WinoGrande.
	Contexts []string `arrow:"contexts"`
	// AnswerPrefix is how the answer begins; every prompt ends in it.
	AnswerPrefix string `arrow:"answer_prefix"`
	// Turns says, as pairs of offsets in bytes, what each speaker says in the
	// prompts: the description, the text and the answer of each shot, and then
	// for each prompt the question and how its answer begins.
	Turns []int64 `arrow:"turns"`
	// Leaked says that a shot is the document itself with its answer.
	Leaked bool `arrow:"leaked"`
	// Choices are the answers to choose from, without the delimiter; for
	// classify, the names of the classes.
	Choices []string `arrow:"choices"`
	// Gold indexes the right choices.
	Gold []int64 `arrow:"gold"`
	// References are the accepted answers to a generation.
	References []string `arrow:"references"`

	// By names the groups that the item belongs to: every metric is also given
	// for each.
	By []string `arrow:"by"`

	// Dialog names the dialog that the item is part of, where a metric judges
	// dialogs.
	Dialog string `arrow:"dialog"`

	// Program is what a completion is appended to before it runs: the
	// prompt's signature and docstring, or nothing.
	Program string `arrow:"program"`
	// Test is appended to the completion. With an EntryPoint, the call
	// check(EntryPoint) follows.
	Test       string `arrow:"test"`
	EntryPoint string `arrow:"entry_point"`

	// Text is what perplexity is measured on, or what is classified.
	Text string `arrow:"text"`
	// Words and Bytes are the denominators of perplexity, counted on the
	// document as published, before detokenisation.
	Words int64 `arrow:"words"`
	Bytes int64 `arrow:"bytes"`

	// Word1 and Word2 are a pair whose similarity people judged as Human.
	Word1 string  `arrow:"word1"`
	Word2 string  `arrow:"word2"`
	Human float64 `arrow:"human"`
}

// Assemble puts the description and shots before the questions in Context and
// Contexts, and how the answer begins behind them.
func (it *Item) Assemble(p Prompt, shots []Shot) {
	lead := p.Lead(shots)
	turns := lead.Turns()
	question := func(text string) string {
		whole, asked, begun := p.Question(lead, text, it.AnswerPrefix)
		turns = append(turns, asked, begun)
		return whole
	}
	if len(it.Contexts) == 0 {
		it.Context = question(it.Context)
	}
	for i, c := range it.Contexts {
		it.Contexts[i] = question(c)
	}
	it.Turns = make([]int64, 0, 2*len(turns))
	for _, t := range turns {
		it.Turns = append(it.Turns, t.Start, t.End)
	}
}

// TurnsOf returns the turns of the prompt for a choice, or of the one prompt:
// the description; text and answer of each shot; the question, and how its answer
// begins. The last two are those of the prompt alone.
func (it *Item) TurnsOf(choice int) []Turn {
	prompts := max(1, len(it.Contexts))
	var turns []Turn
	for i := 0; i+1 < len(it.Turns); i += 2 {
		turns = append(turns, Turn{it.Turns[i], it.Turns[i+1]})
	}
	lead := len(turns) - 2*prompts
	return append(turns[:lead:lead], turns[lead+2*choice:lead+2*choice+2]...)
}

// Check returns what makes the item unusable for the spec, as an *ItemError
// with the given number of the document, or nil.
func (it *Item) Check(document int, spec *Spec) error {
	attribute, err := it.fault(spec)
	if err == nil {
		return nil
	}
	return &ItemError{document, attribute, err}
}

// fault returns an error and the attribute that it is about.
func (it *Item) fault(spec *Spec) (attribute string, err error) {
	switch spec.Request {
	case MultipleChoice:
		if err := it.checkChoices(); err != nil {
			return "choices", err
		}
		return "answer", checkGold(it.Gold, len(it.Choices))
	case Generate:
		return it.textFault(spec)
	case Perplexity:
		if it.Text == "" || it.Words < 1 || it.Bytes < 1 {
			return "prompt", fmt.Errorf("perplexity needs text, words and bytes: got %d bytes of text, %d words, %d bytes",
				len(it.Text), it.Words, it.Bytes)
		}
	case Classify:
		if n := len(it.Choices); n < 2 {
			return "choices", fmt.Errorf("classify needs two classes or more, got %d", n)
		}
		if n := len(it.Gold); n > 1 {
			return "answer", fmt.Errorf("classify needs one right class, got %d", n)
		}
		return "answer", checkGold(it.Gold, len(it.Choices))
	case Similarity:
		if it.Word1 == "" || it.Word2 == "" {
			return "words", fmt.Errorf("similarity needs two words: got %q and %q", it.Word1, it.Word2)
		}
	}
	return "", nil
}

// Judges returns the attribute of a benchmark by which a metric judges text:
// "answer", "test", or "" where it needs none or judges no text.
func Judges(metric string) string {
	m, ok := lookupMetric(metric)
	switch {
	case !ok || !slices.Contains(m.Requests, Generate) || m.bare:
		return ""
	case strings.HasPrefix(metric, passPrefix):
		return "test"
	}
	return "answer"
}

// JudgesDialogs reports whether a metric judges whole dialogs, so that a benchmark
// needs the attribute "dialog".
func JudgesDialogs(metric string) bool {
	m, _ := lookupMetric(metric)
	return m.units != nil
}

func (it *Item) textFault(spec *Spec) (attribute string, err error) {
	for _, metric := range spec.Metrics {
		switch attribute := Judges(metric); {
		case attribute == "test" && it.Test == "":
			return attribute, fmt.Errorf("no test for %s", metric)
		case attribute == "answer" && len(it.References) == 0:
			return attribute, fmt.Errorf("no reference for %s", metric)
		case JudgesDialogs(metric) && it.Dialog == "":
			return "dialog", fmt.Errorf("no dialog for %s", metric)
		}
	}
	return "", nil
}

func (it *Item) checkChoices() error {
	if len(it.Choices) == 0 {
		return fmt.Errorf("no choices")
	}
	if n := len(it.Contexts); n > 0 && n != len(it.Choices) {
		return fmt.Errorf("%d contexts for %d choices", n, len(it.Choices))
	}
	for i, c := range it.Choices {
		if c == "" {
			return fmt.Errorf("choice %d is empty", i)
		}
		if !utf8.ValidString(c) {
			return fmt.Errorf("choice %d is not valid UTF-8: %q", i, c)
		}
	}
	return nil
}

func checkGold(gold []int64, choices int) error {
	if len(gold) == 0 {
		return fmt.Errorf("no gold choice")
	}
	for _, g := range gold {
		if g < 0 || g >= int64(choices) {
			return fmt.Errorf("gold %d is not among %d choices", g, choices)
		}
	}
	return nil
}

// CountWords returns the word denominator of perplexity: the number of pieces
// between runs of white space, an empty piece at either end included, as
// Python's re.split(r"\s+", text) has it.
func CountWords(text string) int64 {
	n, inSpace := int64(1), false
	for _, r := range text {
		if space := metrics.IsSpace(r); space != inSpace {
			inSpace = space
			if space {
				n++
			}
		}
	}
	return n
}

// strip is Python's str.strip.
func strip(s string) string { return strings.TrimFunc(s, metrics.IsSpace) }
