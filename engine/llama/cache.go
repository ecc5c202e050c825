package llama

import "pipe/engine/kernel"

// cache holds the keys and values of the positions a session has seen. Keys are held by column, so that the
// scores of one query are a product with a matrix that is read as it lies.
type cache struct {
	config Config
	length int       // positions seen before the rows of the current pass
	k      []float32 // [L, K*D, T]
	v      []float32 // [L, T, K*D]
}

func newCache(c Config) *cache {
	size := c.Layers * c.SeqLen * c.KVDim()
	return &cache{config: c, k: kernel.Floats(size), v: kernel.Floats(size)}
}

// put stores the key and value of one position.
func (c *cache) put(layer, position int, k, v []float32) {
	seq, kv := c.config.SeqLen, c.config.KVDim()
	base := layer * seq * kv
	for i, x := range k {
		c.k[base+i*seq+position] = x
	}
	copy(c.v[base+position*kv:][:kv], v)
}

// head returns the keys, [D, T], and values, [T, D], of one key-value head, and how far apart their rows are.
func (c *cache) head(layer, head int) (k []float32, ldk int, v []float32, ldv int) {
	seq, kv, d := c.config.SeqLen, c.config.KVDim(), c.config.HeadDim()
	base := layer * seq * kv
	return c.k[base+head*d*seq:], seq, c.v[base+head*d:], kv
}

// copyFrom makes c a copy of o, of which only the positions seen are copied.
func (c *cache) copyFrom(o *cache) {
	seq, kv := c.config.SeqLen, c.config.KVDim()
	for i := 0; i < len(o.k); i += seq {
		copy(c.k[i:i+o.length], o.k[i:])
	}
	for i := 0; i < len(o.v); i += seq * kv {
		copy(c.v[i:i+o.length*kv], o.v[i:])
	}
	c.length = o.length
}
