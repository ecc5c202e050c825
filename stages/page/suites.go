package page

import (
	"strconv"
	"strings"
)

// A SuiteMean is the mean of a suite's members, asked of one model.
type SuiteMean struct {
	Suite   string // "mmlu"
	About   string // may be empty
	Mean    string // "macro" or "weighted": which of the two is the suite's value
	Column  int
	Members int // benchmarks and suites that it names
	N       int64
	Metrics []string // of the members, each once
	Percent bool
	Note    string // why there is no value, or ""
	Varies  string // as a Cell's, of any member

	HasValue                    bool
	Weighted, Macro             float64
	HasError                    bool
	WeightedStdErr, MacroStdErr float64
	HasPooled                   bool
	PooledStdErr                float64 // lm-evaluation-harness's
}

// suitesText says how suites are averaged.
const suitesText = "Each member counts with its first metric, a suite among them with its own mean. " +
	"The weighted mean lets every document count alike, the macro mean every member; each has its own standard error, with the members taken as independent. " +
	"The pooled standard error is the one that lm-evaluation-harness prints for a group, whichever mean it takes; it is here to be compared with."

// Value returns the suite's own mean and its standard error.
func (s SuiteMean) Value() (mean, stderr float64) {
	if s.Mean == "weighted" {
		return s.Weighted, s.WeightedStdErr
	}
	return s.Macro, s.MacroStdErr
}

// metrics names what is averaged, and says where that is not one thing.
func (s SuiteMean) metrics() string {
	names := strings.Join(s.Metrics, ", ")
	if len(s.Metrics) > 1 {
		return "different: " + names
	}
	return names
}

func (s SuiteMean) text(mean, stderr float64) string {
	if !s.HasValue {
		return none
	}
	text := number(mean, s.Percent)
	if s.HasError {
		text += " ± " + spread(stderr, mean, s.Percent)
	}
	if s.Varies != "" {
		text += " " + variesMark
	}
	return text
}

// notes says all that there is to say of a mean.
func (s SuiteMean) notes() string {
	return Cell{Present: true, Note: s.Note, Varies: s.Varies}.notes()
}

type suiteView struct {
	Name                                     []string
	About, Model, Mean, Members, N, Metrics  string
	Value, Weighted, Macro, Pooled, NoteText string
}

func (p *Page) suiteViews() []suiteView {
	var views []suiteView
	for _, s := range p.Suites {
		v := suiteView{
			Name: breakable(s.Suite), About: s.About, Model: p.Columns[s.Column].label(), Mean: s.Mean,
			Members: strconv.Itoa(s.Members), N: count(s.N), Metrics: s.metrics(),
			Value: s.text(s.Value()), Weighted: s.text(s.Weighted, s.WeightedStdErr), Macro: s.text(s.Macro, s.MacroStdErr),
			Pooled: none, NoteText: s.Note,
		}
		if s.HasPooled {
			v.Pooled = "± " + spread(s.PooledStdErr, s.Weighted, s.Percent)
		}
		views = append(views, v)
	}
	return views
}

func (p *Page) markdownSuites(b *strings.Builder) {
	if len(p.Suites) == 0 {
		return
	}
	b.WriteString("\n## Suites\n\n" + suitesText + "\n")
	t := table{b}
	t.head(4, "Suite", "Model", "Mean", "Metric", "Members", "n", "Value", "Weighted mean", "Macro mean", "Pooled error of lm-eval")
	for _, v := range p.suiteViews() {
		value := v.Value
		if v.NoteText != "" {
			value += " (" + v.NoteText + ")"
		}
		t.row(escapeMarkdown(strings.Join(v.Name, "")), escapeMarkdown(v.Model), v.Mean, escapeMarkdown(v.Metrics), v.Members, v.N,
			escapeMarkdown(value), v.Weighted, v.Macro, v.Pooled)
	}
}

// SuitesCSV returns the means of every suite, one to a line, or nil where there
// is none.
func (p *Page) SuitesCSV() []byte {
	if len(p.Suites) == 0 {
		return nil
	}
	lines := [][]string{{
		"suite", "model", "evaluation", "mean", "metrics", "members", "n", "value", "stderr", "weighted_mean", "weighted_stderr",
		"macro_mean", "macro_stderr", "lm_eval_pooled_stderr", "note",
	}}
	for _, s := range p.Suites {
		value, stderr := s.Value()
		lines = append(lines, []string{
			s.Suite, p.Columns[s.Column].Model, p.Columns[s.Column].Name, s.Mean, strings.Join(s.Metrics, " "),
			strconv.Itoa(s.Members), strconv.FormatInt(s.N, 10), field(value, s.HasValue), field(stderr, s.HasError),
			field(s.Weighted, s.HasValue), field(s.WeightedStdErr, s.HasError), field(s.Macro, s.HasValue), field(s.MacroStdErr, s.HasError),
			field(s.PooledStdErr, s.HasPooled), s.notes(),
		})
	}
	return encode(lines)
}
