// Command pipe runs language-model experiments that can be believed: it reads
// an experiment file, runs the stages whose results are not in the store yet,
// and says why for each.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes. Anything that is not listed is a plain failure, 1.
const (
	exitDone        = 0
	exitFailed      = 1   // a stage failed, or the command did
	exitUsage       = 2   // bad file or flags
	exitToDo        = 3   // plan --exit-code found something to do, or diff --exit-code a difference
	exitDamaged     = 4   // verify found damage, trace a number that its samples do not give, or audit what does not hold
	exitInterrupted = 130 // stopped by a signal
)

// An exitError is an error with the exit code it stands for. A nil err has
// been reported already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

func main() {
	ignoreFileSizeSignal()
	os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
}

// Main runs the command line and returns its exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	out := &output{w: stdout}
	a := newApp(out, stderr)
	root := a.command()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(context.Background())
	if err == nil && out.err != nil {
		err = &exitError{exitFailed, fmt.Errorf("write the output: %w", out.err)}
	}
	if err == nil {
		return exitDone
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{exitUsage, err} // cobra's own: unknown command, bad flag
	}
	if exit.code == exitFailed && errors.Is(err, context.Canceled) {
		exit = &exitError{exitInterrupted, errors.New("interrupted; run again to go on from here")}
	}
	if exit.err != nil {
		a.printError(exit.err)
	}
	return exit.code
}

// An output is stdout, and remembers what was not written: a table that a full
// disk has cut short must not pass for the whole.
type output struct {
	w   io.Writer
	err error // the first
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// interruptible returns a context that the first signal ends, for work that
// looks at it; all other work a signal ends at once. So does a second signal:
// it must not wait for a stage that does not look.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// printError prints why the program ends as it does.
func (a *app) printError(err error) {
	text := remedy(err)
	if a.logFormat == "json" {
		log := jsonLogger(a.stderr)
		event := log.Error()
		if text != "" {
			event = event.Str("remedy", text)
		}
		event.Msg(err.Error())
		return
	}
	fmt.Fprintf(a.stderr, "pipe: %v\n", err)
	if text != "" {
		fmt.Fprintf(a.stderr, "pipe: %s\n", text)
	}
}

// command returns the whole command tree.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:           "pipe",
		Short:         "Run language-model experiments that can be believed",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.storeDir, "store", envOr("PIPE_STORE", ".pipe"), "folder of the store (or PIPE_STORE)")
	flags.StringVar(&a.logFormat, "log-format", "text", "how to log: text or json")
	flags.BoolVar(&a.json, "json", false, "print JSON, where a command lists something")
	root.AddCommand(
		a.runCommand(), a.planCommand(), a.validateCommand(), a.fmtCommand(), a.whyCommand(), a.graphCommand(),
		a.lsCommand(), a.showCommand(), a.diffCommand(), a.traceCommand(), a.verifyCommand(), a.addCommand(), a.benchmarksCommand(),
		a.exportCommand(), a.generateCommand(), a.serveCommand(),
		a.auditCommand(), a.gcCommand(), a.pinCommand(), a.unpinCommand(),
		a.versionCommand(),
	)
	// Cobra's own command for completions takes a shell that it does not know
	// for a wish to see the help; a command that runs refuses it.
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	return root
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}
