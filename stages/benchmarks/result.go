package benchmarks

// A Result is all that an evaluation found out.
type Result struct {
	Samples []Sample // in item order
	Values  []Value  // in the order of the spec's metrics
}

// A Sample is what one item was asked, answered and given.
type Sample struct {
	Item    string   `arrow:"item"`
	Prompts []string `arrow:"prompts"` // one, or one for each choice
	Choices []string `arrow:"choices"`
	Gold    []int64  `arrow:"gold"`
	// LogLikelihoods and Tokens have an element for each choice;
	// LogLikelihoods has one for a whole text.
	LogLikelihoods []float64 `arrow:"log_likelihoods"`
	Tokens         []int64   `arrow:"tokens"`
	Probabilities  []float64 `arrow:"probabilities"` // of the classes
	// Chosen is the choice, or class, that was decided for; -1 without one.
	Chosen     int64    `arrow:"chosen"`
	Responses  []string `arrow:"responses"`
	Answers    []string `arrow:"answers"`  // the responses after the filters
	Verdicts   []string `arrow:"verdicts"` // how each completed program ended
	References []string `arrow:"references"`
	// Similarity is the model's for a word pair; Covered says whether it
	// knows both words.
	Similarity float64 `arrow:"similarity"`
	Covered    bool    `arrow:"covered"`
	Correct    bool    `arrow:"correct"`
	Invalid    bool    `arrow:"invalid"`
	// Metrics names the metrics that score single items, Scores has their
	// values. Their means are the result's values.
	Metrics []string  `arrow:"metrics"`
	Scores  []float64 `arrow:"scores"`
}

// A Value is a metric over all items. No field is NaN or infinite: where a
// number does not exist, its flag is false.
type Value struct {
	Metric   string  `arrow:"metric"`
	Value    float64 `arrow:"value"`
	HasValue bool    `arrow:"has_value"`
	Note     string  `arrow:"note"` // why there is no value, or ""
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
}
