package stages

import (
	"context"
	"fmt"
	"strings"

	"github.com/rs/zerolog"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

var _ = register(pipeline.Kind{
	Name:    "benchmark",
	Version: 5,
	Doc:     "renders the documents of a dataset as the prompts that models are asked",
	New:     func() pipeline.Config { return newBenchmark() },
})

// A Benchmark says what models are asked about a dataset and how they are
// judged. It is data: running it renders every prompt, so that they can be
// read before any model sees them, and a change that leaves them as they were
// evaluates nothing again.
type Benchmark struct {
	Group string `hcl:"group,optional" recipe:"label" doc:"Heading under which reports show it"`
	About string `hcl:"about,optional" recipe:"label" doc:"One sentence on what it measures"`
	// Where it comes from is shown and makes no prompt another.
	Version  int64  `hcl:"version,optional" recipe:"label" min:"0" doc:"Of the task, raised when its prompts or scores change; 0 says nothing"`
	Licence  string `hcl:"licence,optional" recipe:"label" doc:"Of the data"`
	Citation string `hcl:"citation,optional" recipe:"label" doc:"Publication that describes it"`

	Dataset   pipeline.Ref `hcl:"dataset" accepts:"dataset" doc:"The documents"`
	Documents int64        `hcl:"documents,optional" recipe:"label" min:"0" doc:"How many the published split has; with another number there is a warning"`
	Request   string       `hcl:"request" one_of:"multiple_choice,generate,perplexity,classify,similarity" doc:"What is asked of the model"`

	Prompt       pipeline.Template `hcl:"prompt,optional" doc:"The question, over doc; the text, for perplexity and classify"`
	Choices      pipeline.Template `hcl:"choices,optional" doc:"List of answers to choose from, or of class names"`
	Contexts     pipeline.Template `hcl:"contexts,optional" doc:"List of prompts, one for each choice, in place of prompt"`
	AnswerPrefix pipeline.Template `hcl:"answer_prefix,optional" doc:"How the answer begins, over doc: the model goes on from there"`
	Answer       pipeline.Template `hcl:"answer,optional" doc:"The right answer: index or text of a choice, accepted text or list of texts, similarity"`
	Words        pipeline.Template `hcl:"words,optional" doc:"List of the two words, for similarity"`
	Counted      pipeline.Template `hcl:"counted,optional" doc:"Text whose words and bytes perplexity is told by; the prompt by default"`

	Program    pipeline.Template `hcl:"program,optional" doc:"Code that the completion is appended to; the prompt by default"`
	Test       pipeline.Template `hcl:"test,optional" doc:"Code that tests the completed program"`
	EntryPoint pipeline.Template `hcl:"entry_point,optional" doc:"Name of the function under test"`

	Interpreter string `hcl:"interpreter,optional" one_of:"builtin,python3" doc:"What runs completed programs: the program's own interpreter of a part of Python, or the machine's Python"`
	Sandbox     string `hcl:"sandbox,optional" doc:"Where the machine's Python runs: \"required\" has it run in bubblewrap or not at all; \"none, I trust this model\" as the user, with all that the user may do"`
	RunSeconds  int64  `hcl:"run_seconds,optional" min:"1" max:"3600" doc:"Processor time that a program may take in the machine's Python"`

	Description   string            `hcl:"description,optional" doc:"Text that opens every prompt"`
	Shots         int64             `hcl:"shots,optional" min:"0" max:"100" doc:"Solved documents shown before the question"`
	ShotsFrom     pipeline.Ref      `hcl:"shots_from,optional" accepts:"dataset" doc:"Where shots come from; the dataset itself by default, the asked document left out"`
	ShotDocuments pipeline.Template `hcl:"shot_documents,optional" doc:"Where shots come from: a list of documents, written out here"`
	ShotPrompt    pipeline.Template `hcl:"shot_prompt,optional" doc:"The question as shots have it, over doc; the prompt by default"`
	ShotAnswer    pipeline.Template `hcl:"shot_answer,optional" doc:"The answer as shots have it, over doc; the right choice or the first accepted text by default"`
	ShotMethod    string            `hcl:"shot_method,optional" one_of:"random,first,fixed,balanced" doc:"How shots are chosen; balanced takes as many of each answer"`
	ShotNumbers   []int64           `hcl:"shot_numbers,optional" doc:"Which documents are shown, counted from 0, for fixed"`
	ShotSeed      int64             `hcl:"shot_seed,optional" min:"0" max:"4294967295" doc:"Seed of the random choice"`
	ShotSpare     bool              `hcl:"shot_spare,optional" doc:"Draw one document more and leave out what equals the asked one, also from another dataset: so does lm-evaluation-harness where a task names neither a split for shots nor one for tests"`
	ShotDelimiter string            `hcl:"shot_delimiter,optional" doc:"What follows each shot"`
	Limit         int64             `hcl:"limit,optional" min:"0" doc:"Ask only about the first documents; 0 asks about all"`

	Delimiter   string    `hcl:"delimiter,optional" doc:"What stands between the question and an answer"`
	Metrics     []string  `hcl:"metrics" doc:"What is computed from the answers"`
	Chance      float64   `hcl:"chance,optional" doc:"What guessing scores on the first metric, where the documents do not tell; below 0 means unknown"`
	Stop        []string  `hcl:"stop,optional" doc:"Strings that end a generated answer"`
	MaxTokens   int64     `hcl:"max_tokens,optional" min:"1" doc:"Longest generated answer, in tokens"`
	Temperature float64   `hcl:"temperature,optional" min:"0" doc:"Of sampling; 0 takes the likeliest token"`
	TopP        float64   `hcl:"top_p,optional" above:"0" max:"1" doc:"Probability mass that sampling keeps"`
	Samples     int64     `hcl:"samples,optional" min:"1" doc:"Answers generated for each document"`
	Seed        int64     `hcl:"seed,optional" min:"0" doc:"Of sampling"`
	Filters     []Filter  `hcl:"filter,block" doc:"Steps from a generated text to the answer in it"`
	Extracts    []Extract `hcl:"extract,block" doc:"One of several ways to the answer, instead of filters: each metric has a value for each"`
	Match       *Match    `hcl:"match,block" doc:"What exact_match overlooks"`

	By          pipeline.Template `hcl:"by,optional" doc:"The group that a document belongs to, or a list of groups: every metric is also given for each"`
	Dialog      pipeline.Template `hcl:"dialog,optional" doc:"The dialog that a question is part of, for quac_heq_dialog"`
	NoAnswer    string            `hcl:"no_answer,optional" doc:"What a model would say of a question without an answer: best_match and best_f1 ask how likely that is"`
	JudgeClass  string            `hcl:"judge_class,optional" doc:"Class of the evaluation's judge that judged and judged_mean count"`
	JudgePrompt bool              `hcl:"judge_prompt,optional" doc:"Judge the prompt with the answer behind it, not the answer alone; so does sentiment"`
	Lexicon     pipeline.Ref      `hcl:"lexicon,optional" accepts:"dataset" doc:"What words are worth to sentiment: documents with the fields word and valence"`
}

// An Extract is one of several ways to cut an answer out of a generated text. The
// values of metrics are called by it: exact_match.strict.
type Extract struct {
	Name    string   `hcl:"name,label" doc:"What values are called by"`
	Filters []Filter `hcl:"filter,block" doc:"Steps from a generated text to the answer in it"`
}

// A Filter is a step from a generated text to the answer in it.
type Filter struct {
	Name    string `hcl:"name,label" doc:"Which filter"`
	Pattern string `hcl:"pattern,optional" doc:"Regular expression or text that it looks for"`
	Last    bool   `hcl:"last,optional" doc:"Take the last match, not the first"`
	Group   int64  `hcl:"group,optional" min:"0" doc:"Group of the match to take"`

	Count             int64             `hcl:"count,optional" min:"0" doc:"How many answers take keeps"`
	Values            map[string]string `hcl:"values,optional" doc:"What map makes of answers"`
	Default           string            `hcl:"default,optional" doc:"What map makes of all other answers"`
	IgnoreCase        bool              `hcl:"ignore_case,optional" doc:"For choice: upper and lower case are equal"`
	IgnorePunctuation bool              `hcl:"ignore_punctuation,optional" doc:"For choice: punctuation is deleted"`
	IgnorePatterns    []string          `hcl:"ignore_patterns,optional" doc:"For choice: what matches is deleted first"`
}

// A Match is what exact_match overlooks on both sides.
type Match struct {
	IgnoreCase        bool     `hcl:"ignore_case,optional" doc:"Upper and lower case are equal"`
	IgnorePunctuation bool     `hcl:"ignore_punctuation,optional" doc:"ASCII punctuation is deleted"`
	IgnoreNumbers     bool     `hcl:"ignore_numbers,optional" doc:"Digits are deleted"`
	IgnorePatterns    []string `hcl:"ignore_patterns,optional" doc:"What matches is deleted first"`
}

func newBenchmark() *Benchmark {
	spec := benchmarks.NewSpec("")
	return &Benchmark{
		ShotMethod:    benchmarks.RandomShots,
		ShotSeed:      1234,
		ShotDelimiter: spec.ShotDelimiter,
		Delimiter:     spec.Delimiter,
		Chance:        -1,
		Stop:          spec.Stop,
		MaxTokens:     spec.MaxTokens,
		TopP:          spec.TopP,
		Samples:       spec.Samples,
		Seed:          spec.Seed,
		Interpreter:   spec.Interpreter,
		Sandbox:       spec.Sandbox,
		RunSeconds:    spec.RunSeconds,
	}
}

// spec returns how the benchmark is asked and judged.
func (b *Benchmark) spec() benchmarks.Spec {
	spec := benchmarks.NewSpec(b.Request)
	spec.Metrics, spec.Delimiter, spec.ShotDelimiter = b.Metrics, b.Delimiter, b.ShotDelimiter
	if b.Chance >= 0 {
		spec.Chance, spec.HasChance = b.Chance, true
	}
	spec.Stop, spec.MaxTokens = b.Stop, b.MaxTokens
	spec.Temperature, spec.TopP = b.Temperature, b.TopP
	spec.Samples, spec.Seed = b.Samples, b.Seed
	spec.Interpreter, spec.Sandbox, spec.RunSeconds = b.Interpreter, b.Sandbox, b.RunSeconds
	spec.JudgeClass, spec.JudgePrompt, spec.NoAnswer = b.JudgeClass, b.JudgePrompt, b.NoAnswer
	spec.Filters = filters(b.Filters)
	for _, e := range b.Extracts {
		spec.Extracts = append(spec.Extracts, benchmarks.Extract{Name: e.Name, Filters: filters(e.Filters)})
	}
	if m := b.Match; m != nil {
		spec.Match = benchmarks.Match{
			IgnorePatterns: m.IgnorePatterns, IgnoreCase: m.IgnoreCase,
			IgnorePunctuation: m.IgnorePunctuation, IgnoreNumbers: m.IgnoreNumbers,
		}
	}
	return spec
}

func filters(list []Filter) []benchmarks.Filter {
	var out []benchmarks.Filter
	for _, f := range list {
		out = append(out, benchmarks.Filter(f))
	}
	return out
}

// ruleReads is what rules read besides the attribute that they are about, by its
// last name.
var ruleReads = map[string][]string{"interpreter": {"metrics"}, "sandbox": {"metrics", "interpreter"}, "count": {"samples"}, "judge_class": {"metrics"}, "no_answer": {"metrics"}}

// Check finds metrics and attributes that do not fit the request.
func (b *Benchmark) Check(c *pipeline.Check) {
	spec := b.spec()
	for _, p := range spec.Validate() {
		c.Given(ruleReads[p.Attribute[strings.LastIndex(p.Attribute, ".")+1:]]...).Errorf(p.Attribute, p.Summary, "%s", p.Detail)
	}
	needed := map[string][]string{
		benchmarks.MultipleChoice: {"choices", "answer"},
		benchmarks.Generate:       {"prompt"},
		benchmarks.Perplexity:     {"prompt"},
		benchmarks.Classify:       {"prompt", "choices", "answer"},
		benchmarks.Similarity:     {"words", "answer"},
	}[b.Request]
	for _, name := range needed {
		if !b.template(name).IsSet() {
			c.Given(name).Errorf("request", "Missing attribute", "A benchmark with request %q needs the attribute %q.", b.Request, name)
		}
	}
	if b.Request == benchmarks.Generate {
		for _, metric := range b.Metrics {
			if name := benchmarks.Judges(metric); name != "" && !b.template(name).IsSet() {
				c.Given(name).Errorf("metrics", "Missing attribute", "The metric %q needs the attribute %q.", metric, name)
			}
			if benchmarks.JudgesDialogs(metric) && !b.Dialog.IsSet() {
				c.Given("dialog").Errorf("metrics", "Missing attribute", "The metric %q needs the attribute \"dialog\".", metric)
			}
		}
	}
	if b.Request == benchmarks.MultipleChoice && b.Prompt.IsSet() == b.Contexts.IsSet() {
		c.Given("prompt", "contexts").Errorf("request", "Prompt or contexts",
			"A multiple-choice benchmark needs one of the attributes prompt and contexts.")
	}
	b.checkShots(c)
	if b.Counted.IsSet() && b.Request != benchmarks.Perplexity {
		c.Errorf("counted", "Attribute does not fit the request",
			"Words and bytes are counted for request \"perplexity\", not for %q. Remove the attribute.", b.Request)
	}
	b.checkConstants(c)
	b.checkJudged(c)
}

// checkConstants finds templates that give the same for every document, and
// not what is needed.
func (b *Benchmark) checkConstants(c *pipeline.Check) {
	for _, name := range []string{"prompt", "program", "test", "entry_point", "counted", "answer_prefix", "shot_prompt", "shot_answer", "dialog"} {
		if v, ok := b.template(name).Constant(); ok {
			if _, err := v.Text(); err != nil {
				c.Errorf(name, "Wrong type", "The attribute %q has to give a text: %v.", name, err)
			}
		}
	}
	for _, name := range []string{"choices", "contexts", "words", "by"} {
		if v, ok := b.template(name).Constant(); ok {
			if _, err := v.Texts(); err != nil {
				c.Errorf(name, "Wrong type", "The attribute %q has to give a list of texts: %v.", name, err)
			}
		}
	}
}

// template returns the template of an attribute. It is asked for often, of every
// benchmark of a plan.
func (b *Benchmark) template(name string) pipeline.Template {
	switch name {
	case "prompt":
		return b.Prompt
	case "choices":
		return b.Choices
	case "contexts":
		return b.Contexts
	case "answer":
		return b.Answer
	case "words":
		return b.Words
	case "program":
		return b.Program
	case "test":
		return b.Test
	case "entry_point":
		return b.EntryPoint
	case "answer_prefix":
		return b.AnswerPrefix
	case "shot_prompt":
		return b.ShotPrompt
	case "shot_answer":
		return b.ShotAnswer
	case "counted":
		return b.Counted
	case "by":
		return b.By
	case "dialog":
		return b.Dialog
	}
	return pipeline.Template{}
}

// Run writes the tables "items" and "spec".
func (b *Benchmark) Run(ctx context.Context, s *pipeline.Stage) error {
	docs, err := documents(s.Input(b.Dataset))
	if err != nil {
		return err
	}
	if b.Documents > 0 && int64(len(docs)) != b.Documents {
		zerolog.Ctx(ctx).Warn().Str("stage", s.Name()).Int("documents", len(docs)).Int64("published", b.Documents).
			Msg("the dataset is not the published split, so that values do not compare with published ones")
	}
	r := renderer{benchmark: b, spec: b.spec()}
	if b.Lexicon.IsSet() {
		if r.spec.Lexicon, err = readLexicon(s.Input(b.Lexicon)); err != nil {
			return fmt.Errorf("%s: %w", b.Lexicon.Node().Address(), err)
		}
	}
	if err := r.openPool(s, docs); err != nil {
		return err
	}
	if b.Limit > 0 && b.Limit < int64(len(docs)) {
		docs = docs[:b.Limit]
	}
	items := make([]benchmarks.Item, len(docs))
	for i, doc := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if items[i], err = r.item(i, doc); err != nil {
			return err
		}
	}
	warnOfLeaks(ctx, s, items)
	if err := artifacts.WriteTable(s.Out, "items", items); err != nil {
		return err
	}
	return writeSpec(s.Out, r.spec)
}

// Derived says that the items follow from the documents at once.
func (b *Benchmark) Derived() bool { return true }
