package miniature

import "strings"

// corpusBytes is about how long the corpus is.
const corpusBytes = 8_000_000

// A lesson makes one document of a kind.
type lesson struct {
	weight int // share of the documents
	make   func(*world, *source) string
}

var lessons = []lesson{
	{8, (*world).story},
	{5, (*world).page},
	{8, (*world).habitLesson},
	{10, (*world).loreLesson},
	{7, (*world).knowledgeLesson},
	{9, (*world).legendLesson},
	{5, (*world).truthLesson},
	{7, (*world).commonsenseLesson},
	{5, (*world).pairLesson},
	{16, (*world).senseLesson},
	{13, (*world).sentimentLesson},
	{9, (*world).translationLesson},
	{7, (*world).summaryLesson},
	{5, (*world).topicLesson},
	{12, (*world).readingLesson},
	{6, (*world).profileLesson},
	{4, (*world).openLesson},
	{12, (*world).dialogueLesson},
	{6, (*world).gameLesson},
	{9, (*world).arithmeticLesson},
	{8, (*world).codeLesson},
}

// writeCorpus makes the text to learn from: documents separated by a blank
// line, none of which repeats a sealed sentence.
func (w *world) writeCorpus() []byte {
	r := newSource("corpus")
	var table []int
	for i, l := range lessons {
		for range l.weight {
			table = append(table, i)
		}
	}
	var b strings.Builder
	b.Grow(corpusBytes + 4096)
	for b.Len() < corpusBytes {
		text := lessons[pick(r, table)].make(w, r)
		if w.leaks(text) {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(text)
	}
	b.WriteByte('\n')
	return []byte(b.String())
}

// writeShuffled puts the words of each line of the corpus in random order,
// but none that says a sealed sentence. Lines and blank lines stay where they
// are.
func (w *world) writeShuffled() []byte {
	r := newSource("corpus-shuffled")
	var b strings.Builder
	for line := range strings.Lines(string(w.corpus())) {
		words := strings.Fields(line)
		shuffle(r, words)
		for w.leaks(strings.Join(words, " ")) {
			shuffle(r, words)
		}
		b.WriteString(strings.Join(words, " ") + "\n")
	}
	return []byte(b.String())
}
