package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "validate FILE",
		Short: "Check an experiment file",
		Args:  cobra.ExactArgs(1),
		RunE:  a.action(a.validate),
	}
	a.variableFlags(cmd)
	return cmd
}

// A mistake is a diagnostic as JSON.
type mistake struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	EndLine  int    `json:"end_line,omitempty"`
	EndCol   int    `json:"end_column,omitempty"`
}

func mistakeOf(d *hcl.Diagnostic) mistake {
	m := mistake{Severity: "error", Summary: d.Summary, Detail: d.Detail}
	if d.Severity == hcl.DiagWarning {
		m.Severity = "warning"
	}
	if r := d.Subject; r != nil {
		m.File, m.Line, m.Column, m.EndLine, m.EndCol = r.Filename, r.Start.Line, r.Start.Column, r.End.Line, r.End.Column
	}
	return m
}

func (a *app) validate(_ context.Context, args []string) error {
	if !a.json {
		exp, err := a.load(args[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s: %d stages, no mistakes\n", exp.Path, len(exp.Nodes))
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
	if err := a.printJSON(map[string]any{"valid": !diags.HasErrors(), "diagnostics": mistakes}); err != nil {
		return err
	}
	if diags.HasErrors() {
		return &exitError{code: exitUsage}
	}
	return nil
}
