package page

// A Page is everything that a report shows. Rendering it is a pure function:
// the same page gives the same bytes.
type Page struct {
	Title       string
	Description string // of the experiment's question; may be empty
	Columns     []Column
	Claims      []Claim
	Choices     []Choice
	Comparisons []Comparison
	Ablations   []Ablation
	Groups      []Group
	Curves      []Curve
	Examples    []ExampleSet
	Costs       []Cost
	Graph       Graph

	Suites         []SuiteMean
	Published      []Published
	Contaminations []Contamination
	Breakdowns     []Breakdown
	Benchmarks     []BenchmarkSource
	Files          []File
}

// A Column is one evaluated model.
type Column struct {
	Name   string // address of the evaluation, "evaluate.base"
	Model  string // address of the model, "pretrain.base"
	Digest string // artifact of the evaluation, "sha256:…"
}

// A Group is a table of results under one heading.
type Group struct {
	Name string
	Rows []Row
}

// A Row is one metric of one benchmark, over all columns.
type Row struct {
	Benchmark      string // "capitals"
	About          string // one sentence, may be empty
	Metric         string // "acc"
	Percent        bool   // whether values are shares, shown as percentages
	HigherIsBetter bool
	Cells          []Cell // one for each column
}

// A Cell is a number and its proof.
type Cell struct {
	Present   bool // false: this model was not asked
	HasValue  bool
	Value     float64
	Note      string // why there is no value, or ""
	N         int64
	Varies    string // why another honest run may give other bits, or ""
	Truncated int64  // prompts cut to the model's context, of Asked
	Unscored  int64  // prompts with a choice of which only the end was scored, of Asked
	Unread    int64  // prompts with an answer of which the judge read only the beginning, of Asked
	Asked     int64
	Leaked    int64 // prompts that showed their own answer, of Asked
	StdErr    float64
	HasError  bool
	Low, High float64 // 95 % interval
	HasRange  bool
	Method    string  // of the interval: "wilson", "normal", "bootstrap"
	Chance    float64 // what guessing reaches; for some metrics it depends on the model's answers
	HasChance bool
	Reference string // what `pipe trace` takes: "evaluate.base.capitals.acc"
	Samples   string // digest of the per-sample table
}

// A Curve is how the loss of one model fell during training.
type Curve struct {
	Name   string // "pretrain.base"
	About  string // shape of the model in a few words, may be empty
	Points []Point
	Kept   int64  // the step whose parameters are the model; 0 is the last
	Unit   string // of the loss, "nats per token"
	Chart  string // curves of the same chart can be compared; "" is a chart of its own
	Digest string // artifact of the model
}

// A Point is one training step.
type Point struct {
	Step, Tokens  int64
	Loss          float64
	Validation    float64
	HasValidation bool
	LearningRate  float64
}

// An ExampleSet is a few samples of one benchmark by one model.
type ExampleSet struct {
	Group, Benchmark string
	Model            string
	Request          string // "multiple_choice", …
	Examples         []Example
}

// An Example is one sample: what was asked, what came back, what was right.
type Example struct {
	Prompt   string
	Options  []Option // of which the model chose
	Response string   // what the model wrote
	Answer   string   // what counted of it, where that differs
	Verdict  string   // how a completed program ended
	Expected string
	Scores   []Score
	Scored   bool // whether Correct means anything
	Correct  bool
}

// An Option is a choice or a class, and what the model gave it: a
// log-likelihood or a probability.
type Option struct {
	Text          string
	Value         float64
	HasValue      bool
	Chosen, Right bool
}

// A Score is a named value of one sample.
type Score struct {
	Name  string
	Value float64
}

// A Cost is what a stage took. Seconds are measured, differ between runs, and
// are no part of the page: Fill puts them in.
type Cost struct {
	Stage      string
	Model      string // that was trained or asked
	Parameters int64
	Tokens     int64 // 0 where nothing was trained
	FLOPs      float64
}

// A Graph is the experiment as nodes and edges; nodes are in topological
// order.
type Graph struct {
	Nodes []Node
	Edges []Edge
}

// A Node is one stage.
type Node struct {
	Address string // "pretrain.base"
	Kind    string // "pretrain"
	Digest  string // "sha256:…"
}

// An Edge leads from an input to the stage that reads it.
type Edge struct {
	From, To int    // indices of nodes
	Role     string // "corpus"
}
