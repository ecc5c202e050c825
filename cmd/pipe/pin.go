package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pipe/artifacts"
)

func (a *app) pinCommand() *cobra.Command {
	var name, reason string
	cmd := &cobra.Command{
		Use:   "pin REF",
		Short: "Keep a run, or an artifact and all that it was made from, whatever gc removes",
		Args:  cobra.ExactArgs(1),
		RunE: a.runE(func(_ context.Context, args []string) error {
			return a.pin(args[0], name, reason)
		}),
	}
	cmd.Flags().StringVar(&name, "name", "", "what to call the pin (default REF)")
	cmd.Flags().StringVar(&reason, "reason", "", "why it is kept, for those who find it")
	return cmd
}

func (a *app) pin(reference, name, reason string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	if name == "" {
		name = pinName(reference)
	}
	root := artifacts.Root{Name: name, What: reference, Reason: reason, Since: time.Now().UTC()}
	run, err := a.resolveRun(store, reference)
	switch {
	case err == nil:
		root.Run = run.ID
	case !errors.Is(err, artifacts.ErrNotFound):
		return err
	default:
		f, err := a.resolve(store, reference)
		if err != nil {
			return err
		}
		root.Artifact = f.artifact.Digest()
	}
	err = store.PutRoot(root)
	if errors.Is(err, fs.ErrExist) {
		return usageError("there is a pin %q already; give this one another --name, or unpin that one", name)
	}
	if err != nil {
		return err
	}
	return a.printPins([]artifacts.Root{root})
}

// pinName makes a name of a reference, which may have keys in brackets.
func pinName(reference string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune("_.-", r) || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, reference), "_.-")
}

func (a *app) unpinCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unpin NAME…",
		Short: "Let gc remove what was pinned, where nothing else keeps it",
		Args:  cobra.MinimumNArgs(1),
		RunE:  a.runE(a.unpin),
	}
}

func (a *app) unpin(_ context.Context, names []string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		err := store.RemoveRoot(name)
		if errors.Is(err, artifacts.ErrNotFound) {
			err = fmt.Errorf("there is no pin %q; `pipe ls pins` lists those that there are", name)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (a *app) lsPins(store *artifacts.Store) error {
	roots, err := store.Roots() // what can be read is listed before the rest is an error
	return errors.Join(a.printPins(roots), err)
}

func (a *app) printPins(roots []artifacts.Root) error {
	if a.json {
		return a.printJSON(append([]artifacts.Root{}, roots...))
	}
	for _, r := range roots {
		what := "run " + r.Run
		if r.Run == "" {
			what = "artifact " + r.Artifact.Short()
		}
		fmt.Fprintf(a.stdout, "%-24s %s  %s  %s  %s\n", r.Name, r.Since.Local().Format(time.DateTime), what, r.What, r.Reason)
	}
	return nil
}
