package main

import (
	"context"
	"fmt"
	"math"
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
		RunE: a.runE(func(ctx context.Context, args []string) error {
			return a.generate(ctx, args[0], o)
		}),
	}
	cmd.Flags().StringVar(&o.Prompt, "prompt", "", "text to continue")
	cmd.Flags().IntVar(&o.MaxTokens, "max-tokens", 200, "longest text, in tokens")
	cmd.Flags().Float64Var(&o.Temperature, "temperature", 0, "of sampling; 0 takes the likeliest token")
	cmd.Flags().Float64Var(&o.TopP, "top-p", 1, "probability mass that sampling keeps")
	cmd.Flags().StringVar(&o.Quantize, "quantize", stages.QuantizeNone, "int8: round the weights to 8 bits, which is faster")
	cmd.Flags().Int64Var(&o.Seed, "seed", 0, "of sampling")
	return cmd
}

func (a *app) generate(ctx context.Context, model string, o stages.GenerateOptions) error {
	switch {
	case o.MaxTokens < 1:
		return usageError("--max-tokens is %d, want at least 1", o.MaxTokens)
	case !(o.Temperature >= 0) || math.IsInf(o.Temperature, 0):
		return usageError("--temperature is %v, want 0 or more", o.Temperature)
	case o.Quantize != stages.QuantizeNone && o.Quantize != stages.QuantizeInt8:
		return usageError("--quantize is %q, want none or int8", o.Quantize)
	case !(o.TopP > 0 && o.TopP <= 1):
		return usageError("--top-p is %v, want more than 0 and at most 1", o.TopP)
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	store, err := a.openStore()
	if err != nil {
		return err
	}
	found, err := a.resolve(store, model)
	if err != nil {
		return err
	}
	printed := false
	err = stages.Generate(ctx, found.artifact, o, func(text string) {
		if !printed {
			printed = true
			text = o.Prompt + text
		}
		fmt.Fprint(a.stdout, text)
	})
	if printed {
		fmt.Fprintln(a.stdout)
	}
	return err
}
