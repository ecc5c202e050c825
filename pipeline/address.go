package pipeline

import "strings"

// An Address is a stage's address in its parts, as the file writes each. Names
// have no dot in them, so that the last two words are kind and name and all
// before them says which evaluation of a file the stage belongs to:
//
//	ablation.attention["mha"][2].finetune.lr["low"]
//	Prefix ─────────────────────┘Kind ───┘Name┘Instance
type Address struct {
	Prefix   string // with its last dot: "module.data.", or ""
	Kind     string
	Name     string // "" where the address is a single word
	Instance string // with its brackets: `["low"]`, or ""
}

// ParseAddress takes an address apart. Whatever it is given, the parts make up
// the whole again.
func ParseAddress(address string) Address {
	var a Address
	words := splitAddress(address)
	last := words[len(words)-1]
	if len(words) == 1 {
		return Address{Kind: last}
	}
	a.Kind = words[len(words)-2]
	a.Prefix = address[:len(address)-len(a.Kind)-1-len(last)]
	a.Name = last
	if i := strings.IndexByte(last, '['); i >= 0 {
		a.Name, a.Instance = last[:i], last[i:]
	}
	return a
}

func (a Address) String() string {
	if a.Name == "" && a.Instance == "" {
		return a.Prefix + a.Kind
	}
	return a.Prefix + a.Kind + "." + a.Name + a.Instance
}

// Block returns the address without its instance.
func (a Address) Block() string {
	a.Instance = ""
	return a.String()
}

// WithoutSeed returns the address of the same stage with all seeds of its
// variant: `ablation.x["mha"].pretrain.base`. Keys stand in quotes, so that the
// only brackets without are those of a seed.
func (a Address) WithoutSeed() Address {
	quoted := false
	for i := 0; i < len(a.Prefix); i++ {
		switch c := a.Prefix[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '[' && !quoted && !strings.HasPrefix(a.Prefix[i:], `["`):
			_, rest, _ := strings.Cut(a.Prefix[i:], "]")
			a.Prefix = a.Prefix[:i] + rest
			return a
		}
	}
	return a
}

// Short returns the address without prefix and kind: `lr["low"]`.
func (a Address) Short() string { return a.Name + a.Instance }

// splitAddress splits at the dots that are not inside quotes.
func splitAddress(address string) []string {
	var words []string
	start, quoted := 0, false
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '.' && !quoted:
			words, start = append(words, address[start:i]), i+1
		}
	}
	return append(words, address[start:])
}
