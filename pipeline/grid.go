package pipeline

import "fmt"

// A Grid is what an ablation measures: stages of the file, evaluated again in
// each of its variants and with each of its seeds.
type Grid struct {
	Variants []string // in the order of the file
	Seeds    []int64  // in the order of the file; empty where the ablation sets none
	Measures []string // what the file calls the measured stages: "evaluate.base"

	refs []Ref // by variant, seed, measure
}

// Rounds returns how often each variant is measured: once for each seed, or
// once where there are none.
func (g Grid) Rounds() int { return max(1, len(g.Seeds)) }

// Ref returns a measured stage, by index of its variant, round and measure. It
// may be one of the file's own, where the variant changes nothing about it.
func (g Grid) Ref(variant, round, measure int) Ref {
	return g.refs[(variant*g.Rounds()+round)*len(g.Measures)+measure]
}

// Role returns what the stage calls the input that Ref returns:
// `variant["mha"].seed[2].measure[0]`.
func (g Grid) Role(variant, round, measure int) string {
	role := "variant[" + quote(g.Variants[variant]) + "]"
	if len(g.Seeds) > 0 {
		role += fmt.Sprintf(".seed[%d]", g.Seeds[round])
	}
	return fmt.Sprintf("%s.measure[%d]", role, measure)
}
