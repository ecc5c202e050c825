package benchmarks

import "slices"

// A Result is all that an evaluation found out.
type Result struct {
	Samples []Sample // in item order
	Values  []Value  // in the order of the spec's metrics
	By      []Value  // the same of each group, by name
}

// A Sample is what one item was asked, answered and given. Values are computed
// from rows of it alone, so a table of them is the proof of every value.
type Sample struct {
	Item    string   `arrow:"item"`
	Prompts []string `arrow:"prompts"` // one, or one for each choice
	Choices []string `arrow:"choices"`
	Gold    []int64  `arrow:"gold"`
	// LogLikelihoods, Greedy and Tokens have an element for each choice;
	// LogLikelihoods has one for a whole text, and for there being no answer where a
	// metric of generated text needs it. Greedy is 1 where greedy
	// decoding would write the choice. Unconditional holds the
	// log-likelihoods after an empty context, where a metric needs them.
	LogLikelihoods []float64 `arrow:"log_likelihoods"`
	Unconditional  []float64 `arrow:"unconditional"`
	Greedy         []int64   `arrow:"greedy"`
	Tokens         []int64   `arrow:"tokens"`
	// Cut has, for each prompt as it was asked, the tokens that it lost to fit
	// the model's context: one for each choice, else one.
	Cut []int64 `arrow:"cut"`
	// Unscored has, for each choice, those of its own tokens that were lost,
	// as it alone is longer than the context: LogLikelihoods leave them out.
	Unscored      []int64   `arrow:"unscored"`
	Words         int64     `arrow:"words"`         // of a whole text
	Bytes         int64     `arrow:"bytes"`         // of a whole text
	Probabilities []float64 `arrow:"probabilities"` // of the classes
	// Chosen is the choice, or class, that was decided for; -1 without one.
	Chosen     int64    `arrow:"chosen"`
	Responses  []string `arrow:"responses"`
	Answers    []string `arrow:"answers"`  // the responses after the filters
	Extracts   []string `arrow:"extracts"` // which extract found each answer, where there are several
	Verdicts   []string `arrow:"verdicts"` // how each completed program ended
	References []string `arrow:"references"`
	// By names the groups that the item belongs to.
	By []string `arrow:"by"`
	// Dialog names the dialog that the item is part of, or is "".
	Dialog string `arrow:"dialog"`
	// JudgedAs has the class that a judge found for each answer, JudgeScores how
	// likely it found the class that counts, and Unread the tokens at the end of the
	// text that did not fit its context.
	JudgedAs    []string  `arrow:"judged_as"`
	JudgeScores []float64 `arrow:"judge_scores"`
	Unread      []int64   `arrow:"unread"`
	// Human is people's judgement of a word pair, Similarity the model's;
	// Covered says whether the model knows both words.
	Human      float64 `arrow:"human"`
	Similarity float64 `arrow:"similarity"`
	Covered    bool    `arrow:"covered"`
	Leaked     bool    `arrow:"leaked"` // a shot was the document itself
	Correct    bool    `arrow:"correct"`
	Invalid    bool    `arrow:"invalid"`
	// Metrics names the metrics that score single items, Scores has their
	// values. Their means are the result's values.
	Metrics []string  `arrow:"metrics"`
	Scores  []float64 `arrow:"scores"`
}

// newSample is an item that has not been answered.
func newSample(spec *Spec, it *Item) Sample {
	s := Sample{
		Item: it.ID, Prompts: []string{it.Context}, Choices: it.Choices, Gold: it.Gold, References: it.References,
		Chosen: -1, Leaked: it.Leaked, By: it.By, Dialog: it.Dialog,
	}
	switch {
	case spec.Request == Perplexity:
		s.Prompts, s.Words, s.Bytes = []string{it.Text}, it.Words, it.Bytes
	case spec.Request == Classify:
		s.Prompts = []string{it.Text}
	case spec.Request == Similarity:
		s.Prompts, s.Human = []string{it.Word1, it.Word2}, it.Human
	case len(it.Contexts) > 0:
		s.Prompts = it.Contexts
	}
	return s
}

// prompt returns what comes before choice i.
func (s *Sample) prompt(i int) string {
	if len(s.Prompts) > 1 {
		return s.Prompts[i]
	}
	return s.Prompts[0]
}

// isGold reports whether choice i is right.
func (s *Sample) isGold(i int64) bool { return slices.Contains(s.Gold, i) }

// Truncated reports whether a prompt of the item was cut.
func (s *Sample) Truncated() bool {
	return slices.ContainsFunc(s.Cut, func(tokens int64) bool { return tokens > 0 })
}

// HasUnscored reports whether only the end of some choice was scored.
func (s *Sample) HasUnscored() bool {
	return slices.ContainsFunc(s.Unscored, func(tokens int64) bool { return tokens > 0 })
}

// HasUnread reports whether a judge read only the beginning of some answer.
func (s *Sample) HasUnread() bool {
	return slices.ContainsFunc(s.Unread, func(tokens int64) bool { return tokens > 0 })
}

// Score returns what a metric gave the item, if it scores single items.
func (s *Sample) Score(metric string) (score float64, ok bool) {
	i := slices.Index(s.Metrics, metric)
	if i < 0 {
		return 0, false
	}
	return s.Scores[i], true
}

// text is the answer that counts: the first.
func (s *Sample) text() string { return s.Answers[0] }

// A Value is a metric over all items. No field is NaN or infinite: where a
// number does not exist, its flag is false.
type Value struct {
	By       string  `arrow:"by"` // of the groups, or "" for all items
	Metric   string  `arrow:"metric"`
	Value    float64 `arrow:"value"`
	HasValue bool    `arrow:"has_value"`
	Note     string  `arrow:"note"` // why there is no value, or what it leaves out; or ""
	N        int64   `arrow:"n"`    // items that count
	StdErr   float64 `arrow:"stderr"`
	HasError bool    `arrow:"has_stderr"`
	// Low and High bound the 95 % interval that Interval names: "wilson",
	// "normal" or "bootstrap"; "" where there is none.
	Low      float64 `arrow:"low"`
	High     float64 `arrow:"high"`
	Interval string  `arrow:"interval"`
	// Chance is what guessing would score on average.
	Chance         float64 `arrow:"chance"`
	HasChance      bool    `arrow:"has_chance"`
	HigherIsBetter bool    `arrow:"higher_is_better"`
	// Truncated is how many of the Asked items had a prompt that was cut to
	// the model's context.
	Truncated int64 `arrow:"truncated"`
	Asked     int64 `arrow:"asked"`
	// Unscored is how many of the Asked items had a choice longer than the
	// model's context, of which only the end was scored.
	Unscored int64 `arrow:"unscored"`
	// Unread is how many of the Asked items had an answer longer than the judge's
	// context, of which it read only the beginning.
	Unread int64 `arrow:"unread"`
	// Leaked is how many of the Asked items had their own answer among the shots.
	Leaked int64 `arrow:"leaked"`
}
