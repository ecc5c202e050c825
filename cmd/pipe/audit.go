package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// auditFlags are the flags of audit.
type auditFlags struct {
	replay      bool
	targets     []string
	jobs        int
	allowClaims bool
	sample      string // a share of the windows of training steps, or ""
	seed        uint64 // of their choice; 0 draws one
}

func (a *app) auditCommand() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit FILE-OR-RUN",
		Short: "Check every digest, every link, every number and every claim of a run",
		Long: "Check the latest finished run of an experiment file, or the run that is named: its texts, recipes, links and bytes,\n" +
			"its numbers, computed again from their samples, and its claims. With --replay, run the experiment of the record\n" +
			"again in an empty store beside the old one, and compare every bit. With --sample 10%, execute only that share of the\n" +
			"training steps again, from states that were kept of them.",
		Args: cobra.ExactArgs(1),
		RunE: a.runE(func(ctx context.Context, args []string) error {
			return a.audit(ctx, args[0], f)
		}),
	}
	cmd.Flags().BoolVar(&f.replay, "replay", false, "run the recorded experiment again in an empty store and compare bits")
	cmd.Flags().StringArrayVar(&f.targets, "target", nil, "replay only this `stage` and what it stands on")
	cmd.Flags().IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "stages that are replayed at once, or cores that execute the windows of --sample")
	cmd.Flags().StringVar(&f.sample, "sample", "", "execute this `share` of the windows of training steps again, such as 10%")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "of the choice of windows; 0 draws one, which is printed")
	cmd.Flags().BoolVar(&f.allowClaims, "allow-false-claims", false, "show claims that do not hold, but do not exit with 4 for them")
	return cmd
}

// An auditView is an audit as JSON.
type auditView struct {
	*pipeline.Audit
	Claims []*stages.Verdict      `json:"claims"`
	Replay []pipeline.ReplayStage `json:"replay,omitempty"`
	Sample *pipeline.Sampling     `json:"sample,omitempty"`
	Holds  bool                   `json:"holds"`
}

func (a *app) audit(ctx context.Context, reference string, f auditFlags) error {
	switch {
	case f.jobs < 1:
		return usageError("--jobs is %d, want at least 1", f.jobs)
	case len(f.targets) > 0 && !f.replay:
		return usageError("--target limits a replay; add --replay")
	case f.seed != 0 && f.sample == "":
		return usageError("--seed is that of --sample; add --sample 10%%")
	}
	percent, err := parseShare(f.sample)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	store, err := a.openStore()
	if err != nil {
		return err
	}
	run, err := a.auditedRun(store, reference)
	if err != nil {
		return err
	}
	auditor := pipeline.NewAuditor(store, stages.Kinds(), run)
	audit, err := auditor.Check(ctx)
	if err != nil {
		return err
	}
	view := auditView{Audit: audit}
	inputs := inputsOf(run)
	audit.Checks = append(audit.Checks, stages.AuditNumbers(ctx, store, run, inputs))
	verdicts, claims := stages.Verdicts(store, run, inputs)
	view.Claims = verdicts
	audit.Checks = append(audit.Checks, claims)
	if f.replay {
		replay, err := a.replay(ctx, auditor, f)
		if err != nil {
			return err
		}
		view.Replay = replay.Stages
		audit.Checks = append(audit.Checks, replay.AuditCheck)
	}
	if f.sample != "" {
		if view.Sample, err = a.sample(ctx, auditor, sampleOptions(percent, f)); err != nil {
			return err
		}
		audit.Checks = append(audit.Checks, view.Sample.AuditCheck)
	}
	view.Holds = audit.Failures() == 0
	for _, v := range verdicts {
		view.Holds = view.Holds && (v.Holds || f.allowClaims)
	}
	if a.json {
		err = a.printJSON(view)
	} else {
		a.printAudit(view)
	}
	if err == nil && !view.Holds {
		return &exitError{code: exitDamaged}
	}
	return err
}

// auditedRun finds the run that is meant: the newest finished one of a file,
// or one by its id.
func (a *app) auditedRun(store *artifacts.Store, reference string) (*pipeline.RunRecord, error) {
	run, err := a.resolveRun(store, reference)
	if !errors.Is(err, artifacts.ErrNotFound) {
		return run, err
	}
	runs, err := pipeline.Runs(store)
	if err != nil && len(runs) == 0 {
		return nil, err
	}
	unfinished := ""
	for _, r := range runs {
		if filepath.Clean(r.Path) != filepath.Clean(reference) {
			continue
		}
		if r.Status == pipeline.RunDone {
			return r, nil
		}
		if unfinished == "" {
			unfinished = r.ID
		}
	}
	if unfinished != "" {
		return nil, usageError("no run of %q has come to its end; its newest can be audited by its id, %s", reference, unfinished)
	}
	if _, err := os.Stat(reference); err == nil {
		return nil, usageError("the store has no run of %q; `pipe run %s` makes one", reference, reference)
	}
	return nil, usageError("%q is neither a file with a run in the store nor the id of a run; `pipe ls` lists runs", reference)
}

// replay runs the experiment again, showing its progress as run does.
func (a *app) replay(ctx context.Context, auditor *pipeline.Auditor, f auditFlags) (*pipeline.Replay, error) {
	d, ctx := a.newDisplay(ctx)
	replay, err := auditor.Replay(ctx, pipeline.ReplayOptions{
		Targets: quoteAllKeys(f.targets), Jobs: f.jobs, Kernel: stages.KernelName(), Events: d.event, Differs: stages.DescribeDifference,
	})
	var unknown *pipeline.AddressError
	if errors.As(err, &unknown) {
		return nil, &exitError{exitUsage, err}
	}
	return replay, notAccepted(err)
}

// notAccepted gives an error its exit code where it says what is wrong with the
// text of a run.
func notAccepted(err error) error {
	var diags hcl.Diagnostics
	if errors.As(err, &diags) {
		return &exitError{exitDamaged, fmt.Errorf("this program does not accept the text of the run: %w", err)}
	}
	return err
}

func (a *app) printAudit(view auditView) {
	fmt.Fprintf(a.stdout, "run %s of %s: %s\n", view.Run, view.Path, view.Status)
	for _, path := range view.Changed {
		fmt.Fprintf(a.stdout, "%s has changed since; what follows is about the text that the run read\n", path)
	}
	for _, c := range view.Checks {
		fmt.Fprintf(a.stdout, "%-8s %5d checked, %d failed", c.Name, c.Checked, len(c.Failures))
		if len(c.Unchecked) > 0 {
			fmt.Fprintf(a.stdout, ", %d could not be checked", len(c.Unchecked))
		}
		fmt.Fprintf(a.stdout, ": %s\n", c.What)
		for _, f := range c.Failures {
			fmt.Fprintf(a.stdout, "  FAILED %s: %s\n", f.Where, f.Problem)
			if f.Remedy != "" {
				fmt.Fprintf(a.stdout, "    %s\n", f.Remedy)
			}
		}
		for _, f := range c.Unchecked {
			fmt.Fprintf(a.stdout, "  not checked: %s: %s\n", f.Where, f.Problem)
		}
	}
	if view.Sample != nil {
		printNothingSampled(a.stdout, view.Sample)
		for _, w := range view.Sample.Windows {
			if w.Verdict == pipeline.VerdictHeld {
				fmt.Fprintf(a.stdout, "  held: %s\n", w.Where())
			}
		}
	}
	for _, v := range view.Claims {
		fmt.Fprintln(a.stdout, claimText(v))
	}
	if view.Holds {
		fmt.Fprintln(a.stdout, "everything that was checked holds")
	}
}
