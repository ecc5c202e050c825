package metrics

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// near reports equality to the digits that a worked example prints.
func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance }

func TestMaths(t *testing.T) {
	for _, x := range []float64{-700, -50, -1.5, -1e-9, 0, 1e-12, 0.3, 1, 2.5, 100, 709} {
		if got, want := exp(x), math.Exp(x); !near(got/want, 1, 4e-16) {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{1e-300, 1e-5, 0.5, 0.999, 1, 1.0001, 2, 10, 1e100} {
		if got, want := log(x), math.Log(x); !near(got, want, 4e-16*math.Max(1, math.Abs(want))) {
			t.Errorf("log(%v) = %v, want %v", x, got, want)
		}
	}
}

// TestClassification has figures of scikit-learn.
func TestClassification(t *testing.T) {
	gold := []int{0, 0, 0, 0, 1, 1, 1, 2, 2, 2}
	pred := []int{0, 0, 1, 2, 1, 1, 0, 2, 2, 1}
	binaryGold := []int{1, 1, 1, 1, 0, 0, 0, 0, 0, 0}
	binaryPred := []int{1, 1, 1, 0, 1, 1, 0, 0, 0, 0}
	_, _, f0 := F1(gold, pred, 0)
	_, _, f1 := F1(gold, pred, 1)
	_, _, f2 := F1(gold, pred, 2)
	p, r, f := F1(binaryGold, binaryPred, 1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"accuracy", Accuracy(gold, pred), 0.6},
		{"F1 of class 0", f0, 0.5714286},
		{"F1 of class 1", f1, 0.5714286},
		{"F1 of class 2", f2, 0.6666667},
		{"macro F1", MacroF1(gold, pred), 0.6031746},
		{"weighted F1", WeightedF1(gold, pred), 0.6},
		{"micro F1", MicroF1(gold, pred), 0.6},
		{"binary precision", p, 0.6},
		{"binary recall", r, 0.75},
		{"binary F1", f, 0.6666667},
		{"Matthews", Matthews(gold, pred), 0.4090909},
		{"binary Matthews", Matthews(binaryGold, binaryPred), 0.4082483},
		{"Matthews of a constant", Matthews([]int{1, 0, 1}, []int{1, 1, 1}), 0},
	} {
		if !near(c.got, c.want, 5e-8) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestArgMax(t *testing.T) {
	if i, err := ArgMax([]float64{1, 3, 3, 2}); i != 1 || err != nil {
		t.Errorf("ArgMax of a tie = %d, %v, want 1", i, err)
	}
	for _, x := range [][]float64{nil, {1, math.NaN(), 2}} {
		if _, err := ArgMax(x); err == nil {
			t.Errorf("ArgMax(%v) = nil error, want one", x)
		}
	}
}

// TestCorrelation has figures of scipy.
func TestCorrelation(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 5}, []float64{2, 4, 4, 5, 3}
	if got := Pearson(x, y); !near(got, 0.4160251, 5e-8) {
		t.Errorf("Pearson = %v, want 0.4160251", got)
	}
	if got := Spearman(x, y); !near(got, 0.3590924, 5e-8) {
		t.Errorf("Spearman = %v, want 0.3590924", got)
	}
	human, model := []float64{9, 7.5, 7.5, 3, 1}, []float64{.82, .61, .70, .65, .10}
	if got := Spearman(human, model); !near(got, 0.8207827, 5e-8) {
		t.Errorf("Spearman = %v, want 0.8207827", got)
	}
	if got := Pearson(x, []float64{1, 1, 1, 1, 1}); !math.IsNaN(got) {
		t.Errorf("Pearson with a constant = %v, want NaN", got)
	}
}

// TestAnswers has figures of the evaluation script of SQuAD v2.0.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		gold, prediction string
		exact, f1        float64
	}{
		{"the Eiffel Tower", "Eiffel tower in Paris.", 0, 0.6666667},
		{"U.S.", "US", 1, 1},
		{"a-b", "ab", 1, 1},
		{"The", "", 1, 1},
		{"", "something", 0, 0},
	} {
		exact, f1 := AnswerExact(c.prediction, []string{c.gold}), AnswerF1(c.prediction, []string{c.gold})
		if exact != c.exact || !near(f1, c.f1, 5e-8) {
			t.Errorf("%q against %q = %v, %v, want %v, %v", c.prediction, c.gold, exact, f1, c.exact, c.f1)
		}
	}
}

// TestTokenize13a has tokens of sacreBLEU 2.6.0, and TestBLEU its figures.
func TestTokenize13a(t *testing.T) {
	for in, want := range map[string]string{
		"Hello, world! It's 3.14 (approx.), isn't it?": "Hello , world ! It's 3.14 ( approx . ) , isn't it ?",
		"The U.S. economy grew 2.5% in Q3-2020.":       "The U . S . economy grew 2.5 % in Q3 - 2020 .",
		"a-b 1-2 3 - 4":                                "a-b 1 - 2 3 - 4",
		"&quot;Hi&quot; &amp; bye":                     `" Hi " & bye`,
		"Wait... what?! $5,000.00":                     "Wait . . . what ? ! $ 5,000.00",
		"naïve café—déjà vu":                           "naïve café—déjà vu",
		"end-\nof-line\nbreak":                         "endof-line break",
		"e.g., 10,000-strong":                          "e . g . , 10,000 - strong",
		"don`t [sic] {x} ~y":                           "don ` t [ sic ] { x } ~ y",
	} {
		if got := strings.Join(Tokenize13a(in), " "); got != want {
			t.Errorf("Tokenize13a(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBLEU(t *testing.T) {
	mat := "the cat sat on the mat"
	for _, c := range []struct {
		name string
		hyps []string
		refs [][]string
		want float64
	}{
		{"smoothed", []string{"the cat is on the mat"}, [][]string{{mat}}, 37.99178428},
		{"too short", []string{"the cat"}, [][]string{{mat}}, 0},
		{"itself", []string{mat}, [][]string{{mat}}, 100},
		{"clipped", []string{"the the the the the the the"}, [][]string{{"the cat is on the mat", "there is a cat on the mat"}}, 7.80984984},
		{"corpus", []string{"The quick brown fox jumped over the lazy dog.", "Hello world!"},
			[][]string{{"The quick brown fox jumps over the lazy dog."}, {"Hello, world!"}}, 58.54828908},
		{"empty", []string{""}, [][]string{{mat}}, 0},
	} {
		if got := BLEU(c.hyps, c.refs); !near(got, c.want, 5e-9) {
			t.Errorf("BLEU of %s = %v, want %v", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		name string
		hyps []string
		refs [][]string
		want BLEUStats
	}{
		{"smoothed", []string{"the cat is on the mat"}, [][]string{{mat}},
			BLEUStats{[4]int{5, 3, 1, 0}, [4]int{6, 5, 4, 3}, 6, 6}},
		{"clipped", []string{"the the the the the the the"}, [][]string{{"the cat is on the mat", "there is a cat on the mat"}},
			BLEUStats{[4]int{2, 0, 0, 0}, [4]int{7, 6, 5, 4}, 7, 7}},
		{"corpus", []string{"The quick brown fox jumped over the lazy dog.", "Hello world!"},
			[][]string{{"The quick brown fox jumps over the lazy dog."}, {"Hello, world!"}},
			BLEUStats{[4]int{12, 8, 5, 3}, [4]int{13, 11, 9, 7}, 13, 14}},
		{"closest of two as close", []string{"a b c"}, [][]string{{"a b c d", "a b"}},
			BLEUStats{[4]int{3, 2, 1, 0}, [4]int{3, 2, 1, 0}, 3, 2}},
		{"dash before a last newline", []string{"a-\n"}, [][]string{{"a-"}},
			BLEUStats{[4]int{1, 0, 0, 0}, [4]int{1, 0, 0, 0}, 1, 1}},
	} {
		var got BLEUStats
		for i := range c.hyps {
			got = got.Add(SentenceBLEUStats(c.hyps[i], c.refs[i]))
		}
		if got != c.want {
			t.Errorf("BLEU statistics of %s = %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestChrF has figures of sacreBLEU 2.6.0; in the last corpus a reference is
// too short for an order.
func TestChrF(t *testing.T) {
	for _, c := range []struct {
		hyps []string
		refs [][]string
		want float64
	}{
		{[]string{"the cat is on the mat"}, [][]string{{"the cat sat on the mat"}}, 61.92515129},
		{[]string{"Hello world!", "abc"}, [][]string{{"Hello, world!"}, {"abd"}}, 56.79927728},
		{[]string{" same"}, [][]string{{"same"}}, 100},
		{[]string{""}, [][]string{{"x"}}, 0},
		{[]string{"abcdefgh", "cat sat"}, [][]string{{"ab"}, {"cat is"}}, 30.2026693030},
	} {
		if got := ChrF(c.hyps, c.refs); !near(got, c.want, 5e-9) {
			t.Errorf("ChrF(%q, %q) = %v, want %v", c.hyps, c.refs, got, c.want)
		}
	}
}

// TestROUGE has figures of rouge_score 0.1.2.
func TestROUGE(t *testing.T) {
	for _, c := range []struct {
		reference, prediction string
		stem                  bool
		r1, r2, l, lsum       float64
	}{
		{"The quick brown fox jumps over the lazy dog", "The quick brown dog jumps on the log.", false, .7058824, .2666667, .5882353, .5882353},
		{"the quick brown fox jumps over the lazy dog", "the fast brown fox jumped over the dog", false, .7058824, .2666667, .7058824, .7058824},
		{"the quick brown fox jumps over the lazy dog", "the fast brown fox jumped over the dog", true, .8235294, .5333333, .8235294, .8235294},
		{"police killed the gunman", "the gunman killed police", false, 1, .3333333, .5, .5},
		{"police killed the gunman", "police kill the gunman", false, .75, .3333333, .75, .75},
		{"police killed the gunman", "police kill the gunman", true, 1, 1, 1, 1},
		{"the dog barked\npolice killed the gunman", "police killed the gunman\nthe dog barked", false, 1, .8333333, .5714286, 1},
	} {
		got := ROUGE(c.reference, c.prediction, c.stem)
		have := []float64{got.R1.F, got.R2.F, got.L.F, got.Lsum.F}
		want := []float64{c.r1, c.r2, c.l, c.lsum}
		if !slices.EqualFunc(have, want, func(a, b float64) bool { return near(a, b, 5e-8) }) {
			t.Errorf("ROUGE(%q, %q) = %v, want %v", c.reference, c.prediction, have, want)
		}
	}
	r := ROUGE("The quick brown fox jumps over the lazy dog", "The quick brown dog jumps on the log.", false).R1
	if !near(r.P, .75, 0) || !near(r.R, .6666667, 5e-8) {
		t.Errorf("ROUGE-1 has precision %v and recall %v, want .75 and .6666667", r.P, r.R)
	}
}

func TestPorterStem(t *testing.T) {
	for word, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "ties": "tie", "cats": "cat", "feed": "feed", "agreed": "agre",
		"plastered": "plaster", "motoring": "motor", "sing": "sing", "conflated": "conflat", "troubled": "troubl",
		"hopping": "hop", "falling": "fall", "filing": "file", "happy": "happi", "relational": "relat",
		"conditional": "condit", "vietnamization": "vietnam", "operator": "oper", "hopefulness": "hope",
		"triplicate": "triplic", "electrical": "electr", "revival": "reviv", "adjustment": "adjust",
		"adoption": "adopt", "probate": "probat", "controll": "control", "roll": "roll", "skies": "sky", "dying": "die",
		"died": "die", "enjoy": "enjoy",
	} {
		if got := PorterStem(word); got != want {
			t.Errorf("PorterStem(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestPassAtK has figures of the unbiased estimator of Chen et al. (2021),
// "Evaluating Large Language Models Trained on Code", equation 1.
func TestPassAtK(t *testing.T) {
	for _, c := range []struct {
		n, c, k int
		want    float64
	}{{10, 3, 1, .3}, {10, 3, 5, .9166667}, {10, 3, 8, 1}, {64, 0, 8, 0}, {200, 20, 100, .9999997}} {
		if got := PassAtK(c.n, c.c, c.k); !near(got, c.want, 5e-8) {
			t.Errorf("PassAtK(%d, %d, %d) = %v, want %v", c.n, c.c, c.k, got, c.want)
		}
	}
}

// TestPerplexity has figures of lm-evaluation-harness, that of three targets
// as its LAMBADA has it.
func TestPerplexity(t *testing.T) {
	if got := Perplexity(-150, 48); !near(got, 22.7598951, 5e-8) {
		t.Errorf("word perplexity = %v, want 22.7598951", got)
	}
	if got := Perplexity(-150, 255); !near(got, 1.8008077, 5e-8) {
		t.Errorf("byte perplexity = %v, want 1.8008077", got)
	}
	if got := Perplexity(-3.5, 3); !near(got, 3.2112705, 5e-8) {
		t.Errorf("perplexity of three targets = %v, want 3.2112705", got)
	}
	if got := BitsPerByte(-150, 255); !near(got, 0.8486441, 5e-8) {
		t.Errorf("bits per byte = %v, want 0.8486441", got)
	}
}

// TestUncertainty has figures of lm-evaluation-harness and, for intervals, of
// the formulas of Wilson (1927) and of the normal distribution.
func TestUncertainty(t *testing.T) {
	ofFive := []float64{1, 1, 1, 0, 0}
	if _, se := Mean(ofFive); !near(se, 0.2449490, 5e-8) {
		t.Errorf("standard error of 3 of 5 = %v, want 0.2449490", se)
	}
	if _, se := Mean(shares(750, 1000)); !near(se, 0.0136999, 5e-8) {
		t.Errorf("standard error of 750 of 1000 = %v, want 0.0136999", se)
	}
	low, high := Wilson(30, 50, Z95)
	if !near(low, .46181438, 5e-9) || !near(high, .72391610, 5e-9) {
		t.Errorf("Wilson(30, 50) = %v, %v, want .46181438, .72391610", low, high)
	}
	mean, se := Mean(shares(30, 50))
	if low, high := mean-Z95*se, mean+Z95*se; !near(low, .46283110, 1e-8) || !near(high, .73716891, 1e-8) {
		t.Errorf("normal interval of 30 of 50 = %v, %v, want .46283110, .73716891", low, high)
	}
	for _, n := range []int{1, 12, 47, 1000} {
		if low, _ := Wilson(0, n, 1.96); low != 0 {
			t.Errorf("Wilson(0, %d) begins at %v, want 0", n, low)
		}
		if _, high := Wilson(n, n, 1.96); high != 1 {
			t.Errorf("Wilson(%d, %d) ends at %v, want 1", n, n, high)
		}
	}
}

// shares returns n numbers, ones of them 1 and the others 0.
func shares(ones, n int) []float64 {
	x := make([]float64, n)
	for i := range ones {
		x[i] = 1
	}
	return x
}

// TestBootstrap has figures of lm-evaluation-harness, and the exact
// distribution of a mean of five.
func TestBootstrap(t *testing.T) {
	gold := []int{1, 1, 1, 1, 0, 0, 0, 0, 0, 0}
	pred := []int{1, 1, 1, 0, 1, 1, 0, 0, 0, 0}
	values := Bootstrap(len(gold), 2000, func(index []int) float64 {
		g, p := make([]int, len(index)), make([]int, len(index))
		for i, j := range index {
			g[i], p[i] = gold[j], pred[j]
		}
		_, _, f1 := F1(g, p, 1)
		return f1
	})
	if m, se := mean(values), StdDev(values); !near(m, .63409899, 5e-9) || !near(se, 0.20859654, 5e-9) {
		t.Errorf("bootstrap of F1 = %v ± %v, want .63409899 ± .20859654", m, se)
	}
	ll := []float64{-1, -2, -.5, -3, -1.5}
	se := StdDev(Bootstrap(len(ll), 2000, func(index []int) float64 {
		sum := 0.0
		for _, j := range index {
			sum += ll[j]
		}
		return Perplexity(sum, len(index))
	}))
	if !near(se, 2.21510134, 5e-9) {
		t.Errorf("bootstrap error of perplexity = %v, want 2.21510134", se)
	}
	ones := []float64{1, 1, 1, 0, 0}
	values = Bootstrap(len(ones), 100_000, func(index []int) float64 {
		sum := 0.0
		for _, j := range index {
			sum += ones[j]
		}
		return sum / 5
	})
	if se := StdDev(values); !near(se, .21908902, 5*.21908902/math.Sqrt(200_000)) { // five standard deviations
		t.Errorf("bootstrap error of 3 of 5 = %v, want about .21908902", se)
	}
	counts := make(map[float64]float64)
	for _, v := range values {
		counts[v]++
	}
	for v, p := range map[float64]float64{0: .01024, .2: .0768, .4: .2304, .6: .3456, .8: .2592, 1: .07776} {
		if got := counts[v] / 100_000; !near(got, p, 5*math.Sqrt(p*(1-p)/100_000)) { // five standard deviations
			t.Errorf("share of resamples with mean %v = %v, want about %v", v, got, p)
		}
	}
}

// TestPythonRandom has figures of CPython.
func TestPythonRandom(t *testing.T) {
	r := NewPythonRandom(1234)
	for _, want := range []uint32{4150886329, 3342196574, 1892932127, 501869158, 32175636} {
		if got := r.Uint32(); got != want {
			t.Fatalf("Uint32() = %d, want %d", got, want)
		}
	}
	r = NewPythonRandom(1234)
	for _, want := range []float64{0.9664535356921388, 0.4407325991753527, 0.007491470058587191} {
		if got := r.Float64(); got != want {
			t.Errorf("Float64() = %v, want %v", got, want)
		}
	}
	for _, c := range []struct {
		n, k          int
		first, second []int
	}{
		{10, 3, []int{7, 1, 0}, []int{1, 0, 9}},
		{30, 5, []int{24, 14, 3, 0, 2}, []int{29, 25, 18, 1, 21}},
		{7473, 5, []int{6374, 3610, 957, 61, 742}, []int{7462, 6610, 4769, 286, 5501}},
		{39905, 11, []int{28883, 7657, 490, 5940, 38156, 2288, 5500, 6450, 23241, 15519, 1142}, []int{2019, 1038, 22681, 31735, 30379, 9735, 5982, 11999, 7498, 958, 32970}},
	} {
		r := NewPythonRandom(1234)
		if got := r.Sample(c.n, c.k); !slices.Equal(got, c.first) {
			t.Errorf("first Sample(%d, %d) = %v, want %v", c.n, c.k, got, c.first)
		}
		if got := r.Sample(c.n, c.k); !slices.Equal(got, c.second) {
			t.Errorf("second Sample(%d, %d) = %v, want %v", c.n, c.k, got, c.second)
		}
	}
	for _, c := range []struct{ first, second []int }{{[]int{4, 3, 2, 1, 2}, []int{2, 3, 1, 2, 2}}} {
		r := NewPythonRandom(0)
		for _, want := range [][]int{c.first, c.second} {
			var got []int
			for range want {
				got = append(got, int(r.Float64()*5))
			}
			if !slices.Equal(got, want) {
				t.Errorf("choices of 5 = %v, want %v", got, want)
			}
		}
	}
	order := []int{0, 1, 2, 3, 4, 5}
	NewPythonRandom(1234).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	if want := []int{1, 2, 5, 4, 0, 3}; !slices.Equal(order, want) {
		t.Errorf("Shuffle = %v, want %v", order, want)
	}
}

// TestJackknife has what Efron and Tibshirani (1993), chapter 11, derive: the
// pseudovalues of a mean are the items, and those of the plug-in variance have
// the unbiased variance for their mean.
func TestJackknife(t *testing.T) {
	x := []float64{1, 4, 2.5, 7, 3}
	variance := func(index []int) float64 {
		mean, sum := 0.0, 0.0
		for _, i := range index {
			mean += x[i] / float64(len(index))
		}
		for _, i := range index {
			sum += (x[i] - mean) * (x[i] - mean)
		}
		return sum / float64(len(index))
	}
	means := Jackknife(len(x), func(index []int) float64 {
		sum := 0.0
		for _, i := range index {
			sum += x[i]
		}
		return sum / float64(len(index))
	})
	for i := range x {
		if !near(means[i], x[i], 1e-12) {
			t.Errorf("Jackknife(mean)[%d] = %v, want %v", i, means[i], x[i])
		}
	}
	got, _ := Mean(Jackknife(len(x), variance))
	if want := StdDev(x) * StdDev(x); !near(got, want, 1e-12) {
		t.Errorf("Jackknife(variance) has mean %v, want %v", got, want)
	}
}
