package main

import (
	"fmt"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
)

// lastAttempt returns the record of the execution that an explanation is about:
// the one that made the artifact or, where there is none, the last that tried.
func lastAttempt(e *pipeline.Explanation) *pipeline.StageRecord {
	if e.Step.Status == pipeline.StatusCached {
		return e.Executed.Stage
	}
	return e.Last.Stage
}

// printAttempts says how often a stage was tried, and how to see what its
// program printed.
func (a *app) printAttempts(s *pipeline.StageRecord) {
	for i, try := range s.Attempts {
		fmt.Fprintf(a.stdout, "  attempt %d failed after %.2f s: %s\n", i+1, try.Seconds, try.Error)
	}
	if all := s.AllLogs(); len(all) > 0 {
		var sizes []string
		for _, log := range s.Logs {
			sizes = append(sizes, fmt.Sprintf("%d bytes to %s", log.Bytes, log.Name))
		}
		if len(sizes) == 0 {
			sizes = []string{"only in attempts that failed"}
		}
		fmt.Fprintf(a.stdout, "  its program printed %s: pipe show --logs '%s'\n", strings.Join(sizes, ", "), s.Address)
	}
}

// showLogs prints what the program of a stage printed in the newest run in
// which it ran, whether it failed or not.
func (a *app) showLogs(reference string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	address := quoteKeys(reference)
	runs, err := pipeline.Runs(store)
	for _, run := range runs {
		s := run.Stage(address)
		if s == nil || s.Status == pipeline.StatusCached || s.Status == pipeline.StatusSkipped {
			continue
		}
		if a.json {
			return a.printJSON(s)
		}
		for i, try := range s.Attempts {
			if err := a.printLogs(store, fmt.Sprintf("attempt %d, ", i+1), try.Logs); err != nil {
				return err
			}
		}
		return a.printLogs(store, "", s.Logs)
	}
	if err != nil {
		return err
	}
	return usageError("no run has run a stage %q; `pipe ls artifacts` lists what there is", address)
}

func (a *app) printLogs(store *artifacts.Store, of string, logs []pipeline.LogRecord) error {
	for _, log := range logs {
		text, err := store.ReadObject(log.Digest)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "--- %s%s\n%s", of, log.Name, text)
		if !strings.HasSuffix(string(text), "\n") {
			fmt.Fprintln(a.stdout)
		}
	}
	return nil
}
