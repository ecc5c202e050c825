package metrics

import "math/bits"

// PythonRandom is CPython's random.Random: the Mersenne Twister MT19937
// (Matsumoto and Nishimura 1998) seeded by init_by_array with one word.
// Resampling and few-shot sampling use it so that they draw what
// lm-evaluation-harness draws.
type PythonRandom struct {
	state [624]uint32
	next  int
}

// NewPythonRandom returns random.Random(seed).
func NewPythonRandom(seed uint32) *PythonRandom {
	r := &PythonRandom{next: 624}
	r.state[0] = 19650218
	for i := 1; i < 624; i++ {
		r.state[i] = 1812433253*(r.state[i-1]^r.state[i-1]>>30) + uint32(i)
	}
	i := 1
	for range 624 {
		r.state[i] = (r.state[i] ^ (r.state[i-1]^r.state[i-1]>>30)*1664525) + seed
		i = r.wrap(i)
	}
	for range 623 {
		r.state[i] = (r.state[i] ^ (r.state[i-1]^r.state[i-1]>>30)*1566083941) - uint32(i)
		i = r.wrap(i)
	}
	r.state[0] = 1 << 31
	return r
}

// wrap advances a seeding index, carrying the last word over to the first.
func (r *PythonRandom) wrap(i int) int {
	if i++; i == 624 {
		r.state[0] = r.state[623]
		return 1
	}
	return i
}

// Uint32 returns the next 32 bits: getrandbits(32).
func (r *PythonRandom) Uint32() uint32 {
	if r.next == 624 {
		r.twist()
	}
	y := r.state[r.next]
	r.next++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

func (r *PythonRandom) twist() {
	for i := range 624 {
		y := r.state[i]&(1<<31) | r.state[(i+1)%624]&(1<<31-1)
		v := r.state[(i+397)%624] ^ y>>1
		if y&1 == 1 {
			v ^= 0x9908b0df
		}
		r.state[i] = v
	}
	r.next = 0
}

// Float64 returns random(): 53 bits in [0, 1).
func (r *PythonRandom) Float64() float64 {
	a, b := r.Uint32()>>5, r.Uint32()>>6
	return (float64(a)*(1<<26) + float64(b)) / (1 << 53)
}

// IntN returns _randbelow(n), an integer in [0, n) for 0 < n < 2**32.
func (r *PythonRandom) IntN(n int) int {
	k := bits.Len(uint(n))
	for {
		if v := int(r.Uint32() >> (32 - k)); v < n {
			return v
		}
	}
}

// Shuffle permutes n items as shuffle does, by calls of swap.
func (r *PythonRandom) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.IntN(i+1))
	}
}

// Sample returns sample(range(n), k): k distinct integers in drawn order. It
// panics where k > n.
func (r *PythonRandom) Sample(n, k int) []int {
	if k > n {
		panic("metrics: sample larger than its population")
	}
	result := make([]int, k)
	if n <= sampleSetSize(k) {
		pool := make([]int, n)
		for i := range pool {
			pool[i] = i
		}
		for i := range result {
			j := r.IntN(n - i)
			result[i] = pool[j]
			pool[j] = pool[n-i-1]
		}
		return result
	}
	seen := make(map[int]bool, k)
	for i := range result {
		j := r.IntN(n)
		for seen[j] {
			j = r.IntN(n)
		}
		seen[j] = true
		result[i] = j
	}
	return result
}

// sampleSetSize is the population up to which CPython's sample works on a
// copy of the population rather than on a set of what was drawn.
func sampleSetSize(k int) int {
	size := 21
	if k > 5 {
		power := 1
		for power < 3*k {
			power *= 4
		}
		size += power
	}
	return size
}
