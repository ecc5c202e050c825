package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pipe/engine/kernel"
	"pipe/engine/llama"
)

// A questionnaire is multiple-choice documents with four choices each, all after the same shots. The same arithmetic
// makes them in peers/evaluate_lmeval.py.
type questionnaire struct {
	name  string
	shots int // tokens
	int8  bool
}

const (
	documents = 32
	choices   = 4
)

var _ = register(questionnaireRows()...)

func questionnaireRows() []row {
	m := inferences[1]
	var list []row
	for _, q := range []questionnaire{{"plain", 0, false}, {"shots", 256, false}, {"shots-int8", 256, true}} {
		args := []string{fmt.Sprint(q.shots), fmt.Sprint(documents)}
		for _, n := range []int{m.c.VocabSize, m.c.Dim, m.c.HiddenDim, m.c.Layers, m.c.Heads, m.c.KVHeads} {
			args = append(args, fmt.Sprint(n))
		}
		list = append(list, row{
			name: "evaluate-" + q.name, what: "multiple choice, 15M, " + q.name, unit: "requests/s", threads: 2, prepare: q.ours,
			peers: []peer{{name: "lm-evaluation-harness", gate: "T8 ≥ 3.0x", script: "evaluate_lmeval.py", args: args}},
		})
	}
	return list
}

// requests returns the sequences, in order of tokens as an evaluation asks them, and where their answers begin.
func (q questionnaire) requests() (sequences [][]int32, from []int) {
	token := func(n int) int32 { return int32(n%31000 + 3) }
	var shots []int32
	for j := range q.shots {
		shots = append(shots, token(j*271))
	}
	type request struct {
		tokens []int32
		from   int
	}
	var list []request
	for d := range documents {
		context := slices.Clone(shots)
		for j := range 40 + d*13%61 {
			context = append(context, token(d*7919+j*31))
		}
		for c := range choices {
			text := slices.Clone(context)
			for j := range 4 + (d+c)%8 {
				text = append(text, token(d*104729+c*611+j*17))
			}
			list = append(list, request{text, len(context)})
		}
	}
	slices.SortFunc(list, func(a, b request) int { return slices.Compare(a.tokens, b.tokens) })
	for _, r := range list {
		sequences, from = append(sequences, r.tokens), append(from, r.from)
	}
	return sequences, from
}

func (q questionnaire) ours(threads int) func() float64 {
	team := kernel.NewTeam(threads)
	w := llama.NewWeights(inferences[1].c)
	w.Init(rand.New(rand.NewPCG(1, 1)))
	if q.int8 {
		w.Quantize(team)
	}
	s := llama.NewScorer(team, w, 0)
	return rate(documents*choices, func() { s.LogProbs(q.requests()) })
}
