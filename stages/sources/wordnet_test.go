package sources

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pipe/internal/published"
)

// TestFirstSenses holds WordNet 3.0's first senses against the gold keys: the
// baseline of Raganato et al. (2017), table 3, in percent. It needs the archive
// of WordNet besides the sets.
func TestFirstSenses(t *testing.T) {
	wordnet := published.Read(t, "data", "word", "wordnet", "WordNet-3.0.tar.gz")
	for set, want := range map[string]string{
		"senseval2": "66.8", "senseval3": "66.2", "semeval2007": "55.2", "semeval2013": "63.0", "semeval2015": "67.8",
	} {
		t.Run(set, func(t *testing.T) {
			read := func(suffix string) []byte { return published.Read(t, "data", "word", "wsd", set, set+suffix) }
			docs, err := Read("wsd", set, read(".data.xml"), Options{Align: []Aligned{
				{Field: "keys", Name: "keys", Data: read(".gold.key.txt")},
				{Field: "senses", Name: "wordnet", Data: wordnet, Member: "WordNet-3.0/dict/*"},
			}})
			if err != nil {
				t.Fatal(err)
			}
			right := 0
			for _, d := range docs {
				var row struct {
					Keys   []string
					Senses []struct{ Key, Gloss string }
				}
				if err := json.Unmarshal(d.JSON(), &row); err != nil {
					t.Fatal(err)
				}
				for _, key := range row.Keys {
					if !slices.ContainsFunc(row.Senses, func(s struct{ Key, Gloss string }) bool { return s.Key == key && s.Gloss != "" }) {
						t.Errorf("%s: the gold key %s is not among the candidates", d.JSON(), key)
					}
				}
				if slices.Contains(row.Keys, row.Senses[0].Key) {
					right++
				}
			}
			if got := fmt.Sprintf("%.1f", 100*float64(right)/float64(len(docs))); got != want {
				t.Errorf("first sense right in %s %% of %d, want %s", got, len(docs), want)
			}
		})
	}
}
