package stages

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"pipe/engine/llama"
	"pipe/stages/benchmarks"
)

const (
	writeWidth  = 64        // texts that are written at once, at most
	writeRows   = 256       // tokens that are read at once, of all of them
	writeMemory = 512 << 20 // bytes of keys and values, about, unless one text alone needs more
)

// A writing is a text that is being written.
type writing struct {
	request int
	g       benchmarks.Generation
	cut     int
	context []int32 // given

	sequence *llama.Sequence
	ids      []int32 // written; the last may not be read yet
	text     string
	done     bool
	sampler  *llama.Sampler
	random   *rand.Rand
}

// next returns what is to be read next: some of the context, or the last token.
func (w *writing) next() []int32 {
	if n := w.sequence.Len(); n < len(w.context) {
		return w.context[n:]
	}
	return w.ids[len(w.ids)-1:]
}

// GenerateUntil continues contexts, each with a generator of its own. Many are
// under way together, and what they begin with alike is read once.
func (a *answerer) GenerateUntil(ctx context.Context, generations []benchmarks.Generation) ([]benchmarks.Response, error) {
	if !a.weights.Config.Causal {
		return nil, fmt.Errorf("the model was trained with the masked objective and does not generate")
	}
	for _, g := range generations {
		if most := a.weights.Config.SeqLen; g.MaxTokens >= most {
			return nil, fmt.Errorf("max_tokens is %d and leaves no room for a prompt: the model's context holds %d tokens", g.MaxTokens, most)
		}
	}
	kept := keptFor[benchmarks.Response](a.keeper, a.benchmark, len(generations))
	a.report(kept.count, len(generations))
	if a.remote != nil {
		err := a.remote.generate(ctx, a, generations, kept.missing(), func(i int, r benchmarks.Response) {
			a.report(kept.add(i, r), len(generations))
		})
		return kept.finish(ctx, err)
	}
	if a.decoder == nil {
		a.decoder = llama.NewDecoder(a.team, a.weights, writeRows)
	}
	desk := &desk{answerer: a}
	for _, i := range kept.missing() {
		w := a.newWriting(i, generations[i])
		if err := a.checkCut(w.cut); err != nil {
			return nil, &benchmarks.RequestError{Request: i, Err: err}
		}
		desk.waiting = append(desk.waiting, w)
	}
	slices.SortStableFunc(desk.waiting, func(v, w *writing) int { return slices.Compare(v.context, w.context) })
	for ctx.Err() == nil && desk.admit() {
		for _, w := range desk.step() {
			a.tokens += int64(len(w.context) + len(w.ids))
			response := benchmarks.Response{Text: strings.ToValidUTF8(w.text, "\uFFFD"), Cut: w.cut}
			a.report(kept.add(w.request, response), len(generations))
		}
	}
	desk.clear()
	return kept.finish(ctx, nil)
}

// newWriting prepares a text. A context that leaves no room for as many tokens
// as may come is cut from the left.
func (a *answerer) newWriting(request int, g benchmarks.Generation) *writing {
	w := &writing{request: request, g: g, context: a.encode(g.Context), random: rand.New(rand.NewPCG(g.Seed, 0))}
	if len(w.context) == 0 {
		w.context = []int32{a.tokenizer.BOS()}
	}
	w.cut = max(len(w.context)-(a.weights.Config.SeqLen-g.MaxTokens), 0)
	w.context = w.context[w.cut:]
	if a.form.stop != "" {
		w.g.Stop = append(slices.Clone(g.Stop), a.form.stop)
	}
	return w
}

// A desk is where texts are written, in the order of their contexts.
type desk struct {
	*answerer
	waiting []*writing
	active  []*writing
	latest  *writing // the last that was admitted, whose memory stays for the next
	list    []llama.Reading
}

// admit lets as many texts begin as there is room for. It reports false when
// none is under way any more.
func (d *desk) admit() bool {
	c := d.weights.Config
	room := writeMemory / (8 * c.Layers * c.KVDim()) // in tokens
	for _, w := range d.active {
		room -= len(w.context) + w.g.MaxTokens
	}
	for len(d.waiting) > 0 && len(d.active) < writeWidth {
		w := d.waiting[0]
		room -= len(w.context) + w.g.MaxTokens
		if len(d.active) > 0 && (room < 0 || !d.open(w)) {
			break
		}
		if w.sequence == nil {
			d.open(w)
		}
		d.keep(w)
		w.sampler = llama.NewSampler(c.VocabSize, llama.Sampling{Temperature: w.g.Temperature, TopP: w.g.TopP})
		d.active, d.waiting = append(d.active, w), d.waiting[1:]
	}
	return len(d.active) > 0
}

// open gives a text its sequence, which shares with another what both begin
// with. It reports false where that has not been read yet.
func (d *desk) open(w *writing) bool {
	from, n := (*writing)(nil), 0
	for _, other := range append(slices.Clone(d.active), d.latest) {
		if other == nil {
			continue
		}
		if same := min(commonTokens(other.context, w.context), len(w.context)-1); same > n {
			from, n = other, same
		}
	}
	switch {
	case from == nil:
		w.sequence = d.decoder.Open()
	case from.sequence.Len() < n:
		return false
	default:
		w.sequence = d.decoder.Share(from.sequence, n)
	}
	return true
}

// keep makes a text the latest, in place of the one before.
func (d *desk) keep(w *writing) {
	if d.latest != nil && d.latest.done {
		d.decoder.Close(d.latest.sequence)
	}
	d.latest = w
}

// clear gives all memory back.
func (d *desk) clear() {
	for _, w := range d.active {
		if w != d.latest {
			d.decoder.Close(w.sequence)
		}
	}
	if d.latest != nil {
		d.decoder.Close(d.latest.sequence)
	}
}

// commonTokens returns how many tokens two texts begin with alike.
func commonTokens(a, b []int32) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// step lets every text read: a token each, and of contexts as many as there is
// room for. It returns the texts that are done.
func (d *desk) step() (done []*writing) {
	room := d.decoder.Limit()
	d.list = d.list[:0]
	for i, w := range d.active {
		tokens := w.next()
		tokens = tokens[:min(len(tokens), room-(len(d.active)-i-1))]
		room -= len(tokens)
		d.list = append(d.list, llama.Reading{Sequence: w.sequence, Tokens: tokens})
	}
	logits := d.decoder.Read(d.list)
	d.team.Do(len(logits), func(_, i int) {
		if w := d.active[i]; w.sequence.Len() >= len(w.context) {
			d.write(w, logits[i])
		}
	})
	left := d.active[:0]
	for _, w := range d.active {
		if !w.done {
			left = append(left, w)
			continue
		}
		done = append(done, w)
		if w != d.latest {
			d.decoder.Close(w.sequence)
		}
	}
	clear(d.active[len(left):])
	d.active = left
	return done
}

// write draws a token. The text is done when it ends, is stopped or full.
func (d *desk) write(w *writing, logits []float32) {
	if len(w.ids) == w.g.MaxTokens {
		w.done = true
		return
	}
	id := w.sampler.Sample(logits, w.random)
	if slices.Contains(d.form.ends, id) {
		w.done = true
		return
	}
	w.ids = append(w.ids, id)
	w.text, w.done = cutAtStop(string(d.tokenizer.Decode(w.ids)), w.g.Stop)
	w.done = w.done || len(w.ids) == w.g.MaxTokens || w.sequence.Len() == d.weights.Config.SeqLen
}

// cutAtStop cuts a text before the first of the stop strings in it.
func cutAtStop(text string, stops []string) (string, bool) {
	at := len(text)
	for _, stop := range stops {
		if i := strings.Index(text, stop); i >= 0 {
			at = min(at, i)
		}
	}
	return text[:at], at < len(text)
}
