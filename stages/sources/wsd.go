package sources

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// wsdFormat reads word-sense disambiguation sets in the layout of Raganato et
// al. (2017): XML of sentences, whose tokens are plain (wf) or to be
// disambiguated (instance). One document an instance. Fields: id, lemma, pos,
// word, tokens (list), target (index in tokens), text (the tokens, the target
// between "<t>" and "</t>"). The gold keys are an aligned file of lines
// "id key key …": its field is the list of keys. An aligned archive of WordNet's
// files gives the candidates: see alignWordNet.
var wsdFormat = format{
	suffixes: []string{".data.xml"},
	align:    alignSenses,
	parse: func(f file, o *Options) ([]Document, error) {
		var corpus wsdCorpus
		if err := xml.Unmarshal([]byte(f.text), &corpus); err != nil {
			return nil, f.errorf("%w", err)
		}
		var docs []Document
		for _, text := range corpus.Texts {
			for _, s := range text.Sentences {
				for i, t := range s.Tokens {
					if t.XMLName.Local == "instance" {
						docs = append(docs, instance(s.Tokens, i))
					}
				}
			}
		}
		return docs, nil
	},
}

type wsdCorpus struct {
	XMLName xml.Name `xml:"corpus"`
	Texts   []struct {
		Sentences []struct {
			Tokens []wsdToken `xml:",any"`
		} `xml:"sentence"`
	} `xml:"text"`
}

type wsdToken struct {
	XMLName xml.Name
	ID      string `xml:"id,attr"`
	Lemma   string `xml:"lemma,attr"`
	POS     string `xml:"pos,attr"`
	Word    string `xml:",chardata"`
}

func instance(sentence []wsdToken, target int) Document {
	tokens := make([]string, len(sentence))
	for i, t := range sentence {
		tokens[i] = t.Word
	}
	t := sentence[target]
	var d Document
	d.setText("id", t.ID)
	d.setText("lemma", t.Lemma)
	d.setText("pos", t.POS)
	d.setText("word", t.Word)
	d.setTexts("tokens", tokens)
	d.set("target", strconv.AppendInt(nil, int64(target), 10))
	tokens[target] = "<t>" + t.Word + "</t>"
	d.setText("text", strings.Join(tokens, " "))
	return d
}

// alignSenses adds gold keys, or the candidates that WordNet has.
func alignSenses(docs []Document, field, name string, files []file) error {
	if isWordNet(files) {
		return alignWordNet(docs, field, files)
	}
	f, err := single(files)
	if err != nil {
		return err
	}
	return alignKeys(docs, field, name, f)
}

// alignKeys adds the gold keys by the id of the instance. Each instance has
// them once.
func alignKeys(docs []Document, field, name string, f file) error {
	keys := make(map[string][]string)
	for i, line := range splitLines(f.text) {
		parts := strings.Fields(line)
		if len(parts) < 2 {
			return f.errorf("line %d: got %s, want an instance and its keys", i+1, excerpt(line))
		}
		if keys[parts[0]] != nil {
			return f.errorf("line %d: instance %q has keys already", i+1, parts[0])
		}
		keys[parts[0]] = parts[1:]
	}
	for i := range docs {
		id, _ := docs[i].Text("id")
		if keys[id] == nil {
			return f.errorf("there are no keys for instance %q of %s", id, name)
		}
		docs[i].setTexts(field, keys[id])
	}
	if len(keys) != len(docs) {
		return f.errorf("there are keys for %d instances, %s has %d", len(keys), name, len(docs))
	}
	return nil
}
