package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

func (a *app) showCommand() *cobra.Command {
	var logs bool
	cmd := &cobra.Command{
		Use:   "show REF",
		Short: "Show a run, or the recipe, files and results of an artifact",
		Args:  cobra.ExactArgs(1),
		RunE: a.runE(func(ctx context.Context, args []string) error {
			if logs {
				return a.showLogs(args[0])
			}
			return a.show(ctx, args)
		}),
	}
	cmd.Flags().BoolVar(&logs, "logs", false, "print what the program of a stage printed when it last ran")
	return cmd
}

func (a *app) show(_ context.Context, args []string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	run, err := a.resolveRun(store, args[0])
	switch {
	case err == nil:
		run.Status = run.StatusIn(store)
		return a.showRun(run)
	case !errors.Is(err, artifacts.ErrNotFound):
		return err
	}
	f, err := a.resolve(store, args[0])
	if err != nil {
		return err
	}
	return a.showArtifact(store, f)
}

func (a *app) showRun(run *pipeline.RunRecord) error {
	if a.json {
		return a.printJSON(run)
	}
	fmt.Fprintf(a.stdout, "run %s of %s: %s\n%s on %s (%s/%s, %d cores, kernels %s), --jobs %d\n",
		run.ID, run.Path, run.Status, run.Started, run.Host, run.OS, run.Arch, run.CPUs, run.Kernel, run.Jobs)
	addresses := make([]string, len(run.Stages))
	for i, s := range run.Stages {
		addresses[i] = s.Address
	}
	width := addressWidth(addresses)
	for _, s := range run.Stages {
		fmt.Fprintf(a.stdout, "%-11s %-*s %8.2f s  %s  %s\n", s.Status, width, s.Address, s.Seconds, s.Artifact.Short(), s.Why)
		if s.Irreproducible != "" {
			fmt.Fprintf(a.stdout, "%-11s %-*s not reproducible to the bit: %s\n", "", width, "", s.Irreproducible)
		}
		a.printAttempts(&s)
	}
	return nil
}

// An artifactView is an artifact as show prints it.
type artifactView struct {
	Stage    string           `json:"stage,omitempty"`
	Kind     string           `json:"kind"`
	Artifact artifacts.Digest `json:"artifact"`
	Key      *artifacts.Key   `json:"key,omitempty"`
	Recipe   string           `json:"recipe,omitempty"`
	Files    []artifacts.File `json:"files"`
	Results  []result         `json:"results,omitempty"`
	Choice   *stages.Choice   `json:"choice,omitempty"` // of a stage that chooses
	// Irreproducible says why another run may give other bits.
	Irreproducible string `json:"irreproducible,omitempty"`

	Attempts []pipeline.AttemptRecord `json:"attempts,omitempty"`
	Logs     []pipeline.LogRecord     `json:"logs,omitempty"`
}

func (a *app) showArtifact(store *artifacts.Store, f *found) error {
	view := artifactView{Kind: f.artifact.Kind, Artifact: f.artifact.Digest(), Files: f.artifact.Files}
	if f.stage != nil {
		view.Stage, view.Key = f.stage.Address, &f.stage.Key
		recipe, err := store.Recipe(f.stage.Key)
		if err != nil {
			return err
		}
		view.Recipe = recipe
		if past, err := pipeline.LastExecuted(store, f.stage.Key); err == nil {
			view.Attempts, view.Logs = past.Stage.Attempts, past.Stage.Logs
		}
	}
	results, err := f.results()
	if err != nil {
		return err
	}
	view.Results = results
	if view.Irreproducible, err = stages.Unpinned(f.artifact); err != nil {
		return err
	}
	if view.Choice, err = choiceOf(store, f.run, f.stage); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(view)
	}
	var sets []string
	if f.stage != nil {
		sets = stages.Benchmarks(f.stage.Address, inputsOf(f.run))
	}
	a.printArtifact(view, sets)
	if view.Choice != nil {
		fmt.Fprintf(a.stdout, "\n%s", choiceText(view.Choice))
	}
	a.printAttempts(&pipeline.StageRecord{Address: view.Stage, Attempts: view.Attempts, Logs: view.Logs})
	return nil
}

// printArtifact prints what an artifact says, what it was made by, and its files.
// Sets are the names of the benchmarks whose files lie in numbered folders.
func (a *app) printArtifact(view artifactView, sets []string) {
	fmt.Fprintf(a.stdout, "%s %s\n  artifact %s\n", view.Kind, view.Stage, view.Artifact)
	if view.Key != nil {
		fmt.Fprintf(a.stdout, "  key      %s\n", view.Key)
	}
	if view.Irreproducible != "" {
		fmt.Fprintf(a.stdout, "  not reproducible to the bit: %s\n", view.Irreproducible)
	}
	if len(view.Results) > 0 {
		fmt.Fprintln(a.stdout)
	}
	for _, r := range view.Results {
		fmt.Fprintln(a.stdout, r)
	}
	if view.Key != nil {
		fmt.Fprintf(a.stdout, "\n%s", view.Recipe)
	}
	fmt.Fprintln(a.stdout)
	named := ""
	for _, file := range view.Files {
		var set int
		folder, _, _ := strings.Cut(file.Name, "/")
		if _, err := fmt.Sscanf(folder, "%04d", &set); err == nil && set < len(sets) && folder != named {
			named = folder
			fmt.Fprintf(a.stdout, "  %s\n", sets[set])
		}
		fmt.Fprintf(a.stdout, "  %s %11d  %s\n", file.Digest.Short(), file.Bytes, file.Name)
	}
}
