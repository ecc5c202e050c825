package llama

// prefix is what one micro-batch leaves to the next: the keys and values of the beginning that the last sequence of
// the one shares with the first of the other. A micro-batch finds them, of each block in its turn, in the rows of qkv
// after its own.
type prefix struct {
	n     int         // positions found
	leave []piece     // where the positions lie that are left to the next
	kv    [][]float32 // for each block [T, 2*K*D]
}

func newPrefix(c Config) *prefix {
	p := &prefix{kv: make([][]float32, c.Layers)}
	for i := range p.kv {
		p.kv[i] = make([]float32, 2*c.SeqLen*c.KVDim())
	}
	return p
}

// left returns how many positions are left to the next micro-batch.
func (p *prefix) left() (n int) {
	for _, part := range p.leave {
		n += part.n
	}
	return n
}

// forget makes the next micro-batch begin anew.
func (p *prefix) forget() { p.n, p.leave = 0, nil }

// passPrefix finds and leaves the keys and values of the block at hand.
func (p *plan) passPrefix() {
	if p.prefix == nil {
		return
	}
	c := p.config
	kept, both := p.prefix.kv[p.layer], 2*c.KVDim()
	of := func(r int) []float32 { return row(p.acts[p.layer].qkv, r, c.qkvDim())[c.QDim():] }
	for r := range p.prefix.n {
		copy(of(p.limit+r), kept[r*both:])
	}
	at := 0
	for _, part := range p.prefix.leave {
		for r := range part.n {
			copy(row(kept, at, both), of(part.row+r))
			at++
		}
	}
}
