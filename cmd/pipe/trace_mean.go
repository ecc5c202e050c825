package main

import (
	"context"
	"errors"
	"fmt"

	"pipe/stages"
)

// mean returns the mean of a suite that the reference names; nil where it names
// none.
func (f *found) mean() (*result, error) {
	if f.number == "" {
		return nil, nil
	}
	numbers, err := f.numbers()
	if err != nil {
		return nil, err
	}
	for _, r := range f.suites(numbers) {
		if r.Reference == f.part() {
			return &r, nil
		}
	}
	return nil, nil
}

// traceMean computes the numbers again that a mean stands on, each from its
// samples, and prints them with the chain behind the evaluation.
func (a *app) traceMean(ctx context.Context, f *found, mean *result) error {
	numbers, err := f.numbers()
	if err != nil {
		return err
	}
	var behind []*tracedNumber
	var broken error
	for _, n := range stages.Behind(mean.Suite.Suite, f.stage.Address, numbers, inputsOf(f.run)) {
		traced, err := f.traceNumber(ctx, f.store, &n)
		if err != nil {
			return err
		}
		if !traced.Recomputed.Equal {
			broken = errors.Join(broken, fmt.Errorf("%s is not what its samples give", n.Reference))
		}
		behind = append(behind, traced)
	}
	chain, lost := traceChain(f.store, f, "")
	if a.json {
		err = a.printJSON(map[string]any{"mean": mean, "numbers": behind, "chain": chain})
	} else {
		a.printMean(mean, behind, chain)
	}
	if broken = errors.Join(broken, lost); err == nil && broken != nil {
		return &exitError{exitDamaged, broken}
	}
	return err
}

func (a *app) printMean(mean *result, behind []*tracedNumber, chain []tracedStage) {
	fmt.Fprintf(a.stdout, "%s\n", mean)
	for _, n := range behind {
		fmt.Fprintf(a.stdout, "  %s\n    recomputed  %s\n", n.result, n.Recomputed)
	}
	fmt.Fprintln(a.stdout)
	for _, s := range chain {
		a.printStage(s)
	}
}
