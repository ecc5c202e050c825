package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// An app is what every command shares: where to print, and the flags that all
// of them have.
type app struct {
	stdout, stderr io.Writer
	// lines is stderr for what comes from many goroutines, the log and the
	// display of a run: one write at a time.
	lines     io.Writer
	storeDir  string
	logFormat string
	json      bool

	vars     []string // --var k=v
	varFiles []string
	offline  bool // what would be downloaded is missing

	loader         *pipeline.Loader // of the experiment
	collectAsUsual func()           // see collectLate; nil until an experiment is loaded
}

func newApp(stdout, stderr io.Writer) *app {
	return &app{stdout: stdout, stderr: stderr, lines: zerolog.SyncWriter(stderr)}
}

// runE turns a function that returns an error into what cobra wants: an
// error of the function is a failure of the command, not of its usage.
func (a *app) runE(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		logger, err := a.logger()
		if err != nil {
			return err
		}
		if err := useKernel(); err != nil {
			return err
		}
		if err := f(logger.WithContext(cmd.Context()), args); err != nil {
			// Not errors.As, which would drop what an exit code is joined with.
			if exit, ok := err.(*exitError); ok {
				return exit
			}
			return &exitError{exitFailed, err}
		}
		return nil
	}
}

// useKernel makes every command compute with the kernels that PIPE_KERNEL names.
func useKernel() error {
	name := os.Getenv("PIPE_KERNEL")
	if name == "" {
		return nil
	}
	if err := stages.UseKernel(name); err != nil {
		return usageError("PIPE_KERNEL: %v", err)
	}
	return nil
}

func (a *app) logger() (zerolog.Logger, error) {
	switch a.logFormat {
	case "json":
		return jsonLogger(a.lines), nil
	case "text":
		return textLogger(a.lines, isTerminal(a.stderr)), nil
	}
	return zerolog.Nop(), usageError("--log-format is %q, want text or json", a.logFormat)
}

// jsonLogger logs everything, a JSON object to a line.
func jsonLogger(w io.Writer) zerolog.Logger { return zerolog.New(w).With().Timestamp().Logger() }

// textLogger logs what people must know, as text.
func textLogger(w io.Writer, colour bool) zerolog.Logger {
	console := zerolog.ConsoleWriter{Out: w, NoColor: !colour, TimeFormat: time.TimeOnly}
	return zerolog.New(console).Level(zerolog.WarnLevel).With().Timestamp().Logger()
}

// variableFlags adds the flags that set variables of an experiment.
func (a *app) variableFlags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&a.vars, "var", nil, "set a variable: `name=value`")
	cmd.Flags().StringArrayVar(&a.varFiles, "var-file", nil, "set variables from a file of `name = value` lines")
}

// offlineFlag adds the flag of commands that say, or meet, what is missing.
func (a *app) offlineFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.offline, "offline", false, "name all files that would be downloaded, in place of downloading them, before anything runs")
}

// leaseTiming is that of every store which is opened; tests are in a hurry.
var leaseTiming artifacts.LeaseTiming

func (a *app) openStore() (*artifacts.Store, error) {
	if a.storeDir == "" { // as of --store "$UNSET"
		return nil, usageError("--store is empty, want the folder of the store")
	}
	store, err := artifacts.Open(a.storeDir)
	if err == nil {
		store.Timing = leaseTiming
	}
	return store, err
}

// load reads an experiment file. Mistakes in it are printed, all of them, and
// give exit code 2.
func (a *app) load(path string) (*pipeline.Loader, *pipeline.Experiment, error) {
	loader, exp, diags, err := a.parse(path)
	if err != nil {
		return nil, nil, err
	}
	if len(diags) > 0 {
		a.printDiagnostics(loader.Files(), diags)
	}
	if diags.HasErrors() {
		return nil, nil, &exitError{code: exitUsage}
	}
	return loader, exp, nil
}

func (a *app) parse(path string) (*pipeline.Loader, *pipeline.Experiment, hcl.Diagnostics, error) {
	if a.collectAsUsual == nil {
		a.collectAsUsual = collectLate()
	}
	vars := make(map[string]string, len(a.vars))
	for _, v := range a.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok {
			return nil, nil, nil, usageError("--var is %q, want name=value", v)
		}
		vars[name] = value
	}
	a.loader = pipeline.NewLoader(stages.Kinds(), pipeline.LoadOptions{
		Vars: vars, VarFiles: a.varFiles, Environ: os.Environ(),
	})
	exp, diags := a.loader.Load(path)
	return a.loader, exp, diags, nil
}

// printJSON prints v as indented JSON.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
