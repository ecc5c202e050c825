package benchmarks

import (
	"fmt"
	"regexp"
	"strings"

	"pipe/metrics"
)

// Invalid stands for the answer of a response in which none was found.
const Invalid = "[invalid]"

// A Filter is one step on the way from a response to an answer.
type Filter struct {
	Name string
	// Pattern is the regular expression of regex, or the literal text of
	// before and after.
	Pattern string
	// Last takes the last match instead of the first.
	Last bool
	// Group is the group to take of a match. With 0 it is the whole match,
	// or the first group that is not empty where the pattern has groups.
	Group int64
	// Count is how many answers take keeps.
	Count int64
}

// A FilterKind describes a filter by name.
type FilterKind struct {
	Name    string
	Doc     string
	Pattern bool // whether a Pattern is needed

	make func(f Filter) (func(string) string, error)
}

// Steps that look at all responses of an item; the others look at one.
const (
	majority = "majority"
	take     = "take"
)

// FilterKinds lists the filters. Regular expressions are RE2's: \d, \w, \s
// and \b know ASCII only.
func FilterKinds() []FilterKind {
	return []FilterKind{
		{"regex", "What a regular expression finds, stripped; " + Invalid + " where it finds nothing", true, regexFilter},
		{"number", "The number found, without currency signs and thousands commas; " + Invalid + " where there is none",
			false, numberFilter},
		{"boxed", "What the last \\boxed holds, as in a worked solution; " + Invalid + " where there is none", false, plain(boxed)},
		{"before", "The text before the first occurrence of the pattern, or all of it", true, beforeFilter},
		{"after", "The text after the first occurrence of the pattern; " + Invalid + " where it does not occur",
			true, afterFilter},
		{"first_line", "The text before the first newline", false, plain(firstLine)},
		{"strip", "White space removed from both ends", false, plain(strip)},
		{"squeeze", "Runs of white space become one space, none at the ends", false, plain(squeeze)},
		{"lower", "Lower case", false, plain(metrics.Lower)},
		{"upper", "Upper case", false, plain(strings.ToUpper)},
		{take, "The first count of an item's answers so far", false, takeFilter},
		{majority, "The most frequent of an item's answers so far; of equally frequent ones the first", false,
			plain(func(s string) string { return s })},
	}
}

func plain(f func(string) string) func(Filter) (func(string) string, error) {
	return func(Filter) (func(string) string, error) { return f, nil }
}

func boxed(s string) string {
	if answer, ok := metrics.Boxed(s); ok {
		return answer
	}
	return Invalid
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func squeeze(s string) string { return strings.Join(strings.FieldsFunc(s, metrics.IsSpace), " ") }

// takeFilter checks the count; what it does is done to all answers at once.
func takeFilter(f Filter) (func(string) string, error) {
	if f.Count < 1 {
		return nil, fmt.Errorf("it keeps count answers, at least 1; got %d", f.Count)
	}
	return func(s string) string { return s }, nil
}

func beforeFilter(f Filter) (func(string) string, error) {
	return func(s string) string {
		before, _, _ := strings.Cut(s, f.Pattern)
		return before
	}, nil
}

func afterFilter(f Filter) (func(string) string, error) {
	return func(s string) string {
		_, after, found := strings.Cut(s, f.Pattern)
		if !found {
			return Invalid
		}
		return after
	}, nil
}

func regexFilter(f Filter) (func(string) string, error) {
	re, err := regexp.Compile(f.Pattern)
	if err != nil {
		return nil, err
	}
	if f.Group < 0 || f.Group > int64(re.NumSubexp()) {
		return nil, fmt.Errorf("group %d is not among the %d of %q", f.Group, re.NumSubexp(), f.Pattern)
	}
	return func(s string) string {
		matches := re.FindAllStringSubmatch(s, -1)
		if len(matches) == 0 {
			return Invalid
		}
		m := matches[0]
		if f.Last {
			m = matches[len(matches)-1]
		}
		return strip(pickGroup(m, f.Group))
	}, nil
}

// pickGroup returns a group of a match as Filter.Group says.
func pickGroup(match []string, group int64) string {
	if group > 0 || len(match) == 1 {
		return match[group]
	}
	for _, g := range match[1:] {
		if g != "" {
			return g
		}
	}
	return ""
}

var numberPattern = regexp.MustCompile(`-?\$?[0-9][0-9,]*(?:\.[0-9]+)?`)

func numberFilter(f Filter) (func(string) string, error) {
	return func(s string) string {
		found := numberPattern.FindAllString(s, -1)
		if len(found) == 0 {
			return Invalid
		}
		n := found[0]
		if f.Last {
			n = found[len(found)-1]
		}
		return strings.NewReplacer("$", "", ",", "").Replace(n)
	}, nil
}

func (f Filter) kind() (FilterKind, bool) {
	for _, k := range FilterKinds() {
		if k.Name == f.Name {
			return k, true
		}
	}
	return FilterKind{}, false
}

func filterNames() []string {
	var names []string
	for _, k := range FilterKinds() {
		names = append(names, k.Name)
	}
	return names
}

// check returns the filter's faults; path is where it stands in the spec.
func (f Filter) check(path string) []Problem {
	k, ok := f.kind()
	switch {
	case !ok:
		return []Problem{{path + ".name", "Unknown filter",
			fmt.Sprintf("There is no filter %q.%s", f.Name, suggest(f.Name, filterNames()))}}
	case k.Pattern && f.Pattern == "":
		return []Problem{{path + ".pattern", "Missing pattern", fmt.Sprintf("The filter %q needs a pattern.", f.Name)}}
	case !k.Pattern && f.Pattern != "":
		return []Problem{{path + ".pattern", "Unused pattern", fmt.Sprintf("The filter %q takes no pattern.", f.Name)}}
	}
	if f.Name != take && f.Count != 0 {
		return []Problem{{path + ".count", "Unused count", fmt.Sprintf("The filter %q takes no count.", f.Name)}}
	}
	if _, err := k.make(f); err != nil {
		if f.Name == take {
			return []Problem{{path + ".count", "Invalid count", fmt.Sprintf("The filter cannot be used: %v.", err)}}
		}
		return []Problem{{path + ".pattern", "Malformed pattern", fmt.Sprintf("The filter cannot be used: %v.", err)}}
	}
	return nil
}

// A pipeline turns the responses of an item into answers. Once invalid, an
// answer stays so.
type pipeline []func(answers []string) []string

func newPipeline(filters []Filter) (pipeline, error) {
	var p pipeline
	for _, f := range filters {
		k, ok := f.kind()
		if !ok {
			return nil, fmt.Errorf("unknown filter %q", f.Name)
		}
		step, err := k.make(f)
		if err != nil {
			return nil, fmt.Errorf("filter %s: %w", f.Name, err)
		}
		switch f.Name {
		case majority:
			p = append(p, vote)
		case take:
			p = append(p, func(answers []string) []string { return answers[:min(int(f.Count), len(answers))] })
		default:
			p = append(p, each(step))
		}
	}
	return p, nil
}

func (p pipeline) apply(responses []string) []string {
	answers := append([]string(nil), responses...)
	for _, step := range p {
		answers = step(answers)
	}
	return answers
}

func each(step func(string) string) func([]string) []string {
	return func(answers []string) []string {
		for i, a := range answers {
			if a != Invalid {
				answers[i] = step(a)
			}
		}
		return answers
	}
}

func vote(answers []string) []string {
	count := make(map[string]int, len(answers))
	for _, a := range answers {
		count[a]++
	}
	best := answers[0]
	for _, a := range answers {
		if count[a] > count[best] {
			best = a
		}
	}
	return []string{best}
}
