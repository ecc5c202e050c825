package miniature

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// A bayes is a naive Bayes classifier over bags of words: what a reader knows
// who sees the words and not their order.
type bayes struct {
	words map[string]map[string]int // by label
	total map[string]int
	vocab map[string]bool
}

func newBayes() *bayes {
	return &bayes{map[string]map[string]int{}, map[string]int{}, map[string]bool{}}
}

func (b *bayes) learn(label, text string) {
	if b.words[label] == nil {
		b.words[label] = map[string]int{}
	}
	for _, word := range strings.Fields(normal(text)) {
		b.words[label][word]++
		b.total[label]++
		b.vocab[word] = true
	}
}

func (b *bayes) guess(text string) string {
	best, at := math.Inf(-1), ""
	for _, label := range keysOf(b.words) {
		score := 0.0
		for _, word := range strings.Fields(normal(text)) {
			score += math.Log(float64(b.words[label][word]+1) / float64(b.total[label]+len(b.vocab)))
		}
		if score > best {
			best, at = score, label
		}
	}
	return at
}

// TestBagOfWordsIsAtChance trains the classifier on three thousand exercises
// as the corpus has them, and examines it with the test.
func TestBagOfWordsIsAtChance(t *testing.T) {
	type example struct{ label, text string }
	w := theWorld()
	tests := []struct {
		name   string
		chance float64
		draw   func(r *source, s split) example
	}{
		{"sentiment", 0.5, func(r *source, s split) example {
			sentence, positive := w.review(r, s)
			return example{polarity[positive], sentence}
		}},
		{"topic", 0.25, func(r *source, s split) example {
			_, description, about := w.news(r, s)
			return example{topics[about].name, description}
		}},
		{"wsd", 0.5, func(r *source, s split) example {
			u := w.use(r, s, nil)
			return example{u.word.word + strconv.Itoa(u.sense), u.sentence}
		}},
		{"mmlu", 0.25, func(r *source, s split) example {
			_, c := w.quiz(r, s, r.n(4))
			return example{fmt.Sprint(c.gold), c.prompt + strings.Join(c.choices, " ")}
		}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			r := newSource("control " + x.name)
			b := newBayes()
			for range 3000 {
				e := x.draw(r, train)
				b.learn(e.label, e.text)
			}
			const n = 1000
			right := 0
			for range n {
				if e := x.draw(r, test); b.guess(e.text) == e.label {
					right++
				}
			}
			got, limit := float64(right)/n, x.chance+4*math.Sqrt(x.chance*(1-x.chance)/n)
			t.Logf("a bag of words scores %.3f", got)
			if got > limit {
				t.Errorf("a bag of words scores %.3f, want at most %.3f: chance and four standard errors", got, limit)
			}
		})
	}
}
