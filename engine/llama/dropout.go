package llama

import (
	"fmt"
	"math"

	"pipe/engine/kernel"
)

// Dropout hides elements in training (Srivastava et al., "Dropout", 2014), in the places of Vaswani et al., 2017, section
// 5.4: of the sums of embeddings and positions, and of what each branch of a block adds to the residual stream. Those
// that stay count 1/(1-Rate). Attention weights stay whole.
//
// What is hidden follows from (Seed, [Batch.Step], layer, site, row of the batch, column) alone, so that neither
// workers nor micro-batches nor an interruption show.
type Dropout struct {
	Rate float64 // in [0, 1)
	Seed uint64
}

// The sites of dropout. Layers count from 0; the embedding is in layer 0.
const (
	siteEmbedding = iota
	siteAttention
	siteFFN
)

// dropping is the state of dropout in a plan.
type dropping struct {
	Dropout
	on       bool // in a pass for gradients
	step     uint64
	firstRow int       // of the micro-batch in the batch
	branch   []float32 // [R, C]: what a branch gives, or its gradient
	site     int       // of the operation on rows
	sum      []float32 // [R, C]: what the branch is added to, or the gradient of that
}

// newDropping returns nil for a rate of 0. It panics if there is no such rate.
func newDropping(c Config, d Dropout, limit int) *dropping {
	if !(d.Rate >= 0 && d.Rate < 1) {
		panic(fmt.Sprintf("llama: dropout of rate %v, want 0 or more and below 1", d.Rate))
	}
	if d.Rate == 0 {
		return nil
	}
	return &dropping{Dropout: d, branch: make([]float32, limit*c.Dim)}
}

// dropped reports whether the pass hides elements.
func (p *plan) dropped() bool { return p.drop != nil && p.drop.on }

// addBranch adds y = x·Mᵀ, adapted, to sum: with dropout, what that leaves of it.
func (p *plan) addBranch(m *matrix, product, site int, x, sum []float32) {
	if !p.dropped() {
		p.multiply(m, x, sum, true)
		p.adapt(product, x, sum)
		return
	}
	p.multiply(m, x, p.drop.branch, false)
	p.adapt(product, x, p.drop.branch)
	p.drop.site, p.drop.sum = site, sum
	p.overRows((*plan).dropRows)
}

func (p *plan) dropRows(worker, i int) {
	d, c, mask := p.drop, p.config.Dim, p.workers[worker].mask
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		y, sum := row(d.branch, r, c), row(d.sum, r, c)
		p.fillMask(mask, d.site, r)
		kernel.Mul(y, y, mask)
		kernel.Add(sum, sum, y)
	}
}

// branchGradient returns the gradient of what a branch gives: that of the sum, t.dx, or what dropout leaves of it.
func (t *Trainer) branchGradient(site int) []float32 {
	p := t.plan
	if !p.dropped() {
		return t.dx
	}
	p.drop.site, p.drop.sum = site, t.dx
	p.overRows((*plan).dropGradientRows)
	return p.drop.branch
}

func (p *plan) dropGradientRows(worker, i int) {
	d, c, mask := p.drop, p.config.Dim, p.workers[worker].mask
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		p.fillMask(mask, d.site, r)
		kernel.Mul(row(d.branch, r, c), row(d.sum, r, c), mask)
	}
}

// fillMask sets mask, [C], to 0 where row r of the micro-batch is hidden at a site of the block p.layer, and else to
// 1/(1-Rate). The key of a row seeds a SplitMix64 (Steele et al., "Fast splittable pseudorandom number generators",
// 2014), of which each half of a number decides on an element, low half first.
func (p *plan) fillMask(mask []float32, site, r int) {
	d := p.drop
	key := d.Seed
	for _, part := range [...]uint64{d.step, uint64(p.layer), uint64(site), uint64(d.firstRow + r)} {
		key = splitMix(key + (part+1)*splitMixGamma)
	}
	threshold := uint32(math.Floor(d.Rate * (1 << 32)))
	kept := float32(1 / (1 - d.Rate))
	bits := uint64(0)
	for i := range mask {
		if i%2 == 0 {
			key += splitMixGamma
			bits = splitMix(key)
		}
		mask[i] = keep(kept, uint32(bits) >= threshold)
		bits >>= 32
	}
}

const splitMixGamma = 0x9e3779b97f4a7c15

// splitMix is the output function of SplitMix64.
func splitMix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
