package page

import (
	"fmt"
	"strings"
)

// A nameView is the address of a stage as headings show it: its kind, small,
// and its name, in pieces between which it may break.
type nameView struct {
	Colour int
	Kind   string // "finetune.", or ""
	Name   []string
}

func newName(address string, colour int) nameView {
	if kind, name := cutAddress(address); name != "" {
		return nameView{colour, kind, breakable(name)}
	}
	return nameView{colour, "", breakable(address)}
}

// cutAddress splits an address in front of its name: finetune. and lr["low"],
// module.data.dataset. and corpus.
func cutAddress(address string) (kind, name string) {
	start := 0
	for i := 0; i < len(address); i++ {
		switch address[i] {
		case '.':
			start = i + 1
		case '"':
			i += 1 + keyEnd(address[i+1:])
		}
	}
	return address[:start], address[start:]
}

// breakable cuts a name where a line may break.
func breakable(name string) []string {
	return strings.FieldsFunc(strings.NewReplacer(".", ".\x00", "_", "_\x00", "-", "-\x00", "[", "\x00[").Replace(name),
		func(r rune) bool { return r == 0 })
}

// anchor makes the name of a place on the page. Instances of a stage, which
// differ in their keys alone, have different ones: low in finetune.lr["low"]
// becomes ~low~, with the code of each character that is no letter or digit.
func anchor(prefix, name string) string {
	var b strings.Builder
	b.WriteString(prefix + "-")
	for name != "" {
		before, rest, keyed := strings.Cut(name, `["`)
		b.WriteString(strings.Map(func(r rune) rune {
			if isPlain(r) || r == '.' || r == '_' {
				return r
			}
			return '-'
		}, before))
		if !keyed {
			break
		}
		end := keyEnd(rest)
		b.WriteByte('~')
		for _, r := range rest[:end] {
			if isPlain(r) {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, "-%x-", r)
			}
		}
		b.WriteByte('~')
		name = strings.TrimPrefix(rest[end:], `"]`)
	}
	return b.String()
}

func isPlain(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// keyEnd returns where the key at the beginning of s has its closing quote.
func keyEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(s)
}

// label names a column: by its model where it has one.
func (c Column) label() string {
	if c.Model != "" {
		return c.Model
	}
	return c.Name
}

// colour returns the place in the palette of a model: that of its first
// column, or one of its own where it was not evaluated.
func (p *Page) colour(model string) int {
	for i, c := range p.Columns {
		if c.label() == model {
			return i % colours
		}
	}
	place := len(p.Columns)
	for _, c := range p.Curves {
		if c.Name == model {
			break
		}
		if !p.evaluated(c.Name) {
			place++
		}
	}
	return place % colours
}

func (p *Page) evaluated(model string) bool {
	for _, c := range p.Columns {
		if c.label() == model {
			return true
		}
	}
	return false
}
