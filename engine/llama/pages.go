package llama

import "pipe/engine/kernel"

// PageSize is the number of positions of a page, in which a [Decoder] holds keys and values.
const PageSize = 64

const pageSize = PageSize

// page holds the keys and values of pageSize positions in all blocks. Keys are held by column, as in cache.
type page struct {
	k     []float32 // [L, K*D, pageSize]
	v     []float32 // [L, pageSize, K*D]
	users int       // sequences that read it
}

// pages hands out pages. Those given back are used again.
type pages struct {
	config Config
	free   []*page
	made   int // in use and free
}

func (c *pages) take() *page {
	if n := len(c.free); n > 0 {
		p := c.free[n-1]
		c.free = c.free[:n-1]
		p.users = 1
		return p
	}
	c.made++
	size := c.config.Layers * pageSize * c.config.KVDim()
	return &page{k: make([]float32, size+kernel.Overread), v: make([]float32, size+kernel.Overread), users: 1}
}

func (c *pages) give(p *page) {
	if p.users--; p.users == 0 {
		c.free = append(c.free, p)
	}
}

// copyOf returns a page of its own with the positions of p.
func (c *pages) copyOf(p *page) *page {
	own := c.take()
	copy(own.k, p.k)
	copy(own.v, p.v)
	return own
}

// head returns the keys, [D, pageSize], and values, [pageSize, D], of one key-value head of d dimensions; rows of values
// are kv = K*D apart.
func (p *page) head(layer, head, d, kv int) (k, v []float32) {
	base := layer * pageSize * kv
	return p.k[base+head*d*pageSize:], p.v[base+head*d:]
}

// put stores the key and value of one position.
func (p *page) put(c *Config, layer, position int, k, v []float32) {
	kv := c.KVDim()
	base := layer * pageSize * kv
	for i, x := range k {
		p.k[base+i*pageSize+position] = x
	}
	copy(p.v[base+position*kv:][:kv], v)
}

// Sequence is what a [Decoder] has read of one text.
type Sequence struct {
	pages  []*page
	length int
}

// Len returns the number of tokens read.
func (s *Sequence) Len() int { return s.length }

// reserve makes room for n more positions. A page that others read too is copied before its end is written.
func (c *pages) reserve(s *Sequence, n int) {
	if last := s.length / pageSize; s.length%pageSize > 0 && s.pages[last].users > 1 {
		shared := s.pages[last]
		s.pages[last] = c.copyOf(shared)
		c.give(shared)
	}
	for len(s.pages)*pageSize < s.length+n {
		s.pages = append(s.pages, c.take())
	}
}

// putRow stores the key and value of row r of the micro-batch in the page of its sequence.
func (p *plan) putRow(r int, k, v []float32) {
	at := p.position[r]
	p.owners[r].pages[at/pageSize].put(&p.config, p.layer, at%pageSize, k, v)
}

// attendPages is the attention of one head of one sequence over its pages. The sums go on from page to page, so that
// they have the bits of one product.
func (p *plan) attendPages(worker, i int) {
	c, w := &p.config, &p.workers[worker]
	s, head := i/c.Heads, i%c.Heads
	shared := head / (c.Heads / c.KVHeads)
	start, n := p.starts[s], p.starts[s+1]-p.starts[s]
	d, kv, width, qdim := c.HeadDim(), c.KVDim(), c.qkvDim(), c.QDim()
	a, seq, past := &p.acts[p.layer], p.owners[start], p.position[start]
	if group := c.Heads / c.KVHeads; n == 1 && group <= queryBlock { // a text that is written: heads that share keys go together
		if head%group == 0 {
			p.attendToken(w, start, shared)
		}
		return
	}
	for first := 0; first < n; first += queryBlock {
		m := min(queryBlock, n-first)
		keys := past + first + m
		q := a.qkv[(start+first)*width+head*d:]
		for at := 0; at < keys; at += pageSize {
			k, _ := seq.pages[at/pageSize].head(p.layer, shared, d, kv)
			kernel.Gemm(&w.gemm, false, false, m, min(pageSize, keys-at), d, q, width, k, pageSize, w.scores[at:], keys, false)
		}
		for r := range m {
			x, seen := row(w.scores, r, keys), past+first+r+1
			kernel.Softmax(x[:seen], x[:seen], p.scoreScale())
			clear(x[seen:])
		}
		out := a.attended[(start+first)*qdim+head*d:]
		for at := 0; at < keys; at += pageSize {
			_, v := seq.pages[at/pageSize].head(p.layer, shared, d, kv)
			kernel.Gemm(&w.gemm, false, false, m, d, min(pageSize, keys-at), w.scores[at:], keys, v, kv, out, qdim, at > 0)
		}
	}
}

// attendToken is attendPages of the only row of a sequence, for the heads that share a key-value head.
func (p *plan) attendToken(w *scratch, r, shared int) {
	c, a := &p.config, &p.acts[p.layer]
	d, kv, group := c.HeadDim(), c.KVDim(), c.Heads/c.KVHeads
	seq, keys := p.owners[r], p.position[r]+1
	q, out := a.qkv[r*c.qkvDim()+shared*group*d:], a.attended[r*c.QDim()+shared*group*d:]
	for at := 0; at < keys; at += pageSize {
		k, _ := seq.pages[at/pageSize].head(p.layer, shared, d, kv)
		kernel.SmallGemm(group, min(pageSize, keys-at), d, q, d, k, pageSize, w.scores[at:], keys, false)
	}
	for i := range group {
		x := row(w.scores, i, keys)
		kernel.Softmax(x, x, p.scoreScale())
	}
	for at := 0; at < keys; at += pageSize {
		_, v := seq.pages[at/pageSize].head(p.layer, shared, d, kv)
		kernel.SmallGemm(group, d, min(pageSize, keys-at), w.scores[at:], keys, v, kv, out, d, at > 0)
	}
}
