package miniature

import (
	"sort"
	"strings"
	"sync"
)

// A world holds the lists that templates draw from, the facts that hold in
// it, and the texts of the evaluation files, which its corpus must not repeat.
type world struct {
	lists     map[string][]string
	women     map[string]bool
	people    []person
	relations []relation
	legends   []legend
	tarrin    map[string]string // English to Tarrin
	lemmas    map[string]lemma  // by inflected form
	sealed    map[string]bool   // normalised texts of the evaluation files
	files     map[string][]byte // all but the corpus
	corpus    func() []byte     // made when first asked for
	shuffled  func() []byte     // the corpus, the words of each line shuffled
}

// theWorld is made once, when a file is first asked for.
var theWorld = sync.OnceValue(newWorld)

func newWorld() *world {
	w := &world{lists: map[string][]string{}, women: map[string]bool{}, sealed: map[string]bool{}, files: map[string][]byte{}}
	for name, list := range lexicon {
		w.lists[name] = list
	}
	for name, list := range almanacWords {
		w.lists[name] = list
	}
	for _, c := range classes {
		w.lists[c.name] = c.members
		w.lists[c.parent] = append(w.lists[c.parent], c.members...)
		kingdom := kingdoms[c.parent]
		w.lists[kingdom] = append(w.lists[kingdom], c.members...)
	}
	w.lists["animal"] = join("wildbeast", "farmbeast", "pet", "bird", "poultry")(w)
	w.lists["name"] = join("woman", "man")(w)
	w.lists["thing"] = join("tool", "vessel", "instrument", "garment", "toy", "furniture")(w)
	w.lists["race"] = races
	w.lists["goods"] = join("fruit", "vegetable", "dish")(w)
	for _, n := range w.lists["woman"] {
		w.women[n] = true
	}
	w.settle()
	w.lemmas = lemmas(w)
	for _, f := range families {
		f.write(w)
	}
	w.corpus = sync.OnceValue(w.writeCorpus)
	w.shuffled = sync.OnceValue(w.writeShuffled)
	return w
}

// join concatenates lists of a world.
func join(names ...string) func(*world) []string {
	return func(w *world) (all []string) {
		for _, n := range names {
			all = append(all, w.lists[n]...)
		}
		return all
	}
}

// settle decides the facts.
func (w *world) settle() {
	w.people = w.populate(newSource("people"))
	w.relations = w.relate(newSource("relations"))
	w.legends = w.spin(newSource("legends"))
	w.tarrin = w.name(newSource("tarrin"))
}

// A person is somebody whom the world knows by full name. Texts name people
// in pairs, rivals of each other, so that what stands near a name does not
// yet say what belongs to it.
type person struct {
	name                  string
	trade, town, pet, toy string // toy: the instrument played
	rival                 int
}

func (w *world) populate(r *source) []person {
	given := some(r, w.lists["name"], 60)
	people := make([]person, len(given))
	for i := range people {
		people[i] = person{
			name:  given[i] + " " + w.lists["family"][i%30],
			trade: pick(r, w.lists["trade"]),
			town:  pick(r, w.lists["town"]),
			pet:   pick(r, w.lists["animal"]),
			toy:   pick(r, w.lists["instrument"]),
			rival: i ^ 1,
		}
	}
	return people
}

// seal notes a text that belongs to an evaluation file, whole and sentence by
// sentence.
func (w *world) seal(texts ...string) {
	for _, t := range texts {
		for _, s := range sentences(t) {
			w.sealed[s] = true
		}
	}
}

// leaks reports whether a text repeats something sealed.
func (w *world) leaks(text string) bool {
	for _, s := range sentences(text) {
		if w.sealed[s] {
			return true
		}
	}
	return false
}

// sealWords is the length below which a sentence is too common to be sealed.
const sealWords = 7

// sentences returns the lines and the sentences of a text that have at least
// sealWords words, in lower case and without punctuation.
func sentences(text string) []string {
	var out []string
	add := func(s string) {
		if n := normal(s); strings.Count(n, " ") >= sealWords-1 {
			out = append(out, n)
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		add(line)
		start := 0
		for i := 0; i < len(line); i++ {
			if c := line[i]; (c == '.' || c == '!' || c == '?') && i+1 < len(line) {
				add(line[start:i])
				start = i + 1
			}
		}
		if start > 0 {
			add(line[start:])
		}
	}
	return out
}

// normal returns the words of s in lower case, separated by single spaces.
func normal(s string) string {
	b := make([]byte, 0, len(s))
	gap := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == '+', c == '*', c == '-':
		default:
			gap = true
			continue
		}
		if gap && len(b) > 0 {
			b = append(b, ' ')
		}
		gap = false
		b = append(b, c)
	}
	return string(b)
}

// keysOf returns the keys of a map, sorted.
func keysOf[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
