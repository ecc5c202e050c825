package stages

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/engine/token"
	"pipe/stages/benchmarks"
)

const someText = "the cat sat on the mat and the dog ran to the other cat because the night was black and the mat was red. "

// untrained returns a model with random weights, of which each answer is
// another, that reads 24 tokens.
func untrained(t *testing.T) languageModel {
	t.Helper()
	bpe, err := token.Train(slices.Values([]string{someText}), token.TrainOptions{VocabSize: 300})
	if err != nil {
		t.Fatal(err)
	}
	w := llama.NewWeights(llama.Config{
		VocabSize: bpe.VocabSize(), Dim: 16, HiddenDim: 32, Layers: 2, Heads: 4, KVHeads: 2, SeqLen: 24,
		RopeTheta: 10000, NormEps: 1e-5, Causal: true, Classes: 3,
	})
	w.Init(rand.New(rand.NewPCG(1, 2)))
	w.InitClassifier(rand.New(rand.NewPCG(3, 4)))
	for _, tensor := range w.Tensors() {
		if len(tensor.Shape) > 1 {
			kernel.Scale(tensor.Data, tensor.Data, 10)
		}
	}
	return languageModel{weights: w, tokenizer: bpe, classes: []string{"x", "y", "z"}}
}

func answererOf(t *testing.T, m languageModel, workers int) *answerer {
	t.Helper()
	a := newAnswerer(m, 1, workers)
	t.Cleanup(a.Close)
	if err := a.chooseClasses([]string{"z", "x", "y"}); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSplit holds the boundary between context and continuation to
// lm-evaluation-harness's rule: encode(context + continuation) without as many
// tokens as encode(context) has, after the context's own tokens.
func TestSplit(t *testing.T) {
	m := untrained(t)
	a := answererOf(t, m, 1)
	encode := func(s string) []int32 { return m.tokenizer.Encode([]int32{m.tokenizer.BOS()}, s) }
	long := strings.Repeat("x", 40)
	for _, c := range []struct {
		name, context, continuation string
		cut, unscored               int
		err                         string
	}{
		{name: "space", context: "the cat", continuation: " sat"},
		{name: "merge across the boundary", context: "the ca", continuation: "t sat"},
		{name: "no context", context: "", continuation: " the cat"},
		{name: "several tokens", context: "the", continuation: " zebra"},
		{name: "exact fit", context: long[:22], continuation: "zz"}, // 1 + 22 + 2 = 25 tokens, the last not read
		{name: "cut", context: long[:23], continuation: "zz", cut: 1},
		{name: "cut a lot", context: long, continuation: "zz", cut: 18},
		{name: "longest", context: "", continuation: long[:24]},
		{name: "all context but a token cut", context: "yyyyy", continuation: long[:24], cut: 5},
		{name: "too long", context: "yyyyy", continuation: long[:25], cut: 6, unscored: 1},
		{name: "much too long", context: "yyyyy", continuation: long, cut: 21, unscored: 16},
		{name: "too long alone", context: "", continuation: long, cut: 16, unscored: 16},
		{name: "swallowed", context: "the cat and t", continuation: "", err: "no tokens of its own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := a.split(benchmarks.Request{Context: c.context, Continuation: c.continuation})
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("split = %v, want …%s…", err, c.err)
				}
				return
			}
			before, whole := encode(c.context), encode(c.context+c.continuation)
			want := slices.Concat(before, whole[len(before):])[c.cut:]
			from := len(before) - c.cut + c.unscored
			if err != nil || !slices.Equal(got.tokens, want) || got.from != from || got.cut != c.cut || got.unscored != c.unscored {
				t.Errorf("split = %+v, %v, want %v scored from %d, %d cut, %d of them unscored", got, err, want, from, c.cut, c.unscored)
			}
		})
	}
	crossing := slices.Equal(encode("the cat sat")[:len(encode("the ca"))], encode("the ca"))
	if crossing {
		t.Error("no merge crosses the boundary of the case that wants one")
	}
}

// TestWindows has the windows of lm-evaluation-harness for a model that reads 4
// tokens: context and predicted tokens of each.
func TestWindows(t *testing.T) {
	for n, want := range map[int]string{
		10: "(B|0 1 2 3), (3|4 5 6 7), (5 6 7|8 9)",
		4:  "(B|0 1 2 3)",
		5:  "(B|0 1 2 3), (0 1 2 3|4)",
		9:  "(B|0 1 2 3), (3|4 5 6 7), (4 5 6 7|8)",
		1:  "(B|0)",
		0:  "",
	} {
		ids := []int32{-1}
		for i := range n {
			ids = append(ids, int32(i))
		}
		var parts []string
		for _, w := range windows(ids, 4) {
			parts = append(parts, strings.Trim(fmt.Sprint(w.tokens[:w.from]), "[]")+"|"+strings.Trim(fmt.Sprint(w.tokens[w.from:]), "[]"))
		}
		got := strings.ReplaceAll(strings.Join(parts, "), ("), "-1", "B")
		if got != "" {
			got = "(" + got + ")"
		}
		if got != want {
			t.Errorf("windows of %d tokens = %s, want %s", n, got, want)
		}
	}
}

// questions are what is asked of a model by every verb, an element of each for
// every question.
type questions struct {
	requests    []benchmarks.Request
	generations []benchmarks.Generation
	texts       []string
}

// someQuestions returns n random questions, of which four in a row share their
// context, as choices do.
func someQuestions(random *rand.Rand, n int) questions {
	words := strings.Fields(someText)
	some := func(most int) string {
		at := random.IntN(len(words) - most)
		return strings.Join(words[at:at+1+random.IntN(most)], " ")
	}
	var q questions
	for i := range n {
		if i%4 == 0 {
			q.texts = append(q.texts, some(18))
		} else {
			q.texts = append(q.texts, q.texts[i-1])
		}
		q.requests = append(q.requests, benchmarks.Request{Context: q.texts[i], Continuation: " " + some(3)})
		q.generations = append(q.generations, benchmarks.Generation{
			Context: q.texts[i], Stop: []string{"t", "é"}, MaxTokens: 9, Temperature: float64(i % 2), TopP: 0.9, Seed: uint64(i),
		})
	}
	return q
}

// ask returns the answers to the questions of an order, by question.
func (q questions) ask(t *testing.T, a *answerer, order []int) []string {
	t.Helper()
	var requests []benchmarks.Request
	var generations []benchmarks.Generation
	var texts, words []string
	for _, i := range order {
		text := q.texts[i]
		requests, generations = append(requests, q.requests[i]), append(generations, q.generations[i])
		texts, words = append(texts, text), append(words, text[:min(len(text), 20)])
	}
	likelihoods, err1 := a.LogLikelihood(t.Context(), requests)
	rolling, err2 := a.RollingLogLikelihood(t.Context(), texts)
	responses, err3 := a.GenerateUntil(t.Context(), generations)
	classes, err4 := a.Classify(t.Context(), texts)
	vectors, err5 := a.Embed(t.Context(), words)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	answers := make([]string, len(q.texts))
	for k, i := range order {
		answers[i] = fmt.Sprintf("%+v %v %+v %v %v", likelihoods[k], rolling[k], responses[k], classes[k], vectors[k])
	}
	return answers
}

// TestAnswersDoNotDependOnNeighbours asks the same in other orders, all at
// once and one by one, with other numbers of workers: every bit is the same.
func TestAnswersDoNotDependOnNeighbours(t *testing.T) {
	const n = answerBatch + 41
	m, random := untrained(t), rand.New(rand.NewPCG(5, 6))
	questions := someQuestions(random, n)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	want := questions.ask(t, answererOf(t, m, 1), order)
	check := func(name string, got []string, order []int) {
		t.Helper()
		for _, i := range order {
			if got[i] != want[i] {
				t.Errorf("%s: answer %d = %s, want %s", name, i, got[i], want[i])
			}
		}
	}
	for workers := 1; workers <= 3; workers++ {
		a := answererOf(t, m, workers)
		random.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
		check(fmt.Sprintf("shuffled, %d workers", workers), questions.ask(t, a, order), order)
		for _, i := range order[:12] {
			check(fmt.Sprintf("alone, %d workers", workers), questions.ask(t, a, []int{i}), []int{i})
		}
	}
	seen := make(map[string]bool)
	for _, answer := range want {
		seen[answer] = true
	}
	if len(seen) < n*9/10 {
		t.Errorf("%d answers of %d differ: the test tells little", len(seen), n)
	}
}

// TestGenerateUntil holds responses to their limits.
func TestGenerateUntil(t *testing.T) {
	m, ctx := untrained(t), context.Background()
	a := answererOf(t, m, 2)
	generate := func(g benchmarks.Generation) benchmarks.Response {
		t.Helper()
		r, err := a.GenerateUntil(ctx, []benchmarks.Generation{g})
		if err != nil {
			t.Fatal(err)
		}
		return r[0]
	}
	tokens := func(s string) []int32 { return m.tokenizer.Encode([]int32{m.tokenizer.BOS()}, s) }
	// 30 letters and the first token are 31; 24 - 10 fit.
	long := strings.Repeat("x", 30)
	full := generate(benchmarks.Generation{Context: long, MaxTokens: 10})
	if full.Cut != 17 {
		t.Errorf("a prompt of 31 tokens lost %d, want 17", full.Cut)
	}
	// What is left is what is read: the same response follows the tail, but
	// for the first token, which is cut too.
	team := kernel.NewTeam(1)
	defer team.Close()
	session := llama.NewSession(team, m.weights)
	var ids []int32
	session.Generate(tokens(long)[17:], 10, llama.NewSampler(m.weights.Config.VocabSize, llama.Sampling{}), nil, func(id int32) bool {
		ids = append(ids, id)
		return id != m.tokenizer.EOS()
	})
	if want := strings.ToValidUTF8(string(m.tokenizer.Decode(ids)), "\uFFFD"); full.Text != want {
		t.Errorf("response to a cut prompt = %q, want %q", full.Text, want)
	}
	free := generate(benchmarks.Generation{Context: "the cat", MaxTokens: 18})
	if free.Cut != 0 || len(free.Text) < 4 {
		t.Fatalf("response = %+v, want some text and nothing cut", free)
	}
	stops := regexp.MustCompile(`[ -~]{1,2}`).FindAllString(free.Text, -1)
	if len(stops) < 2 {
		t.Fatalf("response %q has no text to stop at", free.Text)
	}
	for _, stop := range stops {
		want := free.Text[:strings.Index(free.Text, stop)]
		if got := generate(benchmarks.Generation{Context: "the cat", MaxTokens: 18, Stop: []string{"\x00", stop}}); got.Text != want {
			t.Errorf("response until %q = %q, want %q", stop, got.Text, want)
		}
	}
	if _, err := a.GenerateUntil(ctx, []benchmarks.Generation{{Context: "a", MaxTokens: 24}}); err == nil ||
		!strings.Contains(err.Error(), "leaves no room for a prompt") {
		t.Errorf("GenerateUntil without room = %v, want an error", err)
	}
}

func TestCutAtStop(t *testing.T) {
	for _, c := range []struct {
		text    string
		stops   []string
		want    string
		stopped bool
	}{
		{"a.b,c", []string{",", "."}, "a", true},
		{"a.b,c", []string{"b,c", ".b"}, "a", true},
		{"Q: x", []string{"Q"}, "", true},
		{"abc", []string{"d"}, "abc", false},
		{"abc", nil, "abc", false},
	} {
		if got, stopped := cutAtStop(c.text, c.stops); got != c.want || stopped != c.stopped {
			t.Errorf("cutAtStop(%q, %q) = %q, %v, want %q, %v", c.text, c.stops, got, stopped, c.want, c.stopped)
		}
	}
}
