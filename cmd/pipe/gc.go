package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
)

// gcFlags are the flags of gc.
type gcFlags struct {
	keepRuns  int
	olderThan string
	maxSize   string
	grace     string
	drop      []string
	added     bool
	dryRun    bool
}

// idleDays is the age of checkpoints that nobody went on from, and of damaged
// files, at which they go.
const idleDays = 30

func (a *app) gcCommand() *cobra.Command {
	var f gcFlags
	cmd := &cobra.Command{
		Use:   "gc [EXPERIMENT…]",
		Short: "Remove artifacts that no run, pin or named experiment keeps",
		Long: "Remove artifacts from the store. What the latest runs of each experiment made or found stays, so that all\n" +
			"that their reports prove can still be proved; and so does what is pinned, what was added, and what the named\n" +
			"experiments would find cached now. Recipes and run records stay in any case: the next run makes again what\n" +
			"it needs, and plan says that it was removed. Runs may be under way meanwhile; they lose nothing.",
	}
	a.variableFlags(cmd)
	flags := cmd.Flags()
	flags.IntVar(&f.keepRuns, "keep-runs", 10, "keep the latest `N` finished runs of each experiment, with each set of variables; -1 keeps all")
	flags.StringVar(&f.olderThan, "older-than", "", "keep the runs of the last `days`, such as 30d or 12h, and no others unless --keep-runs says so")
	flags.StringVar(&f.maxSize, "max-size", "", "remove only until the store has at most this `size`, such as 20GB, what was unused for longest first")
	flags.StringVar(&f.grace, "grace", "1h", "remove nothing that was made or used in this last `time`")
	flags.StringArrayVar(&f.drop, "drop", nil, "remove also what this `stage`, or this kind of stage, made in runs that are kept")
	flags.BoolVar(&f.added, "added", false, "remove also added and downloaded files that nothing kept reads")
	flags.BoolVar(&f.dryRun, "dry-run", false, "list what would go, and remove nothing")
	cmd.RunE = a.runE(func(ctx context.Context, args []string) error {
		return a.gc(ctx, args, f, flags.Changed("keep-runs"))
	})
	return cmd
}

func (a *app) gc(ctx context.Context, experiments []string, f gcFlags, keepRunsGiven bool) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	opt, err := f.options(time.Now(), keepRunsGiven)
	if err != nil {
		return err
	}
	store, err := a.openStore()
	if err != nil {
		return err
	}
	for _, path := range experiments {
		plan, _, err := a.makePlan(path, pipeline.PlanOptions{})
		if err != nil {
			return err
		}
		opt.Plans = append(opt.Plans, plan)
	}
	gc, err := pipeline.RunGC(ctx, store, opt)
	var unknown *pipeline.AddressError
	if errors.As(err, &unknown) {
		return &exitError{exitUsage, err}
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(gcViewOf(gc, f.dryRun))
	}
	a.printGC(gc, f.dryRun, opt.MaxBytes)
	return nil
}

// options reads the flags.
func (f gcFlags) options(now time.Time, keepRunsGiven bool) (pipeline.GCOptions, error) {
	opt := pipeline.GCOptions{KeepRuns: f.keepRuns, Drop: quoteAllKeys(f.drop), DropAdded: f.added}
	opt.DryRun, opt.Idle = f.dryRun, idleDays*24*time.Hour
	if f.keepRuns < -1 {
		return opt, usageError("--keep-runs is %d, want a number of runs, or -1 for all", f.keepRuns)
	}
	if f.olderThan != "" {
		age, err := parseAge("--older-than", f.olderThan)
		if err != nil {
			return opt, err
		}
		opt.Since, opt.Idle = now.Add(-age), age
		if !keepRunsGiven {
			opt.KeepRuns = 0
		}
	}
	var err error
	if opt.Grace, err = parseAge("--grace", f.grace); err != nil {
		return opt, err
	}
	if f.maxSize != "" {
		opt.MaxBytes, err = parseSize("--max-size", f.maxSize)
	}
	return opt, err
}

// A gcView is what gc did as JSON.
type gcView struct {
	DryRun      bool             `json:"dry_run"`
	KeptRuns    int              `json:"kept_runs"`
	Artifacts   []gcArtifactView `json:"artifacts"`
	Added       []addition       `json:"added"`
	Objects     artifacts.Swept  `json:"objects"`
	Checkpoints artifacts.Swept  `json:"checkpoints"`
	Trails      artifacts.Swept  `json:"trails"` // kept states
	Temporary   artifacts.Swept  `json:"temporary"`
	Quarantine  artifacts.Swept  `json:"quarantine"`
	Left        artifacts.Swept  `json:"left"`
	Young       int              `json:"young"` // artifacts that nothing keeps but --grace
}

// A gcArtifactView is an artifact that was removed.
type gcArtifactView struct {
	Stage    string           `json:"stage,omitempty"`
	Kind     string           `json:"kind,omitempty"`
	Artifact artifacts.Digest `json:"artifact"`
	Key      artifacts.Key    `json:"key"`
	Bytes    int64            `json:"bytes"`
	Used     time.Time        `json:"used"`
	Run      string           `json:"run,omitempty"`
}

func gcViewOf(gc *pipeline.GC, dryRun bool) gcView {
	v := gcView{
		DryRun: dryRun, KeptRuns: gc.Kept, Artifacts: []gcArtifactView{}, Added: []addition{},
		Objects: gc.Objects, Checkpoints: gc.Checkpoints, Trails: gc.Trails, Temporary: gc.Temporary, Quarantine: gc.Quarantine, Left: gc.Left, Young: gc.Young,
	}
	for _, g := range gc.Artifacts {
		v.Artifacts = append(v.Artifacts, gcArtifactView{g.Stage, g.Kind, g.Artifact, g.Key, g.Bytes, g.Used.UTC(), g.Run})
	}
	for _, f := range gc.Added {
		v.Added = append(v.Added, addition{f.Name, f.Digest, f.Bytes})
	}
	return v
}

func (a *app) printGC(gc *pipeline.GC, dryRun bool, maxBytes int64) {
	verb := "removed"
	if dryRun {
		verb = "would remove"
	}
	for _, g := range gc.Artifacts {
		stage, run := g.Stage, g.Run
		if stage == "" {
			stage, run = g.Kind+" of no recorded run", "-"
		}
		fmt.Fprintf(a.stdout, "%s  %-28s %10s  last used %s  %s\n",
			g.Artifact.Short(), stage, formatSize(g.Bytes), g.Used.Local().Format(time.DateTime), run)
	}
	for _, f := range gc.Added {
		fmt.Fprintf(a.stdout, "%s  %-28s %10s  added\n", f.Digest.Short(), f.Name, formatSize(f.Bytes))
	}
	for _, w := range []struct {
		what string
		artifacts.Swept
	}{{"checkpoints", gc.Checkpoints}, {"kept states", gc.Trails}, {"temporary files", gc.Temporary}, {"damaged files", gc.Quarantine}} {
		if w.Files > 0 {
			fmt.Fprintf(a.stdout, "%s %d %s, %s\n", verb, w.Files, w.what, formatSize(w.Bytes))
		}
	}
	fmt.Fprintf(a.stdout, "%s %d artifacts: %d objects, %s; %d objects, %s stay for %d kept runs\n", verb,
		len(gc.Artifacts), gc.Objects.Files, formatSize(gc.Objects.Bytes), gc.Left.Files, formatSize(gc.Left.Bytes), gc.Kept)
	if gc.Young > 0 {
		fmt.Fprintf(a.stdout, "%d more artifacts are kept by nothing but their age: see --grace, or a run is using them\n", gc.Young)
	}
	if maxBytes > 0 && gc.Left.Bytes > maxBytes {
		fmt.Fprintf(a.stdout, "that is more than %s; a smaller --keep-runs, --older-than or --drop keeps less\n", formatSize(maxBytes))
	}
}
