package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"pipe/artifacts"
)

func (a *app) addCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "add PATH…",
		Short: "Put local files into the store, so that datasets pinned by sha256 need no network",
		Args:  cobra.MinimumNArgs(1),
		RunE:  a.runE(a.add),
	}
}

// An addition is a file that the store has taken.
type addition struct {
	Path   string           `json:"path"`
	Digest artifacts.Digest `json:"sha256"`
	Bytes  int64            `json:"bytes"`
}

func (a *app) add(ctx context.Context, args []string) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	store, err := a.openStore()
	if err != nil {
		return err
	}
	added := []addition{}
	var errs []error
	for _, path := range args {
		if err := ctx.Err(); err != nil {
			return err
		}
		digest, bytes, err := store.Add(path)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		added = append(added, addition{path, digest, bytes})
		if !a.json {
			fmt.Fprintf(a.stdout, "%s  %s\n", digest, path)
		}
	}
	if a.json {
		errs = append(errs, a.printJSON(added))
	}
	return errors.Join(errs...)
}
