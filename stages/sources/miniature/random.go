package miniature

// seed is the one seed of the world. Changing it, or anything that draws from
// it, changes the bytes of the files and must raise Version.
const seed uint64 = 20231

// A source is a splitmix64 stream (Steele, Lea and Flood, "Fast splittable
// pseudorandom number generators", 2014). Every purpose has its own, so that
// adding a draw to one file moves no other.
type source struct{ state uint64 }

// newSource returns the stream that belongs to a purpose.
func newSource(purpose string) *source {
	return &source{state: hash(purpose) ^ mix(seed)}
}

// hash is FNV-1a over the bytes of s, finished by splitmix64's mixer.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *source) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	return mix(r.state)
}

// n returns a number in [0, k). The bias of the remainder is below k/2^64.
func (r *source) n(k int) int { return int(r.next() % uint64(k)) }

// between returns a number in [lo, hi].
func (r *source) between(lo, hi int) int { return lo + r.n(hi-lo+1) }

// oneIn is true once in k draws.
func (r *source) oneIn(k int) bool { return r.n(k) == 0 }

// pick returns an element of list.
func pick[T any](r *source, list []T) T { return list[r.n(len(list))] }

// some returns k different elements of list, in random order.
func some[T any](r *source, list []T, k int) []T {
	index := r.perm(len(list))
	out := make([]T, k)
	for i := range out {
		out[i] = list[index[i]]
	}
	return out
}

// perm returns a permutation of 0..k-1.
func (r *source) perm(k int) []int {
	p := make([]int, k)
	for i := range p {
		p[i] = i
	}
	shuffle(r, p)
	return p
}

func shuffle[T any](r *source, x []T) {
	for i := len(x) - 1; i > 0; i-- {
		j := r.n(i + 1)
		x[i], x[j] = x[j], x[i]
	}
}

// A split says where a combination of entities may be used.
type split int

const (
	train split = iota
	validation
	test
)

func (s split) String() string { return [...]string{"train", "validation", "test"}[s] }

// splitOf assigns a combination to a split by the hash of its parts: three
// quarters may occur in the corpus and in training sets, the rest never does.
func splitOf(parts ...string) split {
	h := seed
	for _, p := range parts {
		h = mix(h ^ hash(p))
	}
	switch h % 8 {
	case 0:
		return test
	case 1:
		return validation
	}
	return train
}

// scarceSplit is splitOf where there is little to hold out: the test gets
// three in ten.
func scarceSplit(parts ...string) split {
	s := splitOf(parts...)
	if s == train && splitOf(append([]string{"scarce"}, parts...)...) != train {
		return test
	}
	return s
}
