package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

func (a *app) traceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "trace REF",
		Short: "Trace a reported number or a claim back to samples, model, data and lines of the file",
		Args:  cobra.ExactArgs(1),
		RunE:  a.runE(a.trace),
	}
}

// A tracedNumber is a number with its proof.
type tracedNumber struct {
	result
	Metric     string               `json:"metric"`
	Benchmark  string               `json:"benchmark"`
	Table      string               `json:"table"`
	Recomputed stages.Recomputation `json:"recomputed"`
}

// A tracedStage is a link of the chain: what was made, by what recipe, from
// which lines.
type tracedStage struct {
	Stage    string                 `json:"stage"`
	Artifact artifacts.Digest       `json:"artifact"`
	Key      artifacts.Key          `json:"key"`
	Recipe   string                 `json:"recipe"`
	Inputs   []pipeline.InputRecord `json:"inputs"`
	File     string                 `json:"file"`
	Line     int                    `json:"line"`
	Lines    []string               `json:"lines"`
	Made     *execution             `json:"made,omitempty"`
	Choice   *stages.Choice         `json:"choice,omitempty"` // of a stage that chooses
}

// An execution is when and where an artifact was made.
type execution struct {
	Run     string    `json:"run"`
	Started time.Time `json:"started"`
	Host    string    `json:"host"`
	Seconds float64   `json:"seconds"`
}

func (a *app) trace(ctx context.Context, args []string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	f, err := a.resolve(store, args[0])
	if err != nil {
		return err
	}
	if f.stage == nil {
		return usageError("no run in the store knows %q, so nothing tells what it was made from", args[0])
	}
	if mean, err := f.mean(); err != nil || mean != nil {
		return cmp.Or(err, a.traceMean(ctx, f, mean))
	}
	number, err := f.trace(ctx, store)
	if err != nil {
		return err
	}
	claim, err := f.verdict()
	if err != nil {
		return err
	}
	benchmark := ""
	if number != nil {
		benchmark = number.Benchmark
	}
	chain, broken := traceChain(store, f, benchmark)
	if number != nil && !number.Recomputed.Equal {
		broken = &exitError{exitDamaged, errors.Join(fmt.Errorf("%s is not what its samples give", args[0]), broken)}
	}
	if a.json {
		if err := a.printJSON(map[string]any{"number": number, "claim": claim, "chain": chain}); err != nil {
			return err
		}
		return broken
	}
	if number != nil {
		a.printNumber(number)
	}
	if claim != nil {
		fmt.Fprintf(a.stdout, "%s\n\n", claimText(claim))
	}
	for _, s := range chain {
		a.printStage(s)
	}
	return broken
}

// trace finds the number that the reference names, if it names one, and
// computes it again from its samples.
func (f *found) trace(ctx context.Context, store *artifacts.Store) (*tracedNumber, error) {
	n, err := f.find()
	if n == nil || err != nil {
		return nil, err
	}
	return f.traceNumber(ctx, store, n)
}

// traceNumber computes a number of the evaluation again from its samples.
func (f *found) traceNumber(ctx context.Context, store *artifacts.Store, n *stages.Number) (*tracedNumber, error) {
	again, err := stages.Recompute(f.artifact, *n)
	if err == nil {
		err = again.RunPrograms(ctx, store, f.run, f.artifact, *n)
	}
	if err != nil {
		return nil, err
	}
	return &tracedNumber{
		result: resultOf(*n), Metric: n.Value.Metric, Benchmark: n.Benchmark, Table: n.Samples.Name, Recomputed: again,
	}, nil
}

// traceChain returns the stage and all that it stands on, nearest first; of
// the benchmarks, only the one that is named, if one is, and behind a choice the
// one that decided it. A link of which something is lost is in the chain
// nevertheless, and in the error.
func traceChain(store *artifacts.Store, f *found, benchmark string) (chain []tracedStage, broken error) {
	history := pipeline.NewHistory(store)
	seen := make(map[string]bool)
	type link struct{ address, benchmark string }
	queue := []link{{f.stage.Address, benchmark}}
	for len(queue) > 0 {
		address, benchmark := queue[0].address, queue[0].benchmark
		queue = queue[1:]
		s := f.run.Stage(address)
		if seen[address] || s == nil || !stages.Concerns(address, benchmark, inputsOf(f.run)) {
			continue
		}
		seen[address] = true
		traced, err := traceStage(store, history, f.run, s)
		if err != nil {
			broken = errors.Join(broken, fmt.Errorf("%s: %w", address, err))
		}
		chain = append(chain, traced)
		if traced.Choice != nil {
			benchmark = traced.Choice.Benchmark
		}
		for _, in := range s.Inputs {
			queue = append(queue, link{in.Address, benchmark})
		}
	}
	if broken != nil {
		broken = &exitError{exitDamaged, broken}
	}
	return chain, broken
}

func traceStage(store *artifacts.Store, history *pipeline.History, run *pipeline.RunRecord, s *pipeline.StageRecord) (tracedStage, error) {
	recipe, recipeErr := store.Recipe(s.Key)
	lines, linesErr := sourceLines(store, run, s)
	t := tracedStage{
		Stage: s.Address, Artifact: s.Artifact, Key: s.Key, Recipe: recipe, Inputs: s.Inputs,
		File: s.File, Line: s.Line, Lines: lines,
	}
	if past, ok := history.Executed(s.Key); ok {
		t.Made = &execution{past.Run.ID, past.Run.Started, past.Run.Host, past.Stage.Seconds}
	}
	entry, err := store.Lookup(s.Key)
	if err == nil && entry.Artifact != s.Artifact {
		err = fmt.Errorf("key %s is bound to artifact %s, want %s", s.Key.Short(), entry.Artifact, s.Artifact)
	}
	choice, choiceErr := choiceOf(store, run, s)
	t.Choice = choice
	return t, errors.Join(recipeErr, linesErr, choiceErr, err)
}

// sourceLines returns the lines that declared a stage, as the run read them.
func sourceLines(store *artifacts.Store, run *pipeline.RunRecord, s *pipeline.StageRecord) ([]string, error) {
	for _, source := range run.Sources {
		if source.Path != s.File {
			continue
		}
		text, err := store.ReadObject(source.Digest)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
		lines := strings.Split(string(text), "\n")
		end := min(len(lines), s.EndLine)
		return lines[min(max(0, s.Line-1), end):end], nil
	}
	return nil, nil
}

func (a *app) printNumber(n *tracedNumber) {
	fmt.Fprintf(a.stdout, "%s\n  samples     %s (%s)\n  recomputed  %s\n", n.result, n.Samples, n.Table, n.Recomputed)
	fmt.Fprintln(a.stdout)
}

func (a *app) printStage(s tracedStage) {
	fmt.Fprintf(a.stdout, "%s\n  artifact    %s\n  key         %s\n", s.Stage, s.Artifact, s.Key)
	if s.Made != nil {
		fmt.Fprintf(a.stdout, "  made        %s in %.2f s on %s, run %s\n",
			s.Made.Started.Local().Format(time.DateTime), s.Made.Seconds, s.Made.Host, s.Made.Run)
	}
	for _, in := range s.Inputs {
		fmt.Fprintf(a.stdout, "  input       %s = %s\n", in.Role, in.Address)
	}
	if s.Choice != nil {
		fmt.Fprint(a.stdout, choiceText(s.Choice))
	}
	fmt.Fprintf(a.stdout, "  %s:%d\n", s.File, s.Line)
	for i, line := range s.Lines {
		fmt.Fprintf(a.stdout, "  %5d │ %s\n", s.Line+i, line)
	}
	fmt.Fprintln(a.stdout)
}
