package miniature

import "strings"

var irregularPlural = map[string]string{
	"deer": "deer", "sheep": "sheep", "fish": "fish", "trout": "trout", "cod": "cod", "elk": "elk", "bison": "bison", "goose": "geese",
	"mouse": "mice", "ox": "oxen", "man": "men", "woman": "women", "child": "children", "calf": "calves", "wolf": "wolves",
	"shelf": "shelves", "leaf": "leaves", "loaf": "loaves", "knife": "knives", "scarf": "scarves", "ferryman": "ferrymen", "watchman": "watchmen",
	"potato": "potatoes", "salmon": "salmon", "pike": "pike", "carp": "carp", "thief": "thieves", "foot": "feet", "postman": "postmen", "midwife": "midwives",
}

// pluralOf returns the plural of a noun.
func pluralOf(n string) string {
	if p, ok := irregularPlural[n]; ok {
		return p
	}
	switch {
	case strings.HasSuffix(n, "s"), strings.HasSuffix(n, "x"), strings.HasSuffix(n, "ch"), strings.HasSuffix(n, "sh"):
		return n + "es"
	case consonantY(n):
		return n[:len(n)-1] + "ies"
	}
	return n + "s"
}

// consonantY reports whether a word ends in a consonant and y.
func consonantY(w string) bool {
	return len(w) > 1 && w[len(w)-1] == 'y' && !vowel(w[len(w)-2])
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

var irregularPast = map[string]string{
	"ride": "rode", "say": "said", "build": "built", "weave": "wove", "steal": "stole", "find": "found", "lose": "lost", "sell": "sold",
	"buy": "bought", "break": "broke", "hide": "hid", "know": "knew", "forget": "forgot", "give": "gave", "lend": "lent", "send": "sent",
	"bring": "brought", "eat": "ate", "catch": "caught", "win": "won", "sing": "sang", "sleep": "slept", "go": "went", "see": "saw",
	"write": "wrote", "read": "read", "teach": "taught", "knit": "knitted", "sew": "sewed", "grind": "ground", "light": "lit", "cut": "cut",
	"put": "put", "dig": "dug", "shear": "sheared", "spin": "spun", "hang": "hung", "draw": "drew", "tell": "told", "pay": "paid",
	"sit": "sat", "blow": "blew", "beat": "beat", "fell": "felled", "set": "set", "make": "made", "wear": "wore", "throw": "threw", "drink": "drank",
	"swear": "swore", "ring": "rang", "bite": "bit", "steep": "steeped", "sweep": "swept", "keep": "kept", "strike": "struck", "bend": "bent", "kneel": "knelt", "shake": "shook", "leave": "left", "meet": "met", "feed": "fed",
}

// doubled verbs repeat their last consonant before a suffix.
var doubled = map[string]bool{"drop": true, "dip": true, "strip": true, "wrap": true, "hug": true, "stop": true, "swap": true, "drag": true, "dig": true, "knit": true, "cut": true,
	"put": true, "win": true, "sit": true, "spin": true, "set": true, "forget": true, "admit": true, "tap": true, "chop": true, "nod": true, "scrub": true, "tar": true, "label": true, "travel": true, "stir": true,
	"big": true, "thin": true, "sad": true, "wet": true, "hot": true, "red": true, "plan": true, "grim": true, "trim": true, "skim": true, "rub": true, "mop": true}

// stem prepares a word for a suffix that begins with a vowel.
func stem(w string) string {
	switch {
	case doubled[w]:
		return w + w[len(w)-1:]
	case strings.HasSuffix(w, "e"):
		return w[:len(w)-1]
	}
	return w
}

func pastOf(v string) string {
	head, tail, _ := strings.Cut(v, " ")
	if tail != "" {
		return pastOf(head) + " " + tail
	}
	if p, ok := irregularPast[v]; ok {
		return p
	}
	if consonantY(v) {
		return v[:len(v)-1] + "ied"
	}
	return stem(v) + "ed"
}

func gerundOf(v string) string {
	head, tail, _ := strings.Cut(v, " ")
	if tail != "" {
		return gerundOf(head) + " " + tail
	}
	switch {
	case strings.HasSuffix(v, "ee"), strings.HasSuffix(v, "ye"):
		return v + "ing"
	case strings.HasSuffix(v, "ie"):
		return v[:len(v)-2] + "ying"
	}
	return stem(v) + "ing"
}

// thirdOf returns the third person singular of a verb phrase.
func thirdOf(v string) string {
	head, tail, _ := strings.Cut(v, " ")
	if tail != "" {
		return thirdOf(head) + " " + tail
	}
	if v == "go" {
		return "goes"
	}
	return pluralOf(v)
}

// moreOf returns the comparative of an adjective, mostOf the superlative.
func moreOf(a string) string { return degree(a, "er", "more ") }
func mostOf(a string) string { return degree(a, "est", "most ") }

func degree(a, suffix, word string) string {
	switch {
	case a == "good":
		return map[string]string{"er": "better", "est": "best"}[suffix]
	case a == "bad":
		return map[string]string{"er": "worse", "est": "worst"}[suffix]
	case consonantY(a) && len(a) > 3:
		return a[:len(a)-1] + "i" + suffix
	case len(a) > 6, a == "tired":
		return word + a
	}
	return stem(a) + suffix
}

// article puts "a" or "an" before a phrase.
func article(s string) string {
	if s != "" && vowel(s[0]|0x20) {
		return "an " + s
	}
	return "a " + s
}

// capital raises the first letter of s.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
