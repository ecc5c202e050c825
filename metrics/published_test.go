package metrics

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"pipe/internal/published"
)

// TestSQuAD scores the published answers of SQuAD's logistic regression
// baseline to half of the development set. The evaluation script v1.1 gives
// 40.939 and 50.888; a question without answer scores 0.
func TestSQuAD(t *testing.T) {
	var set struct {
		Data []struct {
			Paragraphs []struct {
				QAs []struct {
					ID      string
					Answers []struct{ Text string }
				}
			}
		}
	}
	predictions := make(map[string]string)
	for path, v := range map[string]any{"dev-v1.1.part1.json": &set, "predictions-v1.1-logistic-regression.json": &predictions} {
		if err := json.Unmarshal(published.Read(t, "data", "squad", path), v); err != nil {
			t.Fatal(err)
		}
	}
	var exact, f1 float64
	n, unanswered := 0, 0
	for _, article := range set.Data {
		for _, p := range article.Paragraphs {
			for _, q := range p.QAs {
				n++
				prediction, ok := predictions[q.ID]
				if !ok {
					unanswered++
					continue
				}
				var golds []string
				for _, a := range q.Answers {
					golds = append(golds, a.Text)
				}
				exact += AnswerExact(prediction, golds)
				f1 += AnswerF1(prediction, golds)
			}
		}
	}
	got := fmt.Sprintf("%.3f %.3f of %d, %d without", 100*exact/float64(n), 100*f1/float64(n), n, unanswered)
	if want := "40.939 50.888 of 4961, 7 without"; got != want {
		t.Errorf("exact match and F1 = %s, want %s", got, want)
	}
}

// TestXSum scores the published summaries of a pointer-generator network.
// rouge_score 0.1.2, with stemmer, and sacreBLEU 2.6.0 give these figures; the
// ROUGE published with the summaries, of Perl's ROUGE-1.5.5, whose words are
// others at dashes, is near.
func TestXSum(t *testing.T) {
	lines := func(name string) []string {
		text := string(published.Read(t, "data", "document", "summarization", "xsum", name))
		return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	}
	gold, summaries := lines("gold-test-sentences.txt"), lines("ptgen-test-output.txt")
	if len(gold) != 11334 || len(summaries) != len(gold) {
		t.Fatalf("%d summaries of %d, want 11334", len(summaries), len(gold))
	}
	var r1, r2, rl float64
	var bleu BLEUStats
	var chrf ChrFStats
	for i, s := range summaries {
		r := ROUGE(gold[i], s, true)
		r1, r2, rl = r1+r.R1.F, r2+r.R2.F, rl+r.L.F
		bleu = bleu.Add(SentenceBLEUStats(s, gold[i:i+1]))
		chrf = chrf.Add(SentenceChrFStats(s, gold[i:i+1]))
	}
	var reported struct{ r1, r2, r3, rl float64 }
	header, _, _ := strings.Cut(string(published.Read(t, "data", "document", "summarization", "xsum", "ptgen-test-output.rouge")), "\n")
	if _, err := fmt.Sscanf(header, "f-score >> ROUGE(1/2/3/L/SU4): %f/%f/%f/%f/", &reported.r1, &reported.r2, &reported.r3, &reported.rl); err != nil {
		t.Fatal(err)
	}
	n := float64(len(gold)) / 100
	for _, c := range []struct {
		name                 string
		got, want, published float64
	}{
		{"ROUGE-1", r1 / n, 29.3378, reported.r1},
		{"ROUGE-2", r2 / n, 9.1699, reported.r2},
		{"ROUGE-L", rl / n, 23.0442, reported.rl},
		{"BLEU", bleu.Score(), 6.23596, math.NaN()},
		{"chrF", chrf.Score(), 28.33959, math.NaN()},
	} {
		if !near(c.got, c.want, 5e-5) || math.Abs(c.got-c.published) > 0.5 {
			t.Errorf("%s = %v, want %v, published %v", c.name, c.got, c.want, c.published)
		}
	}
}

// TestSimLex correlates SimLex-999's ratings, of which many are equal, with
// the number of letters that two words share; scipy 1.17.1 gives the figures.
func TestSimLex(t *testing.T) {
	var human, letters []float64
	for line := range strings.Lines(string(published.Read(t, "data", "word", "similarity", "EN-SIMLEX-999.txt"))) {
		var a, b string
		var rating float64
		if _, err := fmt.Sscan(line, &a, &b, &rating); err != nil {
			t.Fatal(err)
		}
		common := make(map[rune]bool)
		for _, r := range a {
			if strings.ContainsRune(b, r) {
				common[r] = true
			}
		}
		human, letters = append(human, rating), append(letters, float64(len(common)))
	}
	if got, want := Spearman(human, letters), 0.11088109678521488; len(human) != 999 || !near(got, want, 1e-12) {
		t.Errorf("Spearman of %d pairs = %v, want %v", len(human), got, want)
	}
	if got, want := Pearson(human, letters), 0.09850743907945232; !near(got, want, 1e-12) {
		t.Errorf("Pearson = %v, want %v", got, want)
	}
}
