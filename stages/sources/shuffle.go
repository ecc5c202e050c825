package sources

import (
	"math/bits"
	"math/rand/v2"
)

// shufflePurpose keeps this stream of random numbers apart from others with
// the same seed.
const shufflePurpose = 0x73687566666c6521 // "shuffle!"

// shuffle puts documents in an order that follows from the seed; seed 0 leaves
// them. PCG's numbers are part of its definition, and the rest is here, so the
// order stays the same with every release of Go (Durstenfeld 1964; Lemire
// 2019 for the unbiased choice).
func shuffle(docs []Document, seed int64) {
	if seed == 0 {
		return
	}
	pcg := rand.NewPCG(uint64(seed), shufflePurpose)
	for i := len(docs) - 1; i > 0; i-- {
		j := below(pcg, uint64(i+1))
		docs[i], docs[j] = docs[j], docs[i]
	}
}

// below returns a number from 0 to n-1, each equally likely.
func below(r rand.Source, n uint64) uint64 {
	for {
		high, low := bits.Mul64(r.Uint64(), n)
		if low >= -n%n {
			return high
		}
	}
}
