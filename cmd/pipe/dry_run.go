package main

import (
	"fmt"

	"pipe/pipeline"
)

// dryRun prints what a run would do, in the form in which run prints what it
// has done. It runs nothing and writes nothing, and like plan it does not fail
// for what there is to do; it does where the run could not begin.
func (a *app) dryRun(path string, f runFlags) error {
	plan, store, err := a.makePlan(path, pipeline.PlanOptions{Targets: f.targets, Force: f.force})
	if err != nil {
		return err
	}
	if err := a.checkFiles(plan.NeededFiles(), f.keepGoing); err != nil {
		return err
	}
	executor := pipeline.Executor{Store: store}
	if err := executor.Check(plan); err != nil {
		return err
	}
	summary := plan.Summary()
	summary.DryRun = true
	if a.json {
		return a.printJSON(summary)
	}
	words := map[pipeline.Status]string{pipeline.StatusStale: "would run", pipeline.StatusPending: "may run"}
	count := make(map[pipeline.Status]int)
	width := addressWidth(addressesOf(plan))
	for _, s := range plan.Steps {
		count[s.Status]++
		if word := words[s.Status]; word != "" {
			fmt.Fprintf(a.lines, "%-11s %-*s         %s\n", word, width, s.Node.Address(), s.Why.Reason)
		}
	}
	fmt.Fprintf(a.stdout, "%s: %s", plan.Experiment.Name, counted(len(plan.Steps), "stage"))
	for _, status := range []pipeline.Status{pipeline.StatusCached, pipeline.StatusStale, pipeline.StatusPending} {
		word := words[status]
		if word == "" {
			word = string(status)
		}
		if count[status] > 0 {
			fmt.Fprintf(a.stdout, ", %d %s", count[status], word)
		}
	}
	fmt.Fprintln(a.stdout, "; a dry run: nothing ran, nothing was written")
	return nil
}
