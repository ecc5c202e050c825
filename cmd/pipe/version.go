package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"pipe/stages"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program and of every stage kind",
		Args:  cobra.NoArgs,
		RunE:  a.runE(a.version),
	}
}

func (a *app) version(context.Context, []string) error {
	revision := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	kinds := stages.Kinds()
	if a.json {
		versions := make(map[string]int)
		for _, name := range kinds.Names() {
			versions[name] = kinds.Lookup(name).Version
		}
		return a.printJSON(map[string]any{
			"revision": revision, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
			"kernel": stages.KernelName(), "kinds": versions,
		})
	}
	fmt.Fprintf(a.stdout, "pipe %s (%s, %s/%s, kernels %s)\n",
		revision, runtime.Version(), runtime.GOOS, runtime.GOARCH, stages.KernelName())
	for _, name := range kinds.Names() {
		fmt.Fprintf(a.stdout, "  %-12s version %d\n", name, kinds.Lookup(name).Version)
	}
	return nil
}
