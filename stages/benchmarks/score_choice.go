package benchmarks

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"pipe/metrics"
)

var onChoices = []string{MultipleChoice}

// A rule gives each choice the number whose largest is decided for.
type rule func(s *Sample) []float64

// rules are the ways to decide among choices; the name is that of the
// accuracy they lead to.
var rules = map[string]rule{
	"acc":             rawSums,
	"acc_norm":        perLength(utf8.RuneCountInString),
	"acc_bytes":       perLength(func(s string) int { return len(s) }),
	"acc_mutual_info": mutualInformation,
}

func rawSums(s *Sample) []float64 { return slices.Clone(s.LogLikelihoods) }

func perLength(length func(string) int) rule {
	return func(s *Sample) []float64 {
		x := rawSums(s)
		for i, c := range s.Choices {
			x[i] /= float64(length(c))
		}
		return x
	}
}

func mutualInformation(s *Sample) []float64 {
	x := rawSums(s)
	for i, u := range s.Unconditional {
		x[i] -= u
	}
	return x
}

// decide returns the choice of the spec's first accuracy, or of the raw
// log-likelihoods where it has none.
func decide(spec *Spec, s *Sample) (int64, error) {
	for _, name := range spec.Metrics {
		if r, ok := rules[name]; ok {
			return largest(r(s))
		}
	}
	return largest(s.LogLikelihoods)
}

// largest returns the index of the largest number, the first of equal ones.
func largest(x []float64) (int64, error) {
	i, err := metrics.ArgMax(x)
	return int64(i), err
}

// accuracy scores 1 where the rule of that name decides for a gold choice.
func accuracy(name string) func(*judge, *Sample) (float64, error) {
	of := rules[name]
	return func(_ *judge, s *Sample) (float64, error) {
		i, err := largest(of(s))
		if err != nil {
			return 0, err
		}
		return indicator(s.isGold(i)), nil
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
		{Name: "first_choice", Doc: "Share of items whose first choice is right, whatever the model says: for word senses in the order of a dictionary, a baseline",
			Requests: onChoices, HigherIsBetter: true, High: 1,
			score: func(_ *judge, s *Sample) (float64, error) { return indicator(s.isGold(0)), nil }, chance: uniform},
		{Name: "greedy_match", Doc: "Share of items whose gold choice greedy decoding would write", Requests: onChoices,
			HigherIsBetter: true, High: 1, score: greedyMatch},
		{Name: "gold_mass", Doc: "Probability on the right choices, normalised over all choices (TruthfulQA's mc2)",
			Requests: onChoices, HigherIsBetter: true, High: 1, score: goldMass, chance: uniform},
		{Name: "target_perplexity", Doc: "Perplexity of the gold choice, exp of minus the mean log-likelihood",
			Requests: onChoices, Low: 1, High: inf, corpus: targetPerplexity},
	}
}

// chosenRight scores raw log-likelihoods for choices, and the decision that
// was taken for classes.
func chosenRight(j *judge, s *Sample) (float64, error) {
	if j.spec.Request == MultipleChoice {
		return accuracy("acc")(j, s)
	}
	return indicator(s.isGold(s.Chosen)), nil
}

func greedyMatch(_ *judge, s *Sample) (float64, error) {
	return indicator(slices.ContainsFunc(s.Gold, func(g int64) bool { return s.Greedy[g] != 0 })), nil
}

// probabilities returns those of the choices, a softmax of their raw
// log-likelihoods, or those of the classes. The largest log-likelihood is taken
// off first: exp of long choices would vanish.
func probabilities(s *Sample) ([]float64, error) {
	if len(s.Probabilities) > 0 {
		return slices.Clone(s.Probabilities), nil
	}
	x := rawSums(s)
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

func goldMass(_ *judge, s *Sample) (float64, error) {
	p, err := probabilities(s)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range p {
		if s.isGold(int64(i)) {
			sum += p[i]
		}
	}
	return sum, nil
}

func targetPerplexity(rows []Sample) statistic {
	return func(index []int) float64 {
		sum := 0.0
		for _, i := range index {
			sum += rows[i].LogLikelihoods[rows[i].Gold[0]]
		}
		return metrics.Perplexity(sum, len(index))
	}
}
