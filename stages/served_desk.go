package stages

import (
	"context"
	"math/rand/v2"
	"slices"

	"pipe/engine/kernel"
	"pipe/engine/llama"
	"pipe/stages/openai"
)

const (
	scoreTokens = 4096 // tokens that are scored between two looks at what has come
	keptTexts   = 64   // texts whose keys and values are kept for those that begin alike
	worthWhile  = 16   // tokens that a text waits for another to read, rather than read them itself
)

// A servedText is a text that is to be written for a client.
type servedText struct {
	ctx     context.Context // done where the client has enough, or is gone
	o       openai.Sampling
	ids     []int32 // the prompt and what was written; the last may not be read yet
	prompt  int     // tokens of ids that were given
	most    int     // tokens of ids, at most
	tokens  chan openai.Token
	sampler *llama.Sampler
	random  *rand.Rand
	scratch []float32

	sequence *llama.Sequence
	done     bool
}

func (s *served) newText(ctx context.Context, prompt []int32, o openai.Sampling) *servedText {
	c := s.weights.Config
	most := min(len(prompt)+o.MaxTokens, c.SeqLen+1)
	return &servedText{
		ctx: ctx, o: o, ids: slices.Clone(prompt), prompt: len(prompt), most: most,
		tokens:  make(chan openai.Token, most-len(prompt)), // nobody waits for a client
		sampler: llama.NewSampler(c.VocabSize, llama.Sampling{Temperature: o.Temperature, TopP: o.TopP}),
		random:  rand.New(rand.NewPCG(o.Seed, o.Choice)),
	}
}

// pages is how many pages the text may come to need. Its last token is not read.
func (t *servedText) pages() int { return pagesOf(t.most - 1) }

// A readText is one that was written, of which the keys and values are kept.
type readText struct {
	ids      []int32
	sequence *llama.Sequence
}

// A servedDesk is what the goroutine of run has: where texts are scored and
// written, those that came later beside those that came before.
type servedDesk struct {
	*served
	team    *kernel.Team
	scorer  *llama.Scorer
	decoder *llama.Decoder

	scoring []*scoreText // of the jobs at hand, in the order of their tokens
	waiting []*servedText
	active  []*servedText
	kept    []readText // the oldest first
	held    int        // pages that active and kept texts have, or may come to have
	list    []llama.Reading
}

func (s *served) newDesk(team *kernel.Team) *servedDesk {
	return &servedDesk{
		served: s, team: team, scorer: llama.NewScorer(team, s.weights, 0), decoder: llama.NewDecoder(team, s.weights, writeRows),
	}
}

// gather takes what requests have left. Jobs are taken together, when those
// before them are done.
func (d *servedDesk) gather() {
	d.mu.Lock()
	var jobs []*scoreJob
	if len(d.scoring) == 0 {
		jobs, d.jobs = d.jobs, nil
	}
	d.waiting = append(d.waiting, d.texts...)
	d.texts = nil
	d.mu.Unlock()
	for _, j := range jobs {
		d.scoring = append(d.scoring, j.texts...)
	}
	slices.SortStableFunc(d.scoring, func(a, b *scoreText) int { return slices.Compare(a.tokens, b.tokens) })
}

// idle reports whether there is nothing to do before something new comes.
func (d *servedDesk) idle() bool { return len(d.scoring)+len(d.active)+len(d.waiting) == 0 }

// admit lets texts begin in the order in which they came, as long as there are
// pages for all that they may come to need: so nobody has to be turned out.
func (d *servedDesk) admit() {
	d.waiting = slices.DeleteFunc(d.waiting, func(t *servedText) bool { return t.ctx.Err() != nil })
	for len(d.waiting) > 0 && len(d.active) < writeWidth {
		t := d.waiting[0]
		if !d.open(t) {
			break
		}
		d.held += t.pages()
		d.active, d.waiting = append(d.active, t), slices.Delete(d.waiting, 0, 1)
	}
}

// open gives a text its sequence, which shares with another what both begin
// with. It reports false where there is no room yet, or where it is better to wait
// for another text that reads the same.
func (d *servedDesk) open(t *servedText) bool {
	from, same, read := d.alike(t)
	if same-read >= worthWhile {
		return false
	}
	sequence := d.decoder.Open()
	if from != nil {
		sequence = d.decoder.Share(from, read) // also where the text that it is from has to go
	}
	for d.held+t.pages() > d.pages {
		if len(d.kept) == 0 {
			d.decoder.Close(sequence)
			return false
		}
		d.forget()
	}
	t.sequence = sequence
	return true
}

// alike returns the sequence that begins with the most of a text's tokens, how many
// these are, and how many of them it has read.
func (d *servedDesk) alike(t *servedText) (from *llama.Sequence, same, read int) {
	look := func(ids []int32, s *llama.Sequence) {
		n := min(commonTokens(ids, t.ids), len(t.ids)-1)
		if r := min(n, s.Len()); n > same || n == same && r > read {
			from, same, read = s, n, r
		}
	}
	for _, k := range d.kept {
		look(k.ids, k.sequence)
	}
	for _, a := range d.active {
		look(a.ids[:a.prompt], a.sequence)
	}
	return from, same, read
}

// forget gives back the pages of the text that was kept longest.
func (d *servedDesk) forget() {
	d.held -= pagesOf(d.kept[0].sequence.Len())
	d.decoder.Close(d.kept[0].sequence)
	d.kept = slices.Delete(d.kept, 0, 1)
}

// step lets every text read: a token each, and of prompts as many as there is
// room for.
func (d *servedDesk) step() {
	d.leave()
	room := d.decoder.Limit()
	d.list = d.list[:0]
	for i, t := range d.active {
		tokens := t.ids[t.sequence.Len():]
		tokens = tokens[:min(len(tokens), room-(len(d.active)-i-1))]
		room -= len(tokens)
		d.list = append(d.list, llama.Reading{Sequence: t.sequence, Tokens: tokens})
	}
	logits := d.decoder.Read(d.list)
	eos := d.EOS()
	d.team.Do(len(logits), func(_, i int) { d.active[i].write(logits[i], eos) })
	d.leave()
}

// write draws a token, where all is read, and hands it on.
func (t *servedText) write(logits []float32, eos int32) {
	if t.sequence.Len() < len(t.ids) {
		return
	}
	token := openai.Token{ID: t.sampler.Sample(logits, t.random)}
	if t.o.Top >= 0 {
		if t.scratch == nil {
			t.scratch = make([]float32, len(logits))
		}
		token = newToken(token.ID, llama.Predict(logits, token.ID, t.o.Top, t.scratch))
	}
	t.ids = append(t.ids, token.ID)
	t.tokens <- token
	t.done = token.ID == eos || len(t.ids) == t.most
}

// leave takes the texts from the desk that are done or that nobody wants any
// more. What they have read is kept.
func (d *servedDesk) leave() {
	left := d.active[:0]
	for _, t := range d.active {
		if !t.done && t.ctx.Err() == nil {
			left = append(left, t)
			continue
		}
		close(t.tokens)
		n := t.sequence.Len()
		d.held += pagesOf(n) - t.pages()
		d.kept = append(d.kept, readText{t.ids[:n], t.sequence})
		if len(d.kept) > keptTexts {
			d.forget()
		}
	}
	clear(d.active[len(left):])
	d.active = left
}
