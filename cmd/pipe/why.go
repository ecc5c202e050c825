package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
)

func (a *app) whyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "why FILE STAGE",
		Short: "Explain why a stage will run, or why it last ran",
		Args:  cobra.ExactArgs(2),
		RunE:  a.runE(a.why),
	}
	a.variableFlags(cmd)
	return cmd
}

func (a *app) why(_ context.Context, args []string) error {
	plan, _, err := a.makePlan(args[0], pipeline.PlanOptions{})
	if err != nil {
		return err
	}
	e, err := pipeline.Explain(plan, quoteKeys(args[1]))
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if a.json {
		return a.printJSON(viewOf(e))
	}
	a.printExplanation(e)
	return nil
}

// An explanationView is an explanation as JSON.
type explanationView struct {
	Stage   string            `json:"stage"`
	Status  pipeline.Status   `json:"status"`
	Why     string            `json:"why"`
	Own     string            `json:"own,omitempty"`
	Changes []pipeline.Change `json:"changes"`
	WaitsOn []causeView       `json:"waits_on"`
	Causes  []causeView       `json:"causes"`
	Error   string            `json:"error,omitempty"`
	Key     artifacts.Key     `json:"key,omitzero"`
	Start   *pipeline.Start   `json:"start,omitempty"`
	MadeAs  string            `json:"made_as,omitempty"` // the stage that has made it, if that is another
	Since   []pipeline.Change `json:"since,omitempty"`   // what is new about a cached stage since its last run

	Attempts []pipeline.AttemptRecord `json:"attempts,omitempty"`
	Logs     []pipeline.LogRecord     `json:"logs,omitempty"`
}

type causeView struct {
	Stage  string          `json:"stage"`
	Status pipeline.Status `json:"status"`
	Why    string          `json:"why"`
}

func viewOf(e *pipeline.Explanation) explanationView {
	view := explanationView{
		Stage: e.Step.Node.Address(), Status: e.Step.Status, Why: e.Why.Reason, Own: e.Own,
		Changes: append([]pipeline.Change{}, e.Why.Changes...),
		WaitsOn: causeViews(e.WaitsOn), Causes: causeViews(e.Causes), Error: lastError(e), Key: e.Step.Key, Start: e.Why.Start,
		MadeAs: madeAs(e), Since: e.Since.Changes,
	}
	if s := lastAttempt(e); s != nil {
		view.Attempts, view.Logs = s.Attempts, s.Logs
	}
	return view
}

// madeAs returns the stage that made the artifact of a cached one, where that is
// another.
func madeAs(e *pipeline.Explanation) string {
	if s := e.Executed.Stage; s != nil && s.Address != e.Step.Node.Address() {
		return s.Address
	}
	return ""
}

func causeViews(causes []pipeline.Cause) []causeView {
	views := make([]causeView, len(causes))
	for i, c := range causes {
		views[i] = causeView{c.Step.Node.Address(), c.Step.Status, c.Reason}
	}
	return views
}

// lastError returns how the last run of a stage that is to run again failed, if
// it did.
func lastError(e *pipeline.Explanation) string {
	if e.Step.Status == pipeline.StatusCached || e.Last.Stage == nil {
		return ""
	}
	return e.Last.Stage.Error
}

func (a *app) printExplanation(e *pipeline.Explanation) {
	fmt.Fprintf(a.stdout, "%s is %s", e.Step.Node.Address(), e.Step.Status)
	if run := e.Executed.Run; run != nil {
		fmt.Fprintf(a.stdout, ": made by run %s at %s", run.ID, run.Started.Format(time.DateTime))
		if as := madeAs(e); as != "" {
			fmt.Fprintf(a.stdout, ", as %s", as)
		}
	}
	fmt.Fprintln(a.stdout)
	if e.Why.Reason != "" {
		fmt.Fprintf(a.stdout, "  %s\n", e.Why)
	}
	if e.Since.Reason != "" {
		fmt.Fprintf(a.stdout, "  since its last run: %s\n", e.Since.Reason)
		a.printRecipeChanges(e.Since.Changes)
	}
	if text := lastError(e); text != "" {
		fmt.Fprintf(a.stdout, "      %s\n", text)
	}
	switch {
	case e.Step.Status != pipeline.StatusPending:
	case len(e.Why.Changes) > 0:
		fmt.Fprintln(a.stdout, "  since its last run these have changed of its own:")
	case e.Own != "":
		fmt.Fprintf(a.stdout, "  %s\n", e.Own)
	default:
		fmt.Fprintln(a.stdout, "  since its last run nothing of its own has changed")
	}
	a.printRecipeChanges(e.Why.Changes)
	a.printCauses("waits on", e.WaitsOn)
	a.printCauses("because of", e.Causes)
	if s := lastAttempt(e); s != nil {
		a.printAttempts(s)
	}
}

func (a *app) printRecipeChanges(changes []pipeline.Change) {
	for _, c := range changes {
		fmt.Fprintf(a.stdout, "  %s %s\n      from %s\n      to   %s\n", c.Kind, c.Name, c.From, c.To)
	}
}

func (a *app) printCauses(what string, causes []pipeline.Cause) {
	for _, c := range causes {
		fmt.Fprintf(a.stdout, "  %s %s, which is %s: %s\n", what, c.Step.Node.Address(), c.Step.Status, c.Reason)
	}
}
