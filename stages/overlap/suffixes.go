package overlap

// sortSuffixes returns the starts of the suffixes of s in lexical order, a
// suffix before all that it begins. Elements are 0 to most. It is SA-IS (Nong,
// Zhang and Chan 2009, "Linear Suffix Array Construction by Almost Pure
// Induced-Sorting"): the suffixes that are smaller than their neighbours on both
// sides are sorted first, by recursion, and induce the order of all others.
func sortSuffixes(s []int32, most int32) []int32 {
	n := len(s)
	order := make([]int32, n)
	if n < 2 {
		return order
	}
	p := newInduction(s, most)
	minima := p.minima()
	p.induce(order, minima)
	if len(minima) > 0 {
		p.sortMinima(order, minima)
		p.induce(order, minima)
	}
	return order
}

// An induction sorts all suffixes by those that are local minima.
type induction struct {
	s []int32
	// small tells suffixes that are smaller than the next one.
	small []bool
	// larges and smalls have, for each element, where the suffixes begin in order
	// that start with it: first those that are larger than the next one, then
	// the others.
	larges, smalls []int32
	next           []int32 // scratch
}

func newInduction(s []int32, most int32) *induction {
	n := len(s)
	p := &induction{
		s: s, small: make([]bool, n), larges: make([]int32, most+1), smalls: make([]int32, most+1), next: make([]int32, most+1),
	}
	for i := n - 2; i >= 0; i-- {
		p.small[i] = s[i] < s[i+1] || s[i] == s[i+1] && p.small[i+1]
	}
	for i, c := range s {
		if p.small[i] {
			p.smalls[c]++
		} else {
			p.larges[c]++
		}
	}
	at := int32(0)
	for c := range p.larges {
		large, small := p.larges[c], p.smalls[c]
		p.larges[c], p.smalls[c] = at, at+large
		at += large + small
	}
	return p
}

// isMinimum reports whether suffix i is smaller than those beside it.
func (p *induction) isMinimum(i int32) bool { return i > 0 && p.small[i] && !p.small[i-1] }

// minima returns the local minima, from left to right.
func (p *induction) minima() []int32 {
	var list []int32
	for i := range int32(len(p.s)) {
		if p.isMinimum(i) {
			list = append(list, i)
		}
	}
	return list
}

// induce orders all suffixes given the minima in order. Given them in any other
// order it orders all by what they have up to the next minimum.
func (p *induction) induce(order, minima []int32) {
	for i := range order {
		order[i] = -1
	}
	copy(p.next, p.smalls)
	for _, m := range minima {
		c := p.s[m]
		order[p.next[c]] = m
		p.next[c]++
	}
	copy(p.next, p.larges)
	last := int32(len(p.s) - 1)
	order[p.next[p.s[last]]] = last
	p.next[p.s[last]]++
	for _, v := range order { // which grows ahead of the loop
		if v > 0 && !p.small[v-1] {
			c := p.s[v-1]
			order[p.next[c]] = v - 1
			p.next[c]++
		}
	}
	for c := range p.next[:len(p.next)-1] {
		p.next[c] = p.larges[c+1]
	}
	p.next[len(p.next)-1] = int32(len(order))
	for i := len(order) - 1; i >= 0; i-- {
		if v := order[i]; v > 0 && p.small[v-1] {
			c := p.s[v-1]
			p.next[c]--
			order[p.next[c]] = v - 1
		}
	}
}

// sortMinima sorts the minima, given an order of all suffixes by what they have
// up to the next minimum.
func (p *induction) sortMinima(order, minima []int32) {
	number := make([]int32, len(p.s)) // of each minimum, from left to right
	for k, m := range minima {
		number[m] = int32(k)
	}
	names := make([]int32, len(minima)) // equal where two have the same up to the next
	name, before := int32(-1), int32(-1)
	for _, v := range order {
		if !p.isMinimum(v) {
			continue
		}
		if before < 0 || !p.sameUpToNext(minima, number[before], number[v]) {
			name++
		}
		names[number[v]], before = name, v
	}
	sorted := sortSuffixes(names, name)
	for i, k := range sorted {
		sorted[i] = minima[k]
	}
	copy(minima, sorted)
}

// sameUpToNext reports whether two minima have the same elements up to and with
// the next minimum. The last has no next one and is like no other.
func (p *induction) sameUpToNext(minima []int32, a, b int32) bool {
	if int(max(a, b)) == len(minima)-1 {
		return false
	}
	i, j, end := minima[a], minima[b], minima[a+1]
	if end-i != minima[b+1]-j {
		return false
	}
	for ; i <= end; i, j = i+1, j+1 {
		if p.s[i] != p.s[j] {
			return false
		}
	}
	return true
}
