package overlap

// A Span is a range of a sample that the corpus has too, but for a few
// positions.
type Span struct {
	Start, Length    int // in the sample, in tokens
	Document, Offset int // where the corpus has it
}

// A Rule says what counts as the same.
type Rule struct {
	// Exact is how many tokens at the beginning of a span have to be the same,
	// 1 at least.
	Exact int
	// Budget is how many positions behind them may differ. The last does not.
	Budget int
}

// Spans returns spans of a sample such that every span there is lies in one of
// them: of each beginning the longest, without those that go on with one that
// began before.
func (x *Index) Spans(sample []int32, r Rule) []Span {
	query := make([]int32, len(sample))
	for i, t := range sample {
		query[i] = t + 1
	}
	var spans []Span
	before := 0 // how often the beginning here follows the token before it
	for i := range query[:max(0, len(query)-r.Exact+1)] {
		b := block{0, len(x.order)}
		for depth := 0; depth < r.Exact && b.size() > 0; depth++ {
			b = x.narrow(b, depth, query[i+depth])
		}
		// Where the corpus has the token before it too wherever it has the
		// beginning, the longer span that begins there is the same but for it.
		if b.size() > before {
			w := walk{index: x, query: query[i:], longest: r.Exact, where: x.order[b.lo]}
			w.extend(b, r.Exact, r.Budget)
			document, offset := x.document(w.where)
			spans = append(spans, Span{i, w.longest, document, offset})
		}
		if before = 0; b.size() > 0 && i+r.Exact < len(query) {
			before = x.narrow(b, r.Exact, query[i+r.Exact]).size()
		}
	}
	return spans
}

// A walk goes down the suffixes that begin as the query does, to the end of the
// longest span. Suffixes that are alike are followed once, so that what a corpus
// repeats costs no more than what it says.
type walk struct {
	index   *Index
	query   []int32
	longest int
	where   int32
}

// extend follows a block of suffixes that are alike up to a depth and may differ
// from the query in so many positions from there on.
func (w *walk) extend(b block, depth, budget int) {
	x := w.index
	for ; b.size() > 0 && depth < len(w.query) && w.longest < len(w.query); depth++ {
		token := w.query[depth]
		same := x.narrow(b, depth, token)
		if budget > 0 && same.size() < b.size() {
			w.same(same, depth)
			w.extend(same, depth+1, budget)
			w.differ(b, depth, budget)
			return
		}
		b = same
		w.same(b, depth)
	}
}

// same notes that the suffixes of a block have the query's token at a depth.
func (w *walk) same(b block, depth int) {
	if b.size() > 0 && depth+1 > w.longest {
		w.longest, w.where = depth+1, w.index.order[b.lo]
	}
}

// differ follows the suffixes of a block that have another token than the query
// at a depth.
func (w *walk) differ(b block, depth, budget int) {
	for b.size() > 0 && w.longest < len(w.query) {
		token := w.index.at(b.lo, depth)
		end := w.index.end(b, depth, token)
		if token != gap && token != w.query[depth] {
			w.extend(block{b.lo, end}, depth+1, budget-1)
		}
		b.lo = end
	}
}

// Covered returns how many tokens of a sample lie in a span of at least so many
// tokens. Spans are in order of their start, as Spans returns them.
func Covered(spans []Span, least int) int {
	n, end := 0, 0
	for _, s := range spans {
		if s.Length < least {
			continue
		}
		if to := s.Start + s.Length; to > end {
			n += to - max(end, s.Start)
			end = to
		}
	}
	return n
}

// Longest returns the longest span, the first of equals. There is none where
// spans is empty.
func Longest(spans []Span) (longest Span, ok bool) {
	for _, s := range spans {
		if s.Length > longest.Length {
			longest = s
		}
	}
	return longest, len(spans) > 0
}
