package metrics

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// peers is testdata/peers.json: random cases with the figures of sacrebleu,
// rouge_score, nltk, scipy and scikit-learn. testdata/peers.py says how they
// were made. A null is NaN.
type peers struct {
	Corpora []struct {
		Hyps            []string
		Refs            [][]string
		Bleu, Chrf, Ter float64
		Tokens          string // 13a, of the first hypothesis
	}
	Ters []struct {
		Hyp  string
		Refs []string
		Ter  float64
	}
	Rouge []struct {
		Reference, Prediction string
		Plain, Stemmed        [4][3]float64 // 1, 2, L, Lsum: precision, recall, F
	}
	Correlations []struct {
		X, Y              []float64
		Pearson, Spearman *float64
	}
	Classifications []struct {
		Gold, Pred                                    []int
		Accuracy, Macro, Micro, Weighted, Binary, Mcc float64
	}
	Answers []struct {
		Golds              []string
		Prediction, Normal string
		Exact, F1          float64
	}
	Passes []struct {
		N, C, K int
		Value   float64
	}
	Refusals []struct {
		Answers         []Refusable
		Best, Threshold float64
	}
	Stems     map[string]string
	MathTexts []struct {
		A, B  string
		Equal bool
	}
}

// readPeers reads the cases.
func readPeers(t *testing.T) peers {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "peers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p peers
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// same demands a figure that equals a peer's but for rounding.
func same(t *testing.T, name string, in any, got, want float64) {
	t.Helper()
	if !near(got, want, 1e-12*math.Max(1, math.Abs(want))) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s(%q) = %v, want %v", name, in, got, want)
	}
}

// TestPeersOnTexts compares the metrics of texts with other people's
// implementations, and TestPeersOnNumbers all others.
func TestPeersOnTexts(t *testing.T) {
	p := readPeers(t)
	for _, c := range p.Corpora {
		same(t, "BLEU", c, BLEU(c.Hyps, c.Refs), math.Min(c.Bleu, 100))
		same(t, "ChrF", c, ChrF(c.Hyps, c.Refs), c.Chrf)
		same(t, "TER", c, TER(c.Hyps, c.Refs), c.Ter)
		if got := strings.Join(Tokenize13a(c.Hyps[0]), " "); got != c.Tokens {
			t.Errorf("Tokenize13a(%q) = %q, want %q", c.Hyps[0], got, c.Tokens)
		}
	}
	for _, c := range p.Ters {
		same(t, "TER", c, TER([]string{c.Hyp}, [][]string{c.Refs}), c.Ter)
	}
	for _, c := range p.Rouge {
		for stem, want := range map[bool][4][3]float64{false: c.Plain, true: c.Stemmed} {
			r := ROUGE(c.Reference, c.Prediction, stem)
			for i, got := range []RougeScore{r.R1, r.R2, r.L, r.Lsum} {
				if w := (RougeScore{want[i][0], want[i][1], want[i][2]}); !near(got.P, w.P, 1e-12) || !near(got.R, w.R, 1e-12) || !near(got.F, w.F, 1e-12) {
					t.Errorf("ROUGE(%q, %q, %v)[%d] = %v, want %v", c.Reference, c.Prediction, stem, i, got, w)
				}
			}
		}
	}
	for _, c := range p.Answers {
		if got := NormalizeAnswer(c.Prediction); got != c.Normal {
			t.Errorf("NormalizeAnswer(%q) = %q, want %q", c.Prediction, got, c.Normal)
		}
		same(t, "AnswerExact", c, AnswerExact(c.Prediction, c.Golds), c.Exact)
		same(t, "AnswerF1", c, AnswerF1(c.Prediction, c.Golds), c.F1)
	}
	for _, c := range p.Refusals {
		all := make([]int, len(c.Answers))
		for i := range all {
			all[i] = i
		}
		best, threshold := NewBestRefusals(c.Answers).Of(all)
		same(t, "BestRefusals.Of", c, best, c.Best)
		same(t, "threshold of BestRefusals.Of", c, threshold, c.Threshold)
	}
	for _, c := range p.MathTexts {
		if got := MathTextEqual(c.A, c.B); got != c.Equal {
			t.Errorf("MathTextEqual(%q, %q) = %v, want %v", c.A, c.B, got, c.Equal)
		}
	}
	for word, want := range p.Stems {
		if got := PorterStem(word); got != want {
			t.Errorf("PorterStem(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestPeersOnNumbers(t *testing.T) {
	p := readPeers(t)
	nan := func(x *float64) float64 {
		if x == nil {
			return math.NaN()
		}
		return *x
	}
	for _, c := range p.Correlations {
		same(t, "Pearson", c, Pearson(c.X, c.Y), nan(c.Pearson))
		same(t, "Spearman", c, Spearman(c.X, c.Y), nan(c.Spearman))
	}
	for _, c := range p.Classifications {
		_, _, binary := F1(c.Gold, c.Pred, 1)
		same(t, "Accuracy", c, Accuracy(c.Gold, c.Pred), c.Accuracy)
		same(t, "MacroF1", c, MacroF1(c.Gold, c.Pred), c.Macro)
		same(t, "MicroF1", c, MicroF1(c.Gold, c.Pred), c.Micro)
		same(t, "WeightedF1", c, WeightedF1(c.Gold, c.Pred), c.Weighted)
		same(t, "F1", c, binary, c.Binary)
		same(t, "Matthews", c, Matthews(c.Gold, c.Pred), c.Mcc)
	}
	for _, c := range p.Passes {
		same(t, "PassAtK", c, PassAtK(c.N, c.C, c.K), c.Value)
	}
}
