package page

import (
	"fmt"
	"strconv"
	"strings"
)

// A Contamination is what of an evaluation's samples was found in training data.
type Contamination struct {
	Name       string   // "contamination.base"
	Evaluation string   // "evaluate.base"
	Corpora    []string // addresses of the datasets that were searched
	Documents  int64
	Tokens     int64
	SkipGrams  int64
	Benchmarks []ContaminatedBenchmark
}

// A ContaminatedBenchmark is what was found of one benchmark.
type ContaminatedBenchmark struct {
	Benchmark string
	Samples   int64
	Affected  []string // metrics that contamination moved, and up to which length
	Tests     []SubsetTest
	Found     []FoundSample // some samples of which most was found
}

// A SubsetTest holds four subsets of the samples against all of them, by one
// metric and for matches of at least so many tokens.
type SubsetTest struct {
	Metric   string
	Percent  bool
	Length   int64
	Share    float64 // mean share of a sample that was found
	Mu       float64 // of the metric over all samples
	Affected bool
	Subsets  []Subset // clean, not clean, not dirty, dirty
}

// A Subset is some of a benchmark's samples, by how much of each was found.
type Subset struct {
	Name    string
	N       int64
	Share   float64
	Mean, Z float64
	HasZ    bool
}

// A FoundSample is a sample of which something was found.
type FoundSample struct {
	Item     string
	Share    float64 // in matches of the shortest length
	Tokens   int64
	Longest  int64
	Text     string // the longest match
	Corpus   string // that has it
	Document int64  // of the corpus
}

// contaminationText says what the numbers are evidence of.
const contaminationText = "A token counts as found where it lies in a span of at least so many tokens that the training data has too, " +
	"but for a few positions. Samples are clean below 20 %, not clean from there on, not dirty below 80 %, and dirty from there on. " +
	"Z is how many standard deviations the mean of a subset lies from that of as many samples drawn at random. " +
	"It is evidence that contamination moved a score where all four lie beyond 2: clean and not dirty worse, not clean and dirty better. " +
	"It is no proof, since what is found may also be easier, and one of the four alone is no evidence. " +
	"Nor is a benchmark clean because nothing is found: what was paraphrased or translated is not seen, and small subsets tell little."

func (b ContaminatedBenchmark) verdict() string {
	switch {
	case len(b.Tests) == 0:
		return "No metric scores single samples, so that none can be held against what was found."
	case len(b.Affected) == 0:
		return "There is no evidence that a score was moved."
	}
	return "Evidence of a moved score: " + strings.Join(b.Affected, ", ") + "."
}

// searched says in a line where was looked.
func (c Contamination) searched() string {
	return fmt.Sprintf("Samples of %s, looked for in %s: %s documents, %s tokens. Up to %d positions of a match differ, none of its first 10.",
		c.Evaluation, strings.Join(c.Corpora, ", "), count(c.Documents), count(c.Tokens), c.SkipGrams)
}

type (
	contaminationView struct {
		Name, ID, Stage, Searched string
		Benchmarks                []contaminatedView
	}
	contaminatedView struct {
		Benchmark, Samples, Verdict string
		Moved                       bool
		Tests                       []subsetTestView
		Found                       []foundView
	}
	subsetTestView struct {
		Metric, Length, Share, Mean string
		Subsets                     []subsetView
		Affected                    bool
	}
	subsetView struct{ N, Mean, Z string }
	foundView  struct{ Item, Share, Longest, Text, Place string }
)

func (p *Page) contaminationViews() []contaminationView {
	var views []contaminationView
	for _, c := range p.Contaminations {
		v := contaminationView{Name: c.Name, ID: anchor("contamination", c.Name), Stage: p.stageAnchor(c.Name), Searched: c.searched()}
		for _, b := range c.Benchmarks {
			v.Benchmarks = append(v.Benchmarks, b.view())
		}
		views = append(views, v)
	}
	return views
}

func (b ContaminatedBenchmark) view() contaminatedView {
	v := contaminatedView{Benchmark: b.Benchmark, Samples: count(b.Samples), Verdict: b.verdict(), Moved: len(b.Affected) > 0}
	for _, t := range b.Tests {
		v.Tests = append(v.Tests, t.view())
	}
	for _, f := range b.Found {
		v.Found = append(v.Found, foundView{
			Item: f.Item, Share: number(f.Share, true), Longest: fmt.Sprintf("%s of %s", count(f.Longest), count(f.Tokens)),
			Text: strconv.Quote(f.Text), Place: fmt.Sprintf("document %d of %s", f.Document, f.Corpus),
		})
	}
	return v
}

func (t SubsetTest) view() subsetTestView {
	v := subsetTestView{
		Metric: t.Metric, Length: count(t.Length), Share: number(t.Share, true), Mean: number(t.Mu, t.Percent), Affected: t.Affected,
	}
	for _, s := range t.Subsets {
		sv := subsetView{N: count(s.N), Mean: none, Z: none}
		if s.N > 0 {
			sv.Mean = number(s.Mean, t.Percent)
		}
		if s.HasZ {
			sv.Z = fixed(s.Z, 2)
		}
		v.Subsets = append(v.Subsets, sv)
	}
	return v
}

func (p *Page) markdownContamination(b *strings.Builder) {
	if len(p.Contaminations) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Contamination\n\n%s\n", contaminationText)
	for _, c := range p.contaminationViews() {
		fmt.Fprintf(b, "\n### %s\n\n%s\n", escapeMarkdown(c.Name), escapeMarkdown(c.Searched))
		for _, k := range c.Benchmarks {
			fmt.Fprintf(b, "\n**%s**, %s samples. %s\n", escapeMarkdown(k.Benchmark), k.Samples, escapeMarkdown(k.Verdict))
			if len(k.Tests) > 0 {
				t := table{b}
				t.head(1, "Metric", "Tokens", "Found", "All", "Clean: n", "mean", "Z", "Not clean: n", "mean", "Z",
					"Not dirty: n", "mean", "Z", "Dirty: n", "mean", "Z")
				for _, test := range k.Tests {
					row := []string{escapeMarkdown(test.Metric), test.Length + "+", test.Share, test.Mean}
					for _, s := range test.Subsets {
						row = append(row, s.N, s.Mean, s.Z)
					}
					t.row(row...)
				}
			}
			if len(k.Found) > 0 {
				t := table{b}
				t.head(3, "Sample", "Longest match", "Where", "Found", "Tokens")
				for _, f := range k.Found {
					t.row(escapeMarkdown(f.Item), escapeMarkdown(f.Text), escapeMarkdown(f.Place), f.Share, f.Longest)
				}
			}
		}
	}
}

// ContaminationCSV returns the subsets of every contamination, one to a line, or
// nil where there is none.
func (p *Page) ContaminationCSV() []byte {
	if len(p.Contaminations) == 0 {
		return nil
	}
	lines := [][]string{{
		"contamination", "evaluation", "benchmark", "metric", "length", "subset", "n", "contamination_share", "mean", "mu", "z", "affected",
	}}
	for _, c := range p.Contaminations {
		for _, b := range c.Benchmarks {
			for _, t := range b.Tests {
				for _, s := range t.Subsets {
					lines = append(lines, []string{
						c.Name, c.Evaluation, b.Benchmark, t.Metric, strconv.FormatInt(t.Length, 10), s.Name, strconv.FormatInt(s.N, 10),
						field(s.Share, s.N > 0), field(s.Mean, s.N > 0), exact(t.Mu), field(s.Z, s.HasZ), strconv.FormatBool(t.Affected),
					})
				}
			}
		}
	}
	return encode(lines)
}
