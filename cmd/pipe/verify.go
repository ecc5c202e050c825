package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"pipe/pipeline"
)

func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Read every byte of the store and check it against its digest",
		Long: "Read every byte of the store and check it against its digest. What is damaged is named and moved\n" +
			"out of the way, so that the next run makes it again. Foreign files, and keys that gave other bytes at another\n" +
			"time, are named and left alone.",
		Args: cobra.NoArgs,
		RunE: a.runE(a.verify),
	}
}

func (a *app) verify(ctx context.Context, _ []string) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	store, err := a.openStore()
	if err != nil {
		return err
	}
	v, err := pipeline.Verify(ctx, store)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(v); err != nil {
			return err
		}
	} else {
		for _, d := range v.Damage {
			fmt.Fprintln(a.stdout, d)
		}
		for _, c := range v.Conflicts {
			fmt.Fprintf(a.stdout, "key %s gave two artifacts, %s, which is used, and %s\n", c.Key, c.Have, c.Got)
		}
		for _, path := range v.Foreign {
			fmt.Fprintf(a.stdout, "%s: foreign, since no store has such a file\n", path)
		}
		fmt.Fprintf(a.stdout, "%d objects, %d index entries, %d run records: %d damaged\n", v.Objects, v.Entries, v.Records, len(v.Damage))
	}
	if len(v.Damage) > 0 {
		return &exitError{code: exitDamaged}
	}
	return nil
}
