package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"pipe/pipeline"
)

func (a *app) whyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "why FILE STAGE",
		Short: "Explain why a stage will run, or why it last ran",
		Args:  cobra.ExactArgs(2),
		RunE:  a.action(a.why),
	}
	a.variableFlags(cmd)
	return cmd
}

func (a *app) why(_ context.Context, args []string) error {
	plan, _, err := a.makePlan(args[0], pipeline.PlanOptions{})
	if err != nil {
		return err
	}
	e, err := pipeline.Explain(plan, args[1])
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if a.json {
		return a.printJSON(map[string]any{
			"stage": args[1], "status": e.Step.Status, "why": e.Why.Reason, "changes": e.Why.Changes, "key": e.Step.Key,
		})
	}
	fmt.Fprintf(a.stdout, "%s is %s", args[1], e.Step.Status)
	if run := e.Executed.Run; run != nil {
		fmt.Fprintf(a.stdout, ": made by run %s at %s", run.ID, run.Started.Format(time.DateTime))
	}
	fmt.Fprintln(a.stdout)
	if e.Why.Reason != "" {
		fmt.Fprintf(a.stdout, "  %s\n", e.Why.Reason)
	}
	for _, c := range e.Why.Changes {
		fmt.Fprintf(a.stdout, "  %s %s\n      from %s\n      to   %s\n", c.Kind, c.Name, c.From, c.To)
	}
	return nil
}
