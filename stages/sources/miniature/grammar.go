package miniature

import (
	"strings"
)

// The phrase engine. A template is a sentence or more with
//
//	(a|b|c)      one of the alternatives, which may nest; (x|) is optional
//	{slot}       a word of the lexicon or a class of the taxonomy, drawn anew
//	{1:slot}     the same, remembered under the name 1
//	{1}          what is remembered under 1
//	{1.form}     in some form: pl, past, ing, s, er, est, a, cap, he, him, his
//
// and the result starts with a capital, as does every later sentence.

// An env remembers the values of a text's slots.
type env struct {
	names  []string
	values []string
}

// bind returns an environment of alternating names and values.
func bind(pairs ...string) *env {
	e := &env{}
	for i := 0; i < len(pairs); i += 2 {
		e.set(pairs[i], pairs[i+1])
	}
	return e
}

func (e *env) get(name string) (string, bool) {
	for i := len(e.names) - 1; i >= 0; i-- {
		if e.names[i] == name {
			return e.values[i], true
		}
	}
	return "", false
}

func (e *env) set(name, value string) {
	e.names = append(e.names, name)
	e.values = append(e.values, value)
}

// say expands a template with the world's words and polishes the result.
func (w *world) say(r *source, template string, e *env) string {
	if e == nil {
		e = &env{}
	}
	var b strings.Builder
	w.expand(&b, r, template, e)
	return polish(b.String())
}

func (w *world) expand(b *strings.Builder, r *source, t string, e *env) {
	for t != "" {
		i := strings.IndexAny(t, "({")
		if i < 0 {
			b.WriteString(t)
			return
		}
		b.WriteString(t[:i])
		if t[i] == '{' {
			end := i + strings.IndexByte(t[i:], '}')
			b.WriteString(w.slot(r, t[i+1:end], e))
			t = t[end+1:]
			continue
		}
		options, rest := alternatives(t[i:])
		w.expand(b, r, pick(r, options), e)
		t = rest
	}
}

// alternatives splits "(a|b)rest" at the top level.
func alternatives(t string) (options []string, rest string) {
	depth, start := 0, 1
	for i := 0; i < len(t); i++ {
		switch t[i] {
		case '(':
			depth++
		case '|':
			if depth == 1 {
				options = append(options, t[start:i])
				start = i + 1
			}
		case ')':
			depth--
			if depth == 0 {
				return append(options, t[start:i]), t[i+1:]
			}
		}
	}
	panic("miniature: unbalanced template " + t)
}

// slot resolves what stands between braces.
func (w *world) slot(r *source, s string, e *env) string {
	s, form, _ := strings.Cut(s, ".")
	form, second, _ := strings.Cut(form, ".")
	name, list, named := strings.Cut(s, ":")
	value, known := e.get(name)
	if !known {
		if !named {
			list = name
		}
		value = w.draw(r, list, e)
		if named {
			e.set(name, value)
		}
	}
	return w.inflect(w.inflect(value, form), second)
}

// draw takes a word from a list, avoiding the ones already in the text.
func (w *world) draw(r *source, list string, e *env) string {
	members, ok := w.lists[list]
	if !ok {
		panic("miniature: no list " + list)
	}
	for range 8 {
		v := pick(r, members)
		if !e.holds(v) {
			return v
		}
	}
	return pick(r, members)
}

func (e *env) holds(value string) bool {
	for _, v := range e.values {
		if v == value {
			return true
		}
	}
	return false
}

func (w *world) inflect(v, form string) string {
	switch form {
	case "":
		return v
	case "pl":
		return pluralOf(v)
	case "past":
		return pastOf(v)
	case "ing":
		return gerundOf(v)
	case "s":
		return thirdOf(v)
	case "er":
		return moreOf(v)
	case "est":
		return mostOf(v)
	case "a":
		return article(v)
	case "cap":
		return capital(v)
	case "he":
		return w.pronoun(v, "she", "he")
	case "him":
		return w.pronoun(v, "her", "him")
	case "his":
		return w.pronoun(v, "her", "his")
	}
	panic("miniature: no form " + form)
}

// pronoun chooses by the given name that v begins with.
func (w *world) pronoun(v, she, he string) string {
	given, _, _ := strings.Cut(v, " ")
	if w.women[given] {
		return she
	}
	return he
}

// polish capitalises sentences, and turns "a" into "an" before a vowel.
func polish(s string) string {
	b := make([]byte, 0, len(s)+8)
	start := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' && len(b) > 0 && b[len(b)-1] == ' ' {
			continue
		}
		if start && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c == ' ' && i+1 < len(s) && vowel(s[i+1]|0x20) && endsInArticle(b) {
			b = append(b, 'n')
		}
		b = append(b, c)
		switch {
		case c == '.' || c == '!' || c == '?' || c == '\n':
			start = true
		case c == '"' && i > 0 && s[i-1] != ' ':
			// Behind what somebody said the sentence goes on, unless somebody answers.
			start = start && strings.HasPrefix(s[i+1:], ` "`)
		case c != ' ' && c != '"':
			start = false
		}
	}
	return strings.TrimSpace(string(b))
}

// endsInArticle reports whether the last word of b is "a".
func endsInArticle(b []byte) bool {
	n := len(b)
	return n > 0 && b[n-1]|0x20 == 'a' && (n == 1 || b[n-2] == ' ' || b[n-2] == '"' || b[n-2] == '\n')
}
