package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// runFlags are the flags of run.
type runFlags struct {
	jobs      int
	keepGoing bool
	targets   []string
	force     []string
	out       string
	dryRun    bool
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run FILE",
		Short: "Run what is stale in an experiment and write its reports",
		Long: "Run what is stale in an experiment and write its reports.\n\n" +
			"PIPE_KERNEL=generic|avx2|avx512|neon names the kernels that compute, where this machine has them; the fastest do\n" +
			"otherwise. All give the same bits.",
		Args: cobra.ExactArgs(1),
		RunE: a.runE(func(ctx context.Context, args []string) error {
			if f.dryRun {
				return a.dryRun(args[0], f)
			}
			return a.run(ctx, args[0], f)
		}),
	}
	a.variableFlags(cmd)
	a.offlineFlag(cmd)
	cmd.Flags().IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "stages that run at once")
	cmd.Flags().BoolVar(&f.keepGoing, "keep-going", false, "let a failed stage stop only what stands on it")
	cmd.Flags().StringArrayVar(&f.targets, "target", nil, "run only this `stage` and what it stands on")
	cmd.Flags().StringArrayVar(&f.force, "force", nil, "run this `stage` even where its artifact is in the store")
	cmd.Flags().StringVar(&f.out, "out", "", "folder for reports (default out/EXPERIMENT)")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would run; run and write nothing")
	return cmd
}

func (a *app) run(ctx context.Context, path string, f runFlags) error {
	if f.jobs < 1 {
		return usageError("--jobs is %d, want at least 1", f.jobs)
	}
	began := time.Now()
	plan, record, reports, err := a.execute(ctx, path, f)
	if errors.Is(err, errDamagedReport) {
		f.force = nil // it has been done
		plan, record, reports, err = a.execute(ctx, path, f)
	}
	if plan == nil || reports == nil {
		return err
	}
	if a.json {
		summary := plan.Summary()
		if record != nil {
			summary = record.Summary()
		}
		summary.Reports = reports
		if err := a.printJSON(summary); err != nil {
			return err
		}
	} else {
		a.printOutcome(plan, reports, time.Since(began))
	}
	return err
}

// errDamagedReport says that a report is in the store no more, although the
// run found it there: its files are read only when they are written out. What
// was found damaged is in the quarantine, so that another run makes it again.
var errDamagedReport = errors.New("a report was damaged in the store")

// execute plans an experiment, runs what is stale and writes the reports,
// those of a failed run too. Reports is nil where they could not be written.
func (a *app) execute(ctx context.Context, path string, f runFlags) (
	plan *pipeline.Plan, record *pipeline.RunRecord, reports []pipeline.ReportSummary, err error,
) {
	plan, store, err := a.makePlan(path, pipeline.PlanOptions{Targets: f.targets, Force: f.force, Hold: true})
	if err != nil {
		return nil, nil, nil, err
	}
	defer plan.Release()
	if err := a.checkFiles(plan.NeededFiles(), f.keepGoing); err != nil {
		return nil, nil, nil, err
	}
	if !plan.NothingToDo() {
		a.collectAsUsual()
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	d, ctx := a.newDisplay(ctx)
	executor := &pipeline.Executor{
		Store: store, Jobs: f.jobs, KeepGoing: f.keepGoing, Kernel: stages.KernelName(), Events: d.event,
	}
	record, runErr := executor.Run(ctx, plan)
	if f.out == "" {
		f.out = filepath.Join("out", plan.Experiment.Name)
	}
	reports, err = publishReports(plan, store, f.out)
	if runErr == nil && (errors.Is(err, artifacts.ErrCorrupt) || errors.Is(err, artifacts.ErrNotFound)) {
		err = fmt.Errorf("%w: %w", errDamagedReport, err)
	}
	return plan, record, reports, errors.Join(runErr, err)
}

// makePlan loads an experiment and plans it against the store.
func (a *app) makePlan(path string, opt pipeline.PlanOptions) (*pipeline.Plan, *artifacts.Store, error) {
	loader, exp, err := a.load(path)
	if err != nil {
		return nil, nil, err
	}
	store, err := a.openStore()
	if err != nil {
		return nil, nil, err
	}
	opt.Targets, opt.Force = quoteAllKeys(opt.Targets), quoteAllKeys(opt.Force)
	plan, err := pipeline.NewPlan(exp, store, opt)
	var diags hcl.Diagnostics
	var unknown *pipeline.AddressError
	switch {
	case errors.As(err, &diags):
		a.printDiagnostics(loader.Files(), diags)
		return nil, nil, &exitError{code: exitUsage}
	case errors.As(err, &unknown):
		return nil, nil, &exitError{exitUsage, err}
	case err != nil:
		return nil, nil, err
	}
	return plan, store, nil
}

// publishReports writes the files of every report that the store has, with
// the origins of the stages they stand on.
func publishReports(plan *pipeline.Plan, store *artifacts.Store, out string) ([]pipeline.ReportSummary, error) {
	reports := []pipeline.ReportSummary{}
	var origins map[string]stages.Origin
	for _, step := range plan.Steps {
		if step.Node.Kind.Name != stages.ReportKind || step.Artifact.IsZero() {
			continue
		}
		if origins == nil {
			origins = originsOf(plan, store)
		}
		a, err := store.Artifact(step.Artifact)
		if err != nil {
			return nil, err
		}
		files, err := stages.PublishReport(a, origins)
		if err != nil {
			return nil, err
		}
		dir := filepath.Join(out, reportFolder(step.Node))
		if err := writeReport(dir, files); err != nil {
			return nil, fmt.Errorf("write report: %w", err)
		}
		reports = append(reports, pipeline.ReportSummary{
			Name: step.Node.Address(), Path: filepath.Join(dir, stages.ReportPage),
		})
	}
	return reports, nil
}

// reportFolder returns the folder of a report: its name or, of one of several,
// its name and its key, in a folder of its module where it has one.
func reportFolder(n *pipeline.Node) string {
	key := url.QueryEscape(n.Instance)
	if strings.Trim(key, ".") == "" { // a path of its own
		key = strings.ReplaceAll(key, ".", "%2E")
	}
	return filepath.Join(strings.TrimSuffix(n.Prefix, "."), n.Name, key)
}

// originsOf returns, by address, the lines that declare each stage, the recipe
// that its artifact is bound to, and the run that made it, where the store
// tells.
func originsOf(plan *pipeline.Plan, store *artifacts.Store) map[string]stages.Origin {
	origins := make(map[string]stages.Origin)
	history := pipeline.NewHistory(store)
	for _, step := range plan.Steps {
		block := step.Node.Block
		o := stages.Origin{File: block.Filename, First: block.Start.Line, Last: block.End.Line}
		for _, source := range plan.Experiment.Sources {
			if source.Path == block.Filename {
				lines := strings.Split(string(source.Data), "\n")
				o.Source = strings.Join(lines[max(0, o.First-1):min(len(lines), o.Last)], "\n")
			}
		}
		if recipe, err := store.Recipe(step.Key); err == nil {
			o.Recipe = recipe
		}
		if past, ok := history.Executed(step.Key); ok {
			o.Run, o.Seconds = past.Run.ID, past.Stage.Seconds
		}
		origins[step.Node.Address()] = o
	}
	return origins
}

func (a *app) printOutcome(plan *pipeline.Plan, reports []pipeline.ReportSummary, took time.Duration) {
	count := make(map[pipeline.Status]int)
	for _, s := range plan.Steps {
		count[s.Status]++
	}
	fmt.Fprintf(a.stdout, "%s: %s", plan.Experiment.Name, counted(len(plan.Steps), "stage"))
	for _, status := range []pipeline.Status{
		pipeline.StatusCached, pipeline.StatusRan, pipeline.StatusFailed, pipeline.StatusSkipped, pipeline.StatusInterrupted,
	} {
		if count[status] > 0 {
			fmt.Fprintf(a.stdout, ", %d %s", count[status], status)
		}
	}
	fmt.Fprintf(a.stdout, " in %s\n", took.Round(10*time.Millisecond))
	for _, r := range reports {
		fmt.Fprintf(a.stdout, "%s: %s\n", r.Name, r.Path)
	}
}
