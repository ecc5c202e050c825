package sources

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// sensevalFormat reads the sense-tagged words hard, interest, line and serve
// in the layout of Senseval-2's lexical sample, as NLTK distributes them. The
// files are XML but for stray signs, so they are read by their tags. One
// document an instance. Fields: id, item (the word and its part of speech, as
// "line-n"), senses (list), tokens (list), target (index in tokens), text (the
// tokens, the target between "<t>" and "</t>").
var sensevalFormat = format{
	suffixes: []string{".pos"},
	lines:    true,
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		item := ""
		for i, part := range strings.Split(f.text, "<instance ") {
			if err := o.stopped(); err != nil {
				return nil, err
			}
			if i > 0 {
				d, err := sensevalInstance(f, item, part)
				if err != nil {
					return nil, err
				}
				docs = append(docs, d)
			}
			if m := sensevalItem.FindStringSubmatch(part); m != nil {
				item = m[1]
			}
		}
		return docs, nil
	},
}

var (
	sensevalItem  = regexp.MustCompile(`<lexelt item="([^"]*)"`)
	sensevalID    = regexp.MustCompile(`^id="([^"]*)"`)
	sensevalSense = regexp.MustCompile(`<answer [^>]*senseid="([^"]*)"`)
	sensevalToken = regexp.MustCompile(`<head>|<wf pos=(?:"[^"]*"|'[^']*')>([^\n]*?)</wf>`)
)

// sensevalInstance reads what follows "<instance ".
func sensevalInstance(f file, item, part string) (Document, error) {
	var d Document
	id := sensevalID.FindStringSubmatch(part)
	if id == nil {
		return d, f.errorf("got <instance %s, want an id", excerpt(part))
	}
	var senses []string
	for _, m := range sensevalSense.FindAllStringSubmatch(part, -1) {
		senses = append(senses, m[1])
	}
	if len(senses) == 0 {
		return d, f.errorf("instance %q has no answer with a senseid", id[1])
	}
	target, tokens := -1, []string{}
	for _, m := range sensevalToken.FindAllStringSubmatch(part, -1) {
		if m[0] == "<head>" {
			target = len(tokens)
			continue
		}
		tokens = append(tokens, html.UnescapeString(m[1]))
	}
	if target < 0 || target == len(tokens) {
		return d, f.errorf("instance %q has no word in a head", id[1])
	}
	d.setText("id", id[1])
	d.setText("item", item)
	d.setTexts("senses", senses)
	d.setTexts("tokens", tokens)
	d.set("target", strconv.AppendInt(nil, int64(target), 10))
	tokens[target] = "<t>" + tokens[target] + "</t>"
	d.setText("text", strings.Join(tokens, " "))
	return d, nil
}
