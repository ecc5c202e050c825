package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pipe/engine/token"
)

// A tokenizerPart is a step of a tokenizer.json. Its fields are those of all
// types of steps; each type has its own.
type tokenizerPart struct {
	Type          string            `json:"type"`
	Normalizers   []json.RawMessage `json:"normalizers"`
	PreTokenizers []json.RawMessage `json:"pretokenizers"`
	Decoders      []json.RawMessage `json:"decoders"`
	Processors    []json.RawMessage `json:"processors"`
	Prepend       string            `json:"prepend"`
	Pattern       tokenizerPattern  `json:"pattern"`
	Content       string            `json:"content"`
	Behavior      string            `json:"behavior"`
	Invert        bool              `json:"invert"`
	PrefixSpace   *bool             `json:"add_prefix_space"`
	UseRegex      *bool             `json:"use_regex"`
	Replacement   string            `json:"replacement"`
	PrependScheme string            `json:"prepend_scheme"`
	Split         *bool             `json:"split"`
	Individual    bool              `json:"individual_digits"`
	Single        []templateItem    `json:"single"`
	isNothing     bool
}

type tokenizerPattern struct {
	String *string `json:"String"`
	Regex  *string `json:"Regex"`
}

type templateItem struct {
	Sequence *struct{} `json:"Sequence"`
	Special  *struct {
		ID string `json:"id"`
	} `json:"SpecialToken"`
}

func readPart(raw json.RawMessage) (tokenizerPart, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return tokenizerPart{isNothing: true}, nil
	}
	var p tokenizerPart
	err := json.Unmarshal(raw, &p)
	return p, err
}

// readNormalizer returns what is done to text before it is cut, or nil.
func readNormalizer(raw json.RawMessage) (func(string) string, error) {
	p, err := readPart(raw)
	if err != nil || p.isNothing {
		return nil, err
	}
	switch p.Type {
	case "Sequence":
		return sequenceOf(p.Normalizers)
	case "Prepend":
		return func(s string) string {
			if s == "" {
				return s
			}
			return p.Prepend + s
		}, nil
	case "Replace":
		if p.Pattern.String == nil || *p.Pattern.String == "" {
			return nil, fmt.Errorf("Replace has a pattern that is no plain text, want {\"String\": …}")
		}
		return func(s string) string { return strings.ReplaceAll(s, *p.Pattern.String, p.Content) }, nil
	case "NFC":
		return norm.NFC.String, nil
	case "NFKC":
		return norm.NFKC.String, nil
	case "NFD":
		return norm.NFD.String, nil
	case "NFKD":
		return norm.NFKD.String, nil
	}
	return nil, fmt.Errorf("type %.40q, want Sequence, Prepend, Replace, NFC, NFD, NFKC or NFKD", p.Type)
}

func sequenceOf(raw []json.RawMessage) (func(string) string, error) {
	var steps []func(string) string
	for _, one := range raw {
		step, err := readNormalizer(one)
		if err != nil {
			return nil, err
		}
		if step != nil {
			steps = append(steps, step)
		}
	}
	return func(s string) string {
		for _, step := range steps {
			s = step(s)
		}
		return s
	}, nil
}

// A splitter cuts text into words. First says that it begins what is encoded.
type splitter = func(text string, first bool) []string

// readPreTokenizer returns what cuts text into words, or nil.
func readPreTokenizer(raw json.RawMessage) (splitter, error) {
	p, err := readPart(raw)
	if err != nil || p.isNothing {
		return nil, err
	}
	switch p.Type {
	case "Sequence":
		return splitSequence(p.PreTokenizers)
	case "ByteLevel":
		return p.byteLevel(), nil
	case "Split":
		return p.split()
	case "Metaspace":
		return p.metaspace()
	case "Digits":
		return func(text string, _ bool) []string { return splitDigits(text, p.Individual) }, nil
	}
	return nil, fmt.Errorf("type %.40q, want Sequence, ByteLevel, Split, Metaspace or Digits", p.Type)
}

func splitSequence(raw []json.RawMessage) (splitter, error) {
	var steps []splitter
	for _, one := range raw {
		step, err := readPreTokenizer(one)
		if err != nil {
			return nil, err
		}
		if step != nil {
			steps = append(steps, step)
		}
	}
	return func(text string, first bool) []string {
		words := []string{text}
		for _, step := range steps {
			var next []string
			for i, word := range words {
				next = append(next, step(word, first && i == 0)...)
			}
			words = next
		}
		return words
	}, nil
}

// byteLevel is on where the file does not say that it is off.
func (p tokenizerPart) byteLevel() splitter {
	prefix := p.PrefixSpace == nil || *p.PrefixSpace
	cuts := p.UseRegex == nil || *p.UseRegex
	return func(text string, _ bool) []string {
		if prefix && !strings.HasPrefix(text, " ") {
			text = " " + text
		}
		words := []string{text}
		if cuts {
			words = token.GPT2Pattern.Split(nil, text)
		}
		for i := range words {
			words[i] = token.SpellBytes(words[i])
		}
		return words
	}
}

func (p tokenizerPart) split() (splitter, error) {
	if p.Pattern.Regex != nil {
		pattern, known := token.PatternOf(*p.Pattern.Regex)
		if !known {
			return nil, fmt.Errorf("Split has the pattern %q, which is none of those that are known: GPT-2's, Llama 3's, Qwen 2's", *p.Pattern.Regex)
		}
		// These patterns leave no text between their matches.
		if p.Behavior != "Isolated" && !(p.Behavior == "Removed" && p.Invert) {
			return nil, fmt.Errorf("Split has behavior %.40q, want \"Isolated\" for a regular expression", p.Behavior)
		}
		return func(text string, _ bool) []string { return pattern.Split(nil, text) }, nil
	}
	if p.Pattern.String == nil || *p.Pattern.String == "" || p.Invert {
		return nil, fmt.Errorf("Split has no pattern, or an inverted one, want {\"Regex\": …} or {\"String\": …}")
	}
	at := *p.Pattern.String
	switch p.Behavior {
	case "Isolated":
		return func(text string, _ bool) []string { return isolate(text, at) }, nil
	case "MergedWithPrevious":
		return func(text string, _ bool) []string { return withoutEmpty(strings.SplitAfter(text, at)) }, nil
	case "Removed":
		return func(text string, _ bool) []string { return withoutEmpty(strings.Split(text, at)) }, nil
	}
	return nil, fmt.Errorf("Split has behavior %.40q, want Isolated, MergedWithPrevious or Removed", p.Behavior)
}

func isolate(text, at string) []string {
	var words []string
	for {
		before, rest, found := strings.Cut(text, at)
		words = append(words, before)
		if !found {
			return withoutEmpty(words)
		}
		words = append(words, at)
		text = rest
	}
}

func withoutEmpty(words []string) []string {
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

// metaspace writes a space as a mark and begins a word with each.
func (p tokenizerPart) metaspace() (splitter, error) {
	scheme := p.PrependScheme
	if scheme == "" { // older files have add_prefix_space in its place
		scheme = "always"
		if p.PrefixSpace != nil && !*p.PrefixSpace {
			scheme = "never"
		}
	}
	if !slices.Contains([]string{"always", "first", "never"}, scheme) || p.Replacement == "" {
		return nil, fmt.Errorf("Metaspace has prepend_scheme %.40q and replacement %.10q, want always, first or never, and a character", scheme, p.Replacement)
	}
	mark, cuts := p.Replacement, p.Split == nil || *p.Split
	return func(text string, first bool) []string {
		text = strings.ReplaceAll(text, " ", mark)
		if (scheme == "always" || scheme == "first" && first) && !strings.HasPrefix(text, mark) {
			text = mark + text
		}
		if !cuts {
			return []string{text}
		}
		var words []string
		for text != "" {
			_, n := firstRune(text)
			end := len(text)
			if at := strings.Index(text[n:], mark); at >= 0 {
				end = n + at
			}
			words = append(words, text[:end])
			text = text[end:]
		}
		return words
	}, nil
}

func firstRune(s string) (r rune, n int) {
	for i, c := range s {
		if i > 0 {
			return r, i
		}
		r = c
	}
	return r, len(s)
}

// splitDigits makes a word of each number, or of each digit.
func splitDigits(text string, individual bool) []string {
	var words []string
	from, wasDigit := 0, false
	for i, r := range text {
		digit := unicode.IsNumber(r)
		if i > from && (digit != wasDigit || digit && individual) {
			words = append(words, text[from:i])
			from = i
		}
		wasDigit = digit
	}
	return append(words, text[from:])
}

// readDecoder returns how pieces spell bytes and spaces.
func readDecoder(raw json.RawMessage) (byteLevel, spaceMark bool, err error) {
	p, err := readPart(raw)
	if err != nil || p.isNothing {
		return false, false, err
	}
	const mark = "\u2581"
	switch {
	case p.Type == "ByteLevel":
		return true, false, nil
	case p.Type == "Metaspace", p.Type == "Replace" && p.Pattern.String != nil && *p.Pattern.String == mark && p.Content == " ":
		return false, true, nil
	case p.Type == "ByteFallback", p.Type == "Fuse", p.Type == "Strip" && p.Content == " ":
		return false, false, nil
	case p.Type == "Sequence":
		for _, one := range p.Decoders {
			b, s, err := readDecoder(one)
			if err != nil {
				return false, false, err
			}
			byteLevel, spaceMark = byteLevel || b, spaceMark || s
		}
		return byteLevel, spaceMark, nil
	}
	return false, false, fmt.Errorf("type %.40q with its content, want Sequence, ByteLevel, Metaspace, Replace of U+2581, ByteFallback, Fuse or Strip", p.Type)
}

// readPostProcessor returns the name of the token that begins a text, or "".
func readPostProcessor(raw json.RawMessage) (string, error) {
	p, err := readPart(raw)
	if err != nil || p.isNothing {
		return "", err
	}
	switch p.Type {
	case "ByteLevel":
		return "", nil
	case "TemplateProcessing":
		return p.template()
	case "Sequence":
		for _, one := range p.Processors {
			if name, err := readPostProcessor(one); err != nil || name != "" {
				return name, err
			}
		}
		return "", nil
	}
	return "", fmt.Errorf("type %.40q, want TemplateProcessing, ByteLevel or Sequence", p.Type)
}

// template returns the name of the token that a template puts before a text. No
// LLaMA has more than one, or any behind it.
func (p tokenizerPart) template() (string, error) {
	begin := ""
	for i, item := range p.Single {
		switch {
		case item.Special != nil && i == 0:
			begin = item.Special.ID
		case item.Special != nil:
			return "", fmt.Errorf("the template has %.40q at place %d, want at most one token, before the text", item.Special.ID, i+1)
		case item.Sequence == nil:
			return "", fmt.Errorf("the template has something at place %d that is neither a text nor a special token", i+1)
		}
	}
	return begin, nil
}
