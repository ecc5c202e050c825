package metrics

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSentimentPeers compares with the scores that NLTK gives the same texts:
// testdata/sentiment.py says how they were made.
func TestSentimentPeers(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "sentiment.json"))
	if err != nil {
		t.Fatal(err)
	}
	var peer struct {
		Lexicon map[string]float64
		Texts   []struct {
			Text     string
			Compound float64
		}
	}
	if err := json.Unmarshal(data, &peer); err != nil {
		t.Fatal(err)
	}
	words := slices.Sorted(maps.Keys(peer.Lexicon))
	worth := make([]float64, len(words))
	for i, w := range words {
		worth[i] = peer.Lexicon[w]
	}
	s := NewSentiment(words, worth)
	some := 0
	for _, c := range peer.Texts {
		if got := s.Compound(c.Text); got != c.Compound {
			t.Errorf("Compound(%q) = %v, want %v", c.Text, got, c.Compound)
		}
		if c.Compound != 0 {
			some++
		}
	}
	if some < len(peer.Texts)/2 || some < 300 {
		t.Errorf("%d of %d texts have a score", some, len(peer.Texts))
	}
}

func TestSentimentRules(t *testing.T) {
	s := NewSentiment([]string{"good", "bad"}, []float64{1.9, -2.5})
	for _, c := range []struct {
		rule, text string
		want       float64
	}{
		{"nothing known", "the mill stands", 0},
		{"empty", "", 0},
		{"a word", "a good mill", 0.4404},
		{"negated", "not a good mill", -0.3412},
		{"boosted", "a very good mill", 0.4927},
		{"boosted from further", "a very old good mill", 0.4902},
		{"weakened", "a slightly good mill", 0.3832},
		{"in capitals", "a GOOD mill", 0.5622},
		{"all in capitals", "A GOOD MILL", 0.4404},
		{"stressed", "a good mill!!", 0.5399},
		{"the second half counts", "a good mill but a bad boat", -0.5859},
	} {
		if got := s.Compound(c.text); got != c.want {
			t.Errorf("%s: Compound(%q) = %v, want %v", c.rule, c.text, got, c.want)
		}
	}
}
