package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"pipe/pipeline"
)

func (a *app) lsCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "ls [runs|artifacts|results|files|pins]",
		Short:     "List runs, the artifacts and results of the newest run of each experiment, added files, or pins",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"runs", "artifacts", "results", "files", "pins"},
		RunE:      a.runE(a.ls),
	}
}

func (a *app) ls(_ context.Context, args []string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	what := "runs"
	if len(args) > 0 {
		what = args[0]
	}
	switch what {
	case "files":
		return a.lsFiles(store)
	case "pins":
		return a.lsPins(store)
	}
	runs, err := pipeline.Runs(store) // what can be read is listed before the rest is an error
	for _, r := range runs {
		r.Status = r.StatusIn(store)
	}
	list := a.lsRuns
	switch what {
	case "artifacts":
		list, runs = a.lsArtifacts, newest(runs)
	case "results":
		list, runs = func(runs []*pipeline.RunRecord) error { return a.lsResults(store, runs) }, newest(runs)
	}
	return errors.Join(list(runs), err)
}

// newest keeps the newest run of each experiment.
func newest(runs []*pipeline.RunRecord) []*pipeline.RunRecord {
	seen := make(map[string]bool)
	var kept []*pipeline.RunRecord
	for _, r := range runs {
		if !seen[r.Experiment] {
			seen[r.Experiment] = true
			kept = append(kept, r)
		}
	}
	return kept
}

func (a *app) lsRuns(runs []*pipeline.RunRecord) error {
	if a.json {
		return a.printJSON(append([]*pipeline.RunRecord{}, runs...))
	}
	for _, r := range runs {
		ran := 0
		for _, s := range r.Stages {
			if s.Status == pipeline.StatusRan {
				ran++
			}
		}
		fmt.Fprintf(a.stdout, "%s  %-11s %s  %3d of %3d stages ran  %s\n",
			r.Started.Local().Format(time.DateTime), r.Status, r.ID, ran, len(r.Stages), r.Path)
	}
	return nil
}

func (a *app) lsArtifacts(runs []*pipeline.RunRecord) error {
	if a.json {
		all := []pipeline.StageRecord{}
		for _, r := range runs {
			all = append(all, r.Stages...)
		}
		return a.printJSON(all)
	}
	for _, r := range runs {
		for _, s := range r.Stages {
			if !s.Artifact.IsZero() {
				fmt.Fprintf(a.stdout, "%s  %-16s %s\n", s.Artifact.Short(), r.Experiment, s.Address)
			}
		}
	}
	return nil
}
