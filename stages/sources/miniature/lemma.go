package miniature

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// A lemma is a word's dictionary form and its universal part of speech.
type lemma struct{ form, pos string }

// lemmas indexes the inflected forms that sense sentences use.
func lemmas(w *world) map[string]lemma {
	index := map[string]lemma{}
	for _, a := range ambiguities {
		for _, m := range a.sense {
			for _, act := range m.acts {
				verb, rest, _ := strings.Cut(act, " ")
				index[thirdOf(verb)] = lemma{verb, "VERB"}
				for _, noun := range strings.Fields(rest) {
					index[noun] = lemma{strings.TrimSuffix(noun, "s"), "NOUN"}
				}
			}
		}
	}
	for _, list := range []string{"name", "day"} {
		for _, n := range w.lists[list] {
			index[strings.ToLower(n)] = lemma{strings.ToLower(n), "NOUN"}
		}
	}
	for pos, list := range map[string]string{"DET": "the a", "ADP": "at in with near on for as", "PRON": "she he", "CONJ": "and but", "ADV": "while when here never later somewhere else"} {
		for _, f := range words(list) {
			index[f] = lemma{f, pos}
		}
	}
	return index
}

// senseXML writes uses in the form of the unified evaluation framework
// (Raganato, Camacho-Collados and Navigli, 2017): the data and the gold keys.
func (w *world) senseXML(name string, uses []use) (data, gold []byte) {
	var b, keys bytes.Buffer
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<corpus lang=\"en\" source=\"miniature-%s\">\n<text id=\"d000\">\n", name)
	for i, u := range uses {
		id := fmt.Sprintf("d000.s%03d", i)
		fmt.Fprintf(&b, "<sentence id=\"%s\">\n", id)
		for _, token := range tokens(u.sentence) {
			l, ok := w.lemmas[strings.ToLower(token)]
			switch {
			case token == u.word.word:
				fmt.Fprintf(&b, "<instance id=\"%s.t000\" lemma=\"%s\" pos=\"NOUN\">%s</instance>\n", id, token, token)
				fmt.Fprintf(&keys, "%s.t000 %s\n", id, u.word.sense[u.sense].key)
				continue
			case strings.ContainsAny(token, ".,;:"):
				l = lemma{token, "."}
			case !ok:
				l = lemma{strings.ToLower(token), "NOUN"}
			}
			fmt.Fprintf(&b, "<wf lemma=\"%s\" pos=\"%s\">", l.form, l.pos)
			if err := xml.EscapeText(&b, []byte(token)); err != nil {
				panic(err)
			}
			b.WriteString("</wf>\n")
		}
		b.WriteString("</sentence>\n")
	}
	b.WriteString("</text>\n</corpus>\n")
	return b.Bytes(), keys.Bytes()
}

// tokens splits a sentence at spaces and before marks.
func tokens(s string) []string {
	return strings.Fields(strings.NewReplacer(",", " ,", ".", " .", ";", " ;", ":", " :").Replace(s))
}
