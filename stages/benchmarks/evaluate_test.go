package benchmarks

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
)

// value returns the result's value of a metric.
func value(t *testing.T, r *Result, metric string) Value {
	t.Helper()
	for _, v := range r.Values {
		if v.Metric == metric {
			return v
		}
	}
	t.Fatalf("result has no value for %q", metric)
	return Value{}
}

func near(got, want float64) bool { return math.Abs(got-want) <= 1e-7 }

func evaluate(t *testing.T, m Model, s Spec, items []Item) *Result {
	t.Helper()
	r, err := Evaluate(context.Background(), m, s, items, nil)
	if err != nil {
		t.Fatalf("Evaluate(%v) = %v", s.Metrics, err)
	}
	return r
}

func TestChoices(t *testing.T) {
	m := &fake{likelihoods: map[string]Likelihood{
		" no":       {Sum: -3, Tokens: 1},
		" ééé":      {Sum: -4.2, Tokens: 3, Greedy: true}, // 3 code points, 6 bytes
		" absolute": {Sum: -9, Tokens: 2},
		"| no":      {Sum: -1, Tokens: 1},
		"| ééé":     {Sum: -3, Tokens: 3},
		"| absolute": {
			Sum: -10, Tokens: 2,
		},
	}}
	items := []Item{
		{ID: "a", Context: "Q:", Choices: []string{"no", "ééé", "absolute"}, Gold: []int64{1}},
		{ID: "b", Context: "Q2:", Choices: []string{"ééé", "no"}, Gold: []int64{0, 1}},
	}
	s := spec(MultipleChoice, "acc acc_norm acc_bytes acc_mutual_info greedy_match target_perplexity")
	r := evaluate(t, m, s, items)
	// Item a by rule: -3 wins; then -1.5, -1.4, -1.125; then -1.5, -0.7,
	// -1.125; then -2, -1.2, 1.
	want := []float64{0, 0, 1, 0, 1}
	if got := r.Samples[0].Scores; !reflect.DeepEqual(got, want) {
		t.Errorf("scores of item a = %v, want %v (%v)", got, want, r.Samples[0].Metrics)
	}
	if got, want := r.Samples[1].Scores, []float64{1, 1, 1, 1, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("scores of item b = %v, want %v", got, want)
	}
	acc := value(t, r, "acc")
	if acc.Value != 0.5 || !acc.HasValue || !near(acc.StdErr, 0.5) || acc.N != 2 || acc.Interval != "wilson" || !acc.HigherIsBetter {
		t.Errorf("acc = %+v, want 0.5 ± 0.5 of 2", acc)
	}
	if want := (1.0/3 + 1) / 2; !acc.HasChance || !near(acc.Chance, want) {
		t.Errorf("chance of acc = %v, want %v", acc.Chance, want)
	}
	if got, want := value(t, r, "target_perplexity").Value, math.Exp(4.2); !near(got, want) {
		t.Errorf("target_perplexity = %v, want %v", got, want)
	}
	if got := r.Samples[0]; got.Chosen != 0 || got.Correct || !reflect.DeepEqual(got.Tokens, []int64{1, 3, 2}) {
		t.Errorf("sample a = %+v, want choice 0, wrong", got)
	}
	wantRequests := []Request{{"Q:", " no"}, {"Q:", " ééé"}, {"Q:", " absolute"}, {"Q2:", " ééé"}, {"Q2:", " no"},
		{"", " no"}, {"", " ééé"}, {"", " absolute"}, {"", " ééé"}, {"", " no"}}
	if !reflect.DeepEqual(m.requests, wantRequests) {
		t.Errorf("requests = %q, want %q", m.requests, wantRequests)
	}
}

// TestContexts has the choice in the context and one continuation for all, as
// WinoGrande does.
func TestContexts(t *testing.T) {
	m := &fake{likelihoods: map[string]Likelihood{
		"The cup broke as Ann| fell.": {Sum: -2, Tokens: 2},
		"The cup broke as it| fell.":  {Sum: -1, Tokens: 2},
	}}
	item := Item{ID: "w", Contexts: []string{"The cup broke as Ann ", "The cup broke as it"},
		Choices: []string{"fell.", " fell."}, Gold: []int64{1}}
	s := spec(MultipleChoice, "acc")
	s.Delimiter = "" // the first context has the space, which moves
	r := evaluate(t, m, s, []Item{item})
	if got := r.Samples[0]; got.Chosen != 1 || !got.Correct || len(got.Prompts) != 2 {
		t.Errorf("sample = %+v, want choice 1 of two prompts", got)
	}
	want := []Request{{"The cup broke as Ann", " fell."}, {"The cup broke as it", " fell."}}
	if !reflect.DeepEqual(m.requests, want) {
		t.Errorf("requests = %q, want %q", m.requests, want)
	}
	if v := value(t, r, "acc"); v.HasError || v.Value != 1 || v.Interval != "wilson" {
		t.Errorf("acc of one item = %+v, want 1 without standard error", v)
	}
}

func TestProbabilities(t *testing.T) {
	ll := func(sums ...float64) (*fake, []string) {
		m := &fake{likelihoods: map[string]Likelihood{}}
		var choices []string
		for i, s := range sums {
			choices = append(choices, string(rune('a'+i)))
			m.likelihoods[" "+choices[i]] = Likelihood{Sum: s, Tokens: 1}
		}
		return m, choices
	}
	cases := []struct {
		metric string
		sums   []float64
		gold   []int64
		want   float64
	}{
		{"gold_mass", []float64{-2, -3, -2.5, -4}, []int64{0, 3}, 0.5381385},
		{"gold_mass", []float64{-2002, -2003, -2002.5, -2004}, []int64{0, 3}, 0.5381385},
		{"brier", []float64{-1, -2, -3}, []int64{0}, 0.1800611},
		{"brier", []float64{-4, -1, -2}, []int64{2}, 1.0471461},
	}
	for _, c := range cases {
		m, choices := ll(c.sums...)
		r := evaluate(t, m, spec(MultipleChoice, c.metric), []Item{{Choices: choices, Gold: c.gold}})
		if got := value(t, r, c.metric).Value; !near(got, c.want) {
			t.Errorf("%s(%v, gold %v) = %v, want %v", c.metric, c.sums, c.gold, got, c.want)
		}
	}
	m, choices := ll(-1, -2, -3)
	r := evaluate(t, m, spec(MultipleChoice, "brier"), []Item{{Choices: choices, Gold: []int64{0}}})
	if got, want := value(t, r, "brier").Chance, 4.0/9+2.0/9; !near(got, want) {
		t.Errorf("chance of brier = %v, want %v", got, want)
	}
}

func TestLoss(t *testing.T) {
	items := []Item{{ID: "1", Text: "x", Words: 40, Bytes: 200}, {ID: "2", Text: "y", Words: 8, Bytes: 55}}
	r := evaluate(t, &fake{rolling: []float64{-120, -30}}, spec(Perplexity, "word_perplexity byte_perplexity bits_per_byte"), items)
	for metric, want := range map[string]float64{
		"word_perplexity": 22.7598951, "byte_perplexity": 1.8008077, "bits_per_byte": 0.8486441,
	} {
		v := value(t, r, metric)
		if math.Abs(v.Value-want) > 1e-6 || v.HigherIsBetter || v.Interval != "bootstrap" || v.HasChance {
			t.Errorf("%s = %+v, want %v", metric, v, want)
		}
		if !(v.Low <= v.Value && v.Value <= v.High && v.StdErr > 0) {
			t.Errorf("%s = %v ± %v is not within [%v, %v]", metric, v.Value, v.StdErr, v.Low, v.High)
		}
	}
	r = evaluate(t, &fake{rolling: []float64{-1e6, -1}}, spec(Perplexity, "word_perplexity"), items)
	if v := value(t, r, "word_perplexity"); v.HasValue || v.Note == "" || v.Value != 0 {
		t.Errorf("word_perplexity beyond float64 = %+v, want no value and a note", v)
	}
}

// TestTargetPerplexity is LAMBADA's, with the harness's bootstrap error.
func TestTargetPerplexity(t *testing.T) {
	m := &fake{likelihoods: map[string]Likelihood{}}
	var items []Item
	for i, ll := range []float64{-1, -2, -.5, -3, -1.5} {
		c := string(rune('a' + i))
		m.likelihoods[" "+c] = Likelihood{Sum: ll, Tokens: 1}
		items = append(items, Item{ID: c, Choices: []string{c}, Gold: []int64{0}})
	}
	s := spec(MultipleChoice, "target_perplexity")
	s.Resamples = 2000
	v := value(t, evaluate(t, m, s, items), "target_perplexity")
	if !near(v.Value, 4.95303242) || !near(v.StdErr, 2.21510134) {
		t.Errorf("target_perplexity = %v ± %v, want 4.95303242 ± 2.21510134", v.Value, v.StdErr)
	}
}

func TestClasses(t *testing.T) {
	gold := []int64{1, 1, 1, 1, 0, 0, 0, 0, 0, 0}
	pred := []int{1, 1, 1, 0, 1, 1, 0, 0, 0, 0}
	m := &fake{}
	var items []Item
	for i := range gold {
		p := []float64{0.25, 0.75}
		if pred[i] == 0 {
			p = []float64{0.5, 0.5} // the first of equal ones
		}
		m.classes = append(m.classes, p)
		items = append(items, Item{Text: "t", Choices: []string{"no", "yes"}, Gold: gold[i : i+1]})
	}
	s := spec(Classify, "acc binary_f1 macro_f1 micro_f1 weighted_f1 mcc")
	s.Resamples = 2000
	r := evaluate(t, m, s, items)
	for metric, want := range map[string]float64{
		"acc": 0.7, "binary_f1": 2.0 / 3, "micro_f1": 0.7, "mcc": 0.4082483,
		"macro_f1": (2.0/3 + 8.0/11) / 2, "weighted_f1": (4*2.0/3 + 6*8.0/11) / 10,
	} {
		if got := value(t, r, metric).Value; !near(got, want) {
			t.Errorf("%s = %v, want %v", metric, got, want)
		}
	}
	if got := value(t, r, "binary_f1").StdErr; math.Abs(got-0.20859654) > 1e-8 {
		t.Errorf("stderr of binary_f1 = %v, want 0.20859654", got)
	}
	if v := value(t, r, "mcc"); !v.HasChance || v.Chance != 0 {
		t.Errorf("chance of mcc = %+v, want 0", v)
	}
	if v := value(t, r, "acc"); v.Chance != 0.5 {
		t.Errorf("chance of acc = %v, want 0.5", v.Chance)
	}
}

func TestSimilarity(t *testing.T) {
	// Vectors on the unit circle: the cosine to "one" is the first component.
	human, cos := []float64{9, 7.5, 7.5, 3, 1}, []float64{.82, .61, .70, .65, .10}
	m := &fake{vectors: map[string][]float32{"one": {1, 0}}}
	var items []Item
	for i := range human {
		w := string(rune('a' + i))
		m.vectors[w] = []float32{float32(cos[i]), float32(math.Sqrt(1 - cos[i]*cos[i]))}
		items = append(items, Item{ID: w, Word1: "one", Word2: w, Human: human[i]})
	}
	items = append(items, Item{ID: "unknown", Word1: "one", Word2: "zyzzyva", Human: 5})
	r := evaluate(t, m, spec(Similarity, "spearman pearson coverage"), items)
	v := value(t, r, "spearman")
	if !near(v.Value, 0.8207827) || v.N != 5 || v.Chance != 0 || !v.HasChance {
		t.Errorf("spearman = %+v, want 0.8207827 of 5 pairs", v)
	}
	if got := value(t, r, "coverage").Value; !near(got, 5.0/6) {
		t.Errorf("coverage = %v, want 5/6", got)
	}
	if want := []string{"one", "a", "b", "c", "d", "e", "zyzzyva"}; !reflect.DeepEqual(m.words, want) {
		t.Errorf("words = %q, want %q", m.words, want)
	}
	for w := range m.vectors {
		m.vectors[w] = []float32{1, 1}
	}
	if v := value(t, evaluate(t, m, spec(Similarity, "spearman"), items), "spearman"); v.HasValue || v.Note == "" {
		t.Errorf("spearman of equal similarities = %+v, want no value and a note", v)
	}
}

func TestText(t *testing.T) {
	items := []Item{
		{ID: "1", Context: "A", References: []string{"the Eiffel Tower"}},
		{ID: "2", Context: "B", References: []string{"US", "U.S."}},
		{ID: "3", Context: "C", References: []string{"the cat sat on the mat"}},
	}
	m := &fake{responses: say("Eiffel tower in Paris.", "U.S.", "the cat is on the mat")}
	r := evaluate(t, m, spec(Generate, "exact_match answer_match f1 rouge1 bleu chrf invalid"), items)
	if got, want := r.Samples[0].Scores[:3], []float64{0, 0, 2.0 / 3}; !near(got[2], want[2]) || got[0]+got[1] != 0 {
		t.Errorf("scores of item 1 = %v, want %v", got, want)
	}
	if got, want := r.Samples[1].Scores[:3], []float64{1, 1, 1}; !reflect.DeepEqual(got, want) || !r.Samples[1].Correct {
		t.Errorf("scores of item 2 = %v, want %v", got, want)
	}
	one := evaluate(t, &fake{responses: say("the cat is on the mat")}, spec(Generate, "bleu chrf"), items[2:])
	if got := value(t, one, "bleu").Value; !near(got, 37.99178428) {
		t.Errorf("bleu = %v, want 37.99178428", got)
	}
	if got := value(t, one, "chrf").Value; !near(got, 61.92515129) {
		t.Errorf("chrf = %v, want 61.92515129", got)
	}
	if v := value(t, r, "invalid"); v.Value != 0 || v.HigherIsBetter {
		t.Errorf("invalid = %+v, want 0, lower is better", v)
	}
	want := Generation{Context: "A", Stop: []string{"\n\n"}, MaxTokens: 256, TopP: 1, Seed: m.generations[0].Seed}
	if !reflect.DeepEqual(m.generations[0], want) {
		t.Errorf("generation = %+v, want %+v", m.generations[0], want)
	}
}

func TestCode(t *testing.T) {
	item := Item{
		ID:         "add",
		Context:    "shots\n\ndef add(a, b):\n",
		Program:    "def add(a, b):\n",
		Test:       "def check(candidate):\n    assert candidate(2, 3) == 5\n    assert candidate(-1, 1) == 0\n",
		EntryPoint: "add",
	}
	right, wrong, loop := "    return a + b", "    return a - b", "    while True:\n        pass"
	s := spec(Generate, "pass@1 pass@2")
	s.Samples, s.Temperature = 4, 0.8
	m := &fake{responses: say(right, wrong, loop, "    return (a")}
	r := evaluate(t, m, s, []Item{item})
	if got := r.Samples[0].Scores; !near(got[0], 0.25) || !near(got[1], 0.5) {
		t.Errorf("pass@1, pass@2 = %v, want 0.25, 0.5", got)
	}
	for i, want := range []string{"passed", "assertion failed: line 4", "step limit: line 3", "error: line 2: syntax"} {
		if got := r.Samples[0].Verdicts[i]; !strings.HasPrefix(got, want) {
			t.Errorf("verdict %d = %q, want %q", i, got, want)
		}
	}
	if !r.Samples[0].Correct {
		t.Errorf("sample with a passed program is not correct")
	}
	seeds := map[uint64]bool{}
	for _, g := range m.generations {
		seeds[g.Seed] = true
	}
	if len(seeds) != 4 {
		t.Errorf("%d seeds for 4 samples, want 4", len(seeds))
	}
}

// TestRepeats checks that a result is a function of its arguments.
func TestRepeats(t *testing.T) {
	var items []Item
	for i := range 40 {
		items = append(items, Item{Context: string(rune('a' + i)), Choices: []string{"x", "yy", "zzz"}, Gold: []int64{int64(i % 3)}})
	}
	s := spec(MultipleChoice, "acc_norm acc macro_f1 mcc brier target_perplexity")
	first := evaluate(t, &fake{}, s, items)
	if again := evaluate(t, &fake{}, s, items); !reflect.DeepEqual(first, again) {
		t.Errorf("two evaluations of the same items differ")
	}
	for _, v := range first.Values {
		if v.HasError != (v.StdErr != 0) || !(v.Low <= v.Value && v.Value <= v.High) {
			t.Errorf("%s = %+v, want an error and an interval around the value", v.Metric, v)
		}
	}
}

// ExampleEvaluate asks a model that knows one answer of two.
func ExampleEvaluate() {
	m := &fake{likelihoods: map[string]Likelihood{
		" blue":  {Sum: -0.5, Tokens: 1, Greedy: true},
		" green": {Sum: -2.5, Tokens: 1},
	}}
	prompt := Prompt{Delimiter: " ", ShotDelimiter: "\n\n"}
	shots := []Shot{{Text: "Snow is", Answer: "white"}}
	s := NewSpec(MultipleChoice)
	s.Metrics = []string{"acc"}
	items := []Item{
		{ID: "sky", Context: "The sky is", Choices: []string{"blue", "green"}, Gold: []int64{0}},
		{ID: "grass", Context: "Grass is", Choices: []string{"blue", "green"}, Gold: []int64{1}},
	}
	for i := range items {
		items[i].Assemble(prompt, shots)
	}
	result, err := Evaluate(context.Background(), m, s, items, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	acc := result.Values[0]
	fmt.Printf("%s %.2f, by chance %.2f, interval %.2f to %.2f\n", acc.Metric, acc.Value, acc.Chance, acc.Low, acc.High)
	fmt.Printf("%q\n", result.Samples[1].Prompts[0])
	// Output:
	// acc 0.50, by chance 0.50, interval 0.09 to 0.91
	// "Snow is white\n\nGrass is"
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	items := []Item{{Choices: []string{"a"}, Gold: []int64{0}}, {Choices: []string{"a"}, Gold: []int64{0}}}
	_, err := Evaluate(ctx, &fake{}, spec(MultipleChoice, "acc"), items, func(done, total int) {
		if done != 1 || total != 2 {
			t.Errorf("progress(%d, %d), want (1, 2)", done, total)
		}
		cancel()
	})
	if err != context.Canceled {
		t.Errorf("Evaluate = %v, want %v", err, context.Canceled)
	}
}
