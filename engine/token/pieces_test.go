package token

import (
	"fmt"
	"slices"
	"testing"
)

// smallPieces is a vocabulary of three controls, the bytes, and a few pieces.
func smallPieces(t testing.TB, more ...ScoredPiece) *Pieces {
	t.Helper()
	list := []ScoredPiece{{Text: "<unk>", Control: true}, {Text: "<s>", Control: true}, {Text: "</s>", Control: true}}
	for b := range 256 {
		list = append(list, ScoredPiece{Text: fmt.Sprintf("<0x%02X>", b)})
	}
	p, err := NewPieces(append(list, more...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPiecesEncode(t *testing.T) {
	const first = 3 + 256
	p := smallPieces(t,
		ScoredPiece{Text: " ", Score: -1}, ScoredPiece{Text: "a", Score: -2}, ScoredPiece{Text: "b", Score: -3},
		ScoredPiece{Text: "ab", Score: -4}, ScoredPiece{Text: "ba", Score: -3.5}, ScoredPiece{Text: " a", Score: -9},
		ScoredPiece{Text: "aa", Score: -5})
	const space, a, b, ab, ba, spaceA, aa = first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6
	cases := []struct {
		text string
		want []int32
	}{
		{"", nil},
		{"a", []int32{spaceA}},
		{"ab", []int32{space, ab}},
		{"aba", []int32{spaceA, ba}}, // the better score wins over the left place
		{"aaa", []int32{space, aa, a}},
		{"b\u2581a", []int32{space, b, spaceA}},
		{"bé", []int32{space, b, 3 + 0xc3, 3 + 0xa9}},
		{"b\xff", []int32{space, b, 3 + 0xff}},
		{"<s>", []int32{space, 3 + '<', 3 + 's', 3 + '>'}},
	}
	for _, c := range cases {
		if got := p.Encode(nil, c.text); !slices.Equal(got, c.want) {
			t.Errorf("Encode(%q) = %v, want %v", c.text, got, c.want)
		}
	}
}

func TestNewPiecesRefuses(t *testing.T) {
	whole := smallPieces(t).List()
	without := func(text string) []ScoredPiece {
		return slices.DeleteFunc(slices.Clone(whole), func(p ScoredPiece) bool { return p.Text == text })
	}
	for _, text := range []string{"<s>", "</s>", "<0x0A>"} {
		if _, err := NewPieces(without(text)); err == nil {
			t.Errorf("NewPieces without %s = nil error", text)
		}
	}
}

// FuzzPieces holds that encoding loses nothing.
func FuzzPieces(f *testing.F) {
	for _, text := range []string{"", "hello world", " \x00\xff", "ab ab aab", "日本"} {
		f.Add(text)
	}
	p := smallPieces(f, ScoredPiece{Text: " ", Score: -1}, ScoredPiece{Text: "l", Score: -2}, ScoredPiece{Text: "ll", Score: -3},
		ScoredPiece{Text: "ab", Score: -4}, ScoredPiece{Text: "a", Score: -5}, ScoredPiece{Text: "日", Score: -6})
	f.Fuzz(func(t *testing.T, text string) {
		want := ""
		if text != "" {
			want = " " + unmark(text)
		}
		if got := string(p.Decode(p.Encode(nil, text))); got != want {
			t.Errorf("Decode(Encode(%q)) = %q, want %q", text, got, want)
		}
	})
}
