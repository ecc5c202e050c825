package token

import (
	"iter"
	"slices"
	"strings"
	"testing"
)

func BenchmarkTrain(b *testing.B) {
	docs := benchmarkDocs()
	b.ReportAllocs()
	b.SetBytes(size(docs))
	for b.Loop() {
		if _, err := Train(docs, TrainOptions{VocabSize: 2048}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	docs := benchmarkDocs()
	bpe, err := Train(docs, TrainOptions{VocabSize: 2048})
	if err != nil {
		b.Fatal(err)
	}
	var ids []int32
	b.ReportAllocs()
	b.SetBytes(size(docs))
	for b.Loop() {
		for text := range docs {
			ids = bpe.Encode(ids[:0], text)
		}
	}
}

// benchmarkDocs makes a megabyte of words whose frequencies fall as in a text.
func benchmarkDocs() iter.Seq[string] {
	r := newRand("benchmark")
	syllables := strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu")
	lexicon := make([]string, 5000)
	for i := range lexicon {
		for range 1 + r.IntN(4) {
			lexicon[i] += syllables[r.IntN(len(syllables))]
		}
	}
	var docs []string
	for range 250 {
		var text strings.Builder
		for text.Len() < 4000 {
			text.WriteString(lexicon[int(float64(len(lexicon))*r.Float64()*r.Float64()*r.Float64())])
			text.WriteByte(" \n .,"[r.IntN(5)])
		}
		docs = append(docs, text.String())
	}
	return slices.Values(docs)
}

func size(docs iter.Seq[string]) (n int64) {
	for text := range docs {
		n += int64(len(text))
	}
	return n
}
