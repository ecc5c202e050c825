package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "validate FILE",
		Short: "Check an experiment file",
		Args:  cobra.ExactArgs(1),
		RunE:  a.runE(a.validate),
	}
	a.variableFlags(cmd)
	return cmd
}

func (a *app) validate(_ context.Context, args []string) error {
	if !a.json {
		_, exp, err := a.load(args[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s: %s, no mistakes\n", exp.Path, counted(len(exp.Nodes), "stage"))
		return nil
	}
	_, _, diags, err := a.parse(args[0])
	if err != nil {
		return err
	}
	mistakes := make([]mistake, len(diags))
	for i, d := range diags {
		mistakes[i] = mistakeOf(d)
	}
	found := map[string]any{"file": args[0], "valid": !diags.HasErrors(), "diagnostics": mistakes}
	if err := a.printJSON(found); err != nil {
		return err
	}
	if diags.HasErrors() {
		return &exitError{code: exitUsage}
	}
	return nil
}
