package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"pipe/stages"
)

func (a *app) generateCommand() *cobra.Command {
	o := stages.GenerateOptions{Workers: runtime.GOMAXPROCS(0)}
	cmd := &cobra.Command{
		Use:   "generate MODEL",
		Short: "Continue a prompt with a model, named by stage or by digest",
		Args:  cobra.ExactArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error {
			return a.generate(ctx, args[0], o)
		}),
	}
	cmd.Flags().StringVar(&o.Prompt, "prompt", "", "text to continue")
	cmd.Flags().IntVar(&o.MaxTokens, "max-tokens", 200, "longest text, in tokens")
	cmd.Flags().Float64Var(&o.Temperature, "temperature", 0, "of sampling; 0 takes the likeliest token")
	cmd.Flags().Float64Var(&o.TopP, "top-p", 1, "probability mass that sampling keeps")
	cmd.Flags().Int64Var(&o.Seed, "seed", 0, "of sampling")
	return cmd
}

func (a *app) generate(ctx context.Context, model string, o stages.GenerateOptions) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	found, err := a.resolve(store, model)
	if err != nil {
		return err
	}
	fmt.Fprint(a.stdout, o.Prompt)
	err = stages.Generate(ctx, found.artifact, o, func(text string) { fmt.Fprint(a.stdout, text) })
	fmt.Fprintln(a.stdout)
	return err
}
