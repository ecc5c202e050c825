package miniature

import (
	"fmt"
	"sort"
	"strings"
)

// Version names the state of the world: the same version has the same bytes.
const Version = 2

// A family is a task: it writes the world's files of that task, and seals
// their texts against the corpus.
type family struct {
	name  string
	write func(*world)
}

var families = []family{
	{"similarity", (*world).writeSimilarity},
	{"wsd", (*world).writeSenses},
	{"sentiment", (*world).writeSentiment},
	{"translation", (*world).writeTranslation},
	{"summarization", (*world).writeSummaries},
	{"topic", (*world).writeTopics},
	{"squad", (*world).writeReading},
	{"nq", (*world).writeOpen},
	{"dialogue", (*world).writeDialogue},
	{"arc", (*world).writeCommonsense},
	{"mmlu", (*world).writeKnowledge},
	{"gsm8k", (*world).writeArithmetic},
	{"humaneval", (*world).writeCode},
	{"truthfulqa", (*world).writeTruth},
	{"perplexity", (*world).writeHeldOut},
	{"instruct", (*world).writeInstructions},
}

// corpusName is the name of the text to learn from, and shuffledName that of
// the same text with the words of each line in random order: what a model can
// score without reading the order of words.
const (
	corpusName   = "corpus"
	shuffledName = "corpus-shuffled"
)

// Names returns the names of all files, sorted.
func Names() []string {
	names := append(keysOf(theWorld().files), corpusName, shuffledName)
	sort.Strings(names)
	return names
}

// File returns the bytes of a file. The caller must not change them. A name
// that the world does not have is an error that lists those it has.
func File(name string) ([]byte, error) {
	w := theWorld()
	switch name {
	case corpusName:
		return w.corpus(), nil
	case shuffledName:
		return w.shuffled(), nil
	}
	data, ok := w.files[name]
	if !ok {
		return nil, fmt.Errorf("no file %q in the miniature world; it has %s", name, strings.Join(Names(), ", "))
	}
	return data, nil
}
