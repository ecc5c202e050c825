package page

import (
	"strings"
	"testing"
)

// fixtureContamination has a benchmark whose score was moved, one of which
// nothing was found, and one without scores of single samples.
func fixtureContamination() Contamination {
	test := func(length int64, share float64, affected bool, subsets ...Subset) SubsetTest {
		for i, name := range []string{"clean", "not_clean", "not_dirty", "dirty"} {
			subsets[i].Name = name
		}
		return SubsetTest{Metric: "acc", Percent: true, Length: length, Share: share, Mu: 0.62, Affected: affected, Subsets: subsets}
	}
	return Contamination{
		Name: "contamination.base", Evaluation: "evaluate.base", Corpora: []string{"dataset.stories", "dataset.dialogues"},
		Documents: 81_234, Tokens: 1_912_345, SkipGrams: 4,
		Benchmarks: []ContaminatedBenchmark{
			{
				Benchmark: "capitals", Samples: 320, Affected: []string{"acc, up to matches of 10 tokens"},
				Tests: []SubsetTest{
					test(10, 0.27, true, Subset{N: 210, Share: 0.01, Mean: 0.5, Z: -3.58, HasZ: true}, Subset{N: 110, Share: 0.8, Mean: 0.85, Z: 4.97, HasZ: true},
						Subset{N: 240, Share: 0.1, Mean: 0.55, Z: -2.23, HasZ: true}, Subset{N: 80, Share: 0.95, Mean: 0.9, Z: 5.16, HasZ: true}),
					test(20, 0, false, Subset{N: 320, Mean: 0.62, HasZ: true}, Subset{}, Subset{N: 320, Mean: 0.62, HasZ: true}, Subset{}),
				},
				Found: []FoundSample{{Item: "17", Share: 1, Tokens: 14, Longest: 14, Text: "Question: <b>&\n\"Meren\"", Corpus: "dataset.stories", Document: 4711}},
			},
			{Benchmark: "translation", Samples: 400},
		},
	}
}

func TestContaminationIsTextNotMarkup(t *testing.T) {
	html, err := fixture().HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`id="contamination"`, `&lt;b&gt;&amp;`, "Evidence of a moved score: acc, up to matches of 10 tokens.", "document 4711 of dataset.stories", "−3.58",
		"No metric scores single samples",
	} {
		if !strings.Contains(string(html), want) {
			t.Errorf("HTML() lacks %q", want)
		}
	}
	if strings.Contains(string(html), "Question: <b>") {
		t.Error("HTML() holds a sample's text as markup")
	}
}
