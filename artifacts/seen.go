package artifacts

import "sync"

// A plan looks at the artifacts of all stages, and many of them have files in
// common: a suite those of its benchmarks, each of these the same
// specification. Nothing leaves the store during a visit, so an object that was
// seen then need not be looked for again before the visit ends.

// A seenObjects is a set of objects with their sizes.
type seenObjects struct {
	mu    sync.RWMutex
	sizes map[Digest]int64 // nil while nobody visits
}

// size returns the size of an object that was seen.
func (o *seenObjects) size(d Digest) (size int64, ok bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	size, ok = o.sizes[d]
	return size, ok
}

// add remembers an object that is there.
func (o *seenObjects) add(d Digest, size int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sizes != nil {
		o.sizes[d] = size
	}
}

// begin begins to remember.
func (o *seenObjects) begin() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sizes == nil {
		o.sizes = make(map[Digest]int64)
	}
}

// end forgets all.
func (o *seenObjects) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sizes = nil
}
