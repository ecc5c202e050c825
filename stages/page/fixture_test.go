package page

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// fakeDigest looks like a digest, and differs for each name.
func fakeDigest(name string) string {
	return "sha256:" + keyOf(name)
}

// fixtureOrigins returns where every stage of a page comes from: its recipe
// names what all stages made.
func fixtureOrigins(p *Page) map[string]Origin {
	inputs := ""
	for i, n := range p.Graph.Nodes {
		inputs += fmt.Sprintf("input all[%d] %s\n", i, n.Digest)
	}
	origins := make(map[string]Origin)
	for i, n := range p.Graph.Nodes {
		recipe := "pipe recipe 1\nkind " + n.Kind + " 1\nattribute text \"<" + n.Address + ">\"\n" + inputs
		origins[n.Address] = Origin{Recipe: recipe, Seconds: float64(1 + i)}
	}
	return origins
}

// fixture is a page of a believable size: four models, nine benchmarks, and
// the graph that leads to them.
func fixture() *Page {
	models := []string{"pretrain.small", "pretrain.base", "finetune.chat", "finetune.chat_long_schedule"}
	p := &Page{
		Title:       "What a small model learns from a small world",
		Description: "Four models of one family read the same text. Does fine-tuning cost them what they knew, and does it pay in answers that follow instructions?",
	}
	for _, m := range models {
		name := "evaluate." + m[strings.IndexByte(m, '.')+1:]
		p.Columns = append(p.Columns, Column{Name: name, Model: m, Digest: fakeDigest(name)})
	}
	r := rand.New(rand.NewPCG(7, 1))
	p.Groups = []Group{
		{Name: "Knowledge", Rows: []Row{
			shareRow(p, r, "capitals", "Which city is the capital of a country.", "acc", 0.25, 320, 0.31, 0.62, 0.6, 0.58),
			shareRow(p, r, "capitals", "Which city is the capital of a country.", "acc_norm", 0.25, 320, 0.33, 0.64, 0.62, 0.61),
			shareRow(p, r, "neighbours", "Which countries share a border.", "acc", 0.5, 200, 0.51, 0.55, 0.74, 0.52),
			shareRow(p, r, "arithmetic_two_digits", "Sums of two numbers below one hundred.", "exact_match", 0, 500, 0.01, 0.05, 0.04, 0.21),
		}},
		{Name: "Language", Rows: []Row{
			plainRow(p, "held_out_text", "Text of the same world, not seen in training.", "word_perplexity", false, 1800, 41.2, 12.34, 14.1, 13.87),
			plainRow(p, "held_out_text", "Text of the same world, not seen in training.", "bits_per_byte", false, 9120, 1.912, 1.204, 1.288, 1.279),
			plainRow(p, "similarity", "How alike two words are, as people judge it.", "spearman", true, 353, 0.08, 0.312, 0.298, 0.301),
			shareRow(p, r, "minimal_pairs", "Which of two sentences is grammatical.", "acc", 0.5, 1000, 0.71, 0.83, 0.82, 0.828),
		}},
		{Name: "Instructions", Rows: []Row{
			plainRow(p, "translation", "From the language of the coast to that of the hills.", "bleu", true, 400, 2.1, 8.3, 23.4, 24.9),
			shareRow(p, r, "formats", "Answers in the form that was asked for.", "pass@1", 0, 164, 0, 0.02, 0.41, 0.55),
			shareRow(p, r, "safety_refusals", "", "acc", 0.5, 120, 0.49, 0.5, 0.52, 0.47),
		}},
	}
	c := &p.Groups[2].Rows[2].Cells[0]
	*c = Cell{Present: true, Note: "no samples", Reference: c.Reference, Samples: c.Samples}
	p.Groups[0].Rows[2].Cells[3] = Cell{}
	p.Groups[2].Rows[1].Cells[3].Varies = "programs ran in CPython 3.11.2"
	for i := range p.Groups[1].Rows {
		p.Groups[1].Rows[i].Cells[0].Varies = "the answers come from http://127.0.0.1:8080/v1, which nothing pins"
	}
	cut := &p.Groups[2].Rows[0].Cells[1]
	cut.Truncated, cut.Asked = 37, 1838
	p.Comparisons = []Comparison{
		p.comparison("instruction", 1, 2, p.Groups[2].Rows[0], "", Difference{HasValue: true, Value: 15.1, StdErr: 0.63, HasError: true, Low: 13.9, High: 16.3}),
		p.comparison("instruction", 1, 3, p.Groups[2].Rows[1], "formats_in_words", Difference{HasValue: true, Value: 0.53, StdErr: 0.04, HasError: true, Low: 0.45, High: 0.61, Paired: true, HasTest: true, Test: "mcnemar", P: 0.0001, Holm: 0.0002, Discovery: 0.0002}),
		p.comparison("instruction", 1, 3, p.Groups[1].Rows[2], "", Difference{HasValue: true, Value: -0.011, StdErr: 0.01, HasError: true, Low: -0.031, High: 0.009, Paired: true, HasTest: true, Test: "randomisation", P: 0.28, Holm: 0.28, Discovery: 0.28}),
	}
	p.Graph = fixtureGraph(models)
	p.Claims = fixtureClaims()
	p.Choices = []Choice{fixtureChoice(p)}
	p.Ablations = []Ablation{fixtureAblation(), fixtureScaling()}
	p.Curves, p.Costs = fixtureTraining(r, models)
	for _, c := range p.Columns {
		p.Costs = append(p.Costs, Cost{Stage: c.Name, Model: c.Model})
	}
	p.Examples = fixtureExamples(models)
	p.Suites = fixtureSuites()
	p.Published = []Published{{
		Ours: "suite.exams", Group: "Exams", Name: "Exams (avg)", Shots: "5-shot", Table: "Table 3", Note: "made up",
		Cells:   []Cell{{Present: true, HasValue: true, Value: .74, StdErr: .0128, HasError: true}, {}, {}, {}},
		Figures: []Figure{{"Llama 2", "7B", 45.3}, {"Falcon", "7B", 26.2}},
	}}
	p.Contaminations = []Contamination{fixtureContamination()}
	p.Breakdowns = []Breakdown{fixtureBreakdown(p)}
	p.Benchmarks, p.Files = fixtureSources()
	return p
}

// fixtureSuites has one suite that can be averaged, asked of two models, and one
// that cannot.
func fixtureSuites() []SuiteMean {
	exams := SuiteMean{
		Suite: "exams", About: "Two exams", Mean: "weighted", Column: 0, Members: 2, N: 500, Metrics: []string{"acc"}, Percent: true,
		HasValue: true, Weighted: .74, Macro: .65,
		HasError: true, WeightedStdErr: .01280625, MacroStdErr: .0254951, HasPooled: true, PooledStdErr: .01278648,
	}
	bare := exams
	bare.Column, bare.Mean, bare.HasError, bare.HasPooled = 1, "macro", false, false
	return []SuiteMean{exams, bare, {
		Suite: "word", Mean: "macro", Column: 0, Members: 2, N: 700, Metrics: []string{"spearman", "acc"},
		Note: "members are measured in ways that have no common mean",
	}}
}

// fixtureSources has a benchmark of which all is said and a family of which
// nothing is, a file from elsewhere, a local one and one that is built in.
func fixtureSources() ([]BenchmarkSource, []File) {
	return []BenchmarkSource{
			{Name: "capitals", Version: "2", Licence: "CC-BY-4.0", Citation: "Nobody et al. 2026, Capitals & Coasts", Data: []string{"dataset.capitals", "dataset.shots"}},
			{Name: "exams", Tasks: 57, Data: []string{"dataset.exams"}},
		}, []File{
			{Source: "github://nobody/capitals@0123abc/capitals.jsonl", Digest: fakeDigest("capitals"), Readers: []string{"dataset.capitals", "dataset.shots"}},
			{Source: "a|b.csv", Digest: fakeDigest("exams"), Readers: []string{"dataset.exams (57)"}},
			{Source: "builtin:miniature/corpus@5", Readers: []string{"dataset.corpus"}},
		}
}

// fixtureClaims has one that holds, and one that cannot be told, which stands
// on a number that the page does not show.
func fixtureClaims() []Claim {
	const base, chat = "evaluate.base.capitals.acc", "evaluate.chat.capitals.acc"
	return []Claim{
		{
			Name: "claim.kept", Says: "Tuning costs no more knowledge than noise", Holds: true, Verdict: "holds",
			That: base + " - " + chat + " < 2 * " + base + ".stderr",
			Numbers: []ClaimNumber{
				{base, base, "evaluate.base", 0.62, true}, {chat, chat, "evaluate.chat", 0.6, true},
				{base + ".stderr", base, "evaluate.base", 0.0253, true},
			},
		},
		{
			Name: "claim.probe", Says: "The probe sees a difference", Verdict: "cannot be told", Note: "a number that it stands on has no value",
			That:    "evaluate.probe.pairs.spearman > 0",
			Numbers: []ClaimNumber{{"evaluate.probe.pairs.spearman", "evaluate.probe.pairs.spearman", "evaluate.probe", 0, false}},
		},
	}
}

// fixtureChoice is one between a model whose number the page shows and one that
// has none.
func fixtureChoice(p *Page) Choice {
	row := p.Groups[0].Rows[0]
	return Choice{
		Name: "select.best", Metric: row.Benchmark + "." + row.Metric, Goal: "max", Percent: true,
		Candidates: []Candidate{
			{Model: p.Columns[0].Model, Evaluation: p.Columns[0].Name, Cell: row.Cells[0], Chosen: true},
			{Model: `finetune.lr["a<b"]`, Evaluation: "evaluate.dev", Cell: Cell{Present: true, Note: "no samples", Reference: "evaluate.dev.capitals.acc"}},
		},
	}
}

func (p *Page) comparison(task string, base, model int, row Row, asked string, d Difference) Comparison {
	cells := make([]Cell, len(p.Columns))
	cells[base], cells[model] = row.Cells[base], row.Cells[model]
	row.Cells = cells
	return Comparison{Task: task, Base: base, Model: model, Row: row, Asked: asked, Difference: d}
}

func shareRow(p *Page, r *rand.Rand, benchmark, about, metric string, chance float64, n int64, values ...float64) Row {
	row := Row{Benchmark: benchmark, About: about, Metric: metric, Percent: true, HigherIsBetter: true}
	for i, v := range values {
		e := 0.47/float64(n/16) + float64(0.004*r.Float64())
		row.Cells = append(row.Cells, Cell{
			Present: true, HasValue: true, Value: v, N: n, StdErr: e, HasError: true,
			Low: max(0, v-2*e), High: min(1, v+2*e), HasRange: true, Chance: chance, HasChance: true,
			Reference: p.Columns[i].Name + "." + benchmark + "." + metric, Samples: fakeDigest(p.Columns[i].Name + benchmark),
		})
	}
	return row
}

func plainRow(p *Page, benchmark, about, metric string, higher bool, n int64, values ...float64) Row {
	row := Row{Benchmark: benchmark, About: about, Metric: metric, HigherIsBetter: higher}
	for i, v := range values {
		row.Cells = append(row.Cells, Cell{
			Present: true, HasValue: true, Value: v, N: n, StdErr: v / 40, HasError: true,
			Low: v - v/20, High: v + v/20, HasRange: true,
			Reference: p.Columns[i].Name + "." + benchmark + "." + metric, Samples: fakeDigest(p.Columns[i].Name + benchmark),
		})
	}
	return row
}

func fixtureGraph(models []string) Graph {
	var g Graph
	index := make(map[string]int)
	add := func(address string, inputs ...string) {
		kind, _, _ := strings.Cut(address, ".")
		for _, in := range inputs {
			role, _, _ := strings.Cut(in, ".")
			g.Edges = append(g.Edges, Edge{From: index[in], To: len(g.Nodes), Role: role})
		}
		index[address] = len(g.Nodes)
		g.Nodes = append(g.Nodes, Node{Address: address, Kind: kind, Digest: fakeDigest(address)})
	}
	add("dataset.stories")
	add("dataset.questions")
	add("dataset.held_out")
	add("corpus.train", "dataset.stories", "dataset.questions")
	add("tokenizer.bpe", "corpus.train")
	benchmarks := []string{"capitals", "neighbours", "arithmetic_two_digits", "held_out_text", "similarity", "minimal_pairs", "translation", "formats", "safety_refusals"}
	var suite []string
	for _, b := range benchmarks {
		add("dataset." + b)
		add("benchmark."+b, "dataset."+b)
		suite = append(suite, "benchmark."+b)
	}
	add(models[0], "corpus.train", "tokenizer.bpe", "dataset.held_out")
	add(models[1], "corpus.train", "tokenizer.bpe", "dataset.held_out")
	add("dataset.instructions")
	add(models[2], models[1], "dataset.instructions")
	add(models[3], models[1], "dataset.instructions")
	var results []string
	for _, m := range models {
		name := "evaluate." + m[strings.IndexByte(m, '.')+1:]
		add(name, append([]string{m}, suite...)...)
		results = append(results, name)
	}
	add("report.page", results...)
	return g
}

func fixtureTraining(r *rand.Rand, models []string) ([]Curve, []Cost) {
	var curves []Curve
	var costs []Cost
	for i, m := range models {
		kind, _, _ := strings.Cut(m, ".")
		c := Curve{Name: m, About: "4 layers of width 128", Unit: "nats per token", Chart: kind, Digest: fakeDigest(m)}
		steps := []int{3000, 3000, 600, 1500}[i]
		floor, start := []float64{2.6, 1.9, 1.5, 1.4}[i], []float64{8.3, 8.3, 2.6, 2.6}[i]
		for s := range steps {
			t := float64(s) / 3000
			loss := floor + (start-floor)/(1+float64(60*t)) + float64(0.1*(r.Float64()-0.5))
			q := Point{Step: int64(s + 1), Tokens: int64(s+1) * 4096, Loss: loss, LearningRate: 1e-3}
			if s%150 == 149 {
				q.Validation, q.HasValidation = loss+0.06, true
			}
			c.Points = append(c.Points, q)
		}
		curves = append(curves, c)
		costs = append(costs, Cost{Stage: m, Model: m, Parameters: int64(1_204_224 * (i + 1)), Tokens: int64(steps) * 4096, FLOPs: 6 * 1.2e6 * float64(steps) * 4096})
	}
	return curves, costs
}

func fixtureExamples(models []string) []ExampleSet {
	var sets []ExampleSet
	for _, m := range models {
		sets = append(sets, ExampleSet{Group: "Knowledge", Benchmark: "capitals", Model: m, Request: "multiple_choice", Examples: []Example{
			{Prompt: "Question: What is the capital of Ostrava?\nAnswer:", Scored: true, Correct: true, Options: []Option{
				{Text: "Meren", Value: -1.25, HasValue: true, Chosen: true, Right: true}, {Text: "Talis", Value: -3.5, HasValue: true}}},
			{Prompt: "Question: What is the capital of <b>Ruvia</b>?\nAnswer:", Scored: true, Options: []Option{
				{Text: "Koro", Value: -2.25, HasValue: true, Right: true}, {Text: "<i>Talis</i>", Value: -0.5, HasValue: true, Chosen: true}}},
		}})
	}
	for i, m := range models {
		sets = append(sets, ExampleSet{Group: "Instructions", Benchmark: "translation", Model: m, Request: "generate", Examples: []Example{
			{Prompt: fmt.Sprintf("Translate & keep \"quotes\": <script>alert(%d)</script>", i), Response: "la mar es gran", Expected: "la mar es granda", Scores: []Score{{"rouge1", 0.75}}},
			{Prompt: strings.Repeat("A long prompt of several shots. ", 40), Response: "", Expected: "kala", Scored: true},
		}})
	}
	return sets
}

// fixtureAblation has three variants, three seeds, and comparisons of every
// outcome. The baseline's first seed is an evaluation of the results.
func fixtureAblation() Ablation {
	a := Ablation{
		Name: "ablation.attention", About: "Heads that share keys & values", Baseline: "gqa", Variants: []string{"gqa", "mha", "mqa_with_wide_ffn"},
		Seeds: []int64{1, 2, 3}, Measures: []string{"evaluate.base"}, Alpha: 0.05, Comparisons: 8,
	}
	metric := func(benchmark, metric string, percent, higher bool, mean float64, effects ...Effect) {
		o := Outcome{Measure: "evaluate.base", Benchmark: benchmark, Metric: metric, Percent: percent, HigherIsBetter: higher}
		for v, e := range append([]Effect{{}}, effects...) {
			e.Mean, e.HasMean, e.HasSD, e.Interval = mean+e.Difference, true, true, "seeds"
			e.SD, e.Low, e.High = mean/50, e.Mean-mean/20, e.Mean+mean/20
			for i, seed := range a.Seeds {
				evaluation := fmt.Sprintf("ablation.attention[%q][%d].evaluate.base", a.Variants[v], seed)
				if v == 0 && i == 0 {
					evaluation = "evaluate.base"
				}
				value := e.Mean + mean/50*float64(i-1)
				e.Runs = append(e.Runs, Run{Seed: seed, HasSeed: true, Digest: fakeDigest(evaluation), Cell: Cell{
					Present: true, HasValue: true, Value: value, N: 320, StdErr: mean / 40, HasError: true, Low: value - mean/20, High: value + mean/20,
					HasRange: true, Reference: evaluation + "." + benchmark + "." + metric, Samples: fakeDigest(evaluation + benchmark),
				}})
			}
			o.Effects = append(o.Effects, e)
		}
		a.Outcomes = append(a.Outcomes, o)
	}
	effect := func(difference, half, p, corrected float64, verdict, settled string, more int64) Effect {
		return Effect{
			Pairs: 3, Difference: difference, DifferenceSD: half / 3, SeedsStdErr: half / 6, HasSeeds: true, SeedsP: p / 2, HasSeedsP: true,
			Items: 320, ItemsStdErr: half / 6, HasItems: true, Test: "seeds and items", StdErr: half / 4.3, DF: 2,
			DifferenceRange: [2]float64{difference - half, difference + half}, P: p, HasP: true, Corrected: corrected,
			Verdict: verdict, Settled: settled, MoreSeeds: more,
		}
	}
	metric("capitals", "acc", true, true, 0.62, effect(0.061, 0.028, 0.0004, 0.0032, "better", "", 0), effect(-0.112, 0.041, 0.0071, 0.0497, "worse", "", 0))
	metric("minimal_pairs", "acc", true, true, 0.83, effect(0.012, 0.03, 0.23, 0.92, "undecided", "seeds", 14), effect(0, 0.02, 1, 1, "undecided", "nothing", 0))
	untested := Effect{Pairs: 1, Difference: -0.4, Verdict: "undecided", Settled: "unknown"}
	metric("held_out_text", "word_perplexity", false, false, 12.34, effect(-0.8, 1.9, 0.21, 0.92, "undecided", "documents", 0), untested)
	one := effect(1.1, 3.4, 0.5, 1, "undecided", "many", 997)
	one.Test, one.Pairs, one.HasSeeds, one.HasSeedsP = "items", 1, false, false
	metric("translation", "bleu", false, true, 8.3, one, Effect{})
	absent := &a.Outcomes[3].Effects[2]
	*absent = Effect{Runs: []Run{{Seed: 1, HasSeed: true, Cell: Cell{Present: true, Note: "no samples", Reference: "ablation.attention[\"mqa_with_wide_ffn\"][1].evaluate.base.translation.bleu"}}, {}, {}}}
	return a
}

// fixtureScaling has five sizes and two seeds: a loss that falls with a power of
// the size, and an accuracy that does not.
func fixtureScaling() Ablation {
	a := Ablation{
		Name: "ablation.data", About: "More text", Baseline: "800", Variants: []string{"800", "1600", "3200", "6400", "12800"},
		Seeds: []int64{1, 2}, Measures: []string{"evaluate.base"}, Alpha: 0.05,
	}
	curve := func(metric string, percent bool, s Scaling, values ...float64) {
		o := Outcome{Measure: "evaluate.base", Benchmark: "held_out_text", Metric: metric, Percent: percent, HigherIsBetter: percent}
		for v, value := range values {
			at, size := float64(v), 800*float64(int(1)<<v)
			e := Effect{Mean: value, HasMean: true, Interval: "seeds", Low: value - 0.1, High: value + 0.1}
			for i, seed := range a.Seeds {
				y := value + 0.01*float64(2*i-1)
				s.Dots = append(s.Dots, Mark{At: at, Size: size, Value: y})
				e.Runs = append(e.Runs, Run{Seed: seed, HasSeed: true, Cell: Cell{
					Present: true, HasValue: true, Value: y, N: 9, Reference: fmt.Sprintf("ablation.data[%q][%d].evaluate.base.held_out_text.%s", a.Variants[v], seed, metric),
				}})
			}
			s.Sizes, s.Curve = append(s.Sizes, Mark{At: at, Size: size}), append(s.Curve, Mark{At: at, Size: size, Value: value})
			o.Effects = append(o.Effects, e)
		}
		o.Scaling = &s
		a.Outcomes = append(a.Outcomes, o)
	}
	curve("bits_per_byte", false, Scaling{
		Floor: 1.2262, Scale: 60.2275, Exponent: 0.5331, Mean: 0.533, Low: 0.47, High: 0.596, HasRange: true, Seeds: []float64{0.528, 0.538},
	}, 2.93, 2.41, 2.04, 1.79, 1.61)
	curve("acc", true, Scaling{
		Floor: 0.7, Scale: -0.02, Exponent: 0.015625, Mean: 0.015625, Low: 0.015625, High: 0.015625, HasRange: true, Seeds: []float64{0.015625, 0.015625},
		Note: "3 of 3 fits end at an edge",
	}, 0.68, 0.68, 0.681, 0.68, 0.682)
	return a
}
