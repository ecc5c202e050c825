package benchmarks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pipe/metrics"
)

// Request types: what is asked of the model.
const (
	MultipleChoice = "multiple_choice" // log-likelihood of each choice
	Generate       = "generate"        // free text, until a stop string
	Perplexity     = "perplexity"      // log-likelihood of whole texts
	Classify       = "classify"        // a class from a Classifier
	Similarity     = "similarity"      // word vectors from an Embedder
)

// RequestTypes lists the request types.
func RequestTypes() []string {
	return []string{MultipleChoice, Generate, Perplexity, Classify, Similarity}
}

// A Spec says how a benchmark is asked and judged.
type Spec struct {
	Request string
	Metrics []string
	// Delimiter stands between a context and each choice.
	Delimiter string
	// ShotDelimiter stands behind each shot in the prompts.
	ShotDelimiter string

	// The rest of this block is for generate.
	Stop        []string
	MaxTokens   int64
	Temperature float64 // 0 takes the likeliest token
	TopP        float64
	Samples     int64 // responses drawn for each item
	Seed        int64
	Filters     []Filter  // cut the answer out of a response, in order
	Extracts    []Extract // or, where there are several ways to, each of them
	Match       Match     // what exact_match overlooks
	Interpreter string    // of completed programs
	Sandbox     string    // of the machine's interpreter
	RunSeconds  int64     // of processor time, for a program in the machine's interpreter
	Python      Runner    // that interpreter, where it is asked for

	// Answers are read by the metrics of judged answers alone, or behind the
	// prompt where JudgePrompt. JudgeClass is the class that judged counts, and
	// Lexicon what words are worth to sentiment.
	JudgePrompt bool
	JudgeClass  string
	Lexicon     Lexicon

	// NoAnswer is what the model would say where there is no answer.
	NoAnswer string

	// Chance is what guessing scores on the first metric, where HasChance: for
	// tasks of which the items do not tell it.
	Chance    float64
	HasChance bool

	// Resamples is how often the items are resampled for the standard error
	// of a metric that is no mean over items.
	Resamples int64
}

// NewSpec returns lm-evaluation-harness's defaults for a request type, but for
// the resamples: the harness takes 100,000, or 100 where a metric is slow.
func NewSpec(request string) Spec {
	return Spec{
		Request:       request,
		Delimiter:     " ",
		ShotDelimiter: "\n\n",
		Stop:          []string{"\n\n"},
		MaxTokens:     256,
		TopP:          1,
		Samples:       1,
		Seed:          1234,
		Interpreter:   Builtin,
		Sandbox:       SandboxRequired,
		RunSeconds:    3,
		Resamples:     1000,
	}
}

// A Problem is a fault in a Spec.
type Problem struct {
	Attribute string // "metrics", "filter[1].pattern", "match.ignore_patterns"
	Summary   string // a short title without full stop
	Detail    string // full sentences: what was found, what is allowed
}

// Validate returns every fault of the spec, in the order of its fields.
func (s *Spec) Validate() []Problem {
	if !slices.Contains(RequestTypes(), s.Request) {
		return []Problem{{"request", "Unknown request type", fmt.Sprintf("There is no request type %q.%s",
			s.Request, suggest(s.Request, RequestTypes()))}}
	}
	problems := slices.Concat(s.checkMetrics(), s.checkJudged(), s.checkNoAnswer())
	if s.Resamples < 2 {
		problems = append(problems, Problem{"resamples", "Too few resamples",
			fmt.Sprintf("A standard error needs 2 resamples at least; got %d.", s.Resamples)})
	}
	problems = append(problems, s.checkCode()...)
	if s.Request != Generate {
		return problems
	}
	problems = append(problems, s.checkGeneration()...)
	problems = append(problems, s.checkExtracts()...)
	problems = append(problems, s.checkFilters("", s.Filters)...)
	return append(problems, s.Match.check()...)
}

// checkFilters returns the faults of filters, which stand behind the prefix.
func (s *Spec) checkFilters(prefix string, filters []Filter) []Problem {
	var problems []Problem
	for i, f := range filters {
		path := fmt.Sprintf("%sfilter[%d]", prefix, i)
		problems = append(problems, f.check(path)...)
		if f.Name == take && f.Count > s.Samples {
			problems = append(problems, Problem{path + ".count", "Too few samples",
				fmt.Sprintf("The filter keeps %d answers to each document, but only %d are generated. Set samples to more.", f.Count, s.Samples)})
		}
	}
	return problems
}

// unconditional reports whether a metric needs the choices' log-likelihoods
// after an empty context.
func (s *Spec) unconditional() bool { return slices.Contains(s.Metrics, "acc_mutual_info") }

// Requests counts what a model is asked about the items: log-likelihoods,
// texts, classes, or pairs of words.
func (s *Spec) Requests(items []Item) int {
	switch s.Request {
	case MultipleChoice:
		n := 0
		for i := range items {
			n += len(items[i].Choices)
		}
		if s.unconditional() {
			n *= 2
		}
		return n
	case Generate:
		n := len(items) * int(s.Samples)
		if s.asksNoAnswer() {
			n += len(items)
		}
		return n
	}
	return len(items)
}

func (s *Spec) checkMetrics() []Problem {
	if len(s.Metrics) == 0 {
		return []Problem{{"metrics", "No metric", "A benchmark needs one metric at least. For " + s.Request +
			" there are " + strings.Join(metricNames(s.Request), ", ") + "."}}
	}
	var problems []Problem
	for i, name := range s.Metrics {
		m, ok := plainMetric(name)
		switch {
		case !ok:
			problems = append(problems, Problem{"metrics", "Unknown metric",
				fmt.Sprintf("There is no metric %q.%s", name, suggest(name, metricNames(s.Request)))})
		case !slices.Contains(m.Requests, s.Request):
			problems = append(problems, Problem{"metrics", "Metric does not fit the request",
				fmt.Sprintf("%q judges %s, not %s. For %s there are %s.", name, strings.Join(m.Requests, " and "),
					s.Request, s.Request, strings.Join(metricNames(s.Request), ", "))})
		case m.responses > s.Samples:
			problems = append(problems, Problem{"samples", "Too few samples",
				fmt.Sprintf("%s needs %d samples of each item; got %d.", name, m.responses, s.Samples)})
		case slices.Contains(s.Metrics[:i], name):
			problems = append(problems, Problem{"metrics", "Metric named twice",
				fmt.Sprintf("%q is in the list already.", name)})
		}
	}
	return problems
}

func (s *Spec) checkGeneration() []Problem {
	var problems []Problem
	add := func(attribute, summary, format string, args ...any) {
		problems = append(problems, Problem{attribute, summary, fmt.Sprintf(format, args...)})
	}
	if slices.Contains(s.Stop, "") {
		add("stop", "Empty stop string", "An empty stop string would end every response at once.")
	}
	if s.MaxTokens < 1 {
		add("max_tokens", "No room for a response", "max_tokens must be 1 at least; got %d.", s.MaxTokens)
	}
	if !(s.Temperature >= 0) {
		add("temperature", "Negative temperature", "temperature must be 0 or more; got %v.", s.Temperature)
	}
	if !(s.TopP > 0 && s.TopP <= 1) {
		add("top_p", "top_p out of range", "top_p must be above 0 and at most 1; got %v.", s.TopP)
	}
	if s.Samples < 1 {
		add("samples", "No samples", "samples must be 1 at least; got %d.", s.Samples)
	}
	if s.Samples > 1 && s.Temperature == 0 {
		add("temperature", "Equal samples", "At temperature 0 all %d samples of an item would be the same. "+
			"Set a temperature, or draw one sample.", s.Samples)
	}
	return problems
}

// Match is what exact_match overlooks on both sides, in this order: text that
// a pattern matches, case, ASCII punctuation, digits. Nothing is trimmed.
type Match struct {
	IgnorePatterns    []string
	IgnoreCase        bool
	IgnorePunctuation bool
	IgnoreNumbers     bool
}

func (m Match) check() []Problem {
	var problems []Problem
	for _, p := range m.IgnorePatterns {
		if _, err := regexp.Compile(p); err != nil {
			problems = append(problems, Problem{"match.ignore_patterns", "Malformed pattern",
				fmt.Sprintf("%q is no regular expression: %v.", p, err)})
		}
	}
	return problems
}

// normalizer returns the function that both sides go through.
func (m Match) normalizer() (func(string) string, error) {
	patterns := make([]*regexp.Regexp, len(m.IgnorePatterns))
	for i, p := range m.IgnorePatterns {
		re, err := compile(p)
		if err != nil {
			return nil, fmt.Errorf("ignored pattern: %w", err)
		}
		patterns[i] = re
	}
	return func(s string) string {
		for _, re := range patterns {
			s = re.ReplaceAllLiteralString(s, "")
		}
		if m.IgnoreCase {
			s = metrics.Lower(s)
		}
		return strings.Map(func(r rune) rune {
			if m.IgnorePunctuation && isPunctuation(r) || m.IgnoreNumbers && r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, s)
	}, nil
}

// isPunctuation reports whether r is one of Python's string.punctuation.
func isPunctuation(r rune) bool {
	return r > ' ' && r < 0x7f && !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
}
