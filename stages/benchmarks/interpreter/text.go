package interpreter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// onText makes a method of a function of the text alone, which returns about
// as much text as it is given.
func onText(f func(string) string) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		s := self.(strValue).s
		m.allocate(headBytes + 3*len(s))
		m.spend(len(s) / 8)
		return text(f(s))
	}
}

// asks makes a method that is true where the text has a character, each of
// them passes, and one of those that matter is there.
func asks(every, some func(rune) bool) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		s := self.(strValue).s
		m.spend(len(s) / 8)
		return boolValue(strings.IndexFunc(s, func(r rune) bool { return !every(r) }) < 0 && strings.ContainsFunc(s, some))
	}
}

func always(f func(rune) bool) method { return asks(f, f) }

// trims makes a strip method.
func trims(trim func(s string, cut func(rune) bool) string) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 1)
		cut, set := unicode.IsSpace, ""
		if v := a.arg(0); v != nil && v.kind() != "NoneType" {
			set = m.textArg(a, 0)
			cut = func(r rune) bool { return strings.ContainsRune(set, r) }
		}
		s := self.(strValue).s
		m.spend((1 + len(s)/8) * (1 + len(set)/8))
		return text(trim(s, cut))
	}
}

// textArg returns a string argument.
func (m *machine) textArg(a *arguments, i int) string {
	s, ok := a.arg(i).(strValue)
	if !ok {
		m.fail("%s() needs a string", a.function)
	}
	return s.s
}

var strMethods = map[string]method{
	"upper":      onText(strings.ToUpper),
	"lower":      onText(strings.ToLower),
	"swapcase":   onText(swapCase),
	"capitalize": onText(capitalize),
	"title":      onText(title),
	"strip":      trims(strings.TrimFunc),
	"lstrip":     trims(strings.TrimLeftFunc),
	"rstrip":     trims(strings.TrimRightFunc),
	"isdigit":    always(unicode.IsDigit),
	"isnumeric":  always(unicode.IsNumber),
	"isdecimal":  always(unicode.IsDigit),
	"isalpha":    always(unicode.IsLetter),
	"isalnum":    always(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }),
	"isspace":    always(unicode.IsSpace),
	"isupper":    asks(func(r rune) bool { return !unicode.IsLower(r) }, unicode.IsUpper),
	"islower":    asks(func(r rune) bool { return !unicode.IsUpper(r) }, unicode.IsLower),
	"split":      split,
	"splitlines": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		s := self.(strValue).s
		m.allocate(len(s) + slotBytes*(1+strings.Count(s, "\n")))
		s = strings.ReplaceAll(s, "\r\n", "\n")
		if s == "" {
			return newList(nil)
		}
		return m.texts(strings.Split(strings.TrimSuffix(s, "\n"), "\n"))
	},
	"join":       join,
	"replace":    replace,
	"startswith": affix(strings.HasPrefix),
	"endswith":   affix(strings.HasSuffix),
	"find":       finder(strings.Index, false),
	"rfind":      finder(strings.LastIndex, false),
	"index":      finder(strings.Index, true),
	"count": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		s, sub := self.(strValue), m.textArg(a, 0)
		m.spend(len(s.s) / 8)
		return integer(int64(strings.Count(s.s, sub)))
	},
	"zfill": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		s := self.(strValue)
		return m.zfill(s, m.small(a.args[0]))
	},
}

func (m *machine) zfill(s strValue, width int) value {
	n := max(width-s.runes, 0)
	if int64(n) > m.limits.Bytes {
		n = int(m.limits.Bytes) + 1
	}
	m.allocate(headBytes + n + len(s.s))
	sign := ""
	if strings.HasPrefix(s.s, "-") || strings.HasPrefix(s.s, "+") {
		sign = s.s[:1]
	}
	return text(sign + strings.Repeat("0", n) + s.s[len(sign):])
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func capitalize(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToTitle(s[:n]) + strings.ToLower(s[n:])
}

func title(s string) string {
	inWord := false
	return strings.Map(func(r rune) rune {
		letter := unicode.IsLetter(r)
		first := letter && !inWord
		inWord = letter
		if first {
			return unicode.ToTitle(r)
		}
		return unicode.ToLower(r)
	}, s)
}

// texts returns a list of strings.
func (m *machine) texts(parts []string) value {
	out := m.slots(len(parts))
	for i, p := range parts {
		out[i] = m.str(p)
	}
	return newList(out)
}

func split(m *machine, self value, a *arguments) value {
	m.count(a, 0, 2, "sep")
	if v := a.option("sep"); v != nil {
		a = &arguments{function: a.function, args: []value{v}}
	}
	s := self.(strValue).s
	m.allocate(slotBytes * (len(s) + 1))
	m.spend(len(s) / 8)
	if v := a.arg(0); v == nil || v.kind() == "NoneType" {
		if len(a.args) == 2 {
			m.fail("split() by white space with a limit is not supported")
		}
		return m.texts(strings.Fields(s))
	}
	separator, limit := m.textArg(a, 0), -1
	if separator == "" {
		m.fail("empty separator")
	}
	if v := a.arg(1); v != nil {
		limit = m.small(v) + 1
	}
	if limit <= 0 {
		limit = -1
	}
	return m.texts(strings.SplitN(s, separator, limit))
}

func join(m *machine, self value, a *arguments) value {
	m.count(a, 1, 1)
	separator := self.(strValue).s
	items := m.elements(a.args[0])
	m.allocate(slotBytes * len(items))
	parts := make([]string, len(items))
	size := 0
	for i, v := range items {
		s, ok := v.(strValue)
		if !ok {
			m.fail("join() needs strings, element %d is %s", i, v.kind())
		}
		parts[i] = s.s
		m.allocate(len(s.s) + len(separator))
		size += len(s.s) + len(separator)
	}
	return m.str(strings.Join(parts, separator))
}

func replace(m *machine, self value, a *arguments) value {
	m.count(a, 2, 3)
	s, from, to, limit := self.(strValue).s, m.textArg(a, 0), m.textArg(a, 1), -1
	if v := a.arg(2); v != nil {
		limit = m.small(v)
	}
	n := strings.Count(s, from)
	if limit >= 0 {
		n = min(n, limit)
	}
	m.spend(len(s) / 8)
	if len(to) > 0 && int64(n) > m.limits.Bytes/int64(len(to)) {
		m.end(MemoryLimit, "replacement beyond the limit")
	}
	m.allocate(headBytes + len(s) + n*len(to))
	return text(strings.Replace(s, from, to, limit))
}

func affix(has func(s, affix string) bool) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		s := self.(strValue).s
		if options, ok := a.args[0].(tupleValue); ok {
			return boolValue(slices.ContainsFunc(options, func(v value) bool {
				o, ok := v.(strValue)
				m.spend(1 + len(o.s)/64)
				return ok && has(s, o.s)
			}))
		}
		affix := m.textArg(a, 0)
		m.spend(len(affix) / 64)
		return boolValue(has(s, affix))
	}
}

// finder makes a method that returns where a string first or last occurs, in
// code points, from an optional start.
func finder(find func(s, sub string) int, must bool) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 2)
		s, sub, start := self.(strValue), m.textArg(a, 0), 0
		m.spend(len(s.s) / 4)
		if v := a.arg(1); v != nil {
			if start = m.bound(v, 0, 2*s.runes+2); start < 0 {
				start = max(start+s.runes, 0)
			}
		}
		rest := s.s
		for range min(start, s.runes) {
			_, n := utf8.DecodeRuneInString(rest)
			rest = rest[n:]
		}
		k := find(rest, sub)
		switch {
		case k >= 0 && start <= s.runes:
			return integer(int64(start + utf8.RuneCountInString(rest[:k])))
		case must:
			m.fail("substring not found")
		}
		return integer(-1)
	}
}
