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
	// Values are what map makes of answers, and Default of all others; without
	// one they are invalid.
	Values  map[string]string
	Default string
	// The rest is what choice overlooks where it looks for the text of a choice.
	IgnoreCase        bool
	IgnorePunctuation bool
	IgnorePatterns    []string
}

// A FilterKind describes a filter by name.
type FilterKind struct {
	Name    string
	Doc     string
	Pattern bool // whether a Pattern is needed

	make func(f Filter) (step, error)
}

// A step turns an answer to an item into another, given the item's choices.
type step func(answer string, choices []string) string

// Steps that look at all responses of an item; the others look at one.
const (
	majority = "majority"
	take     = "take"
)

// FilterKinds lists the filters. Regular expressions are RE2's, but that \d, \w
// and \s know all of Unicode; \b knows ASCII only.
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
		{"map", "What values has for the answer, or else default; " + Invalid + " without one", false, mapFilter},
		{"choice", "The letter of a choice, as (A): what the pattern finds, else the choice whose text is found, " +
			"else the letter behind a colon; " + Invalid + " where nothing is found", true, choiceFilter},
		{take, "The first count of an item's answers so far", false, plain(func(s string) string { return s })},
		{majority, "The most frequent of an item's answers so far; of equally frequent ones the first", false,
			plain(func(s string) string { return s })},
	}
}

func plain(f func(string) string) func(Filter) (step, error) {
	return func(Filter) (step, error) {
		return func(answer string, _ []string) string { return f(answer) }, nil
	}
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

func beforeFilter(f Filter) (step, error) {
	return func(s string, _ []string) string {
		before, _, _ := strings.Cut(s, f.Pattern)
		return before
	}, nil
}

func afterFilter(f Filter) (step, error) {
	return func(s string, _ []string) string {
		_, after, found := strings.Cut(s, f.Pattern)
		if !found {
			return Invalid
		}
		return after
	}, nil
}

func mapFilter(f Filter) (step, error) {
	return func(s string, _ []string) string {
		if to, ok := f.Values[s]; ok {
			return to
		}
		if f.Default != "" {
			return f.Default
		}
		return Invalid
	}, nil
}

// regexFilter takes a match in which no group of several holds anything for none,
// as lm-evaluation-harness does.
func regexFilter(f Filter) (step, error) {
	re, err := compile(f.Pattern)
	if err != nil {
		return nil, err
	}
	if f.Group < 0 || f.Group > int64(re.NumSubexp()) {
		return nil, fmt.Errorf("group %d is not among the %d of %q", f.Group, re.NumSubexp(), f.Pattern)
	}
	return func(s string, _ []string) string {
		if found := f.find(re, s); found != "" || re.MatchString(s) && (f.Group > 0 || re.NumSubexp() < 2) {
			return found
		}
		return Invalid
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

func numberFilter(f Filter) (step, error) {
	return func(s string, _ []string) string {
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
	if _, err := k.make(f); err != nil {
		return []Problem{{path + ".pattern", "Malformed pattern", fmt.Sprintf("The filter cannot be used: %v.", err)}}
	}
	return f.checkOptions(path)
}

// checkOptions returns what a filter lacks, or has and does not use.
func (f Filter) checkOptions(path string) []Problem {
	var problems []Problem
	rule := func(option, filter string, given, needed bool) {
		switch {
		case given && f.Name != filter:
			problems = append(problems, Problem{path + "." + option, "Unused option",
				fmt.Sprintf("The filter %q takes no %s; %q does.", f.Name, option, filter)})
		case needed && !given && f.Name == filter:
			problems = append(problems, Problem{path + "." + option, "Missing option",
				fmt.Sprintf("The filter %q needs %s.", f.Name, option)})
		}
	}
	rule("count", take, f.Count > 0, true)
	rule("values", "map", len(f.Values) > 0, true)
	rule("default", "map", f.Default != "", false)
	rule("ignore_case", "choice", f.IgnoreCase, false)
	rule("ignore_punctuation", "choice", f.IgnorePunctuation, false)
	rule("ignore_patterns", "choice", len(f.IgnorePatterns) > 0, false)
	return problems
}

// A pipeline turns the responses to an item into answers. Once invalid, an
// answer stays so.
type pipeline []func(answers, choices []string) []string

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
			p = append(p, func(answers, _ []string) []string { return vote(answers) })
		case take:
			p = append(p, func(answers, _ []string) []string { return answers[:min(int(f.Count), len(answers))] })
		default:
			p = append(p, each(step))
		}
	}
	return p, nil
}

func (p pipeline) apply(responses, choices []string) []string {
	answers := append([]string(nil), responses...)
	for _, step := range p {
		answers = step(answers, choices)
	}
	return answers
}

func each(step step) func(answers, choices []string) []string {
	return func(answers, choices []string) []string {
		for i, a := range answers {
			if a != Invalid {
				answers[i] = step(a, choices)
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
