package llama

import (
	"fmt"
	"slices"
	"testing"

	"pipe/engine/kernel"
)

// decodeAlone returns, for each text, the logits behind each of its tokens from index 1 on, read by a session.
func decodeAlone(t *testing.T, w *Weights, texts [][]int32) [][][]float32 {
	t.Helper()
	s := NewSession(newTeam(t, 1), w)
	var all [][][]float32
	for _, text := range texts {
		s.Truncate(0)
		s.Prefill(text[:1])
		var list [][]float32
		for _, token := range text[1:] {
			list = append(list, slices.Clone(s.Decode(token)))
		}
		all = append(all, list)
	}
	return all
}

// decodeTogether reads texts of a decoder, at most width at once, in an order; each sequence begins with a chunk of
// a length of its own. The beginnings that a text shares with one still there are not read again.
func decodeTogether(d *Decoder, texts [][]int32, order []int, width int, check func(text, token int, logits []float32)) (read int) {
	type running struct {
		text, at int
		seq      *Sequence
	}
	var active []*running
	open := func(text int) *running {
		for _, r := range active {
			if n := min(common(texts[r.text][:r.at], texts[text]), len(texts[text])-1); n > 0 {
				return &running{text, n, d.Share(r.seq, n)}
			}
		}
		return &running{text, 0, d.Open()}
	}
	for len(order) > 0 || len(active) > 0 {
		for len(order) > 0 && len(active) < width {
			active, order = append(active, open(order[0])), order[1:]
		}
		var list []Reading
		room := d.Limit()
		for i, r := range active {
			n := 1
			if r.at == 0 {
				n = 1 + r.text%7
			}
			n = min(n, len(texts[r.text])-r.at, max(room-(len(active)-i-1), 1))
			room -= n
			list = append(list, Reading{r.seq, texts[r.text][r.at : r.at+n]})
			read += n
		}
		for i, logits := range d.Read(list) {
			r := active[i]
			if r.at += len(list[i].Tokens); r.at > 1 {
				check(r.text, r.at-2, logits)
			}
		}
		active = slices.DeleteFunc(active, func(r *running) bool {
			done := r.at == len(texts[r.text])
			if done {
				d.Close(r.seq)
			}
			return done
		})
	}
	return read
}

// TestDecoderBitsDoNotDependOnNeighbours decodes texts, some of which begin alike, together in groups of each size and in
// other orders: every token's logits have the bits that a session gives.
func TestDecoderBitsDoNotDependOnNeighbours(t *testing.T) {
	for _, v := range variants {
		c := small(v.edit)
		if !c.Causal {
			continue
		}
		c.SeqLen = 2*pageSize + 9 // three pages
		for _, int8 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/int8 %t", v.name, int8), func(t *testing.T) {
				w := lively(c)
				if int8 {
					w.Quantize(newTeam(t, 1))
				}
				texts := someSequences(c, c.SeqLen, 3, pageSize+1, 2, c.SeqLen, 40)
				texts[4] = append(slices.Clone(texts[0][:pageSize+20]), texts[4][pageSize+20:]...) // a page and a part of one
				texts[2] = append(slices.Clone(texts[0][:30]), texts[2][30:]...)
				use(t, "generic")
				want := decodeAlone(t, w, texts)
				for _, name := range kernel.Implementations() {
					use(t, name)
					for width := 1; width <= len(texts); width++ {
						if name == "generic" && width%3 != 1 {
							continue // it is slow
						}
						d := NewDecoder(newTeam(t, 1+width%3), w, 2*width+7)
						checked := 0
						decodeTogether(d, texts, rng(uint64(width)).Perm(len(texts)), width, func(text, token int, logits []float32) {
							sameBits(t, fmt.Sprintf("%s, %d at once: logits of text %d behind token %d", name, width, text, token+1), logits, want[text][token])
							checked++
						})
						if checked < 100 {
							t.Fatalf("%d logits were compared, want more", checked)
						}
						if got, all := len(d.pages.free), 3*len(texts); got == 0 || got > all {
							t.Errorf("%d pages are free at the end, want 1 to %d", got, all)
						}
						for _, p := range d.pages.free {
							if p.users != 0 {
								t.Errorf("a page that is free has %d users", p.users)
							}
						}
					}
				}
			})
		}
	}
}

// TestDecoderShares sees that what texts share is read once and kept once, and that writing behind it leaves it alone.
func TestDecoderShares(t *testing.T) {
	c := small(nil)
	c.SeqLen = 3 * pageSize
	w := lively(c)
	d := NewDecoder(newTeam(t, 2), w, c.SeqLen)
	text := someSequences(c, c.SeqLen)[0]
	first := d.Open()
	d.Read([]Reading{{first, text[:pageSize+10]}})
	second := d.Share(first, pageSize+5)
	if second.pages[0] != first.pages[0] || second.pages[1] != first.pages[1] {
		t.Error("Share copies pages")
	}
	got := slices.Clone(d.Read([]Reading{{second, []int32{1, 2}}, {first, text[pageSize+10 : pageSize+12]}})[1])
	if second.pages[0] != first.pages[0] || second.pages[1] == first.pages[1] {
		t.Error("sequences that part share a page that is written, or no other")
	}
	sameBits(t, "logits of the first", got, NewSession(newTeam(t, 1), w).Prefill(text[:pageSize+12]))
	d.Close(first)
	d.Close(second)
	if got := len(d.pages.free); got != 3 {
		t.Errorf("%d pages are free, want 3", got)
	}
	one := []Reading{{d.Open(), []int32{1}}}
	d.Read(one)
	if n := testing.AllocsPerRun(20, func() { d.Read(one) }); n != 0 {
		t.Errorf("Read of a token allocates %g times, want 0", n)
	}
}
