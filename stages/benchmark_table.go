package stages

import (
	"encoding/json"
	"fmt"
	"strings"

	"pipe/artifacts"
	"pipe/stages/benchmarks"
)

// specRow is the only row of a benchmark's table "spec". Filters are kept as
// lists of equal length; what few of them have is JSON.
type specRow struct {
	Request           string   `arrow:"request"`
	Metrics           []string `arrow:"metrics"`
	Delimiter         string   `arrow:"delimiter"`
	ShotDelimiter     string   `arrow:"shot_delimiter"`
	Stop              []string `arrow:"stop"`
	MaxTokens         int64    `arrow:"max_tokens"`
	Temperature       float64  `arrow:"temperature"`
	TopP              float64  `arrow:"top_p"`
	Samples           int64    `arrow:"samples"`
	Seed              int64    `arrow:"seed"`
	Resamples         int64    `arrow:"resamples"`
	Chance            float64  `arrow:"chance"`
	HasChance         bool     `arrow:"has_chance"`
	Filters           []string `arrow:"filters"`
	FilterPatterns    []string `arrow:"filter_patterns"`
	FilterLast        []int64  `arrow:"filter_last"`
	FilterGroups      []int64  `arrow:"filter_groups"`
	FilterOptions     []string `arrow:"filter_options"`  // of filterOptions
	FilterExtracts    []string `arrow:"filter_extracts"` // which extract each is of, or ""
	Extracts          []string `arrow:"extracts"`
	IgnorePatterns    []string `arrow:"ignore_patterns"`
	IgnoreCase        bool     `arrow:"ignore_case"`
	IgnorePunctuation bool     `arrow:"ignore_punctuation"`
	IgnoreNumbers     bool     `arrow:"ignore_numbers"`
	Interpreter       string   `arrow:"interpreter"`
	Sandbox           string   `arrow:"sandbox"`
	RunSeconds        int64    `arrow:"run_seconds"`

	NoAnswer     string    `arrow:"no_answer"`
	JudgeClass   string    `arrow:"judge_class"`
	JudgePrompt  bool      `arrow:"judge_prompt"`
	LexiconWords []string  `arrow:"lexicon_words"`
	LexiconWorth []float64 `arrow:"lexicon_worth"`
}

// filterOptions are what few filters have.
type filterOptions struct {
	Count             int64             `json:"count,omitempty"`
	Values            map[string]string `json:"values,omitempty"`
	Default           string            `json:"default,omitempty"`
	IgnoreCase        bool              `json:"ignore_case,omitempty"`
	IgnorePunctuation bool              `json:"ignore_punctuation,omitempty"`
	IgnorePatterns    []string          `json:"ignore_patterns,omitempty"`
}

func writeSpec(w *artifacts.Writer, s benchmarks.Spec) error {
	row := specRow{
		Request: s.Request, Metrics: s.Metrics, Delimiter: s.Delimiter, ShotDelimiter: s.ShotDelimiter, Stop: s.Stop, MaxTokens: s.MaxTokens,
		Temperature: s.Temperature, TopP: s.TopP, Samples: s.Samples, Seed: s.Seed, Resamples: s.Resamples,
		Chance: s.Chance, HasChance: s.HasChance, Interpreter: s.Interpreter, Sandbox: s.Sandbox, RunSeconds: s.RunSeconds,
		IgnorePatterns: s.Match.IgnorePatterns, IgnoreCase: s.Match.IgnoreCase,
		IgnorePunctuation: s.Match.IgnorePunctuation, IgnoreNumbers: s.Match.IgnoreNumbers,
		NoAnswer: s.NoAnswer, JudgeClass: s.JudgeClass, JudgePrompt: s.JudgePrompt, LexiconWords: s.Lexicon.Words, LexiconWorth: s.Lexicon.Worth,
	}
	if err := row.addFilters("", s.Filters); err != nil {
		return err
	}
	for _, e := range s.Extracts {
		row.Extracts = append(row.Extracts, e.Name)
		if err := row.addFilters(e.Name, e.Filters); err != nil {
			return err
		}
	}
	return artifacts.WriteTable(w, "spec", []specRow{row})
}

func (r *specRow) addFilters(extract string, filters []benchmarks.Filter) error {
	for _, f := range filters {
		last := int64(0)
		if f.Last {
			last = 1
		}
		r.Filters = append(r.Filters, f.Name)
		r.FilterPatterns = append(r.FilterPatterns, f.Pattern)
		r.FilterLast = append(r.FilterLast, last)
		r.FilterGroups = append(r.FilterGroups, f.Group)
		options, err := json.Marshal(filterOptions{f.Count, f.Values, f.Default, f.IgnoreCase, f.IgnorePunctuation, f.IgnorePatterns})
		if err != nil {
			return err
		}
		r.FilterOptions = append(r.FilterOptions, string(options))
		r.FilterExtracts = append(r.FilterExtracts, extract)
	}
	return nil
}

// filters returns the filters of an extract, or those of none.
func (r *specRow) filters(extract string) ([]benchmarks.Filter, error) {
	var filters []benchmarks.Filter
	for i, f := range r.Filters {
		if r.FilterExtracts[i] != extract {
			continue
		}
		var o filterOptions
		if err := json.Unmarshal([]byte(r.FilterOptions[i]), &o); err != nil {
			return nil, fmt.Errorf("options of filter %d: %w", i, err)
		}
		filters = append(filters, benchmarks.Filter{
			Name: f, Pattern: r.FilterPatterns[i], Last: r.FilterLast[i] != 0, Group: r.FilterGroups[i],
			Count: o.Count, Values: o.Values, Default: o.Default,
			IgnoreCase: o.IgnoreCase, IgnorePunctuation: o.IgnorePunctuation, IgnorePatterns: o.IgnorePatterns,
		})
	}
	return filters, nil
}

func readSpec(a *artifacts.Artifact, name string) (benchmarks.Spec, error) {
	rows, err := artifacts.ReadTable[specRow](a, name)
	if err != nil {
		return benchmarks.Spec{}, err
	}
	if len(rows) != 1 {
		return benchmarks.Spec{}, fmt.Errorf("table %s: got %d rows, want 1", name, len(rows))
	}
	r := rows[0]
	s := benchmarks.Spec{
		Request: r.Request, Metrics: r.Metrics, Delimiter: r.Delimiter, ShotDelimiter: r.ShotDelimiter, Stop: r.Stop, MaxTokens: r.MaxTokens,
		Temperature: r.Temperature, TopP: r.TopP, Samples: r.Samples, Seed: r.Seed, Resamples: r.Resamples,
		Chance: r.Chance, HasChance: r.HasChance, Interpreter: r.Interpreter, Sandbox: r.Sandbox, RunSeconds: r.RunSeconds,
		Match: benchmarks.Match{
			IgnorePatterns: r.IgnorePatterns, IgnoreCase: r.IgnoreCase,
			IgnorePunctuation: r.IgnorePunctuation, IgnoreNumbers: r.IgnoreNumbers,
		},
		NoAnswer: r.NoAnswer, JudgeClass: r.JudgeClass, JudgePrompt: r.JudgePrompt,
		Lexicon: benchmarks.Lexicon{Words: r.LexiconWords, Worth: r.LexiconWorth},
	}
	if s.Filters, err = r.filters(""); err != nil {
		return s, fmt.Errorf("table %s: %w", name, err)
	}
	for _, extract := range r.Extracts {
		filters, err := r.filters(extract)
		if err != nil {
			return s, fmt.Errorf("table %s: %w", name, err)
		}
		s.Extracts = append(s.Extracts, benchmarks.Extract{Name: extract, Filters: filters})
	}
	return s, nil
}

// A question set is a benchmark as an evaluation reads it: from a benchmark's
// artifact or from a suite's.
type questionSet struct {
	spec  benchmarks.Spec
	items []benchmarks.Item

	from   *artifacts.Artifact
	prefix string // of its tables' names
}

// questionSets reads the benchmarks in an artifact: the one of a benchmark
// stage, or those that a suite has gathered.
func questionSets(a *artifacts.Artifact) ([]questionSet, error) {
	var sets []questionSet
	for _, prefix := range setPrefixes(a) {
		spec, err := readSpec(a, prefix+"spec")
		if err != nil {
			return nil, err
		}
		items, err := artifacts.ReadTable[benchmarks.Item](a, prefix+"items")
		if err != nil {
			return nil, err
		}
		sets = append(sets, questionSet{spec, items, a, prefix})
	}
	return sets, nil
}

// setPrefixes returns what stands before "spec.arrow" in the file names of
// each benchmark in an artifact, in order.
func setPrefixes(a *artifacts.Artifact) []string {
	var prefixes []string
	for _, f := range a.Files {
		if prefix, ok := strings.CutSuffix(f.Name, "spec.arrow"); ok {
			prefixes = append(prefixes, prefix)
		}
	}
	return prefixes
}
