package overlap

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortSuffixes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for trial := range 2000 {
		s := make([]int32, random.IntN(60))
		most := int32(random.IntN(4))
		if trial%10 == 0 {
			most = 1000
		}
		for i := range s {
			s[i] = random.Int32N(most + 1)
		}
		got := sortSuffixes(s, most)
		want := make([]int32, len(s))
		for i := range want {
			want[i] = int32(i)
		}
		slices.SortFunc(want, func(a, b int32) int { return slices.Compare(s[a:], s[b:]) })
		if !slices.Equal(got, want) {
			t.Fatalf("sortSuffixes(%v) = %v, want %v", s, got, want)
		}
	}
}

func TestSortSuffixesOfRepetition(t *testing.T) {
	for _, period := range []int{1, 2, 3, 7, 64} {
		s := make([]int32, 5000)
		for i := range s {
			s[i] = int32(i % period)
		}
		order := sortSuffixes(s, int32(period))
		for i := 1; i < len(order); i++ {
			if slices.Compare(s[order[i-1]:], s[order[i]:]) >= 0 {
				t.Fatalf("period %d: suffix %d before %d", period, order[i-1], order[i])
			}
		}
	}
}

// covered marks tokens by trying every pair of beginnings, as the definition
// reads.
func covered(documents [][]int32, sample []int32, r Rule, least int) (marked []bool, longest int) {
	marked = make([]bool, len(sample))
	for i := range sample {
		for _, d := range documents {
			for j := range d {
				differ, length := 0, 0
				for k := 0; i+k < len(sample) && j+k < len(d); k++ {
					if sample[i+k] == d[j+k] {
						length = k + 1
						continue
					}
					if differ++; k < r.Exact || differ > r.Budget {
						break
					}
				}
				if length < r.Exact {
					continue
				}
				longest = max(longest, length)
				if length >= least {
					for k := range length {
						marked[i+k] = true
					}
				}
			}
		}
	}
	return marked, longest
}

func count(marked []bool) (n int) {
	for _, m := range marked {
		if m {
			n++
		}
	}
	return n
}

func TestSpansAgainstEveryPair(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	found, whole := 0, 0
	for range 3000 {
		alphabet := 1 + random.Int32N(5)
		text := func(n int) []int32 {
			d := make([]int32, n)
			for i := range d {
				d[i] = random.Int32N(alphabet)
			}
			return d
		}
		var documents [][]int32
		for range random.IntN(5) {
			documents = append(documents, text(random.IntN(40)))
		}
		sample := text(random.IntN(40))
		if len(documents) > 0 && random.IntN(2) == 0 { // planted, with changes
			d := slices.Clone(documents[random.IntN(len(documents))])
			for range random.IntN(6) {
				if len(d) > 0 {
					d[random.IntN(len(d))] = random.Int32N(alphabet)
				}
			}
			sample = append(sample, d...)
		}
		r := Rule{Exact: 1 + random.IntN(6), Budget: random.IntN(5)}
		x, err := NewIndex(documents)
		if err != nil {
			t.Fatal(err)
		}
		spans := x.Spans(sample, r)
		for least := r.Exact; least < 40; least += 3 {
			marked, longest := covered(documents, sample, r, least)
			if got, want := Covered(spans, least), count(marked); got != want {
				t.Fatalf("Covered(%v in %v, %+v, %d) = %d, want %d", sample, documents, r, least, got, want)
			}
			if got, _ := Longest(spans); got.Length != longest {
				t.Fatalf("Longest(%v in %v, %+v) = %d, want %d", sample, documents, r, got.Length, longest)
			}
			if n := count(marked); n == len(sample) {
				whole++
			} else if n > 0 {
				found++
			}
		}
		for _, s := range spans {
			checkSpan(t, documents, sample, r, s)
		}
	}
	if found < 1000 || whole < 100 {
		t.Errorf("%d samples were found in part and %d as a whole: too few to say anything", found, whole)
	}
}

// checkSpan holds a span against what it says of the corpus.
func checkSpan(t *testing.T, documents [][]int32, sample []int32, r Rule, s Span) {
	t.Helper()
	differ := 0
	for k := range s.Length {
		if sample[s.Start+k] == documents[s.Document][s.Offset+k] {
			continue
		}
		differ++
		if k < r.Exact || k == s.Length-1 {
			t.Fatalf("span %+v differs at its token %d", s, k)
		}
	}
	if differ > r.Budget {
		t.Fatalf("span %+v differs in %d positions, want at most %d", s, differ, r.Budget)
	}
}

// TestSpansBudget spells the rule out: numbers in place of 1 to 14 differ.
func TestSpansBudget(t *testing.T) {
	document := []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}
	x, err := NewIndex([][]int32{document})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		sample []int32
		want   int
	}{
		{"the same", []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 14},
		{"four differ", []int32{1, 2, 3, 4, 0, 6, 0, 8, 0, 10, 0, 12, 13, 14}, 14},
		{"five differ", []int32{1, 2, 3, 4, 0, 6, 0, 8, 0, 10, 0, 12, 0, 14}, 12},
		{"the end differs", []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0}, 13},
		{"the beginning differs", []int32{1, 2, 3, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 10},
		{"too short", []int32{1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			spans := x.Spans(c.sample, Rule{Exact: 4, Budget: 4})
			if got := Covered(spans, 4); got != c.want {
				t.Errorf("Covered(%v) = %d, want %d", c.sample, got, c.want)
			}
		})
	}
}

// corpus is prose-like: Zipf's law, and sentences that are repeated.
func corpus(n int) [][]int32 {
	random := rand.New(rand.NewPCG(5, 6))
	zipf := rand.NewZipf(random, 1.1, 4, 31999)
	var documents [][]int32
	for total := 0; total < n; {
		d := make([]int32, 0, 500)
		for len(d) < 400 {
			if len(documents) > 0 && random.IntN(10) == 0 {
				from := documents[random.IntN(len(documents))]
				at := random.IntN(len(from) - 60)
				d = append(d, from[at:at+20+random.IntN(40)]...)
				continue
			}
			d = append(d, int32(zipf.Uint64()))
		}
		documents, total = append(documents, d), total+len(d)
	}
	return documents
}

func BenchmarkNewIndex(b *testing.B) {
	documents := corpus(4_000_000)
	b.ReportAllocs()
	for b.Loop() {
		x, err := NewIndex(documents)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(x.Tokens()))
	}
}

func BenchmarkSpans(b *testing.B) {
	documents := corpus(4_000_000)
	x, err := NewIndex(documents)
	if err != nil {
		b.Fatal(err)
	}
	samples := corpus(100_000)
	b.ResetTimer()
	for b.Loop() {
		for _, s := range samples {
			x.Spans(s, Rule{Exact: 10, Budget: 4})
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/token")
}
