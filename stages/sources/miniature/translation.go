package miniature

import "strings"

// Tarrin is the world's second language. Its words are invented; it has no
// articles; its adjectives follow their nouns; the object takes -um, a plural
// -ir before it, the past -en; and the verb comes last.

var (
	tarrinNouns = words("fox wolf bear goat cow horse dog cat hen crow owl bee potter miller baker smith farmer judge mother sister apple pear bread soup cup jug hammer coat hat lamp drum boat")
	tarrinVerbs = words("see find carry push guard follow admire wash paint draw hide lift")
	tarrinAdjs  = words("old young small red blue green quiet brave proud wild tired poor")
)

var tarrinPasts = map[string]string{"see": "saw", "find": "found", "draw": "drew", "hide": "hid"}

// name gives every English word its Tarrin word.
func (w *world) name(r *source) map[string]string {
	out, taken := map[string]string{}, map[string]bool{}
	for _, list := range [][]string{tarrinNouns, tarrinVerbs, tarrinAdjs} {
		for _, english := range list {
			word := ""
			for word == "" || taken[word] {
				word = syllable(r) + syllable(r)
				if r.oneIn(3) {
					word += pick(r, []string{"n", "k", "sh", "l"})
				}
			}
			taken[word] = true
			out[english] = word
		}
	}
	return out
}

func syllable(r *source) string {
	return pick(r, []string{"b", "d", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "h", "sh", "ts"}) + pick(r, []string{"a", "e", "i", "o", "u"})
}

// phrase returns a noun phrase in both languages.
func (w *world) phrase(r *source, noun string, object bool) (english, tarrin string) {
	english, tarrin = noun, w.tarrin[noun]
	if r.oneIn(3) {
		english, tarrin = pluralOf(noun), tarrin+"ir"
	}
	if object {
		tarrin += "um"
	}
	if r.oneIn(2) {
		a := pick(r, tarrinAdjs)
		english, tarrin = a+" "+english, tarrin+" "+w.tarrin[a]
	}
	return "the " + english, tarrin
}

// bitext draws a sentence in both languages. Held-out are pairs of subject
// and object, whatever the verb.
func (w *world) bitext(r *source, s split) (english, tarrin string) {
	for {
		v := some(r, tarrinNouns, 2)
		if splitOf("tarrin", v[0], v[1]) != s {
			continue
		}
		a, x := w.phrase(r, v[0], false)
		b, y := w.phrase(r, v[1], true)
		verb := pick(r, tarrinVerbs)
		past := pastOf(verb)
		if p, ok := tarrinPasts[verb]; ok {
			past = p
		}
		return capital(a + " " + past + " " + b + "."), x + " " + y + " " + w.tarrin[verb] + "en."
	}
}

func (w *world) translationLesson(r *source) string {
	if r.oneIn(6) {
		return w.glossary(r)
	}
	var lines []string
	for range r.between(1, 3) {
		english, tarrin := w.bitext(r, train)
		lines = append(lines, "English phrase: "+english+"\nTarrin phrase: "+tarrin)
	}
	return strings.Join(lines, "\n")
}

// glossary is a page of a schoolbook.
func (w *world) glossary(r *source) string {
	list := pick(r, [][]string{tarrinNouns, tarrinVerbs, tarrinAdjs})
	var lines []string
	for _, english := range some(r, list, 5) {
		lines = append(lines, w.say(r, "(the Tarrin word for {e} is|{e} in Tarrin is|in Tarrin, {e} is) {t}.", bind("e", english, "t", w.tarrin[english])))
	}
	return strings.Join(lines, "\n")
}

func (w *world) writeTranslation() {
	for _, s := range evaluated {
		r := newSource("translation " + s.String())
		var en, xx strings.Builder
		distinct(sizeOf(s), func(int) (string, bool) {
			english, tarrin := w.bitext(r, s)
			if !strings.Contains(en.String(), english) {
				w.seal(english, tarrin)
				en.WriteString(english + "\n")
				xx.WriteString(tarrin + "\n")
			}
			return english, true
		})
		w.files["translation/"+s.String()+".en"] = []byte(en.String())
		w.files["translation/"+s.String()+".xx"] = []byte(xx.String())
	}
}
