package sources

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

var errNoScore = errors.New("want a word, a word and a score")

// wordpairsFormat reads pairs of words with a human score, separated by tabs,
// commas or spaces, as in WordSim-353, SimLex-999 and MEN. What follows the
// score, and lines that begin with "#", do not count; a first line without a
// number is a header. Fields: word1, word2, score (a number).
var wordpairsFormat = format{
	lines: true,
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		for i, line := range splitLines(f.text) {
			if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
				continue
			}
			d, err := wordPair(line)
			if errors.Is(err, errNoScore) && i == 0 {
				continue
			}
			if err != nil {
				return nil, f.errorf("line %d: %w", i+1, err)
			}
			docs = append(docs, d)
		}
		return docs, nil
	},
}

func wordPair(line string) (Document, error) {
	var parts []string
	switch {
	case strings.Contains(line, "\t"):
		parts = strings.Split(line, "\t")
	case strings.Contains(line, ","):
		parts = strings.Split(line, ",")
	default:
		parts = strings.Fields(line)
	}
	if len(parts) < 3 {
		return Document{}, fmt.Errorf("got %s, %w", excerpt(line), errNoScore)
	}
	text := strings.TrimSpace(parts[2])
	score, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(score) || math.IsInf(score, 0) {
		return Document{}, fmt.Errorf("got score %s, %w", excerpt(parts[2]), errNoScore)
	}
	if !json.Valid([]byte(text)) { // ".5", "+1", "0x10"
		text = strconv.FormatFloat(score, 'f', -1, 64)
	}
	var d Document
	d.setText("word1", strings.TrimSpace(parts[0]))
	d.setText("word2", strings.TrimSpace(parts[1]))
	d.set("score", []byte(text))
	return d, nil
}

// trecFormat reads the questions of TREC (Li and Roth 2002), one a line:
// "COARSE:fine question". The publisher's files are Latin-1. Fields: question,
// coarse, fine; the fine class includes the coarse one, without which "other"
// would be ambiguous.
var trecFormat = format{
	suffixes: []string{".label"},
	lines:    true,
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		for i, line := range splitLines(f.text) {
			class, question, ok := strings.Cut(line, " ")
			coarse, fine, both := strings.Cut(class, ":")
			if !ok || !both || coarse == "" || fine == "" {
				return nil, f.errorf("line %d: got %s, want \"COARSE:fine question\"", i+1, excerpt(line))
			}
			var d Document
			d.setText("question", strings.TrimSpace(question))
			d.setText("coarse", coarse)
			d.setText("fine", class)
			docs = append(docs, d)
		}
		return docs, nil
	},
}
