package stages

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/overlap"
)

var _ = register(pipeline.Kind{
	Name:     ContaminationKind,
	Version:  1,
	Doc:      "finds what of an evaluation's samples the model has seen in training, and whether that moved its scores",
	Parallel: true,
	New: func() pipeline.Config {
		return &Contamination{Lengths: []int64{10, 20, 30, 40, 50}, SkipGrams: 4, Text: "text"}
	},
})

// ContaminationKind is the kind whose artifacts say which samples were in the
// training data: see ReadContamination.
const ContaminationKind = "contamination"

// exactTokens is how many tokens a match begins with that are all the same
// (Touvron et al. 2023, appendix A.6).
const exactTokens = 10

// A Contamination looks for the samples of an evaluation in what its model was
// trained on.
type Contamination struct {
	Evaluation pipeline.Ref   `hcl:"evaluation" accepts:"evaluate" doc:"The evaluation whose samples it looks for"`
	Corpus     []pipeline.Ref `hcl:"corpus,optional" accepts:"dataset" doc:"Where it looks; in all that the model was trained on by default"`
	Text       string         `hcl:"text,optional" doc:"Field of the documents of corpus that holds the text"`
	Lengths    []int64        `hcl:"lengths,optional" doc:"Fewest tokens of a match, each 10 or more: all is computed for each"`
	SkipGrams  int64          `hcl:"skip_grams,optional" min:"0" max:"16" doc:"Positions of a match that may differ; the first 10 and the last may not"`
}

// Check demands that it is known where to look, and lengths in order.
func (k *Contamination) Check(c *pipeline.Check) {
	if len(k.Lengths) == 0 {
		c.Errorf("lengths", "No lengths", "The list is empty; name how many tokens a match has at least, such as 10.")
	}
	for i, n := range k.Lengths {
		path := fmt.Sprintf("lengths[%d]", i)
		switch {
		case n < exactTokens:
			c.Errorf(path, "Match too short", "A match has %d tokens at least, all the same; got %d.", exactTokens, n)
		case i > 0 && n <= k.Lengths[i-1]:
			c.Errorf(path, "Lengths out of order", "%d follows %d; name each length once, the shortest first.", n, k.Lengths[i-1])
		}
	}
	if c.Sets("corpus") {
		if len(k.Corpus) == 0 {
			c.Errorf("corpus", "No corpus", "The list is empty; name the datasets to look in, or leave it out.")
		}
		return
	}
	if model, ok := k.model(); ok {
		if _, unknown := learnedFrom(model); len(unknown) > 0 {
			c.Given("corpus").Errorf("evaluation", "Unknown training data",
				"What %s was trained on is not in this file. Name the datasets to look in with the attribute corpus.",
				strings.Join(unknown, " and "))
		}
	}
}

// model returns the model that the evaluation asks.
func (k *Contamination) model() (pipeline.Ref, bool) {
	e, ok := k.Evaluation.Config().(*Evaluate)
	if !ok {
		return pipeline.Ref{}, false
	}
	return e.Model, true
}

// Edges makes the model an input, for its vocabulary, and what it was trained on.
func (k *Contamination) Edges() []pipeline.Edge {
	model, ok := k.model()
	if !ok {
		return nil
	}
	edges := []pipeline.Edge{{Role: "model", Stage: model, From: "evaluation"}}
	for i, l := range k.learned(model) {
		edges = append(edges, pipeline.Edge{Role: corpusRole(i), Stage: l.dataset, From: "evaluation"})
	}
	return edges
}

func corpusRole(i int) string { return fmt.Sprintf("corpus[%d]", i) }

// learned returns what the model was trained on, where no corpus is named.
func (k *Contamination) learned(model pipeline.Ref) []lecture {
	if len(k.Corpus) > 0 {
		return nil
	}
	all, _ := learnedFrom(model)
	return all
}

// Resolve says how the texts that the model was trained on are made of its
// datasets.
func (k *Contamination) Resolve() []pipeline.Resolved {
	model, ok := k.model()
	if !ok || len(k.Corpus) > 0 {
		return nil
	}
	var how []string
	for _, l := range k.learned(model) {
		how = append(how, l.how)
	}
	return []pipeline.Resolved{{Attribute: "learned", Value: "[" + strings.Join(how, ", ") + "]"}}
}

// Run writes the tables "search" and, for each benchmark of the evaluation in
// order, "NNNN/overlap" and "NNNN/subsets".
func (k *Contamination) Run(ctx context.Context, s *pipeline.Stage) error {
	model := s.InputIn("model")
	if model == nil {
		return fmt.Errorf("%s is no evaluation", k.Evaluation.Node().Address())
	}
	v, err := readVocabulary(model)
	if err != nil {
		return err
	}
	team := kernel.NewTeam(s.Workers)
	defer team.Close()
	finder := overlapFinder{
		vocabulary: v, team: team, lengths: k.Lengths, rule: overlap.Rule{Exact: exactTokens, Budget: int(k.SkipGrams)},
	}
	s.Report(pipeline.Progress{Note: "indexing the corpus"})
	search, err := k.open(ctx, s, &finder)
	if err != nil {
		return err
	}
	if err := artifacts.WriteTable(s.Out, "search", []searchRow{search}); err != nil {
		return err
	}
	evaluation := s.Input(k.Evaluation)
	prefixes := setPrefixes(evaluation)
	for i, prefix := range prefixes {
		s.Report(pipeline.Progress{Step: i, Steps: len(prefixes), Unit: "benchmark"})
		if err := finder.judge(ctx, s.Out, evaluation, prefix); err != nil {
			return err
		}
	}
	return nil
}

// open indexes the corpora.
func (k *Contamination) open(ctx context.Context, s *pipeline.Stage, f *overlapFinder) (row searchRow, err error) {
	row = searchRow{Lengths: k.Lengths, SkipGrams: k.SkipGrams}
	lectures := make([]lecture, len(k.Corpus))
	for i, ref := range k.Corpus {
		lectures[i] = lecture{dataset: ref, texts: fieldTexts(k.Text)}
	}
	if model, ok := k.model(); ok && len(k.Corpus) == 0 {
		lectures = k.learned(model)
	}
	var all [][]int32
	for i, l := range lectures {
		docs, err := documents(s.InputIn(corpusRole(i)))
		if err != nil {
			return row, err
		}
		texts, err := l.texts(ctx, docs)
		if err != nil {
			return row, fmt.Errorf("%s: %w", l.dataset.Node().Address(), err)
		}
		f.corpora = append(f.corpora, len(all))
		all = append(all, f.encode(ctx, texts)...)
	}
	if err := ctx.Err(); err != nil {
		return row, err
	}
	if f.index, err = overlap.NewIndex(all); err != nil {
		return row, err
	}
	row.Documents, row.Tokens = int64(len(all)), int64(f.index.Tokens())
	return row, nil
}

// Derived says that what is found follows from texts and scores at once.
func (k *Contamination) Derived() bool { return true }

// An overlapFinder looks for samples in corpora.
type overlapFinder struct {
	vocabulary vocabulary
	team       *kernel.Team
	index      *overlap.Index
	corpora    []int // first document of each
	lengths    []int64
	rule       overlap.Rule
}

// encode tokenizes texts, without tokens that begin or end a text.
func (f *overlapFinder) encode(ctx context.Context, texts []string) [][]int32 {
	all := make([][]int32, len(texts))
	f.team.Do(len(texts), func(_, i int) {
		if ctx.Err() == nil {
			all[i] = f.vocabulary.Encode(nil, texts[i])
		}
	})
	return all
}

// judge looks for the samples of one benchmark and holds their scores against
// what was found.
func (f *overlapFinder) judge(ctx context.Context, w *artifacts.Writer, evaluation *artifacts.Artifact, prefix string) error {
	spec, err := readSpec(evaluation, prefix+"spec")
	if err != nil {
		return err
	}
	samples, err := artifacts.ReadTable[benchmarks.Sample](evaluation, prefix+"samples")
	if err != nil {
		return err
	}
	values, err := artifacts.ReadTable[benchmarks.Value](evaluation, prefix+"values")
	if err != nil {
		return err
	}
	rows := make([]overlapRow, len(samples))
	f.team.Do(len(samples), func(_, i int) {
		if ctx.Err() == nil {
			rows[i] = f.find(samples[i].Item, benchmarks.Verbalize(&spec, &samples[i]))
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := artifacts.WriteTable(w, prefix+"overlap", rows); err != nil {
		return err
	}
	return artifacts.WriteTable(w, prefix+"subsets", subsetRows(f.lengths, rows, samples, values))
}

// find looks for one text.
func (f *overlapFinder) find(item, text string) overlapRow {
	tokens := f.vocabulary.Encode(nil, text)
	row := overlapRow{Item: item, Tokens: int64(len(tokens)), Corpus: -1, Document: -1}
	spans := f.index.Spans(tokens, f.rule)
	for _, least := range f.lengths {
		share := 0.0
		if len(tokens) > 0 {
			share = float64(overlap.Covered(spans, int(least))) / float64(len(tokens))
		}
		row.Shares = append(row.Shares, share)
	}
	longest, ok := overlap.Longest(spans)
	if !ok {
		return row
	}
	row.Longest = int64(longest.Length)
	row.Text = strings.ToValidUTF8(string(f.vocabulary.Decode(tokens[longest.Start:longest.Start+longest.Length])), "\uFFFD")
	row.Corpus, row.Document = f.place(longest.Document)
	return row
}

// place returns in which corpus a document is, and as which of it.
func (f *overlapFinder) place(document int) (corpus, within int64) {
	i, found := slices.BinarySearch(f.corpora, document)
	if !found {
		i--
	}
	for i+1 < len(f.corpora) && f.corpora[i+1] == f.corpora[i] { // an empty one before it
		i++
	}
	return int64(i), int64(document - f.corpora[i])
}
