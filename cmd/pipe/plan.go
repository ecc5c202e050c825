package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"pipe/pipeline"
)

func (a *app) planCommand() *cobra.Command {
	var opt pipeline.PlanOptions
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "plan FILE",
		Short: "Say what is cached, what would run and why; run nothing",
		Args:  cobra.ExactArgs(1),
		RunE: a.runE(func(_ context.Context, args []string) error {
			return a.plan(args[0], opt, exitCode)
		}),
	}
	a.variableFlags(cmd)
	a.offlineFlag(cmd)
	cmd.Flags().StringArrayVar(&opt.Targets, "target", nil, "plan only this `stage` and what it stands on")
	cmd.Flags().StringArrayVar(&opt.Force, "force", nil, "count this `stage` as stale")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 3 where there is something to do")
	return cmd
}

func (a *app) plan(path string, opt pipeline.PlanOptions, exitCode bool) error {
	plan, _, err := a.makePlan(path, opt)
	if err != nil {
		return err
	}
	outlook := outlookOf(plan)
	if a.json {
		if err := a.printJSON(outlook.json(plan)); err != nil {
			return err
		}
	} else {
		width := addressWidth(addressesOf(plan))
		for _, s := range plan.Steps {
			fmt.Fprintf(a.stdout, "%-8s %-*s %s\n", s.Status, width, s.Node.Address(), s.Why)
			if why := s.Node.Irreproducible(); why != "" {
				fmt.Fprintf(a.stdout, "%-8s %-*s not reproducible to the bit: %s\n", "", width, "", why)
			}
		}
		for _, line := range outlook.lines(plan) {
			fmt.Fprintln(a.stdout, line)
		}
	}
	if err := a.checkFiles(outlook.Files, false); err != nil {
		return err
	}
	if exitCode && !plan.NothingToDo() {
		return &exitError{code: exitToDo}
	}
	return nil
}

func addressesOf(plan *pipeline.Plan) []string {
	addresses := make([]string, len(plan.Steps))
	for i, s := range plan.Steps {
		addresses[i] = s.Node.Address()
	}
	return addresses
}
