package stages

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/stages/openai"
)

// askedOf is what tests ask of a served model: prompts of all lengths, of which
// some begin alike, sampled and not.
func askedOf(n int) []map[string]any {
	list := make([]map[string]any, n)
	for i := range list {
		list[i] = map[string]any{
			"prompt": strings.Repeat("the cat sat on ", 2)[:4+i%17], "max_tokens": 1 + i%6, "temperature": float64(i % 3), "top_p": 0.9,
			"seed": i, "logprobs": 3, "n": 1 + i%2, "stop": []string{"ck"},
		}
	}
	return list
}

// answerTo returns the choices of an answer as they were sent.
func answerTo(url string, body map[string]any) (string, error) {
	var answer struct{ Choices json.RawMessage }
	err := ask(url, "/v1/completions", body, &answer)
	return string(answer.Choices), err
}

// TestServedNeighbours demands the same text and the same log-probabilities of a
// request alone and among 16 others, with any number of cores.
func TestServedNeighbours(t *testing.T) {
	m := untrained(t)
	asked := askedOf(17)
	alone := serveModel(t, m, 1)
	want := make([]string, len(asked))
	for i, body := range asked {
		var err error
		if want[i], err = answerTo(alone, body); err != nil {
			t.Fatal(err)
		}
	}
	for workers := 1; workers <= 3; workers++ {
		url := serveModel(t, m, workers)
		got, errs := make([]string, 3*len(asked)), make([]error, 3*len(asked))
		done := make(chan struct{})
		for j := range got {
			go func() {
				defer func() { done <- struct{}{} }()
				got[j], errs[j] = answerTo(url, asked[j%len(asked)])
			}()
		}
		for range got {
			<-done
		}
		for j := range got {
			if i := j % len(asked); errs[j] != nil || got[j] != want[i] {
				t.Errorf("%d workers, request %d: %s, %v among others, want %s as alone", workers, i, got[j], errs[j], want[i])
			}
		}
	}
}

// newDesk returns the desk of a served model, which the test has work.
func newDesk(t *testing.T, m languageModel, pages int) *servedDesk {
	t.Helper()
	team := kernel.NewTeam(1)
	t.Cleanup(team.Close)
	return newServed(m, int64(pages*m.weights.Config.PageBytes())).newDesk(team)
}

// leaveText leaves a text to write with a desk.
func (d *servedDesk) leaveText(ctx context.Context, prompt []int32, maxTokens int, seed uint64) *servedText {
	t := d.newText(ctx, prompt, openai.Sampling{MaxTokens: maxTokens, Temperature: 1, TopP: 1, Seed: seed, Top: -1})
	d.want(func() { d.texts = append(d.texts, t) })
	return t
}

func (d *servedDesk) work() { d.gather(); d.score(); d.admit(); d.step() }

// longModel is untrained with a context of several pages.
func longModel(t *testing.T) languageModel {
	m := untrained(t)
	c := m.weights.Config
	c.SeqLen = 3*llama.PageSize + 5
	w := llama.NewWeights(c)
	w.Init(rand.New(rand.NewPCG(1, 2)))
	m.weights = w
	return m
}

// TestServedPages has texts wait for pages. There are never more than the bound,
// nobody waits for ever, and all are written as in room without end.
func TestServedPages(t *testing.T) {
	m := longModel(t)
	random := rand.New(rand.NewPCG(5, 6))
	prompts := make([][]int32, 40)
	shared := make([]int32, 150)
	for i := range shared {
		shared[i] = int32(4 + random.IntN(200))
	}
	for i := range prompts {
		prompts[i] = slices.Clone(shared[:random.IntN(len(shared))])
		for range 1 + random.IntN(40) {
			prompts[i] = append(prompts[i], int32(4+random.IntN(200)))
		}
	}
	written := func(pages int) (all [][]int32, steps int) {
		d := newDesk(t, m, pages)
		var texts []*servedText
		for i, p := range prompts {
			texts = append(texts, d.leaveText(t.Context(), p, 1+i%30, uint64(i)))
		}
		for step := 0; step == 0 || !d.idle(); step++ {
			steps++
			d.work()
			if d.held > d.pages || d.decoder.Pages() > d.pages {
				t.Fatalf("step %d: %d pages are held and %d were made, want at most %d", step, d.held, d.decoder.Pages(), d.pages)
			}
			if step > 10000 {
				t.Fatalf("%d texts are under way and %d wait after %d steps", len(d.active), len(d.waiting), step)
			}
		}
		for len(d.kept) > 0 {
			d.forget()
		}
		if d.held != 0 {
			t.Errorf("%d pages are held by nobody, of %d", d.held, pages)
		}
		for _, text := range texts {
			all = append(all, text.ids)
		}
		return all, steps
	}
	want, few := written(1000)
	for _, pages := range []int{1, 7, 30} { // the first is less than one text needs
		got, steps := written(pages)
		if steps <= few {
			t.Errorf("%d pages: %d steps, want more than the %d of as many pages as there are texts: texts have to wait", pages, steps, few)
		}
		for i := range want {
			if !slices.Equal(got[i], want[i]) {
				t.Errorf("%d pages: text %d is %v, want %v", pages, i, got[i], want[i])
			}
		}
	}
}

// TestServedJoin has a text come while another is written, and one go that nobody
// wants any more: the others are what they are alone.
func TestServedJoin(t *testing.T) {
	m := longModel(t)
	alone := func(prompt []int32, seed uint64) []int32 {
		d := newDesk(t, m, 100)
		text := d.leaveText(t.Context(), prompt, 20, seed)
		for d.work(); !d.idle(); {
			d.work()
		}
		return text.ids
	}
	d := newDesk(t, m, 100)
	first := d.leaveText(t.Context(), []int32{5, 6, 7}, 20, 1)
	for range 4 {
		d.work()
	}
	ctx, leave := context.WithCancel(t.Context())
	second := d.leaveText(ctx, []int32{8, 9}, 20, 2)
	third := d.leaveText(t.Context(), []int32{5, 6, 7, 10}, 20, 3)
	d.work()
	if got, want := fmt.Sprint(len(d.active), len(first.ids), len(second.ids), len(third.ids)), "3 8 3 5"; got != want {
		t.Fatalf("texts under way and their tokens are %s, want %s: those that came join at the next step", got, want)
	}
	leave()
	d.work()
	if len(d.active) != 2 || len(second.ids) != 3 {
		t.Errorf("%d texts are under way, %d tokens of the one that nobody wants, want 2 and 3", len(d.active), len(second.ids))
	}
	for !d.idle() {
		d.work()
	}
	for i, c := range []struct{ got, want []int32 }{{first.ids, alone([]int32{5, 6, 7}, 1)}, {third.ids, alone([]int32{5, 6, 7, 10}, 3)}} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("text %d is %v beside others, want %v", i, c.got, c.want)
		}
	}
	if _, more := <-second.tokens; !more {
		t.Errorf("the text that was left has no tokens, want the one that was written")
	}
}

// TestServedFull has a text wait that is given up before there is room for it.
func TestServedFull(t *testing.T) {
	m := longModel(t)
	d := newDesk(t, m, 1)
	d.leaveText(t.Context(), []int32{5}, m.weights.Config.SeqLen, 1)
	ctx, leave := context.WithCancel(t.Context())
	d.leaveText(ctx, []int32{6}, 10, 1)
	d.work()
	if len(d.active) != 1 || len(d.waiting) != 1 {
		t.Fatalf("%d texts are under way and %d wait, want 1 and 1", len(d.active), len(d.waiting))
	}
	leave()
	d.work()
	if len(d.waiting) != 0 {
		t.Errorf("%d texts wait, want none: nobody wants it any more", len(d.waiting))
	}
}
