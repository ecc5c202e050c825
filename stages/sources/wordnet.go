package sources

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// senseIndex is the file of WordNet (Fellbaum 1998) that lists the senses of all
// words: lines "lemma%type:… offset number count", as senseidx(5WN) has it.
const senseIndex = "index.sense"

// The synset types of sense keys, by the parts of speech of sense-tagged sets,
// and the files that have their glosses. Adjectives have a type of satellites
// besides their own.
var (
	typesOfPOS = map[string]string{"NOUN": "1", "VERB": "2", "ADJ": "35", "ADV": "4"}
	dataOfType = map[byte]string{'1': "data.noun", '2': "data.verb", '3': "data.adj", '4': "data.adv", '5': "data.adj"}
)

func isWordNet(files []file) bool {
	return slices.ContainsFunc(files, func(f file) bool { return path.Base(f.member) == senseIndex })
}

// A wordSense is a sense of a lemma, numbered from 1 for the most frequent.
type wordSense struct {
	key    string
	kind   byte // the synset type
	offset int
	number int
}

// alignWordNet adds to each instance the senses that WordNet has for its lemma
// and part of speech: a list of objects with the key and the gloss, the most
// frequent sense first. An instance without any is an error.
func alignWordNet(docs []Document, field string, files []file) error {
	byName := make(map[string]file, len(files))
	for _, f := range files {
		byName[path.Base(f.member)] = f
	}
	wanted := make(map[string][]wordSense)
	for _, d := range docs {
		lemma, _ := d.Text("lemma")
		wanted[lemmaForm(lemma)] = nil
	}
	if err := readSenses(byName[senseIndex], wanted); err != nil {
		return err
	}
	for i := range docs {
		lemma, _ := docs[i].Text("lemma")
		pos, _ := docs[i].Text("pos")
		out := []byte{'['}
		for _, sense := range wanted[lemmaForm(lemma)] {
			if strings.IndexByte(typesOfPOS[pos], sense.kind) < 0 {
				continue
			}
			gloss, err := glossAt(byName[dataOfType[sense.kind]], sense)
			if err != nil {
				return err
			}
			var d Document
			d.setText("key", sense.key)
			d.setText("gloss", gloss)
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(out, d.JSON()...)
		}
		if len(out) == 1 {
			id, _ := docs[i].Text("id")
			return byName[senseIndex].errorf("there is no sense of %q (%s), the lemma of instance %q", lemma, pos, id)
		}
		docs[i].set(field, append(out, ']'))
	}
	return nil
}

// lemmaForm is a lemma as sense keys have it.
func lemmaForm(lemma string) string { return strings.ReplaceAll(strings.ToLower(lemma), " ", "_") }

// readSenses fills in the senses of the wanted lemmas, by number.
func readSenses(f file, wanted map[string][]wordSense) error {
	for i, line := range splitLines(f.text) {
		lemma, rest, _ := strings.Cut(line, "%")
		if _, ok := wanted[lemma]; !ok {
			continue
		}
		parts := strings.Fields(line)
		if len(parts) < 3 || rest == "" || dataOfType[rest[0]] == "" {
			return f.errorf("line %d: got %s, want a sense key, an offset and a number", i+1, excerpt(line))
		}
		offset, err := strconv.Atoi(parts[1])
		number, err2 := strconv.Atoi(parts[2])
		if err != nil || err2 != nil || offset < 0 {
			return f.errorf("line %d: got offset %q and number %q", i+1, parts[1], parts[2])
		}
		wanted[lemma] = append(wanted[lemma], wordSense{parts[0], rest[0], offset, number})
	}
	for _, senses := range wanted {
		slices.SortStableFunc(senses, func(a, b wordSense) int { return cmp.Compare(a.number, b.number) })
	}
	return nil
}

// glossAt returns what stands behind the bar in the line of a synset, which
// begins at its own offset.
func glossAt(f file, s wordSense) (string, error) {
	if f.member == "" {
		return "", fmt.Errorf("the archive of WordNet has no %s, which has the gloss of %s", dataOfType[s.kind], s.key)
	}
	if s.offset >= len(f.text) {
		return "", f.errorf("%s is at offset %d, beyond the end", s.key, s.offset)
	}
	line, _, _ := strings.Cut(f.text[s.offset:], "\n")
	number, _, _ := strings.Cut(line, " ")
	at, err := strconv.Atoi(number)
	_, gloss, ok := strings.Cut(line, " | ")
	if err != nil || at != s.offset || !ok {
		return "", f.errorf("got %s at offset %d, want the synset of %s with its gloss", excerpt(line), s.offset, s.key)
	}
	return strings.TrimSpace(gloss), nil
}
