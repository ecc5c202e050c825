package token

import (
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func newRand(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(17, h.Sum64()))
}

var samples = []string{
	"The cat sat on the mat.\nThe cat sat on the hat.\n",
	"12 + 34 = 46\n120 + 340 = 460\n",
	"Größe, naïveté, 東京都, हिन्दी and 🙂🙃\r\n\tif x == 10 {\n\t\treturn \"don't\"\n\t}\n",
	"aaaaaaaaaaaaaaa abababababab    \n\n\n  end",
	"\xff\xfe broken \xe6\x9d utf-8 \x00\x01",
}

func train(t testing.TB, vocabSize int, docs ...string) *BPE {
	t.Helper()
	b, err := Train(slices.Values(docs), TrainOptions{VocabSize: vocabSize})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWordLen(t *testing.T) {
	long := strings.Repeat("a", maxWord)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"The cat sat.", []string{"The", " cat", " sat", "."}},
		{"12 + 340", []string{"1", "2", " +", " ", "3", "4", "0"}},
		{"a  b", []string{"a", " ", " b"}},
		{"a\n\n b", []string{"a", "\n\n", " b"}},
		{"a \n\tb ", []string{"a", " \n\t", "b", " "}},
		{"a   1", []string{"a", "   ", "1"}},
		{"don't", []string{"don", "'", "t"}},
		{"x2y", []string{"x", "2", "y"}},
		{"न्दी।", []string{"न्दी", "।"}},
		{"é½", []string{"é", "½"}},
		{"a\xff\xfeb \xff", []string{"a", "\xff\xfe", "b", " \xff"}},
		{"\u00a0a", []string{"\u00a0", "a"}},
		{long + "b", []string{long, "b"}},
		{" " + long, []string{" " + long[1:], "a"}},
		{long[1:] + "é", []string{long[1:], "é"}},
	} {
		var got []string
		for text := c.text; text != ""; {
			n := wordLen(text)
			got = append(got, text[:n])
			text = text[n:]
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("words of %q = %q, want %q", c.text, got, c.want)
		}
	}
}

// The example of Sennrich et al. 2016, section 3.2, without their end-of-word
// mark: low, lowest, newer, wider.
func TestTrainMerges(t *testing.T) {
	docs := strings.Repeat("low\n", 5) + strings.Repeat("lowest\n", 2) +
		strings.Repeat("newer\n", 6) + strings.Repeat("wider\n", 3)
	b := train(t, MinVocabSize+7, docs)
	var got []string
	for i := range b.Merges() {
		got = append(got, string(b.Piece(int32(MinVocabSize+i))))
	}
	// e+r 9 times; l+o 7, as often as o+w but of lower ids, then lo+w; of the
	// pairs of "newer", 6 times, e+w before n+e, then n+ew before ew+er; of
	// those of "wider" d+er.
	want := []string{"er", "lo", "low", "ew", "new", "newer", "der"}
	if !slices.Equal(got, want) {
		t.Errorf("merges of the example = %q, want %q", got, want)
	}
}

// slowTrain is the algorithm as the paper states it: count all pairs, join the
// best one, and start again.
func slowTrain(words []word, merges int) [][2]int32 {
	var out [][2]int32
	for len(out) < merges {
		counts := make(map[pair]int64)
		for _, w := range words {
			for i := range len(w.ids) - 1 {
				counts[pairOf(w.ids[i], w.ids[i+1])] += w.count
			}
		}
		var best queued
		for p, n := range counts {
			if c := (queued{count: n, pair: p}); c.before(best) {
				best = c
			}
		}
		if best.count < 2 {
			break
		}
		left, right := best.pair.split()
		for i := range words {
			var ids []int32
			for old := words[i].ids; len(old) > 0; {
				if len(old) > 1 && old[0] == left && old[1] == right {
					ids, old = append(ids, firstMerge+int32(len(out))), old[2:]
				} else {
					ids, old = append(ids, old[0]), old[1:]
				}
			}
			words[i].ids = ids
		}
		out = append(out, [2]int32{left, right})
	}
	return out
}

func TestTrainAgainstDefinition(t *testing.T) {
	r := newRand("definition")
	for i := range 60 {
		letters := 2 + i%6
		var text strings.Builder
		for range 400 {
			text.WriteByte(" abcdefg"[r.IntN(1+letters)])
		}
		docs := slices.Values([]string{text.String(), strings.Repeat("a", 3*i)})
		b, err := Train(docs, TrainOptions{VocabSize: MinVocabSize + 80})
		if err != nil {
			t.Fatal(err)
		}
		if want := slowTrain(wordsOf(t, docs), 80); !slices.Equal(b.Merges(), want) {
			t.Fatalf("case %d: merges = %v, want %v", i, b.Merges(), want)
		}
	}
}

// Encoding a word of the corpus gives the tokens that training left it in.
func TestEncodeAgreesWithTraining(t *testing.T) {
	words := wordsOf(t, slices.Values(samples))
	tr := newTrainer(wordsOf(t, slices.Values(samples)))
	var merges [][2]int32
	for p, n := tr.pop(); n > 0; p, n = tr.pop() {
		left, right := tr.pairs[p].pair.split()
		tr.merge(p, firstMerge+int32(len(merges)))
		merges = append(merges, [2]int32{left, right})
	}
	b, err := New(merges)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range tr.words {
		text := string(b.Decode(words[i].ids))
		if got := b.Encode(nil, text); !slices.Equal(got, w.ids) {
			t.Errorf("Encode(%q) = %v, want %v", text, got, w.ids)
		}
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	docs := slices.Clone(samples)
	want := train(t, 400, docs...).Merges()
	for range 5 {
		newRand("order").Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		if got := train(t, 400, docs...).Merges(); !slices.Equal(got, want) {
			t.Fatalf("merges of shuffled documents = %v, want %v", got, want)
		}
	}
}

func TestTrainSizes(t *testing.T) {
	if b := train(t, MinVocabSize); b.VocabSize() != MinVocabSize {
		t.Errorf("VocabSize without documents = %d, want %d", b.VocabSize(), MinVocabSize)
	}
	if b := train(t, MinVocabSize+1000, "abab"); b.VocabSize() != MinVocabSize+1 {
		t.Errorf("VocabSize of a corpus with one frequent pair = %d, want %d", b.VocabSize(), MinVocabSize+1)
	}
	for _, n := range []int{-1, 0, MinVocabSize - 1, 1 << 32} {
		if _, err := Train(slices.Values(samples), TrainOptions{VocabSize: n}); err == nil {
			t.Errorf("Train with VocabSize %d: no error", n)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	b := train(t, 500, samples...)
	loaded, err := New(b.Merges())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(samples, "", " ", "unseen words, naturally", "</s><pad>") {
		ids := b.Encode(nil, text)
		if got := string(b.Decode(ids)); got != text {
			t.Errorf("Decode(Encode(%q)) = %q", text, got)
		}
		if got := loaded.Encode(nil, text); !slices.Equal(got, ids) {
			t.Errorf("Encode(%q) of the loaded vocabulary = %v, want %v", text, got, ids)
		}
		if i := slices.IndexFunc(ids, func(id int32) bool { return id < firstByte }); i >= 0 {
			t.Errorf("Encode(%q) has special token %d", text, ids[i])
		}
	}
}

func TestEncodeAppends(t *testing.T) {
	b := train(t, 300, samples...)
	got := b.Encode([]int32{b.BOS()}, "12")
	if want := []int32{0, firstByte + '1', firstByte + '2'}; !slices.Equal(got, want) {
		t.Errorf("Encode([BOS], %q) = %v, want %v", "12", got, want)
	}
}

func TestSpecials(t *testing.T) {
	b := train(t, MinVocabSize)
	for want, got := range []int32{b.BOS(), b.EOS(), b.Pad(), b.Mask()} {
		if got != int32(want) {
			t.Errorf("special token %d has id %d", want, got)
		}
	}
	if got := string(b.Piece(b.Mask())); got != "<mask>" {
		t.Errorf("Piece(Mask) = %q, want <mask>", got)
	}
	if got := b.Decode([]int32{0, firstByte + 'a', 3, firstByte + 'b', 1, 2}); string(got) != "ab" {
		t.Errorf("Decode with special tokens = %q, want %q", got, "ab")
	}
}

func TestNewRejectsCorruptMerges(t *testing.T) {
	doubling := make([][2]int32, 8)
	for i := range doubling {
		id := firstMerge + int32(i) - 1
		doubling[i] = [2]int32{id, id}
	}
	doubling[0] = [2]int32{firstByte, firstByte}
	for _, c := range []struct {
		name   string
		merges [][2]int32
		want   string
	}{
		{"special", [][2]int32{{1, 70}}, "joins token 1, want"},
		{"negative", [][2]int32{{70, -1}}, "joins token -1, want"},
		{"itself", [][2]int32{{70, 260}}, "joins token 260, want a token from 4 to 259"},
		{"later", [][2]int32{{70, 71}, {260, 262}}, "merge 1 of 2: joins token 262"},
		{"repeated", [][2]int32{{70, 71}, {70, 71}}, "as token 260 does"},
		{"too long", doubling, "merge 7 of 8: gives a token of 256 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.merges)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("New(%v) = %v, want an error with %q", c.merges, err, c.want)
			}
		})
	}
}

func TestEncodeConcurrently(t *testing.T) {
	b := train(t, 600, samples...)
	text := strings.Repeat(strings.Join(samples, " "), 20)
	want := b.Encode(nil, text)
	shared, err := New(b.Merges())
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := shared.Encode(nil, text); !slices.Equal(got, want) {
				t.Error("concurrent Encode differs")
			}
		})
	}
	wait.Wait()
}

func TestPairTableGrows(t *testing.T) {
	table := newPairTable(0)
	for i := range int32(5000) {
		slot, found := table.find(pairOf(i, 7*i+1))
		if found {
			t.Fatalf("find of pair %d before put: found", i)
		}
		table.put(slot, pairOf(i, 7*i+1), i)
	}
	for i := range int32(5000) {
		if slot, found := table.find(pairOf(i, 7*i+1)); !found || table.values[slot] != i {
			t.Fatalf("find of pair %d = %d, %t", i, table.values[slot], found)
		}
	}
}

func FuzzRoundTrip(f *testing.F) {
	b := train(f, 600, samples...)
	for _, s := range samples {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ids := b.Encode(nil, text)
		if got := string(b.Decode(ids)); got != text {
			t.Errorf("Decode(Encode(%q)) = %q", text, got)
		}
		if again := b.Encode(nil, text); !slices.Equal(again, ids) {
			t.Errorf("Encode(%q) = %v, then %v", text, ids, again)
		}
		for rest := text; rest != ""; {
			n := wordLen(rest)
			if n < 1 || n > maxWord {
				t.Fatalf("wordLen(%q) = %d", rest, n)
			}
			if utf8.ValidString(text) && !utf8.ValidString(rest[:n]) {
				t.Fatalf("wordLen(%q) = %d cuts a character", rest, n)
			}
			rest = rest[n:]
		}
	})
}

func ExampleTrain() {
	corpus := []string{"the cat and the hat", "the man and the dog"}
	bpe, err := Train(slices.Values(corpus), TrainOptions{VocabSize: MinVocabSize + 6})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, id := range bpe.Encode(nil, "the hat and 12") {
		fmt.Printf("%q ", bpe.Piece(id))
	}
	// Output: "the" " " "h" "at" " an" "d" " " "1" "2"
}

func wordsOf(t *testing.T, docs iter.Seq[string]) []word {
	t.Helper()
	words, err := countWords(docs, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// TestTrainStops ends a training at every document and every merge.
func TestTrainStops(t *testing.T) {
	docs := slices.Values([]string{"aaaa bbbb", "aaaa cccc", "bbbb cccc"})
	options := TrainOptions{VocabSize: MinVocabSize + 5}
	asked := 0
	options.Stop = func() error { asked++; return nil }
	whole, err := Train(docs, options)
	if err != nil {
		t.Fatal(err)
	}
	if want := 3 + len(whole.Merges()); asked < want {
		t.Fatalf("Train asked %d times whether to stop, want at least %d", asked, want)
	}
	for at := range asked {
		left, reason := at, errors.New("enough")
		options.Stop = func() error {
			if left--; left < 0 {
				return reason
			}
			return nil
		}
		if _, err := Train(docs, options); !errors.Is(err, reason) || left != -1 {
			t.Errorf("Train, stopped when asked for the %dth time = %v after %d more, want %v at once", at+1, err, -1-left, reason)
		}
	}
}
