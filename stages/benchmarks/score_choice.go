package benchmarks

import (
	"fmt"
	"unicode/utf8"

	"pipe/metrics"
)

var onChoices = []string{MultipleChoice}

// A rule gives each choice the number whose largest is decided for.
type rule func(a *answer) []float64

// rules are the ways to decide among choices; the name is that of the
// accuracy they lead to.
var rules = map[string]rule{
	"acc":             (*answer).sums,
	"acc_norm":        perLength(utf8.RuneCountInString),
	"acc_bytes":       perLength(func(s string) int { return len(s) }),
	"acc_mutual_info": mutualInformation,
}

func perLength(length func(string) int) rule {
	return func(a *answer) []float64 {
		x := a.sums()
		for i, c := range a.item.Choices {
			x[i] /= float64(length(c))
		}
		return x
	}
}

func mutualInformation(a *answer) []float64 {
	x := a.sums()
	for i, u := range a.unconditional {
		x[i] -= u.Sum
	}
	return x
}

// accuracy scores 1 where the rule of that name decides for a gold choice.
func accuracy(name string) func(*answer) (float64, error) {
	decide := rules[name]
	return func(a *answer) (float64, error) {
		i, err := metrics.ArgMax(decide(a))
		if err != nil {
			return 0, err
		}
		return indicator(a.item.isGold(i)), nil
	}
}

func choiceMetrics() []Metric {
	return []Metric{
		{Name: "acc", Doc: "Share of items whose likeliest choice is right", Requests: []string{MultipleChoice, Classify},
			HigherIsBetter: true, High: 1, score: chosenRight, chance: uniform},
		{Name: "acc_norm", Doc: "As acc, log-likelihoods divided by the choice's length in code points", Requests: onChoices,
			HigherIsBetter: true, High: 1, score: accuracy("acc_norm"), chance: uniform},
		{Name: "acc_bytes", Doc: "As acc, log-likelihoods divided by the choice's length in bytes", Requests: onChoices,
			HigherIsBetter: true, High: 1, score: accuracy("acc_bytes"), chance: uniform},
		{Name: "acc_mutual_info", Doc: "As acc, less the choice's log-likelihood after an empty context", Requests: onChoices,
			HigherIsBetter: true, High: 1, score: accuracy("acc_mutual_info"), chance: uniform},
		{Name: "greedy_match", Doc: "Share of items whose gold choice greedy decoding would write", Requests: onChoices,
			HigherIsBetter: true, High: 1, score: greedyMatch},
		{Name: "gold_mass", Doc: "Probability on the right choices, normalised over all choices (TruthfulQA's mc2)",
			Requests: onChoices, HigherIsBetter: true, High: 1, score: goldMass, chance: uniform},
		{Name: "brier", Doc: "Squared distance of the choices' probabilities from the truth, summed over choices",
			Requests: onChoices, High: 2, score: brier, chance: brierChance},
		{Name: "target_perplexity", Doc: "Perplexity of the gold choice, exp of minus the mean log-likelihood",
			Requests: onChoices, Low: 1, High: inf, corpus: targetPerplexity},
	}
}

// chosenRight scores raw log-likelihoods for choices, and the decision that
// was taken for classes.
func chosenRight(a *answer) (float64, error) {
	if len(a.likelihoods) > 0 {
		return accuracy("acc")(a)
	}
	return indicator(a.item.isGold(a.chosen)), nil
}

func greedyMatch(a *answer) (float64, error) {
	for _, g := range a.item.Gold {
		if a.likelihoods[g].Greedy {
			return 1, nil
		}
	}
	return 0, nil
}

// softmax returns the choices' probabilities. The largest log-likelihood is
// taken off first: exp of long choices would vanish.
func softmax(a *answer) ([]float64, error) {
	x := a.sums()
	best, err := metrics.ArgMax(x)
	if err != nil {
		return nil, err
	}
	top, sum := x[best], 0.0
	if !finite(top) {
		return nil, fmt.Errorf("no choice has a finite log-likelihood")
	}
	for i := range x {
		x[i] = exp(x[i] - top)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
	return x, nil
}

// exp is the package metrics' own exponential: a perplexity over one token.
func exp(x float64) float64 { return metrics.Perplexity(-x, 1) }

func goldMass(a *answer) (float64, error) {
	p, err := softmax(a)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range p {
		if a.item.isGold(i) {
			sum += p[i]
		}
	}
	return sum, nil
}

func brier(a *answer) (float64, error) {
	p, err := softmax(a)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range p {
		d := p[i] - indicator(a.item.isGold(i))
		sum += float64(d * d)
	}
	return sum, nil
}

// brierChance is the Brier score of equal probabilities.
func brierChance(it *Item) (float64, bool) {
	k, g := float64(len(it.Choices)), float64(len(it.Gold))
	return 1/k - 2*g/k + g, true
}

func targetPerplexity(as []*answer) statistic {
	gold := make([]float64, len(as))
	for i, a := range as {
		gold[i] = a.likelihoods[a.item.Gold[0]].Sum
	}
	return func(index []int) float64 {
		sum := 0.0
		for _, i := range index {
			sum += gold[i]
		}
		return metrics.Perplexity(sum, len(index))
	}
}
