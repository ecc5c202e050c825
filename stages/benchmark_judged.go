package stages

import (
	"encoding/json"
	"fmt"
	"strconv"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// checkJudged finds a lexicon without its metric, the metric without a lexicon,
// and texts to judge that nobody judges.
func (b *Benchmark) checkJudged(c *pipeline.Check) {
	spec := b.spec()
	switch {
	case spec.Sentimental() && !b.Lexicon.IsSet():
		c.Given("lexicon").Errorf("metrics", "Missing attribute", "A metric of sentiment needs the attribute \"lexicon\".")
	case !spec.Sentimental() && b.Lexicon.IsSet():
		c.Given("metrics").Errorf("lexicon", "Lexicon without a metric", "Only the metrics sentiment and sentiment_of_answer read a lexicon. Add one to metrics, or remove the lexicon.")
	}
	if spec.ReadsAnswers() && !b.Answer.IsSet() {
		c.Given("answer").Errorf("metrics", "Missing attribute", "The metric \"sentiment_of_answer\" needs the attribute \"answer\".")
	}
	if b.JudgePrompt && !spec.Sentimental() && !spec.Judged() {
		c.Given("metrics").Errorf("judge_prompt", "Nothing judges the prompt",
			"judge_prompt is for the metrics judged, judged_mean and sentiment, and there is none of them.")
	}
}

// readLexicon reads what words are worth from the documents of a dataset.
func readLexicon(a *artifacts.Artifact) (l benchmarks.Lexicon, err error) {
	docs, err := documents(a)
	if err != nil {
		return l, err
	}
	for i, doc := range docs {
		word, worth, err := lexiconEntry(doc)
		if err != nil {
			return l, fmt.Errorf("document %d: %w", i, err)
		}
		l.Words, l.Worth = append(l.Words, word), append(l.Worth, worth)
	}
	if len(l.Words) == 0 {
		return l, fmt.Errorf("it has no words")
	}
	return l, nil
}

// lexiconEntry reads a word and what it is worth: a number, or one as text as
// tables have it.
func lexiconEntry(doc string) (word string, worth float64, err error) {
	if word, err = textField(doc, "word"); err != nil {
		return "", 0, err
	}
	var entry struct{ Valence json.RawMessage }
	if err := json.Unmarshal([]byte(doc), &entry); err != nil {
		return "", 0, err
	}
	text := string(entry.Valence)
	if unquoted, err := textField(doc, "valence"); err == nil {
		text = unquoted
	}
	if worth, err = strconv.ParseFloat(text, 64); err != nil {
		return "", 0, fmt.Errorf("field %q is no number: %.80q", "valence", text)
	}
	return word, worth, nil
}
