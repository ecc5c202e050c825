package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/term"

	"pipe/pipeline"
)

// A display shows a run while it happens.
type display interface {
	event(e pipeline.Event)
}

// newDisplay returns a live display on a terminal, zerolog lines where they
// are asked for, and plain lines elsewhere. All of them print to stderr:
// stdout is for results. The context's logger is one that does not get in the
// way of the display.
func (a *app) newDisplay(ctx context.Context) (display, context.Context) {
	if a.logFormat == "json" {
		return &logDisplay{log: zerolog.Ctx(ctx), last: make(map[*pipeline.Step]time.Time)}, ctx
	}
	if f, ok := a.stderr.(*os.File); ok && isTerminal(f) && os.Getenv("TERM") != "dumb" {
		d := newLiveDisplay(f, func() (width, height int, err error) { return term.GetSize(int(f.Fd())) })
		log := textLogger(d, true)
		return d, log.WithContext(ctx)
	}
	return newPlainDisplay(a.lines), ctx
}

// logDisplay logs every event; of progress, at most one a second for each
// stage.
type logDisplay struct {
	log  *zerolog.Logger
	last map[*pipeline.Step]time.Time // of the last progress line
}

func (d *logDisplay) event(e pipeline.Event) {
	switch e.Type {
	case pipeline.EventPlan:
		d.log.Info().Str("experiment", e.Plan.Experiment.Name).Int("stages", len(e.Plan.Steps)).Msg("plan")
	case pipeline.EventStarted:
		d.log.Info().Str("stage", e.Step.Node.Address()).Str("why", e.Step.Why.String()).Msg("started")
	case pipeline.EventWaiting:
		d.log.Info().Str("stage", e.Step.Node.Address()).Str("holder", e.Holder).Msg("waiting")
	case pipeline.EventProgress:
		if e.Time.Sub(d.last[e.Step]) < time.Second {
			return
		}
		d.last[e.Step] = e.Time
		d.log.Debug().Str("stage", e.Step.Node.Address()).Int("step", e.Progress.Step).Int("steps", e.Progress.Steps).
			Str("unit", e.Progress.Unit).Float64("loss", e.Progress.Loss).Int64("tokens", e.Progress.Tokens).
			Str("part", e.Progress.Part).Int("part_step", e.Progress.PartStep).Int("part_steps", e.Progress.PartSteps).Msg("progress")
	case pipeline.EventRetry:
		d.log.Warn().Str("stage", e.Step.Node.Address()).Int("attempt", e.Attempt).Float64("seconds", e.Seconds).
			Dur("wait", e.Wait).AnErr("error", e.Err).Msg("retry")
	case pipeline.EventFinished:
		line := d.log.Info().Str("stage", e.Step.Node.Address()).Str("status", string(e.Step.Status)).Float64("seconds", e.Seconds)
		if !e.Step.Artifact.IsZero() {
			line = line.Str("artifact", e.Step.Artifact.String())
		}
		line.AnErr("error", e.Err).Msg("finished")
	case pipeline.EventDone:
		d.log.Info().AnErr("error", e.Err).Msg("done")
	}
}

// plainDisplay prints a line when a stage starts to be slow and one when it
// has ended.
type plainDisplay struct {
	w       io.Writer
	width   int       // of addresses
	last    time.Time // of the last progress line
	running map[*pipeline.Step]*running
}

// progressEvery keeps a log of a long run readable.
const progressEvery = 10 * time.Second

func newPlainDisplay(w io.Writer) *plainDisplay {
	return &plainDisplay{w: w, running: make(map[*pipeline.Step]*running)}
}

func (d *plainDisplay) event(e pipeline.Event) {
	switch e.Type {
	case pipeline.EventPlan:
		d.last, d.width = e.Time, addressWidth(addressesOf(e.Plan))
	case pipeline.EventWaiting:
		fmt.Fprintf(d.w, "%-11s %-*s         %s is making it\n", "waiting", d.width, e.Step.Node.Address(), e.Holder)
	case pipeline.EventProgress:
		r := d.running[e.Step]
		if r == nil {
			r = &running{since: e.Time}
			d.running[e.Step] = r
		}
		r.progress(e)
		if e.Time.Sub(d.last) >= progressEvery {
			d.last = e.Time
			fmt.Fprintf(d.w, "  %-*s %s\n", d.width, e.Step.Node.Address(), r.progressLine(e.Time))
		}
	case pipeline.EventRetry:
		fmt.Fprintln(d.w, retryLine(e, d.width))
	case pipeline.EventFinished:
		delete(d.running, e.Step)
		fmt.Fprintln(d.w, finishedLine(e, d.width))
	}
}

// finishedLine says how a step ended, how long it took and why it ran.
func finishedLine(e pipeline.Event, width int) string {
	line := fmt.Sprintf("%-11s %-*s", e.Step.Status, width, e.Step.Node.Address())
	if e.Seconds > 0 {
		line += fmt.Sprintf(" %7s", (time.Duration(e.Seconds * float64(time.Second))).Round(10*time.Millisecond))
	} else {
		line += "        "
	}
	switch {
	case e.Step.Status == pipeline.StatusInterrupted: // its error says no more than that
		return strings.TrimRight(line, " ")
	case e.Err != nil:
		return line + "  " + e.Err.Error()
	}
	return line + "  " + e.Step.Why.String()
}

// retryLine says that a stage failed and when it is tried again.
func retryLine(e pipeline.Event, width int) string {
	took := time.Duration(e.Seconds * float64(time.Second)).Round(10 * time.Millisecond)
	return fmt.Sprintf("%-11s %-*s %7s  attempt %d of %d failed; next in %s: %v",
		"retry", width, e.Step.Node.Address(), took, e.Attempt, e.Step.Node.Execution.Retries+1, e.Wait, e.Err)
}

func progressText(p pipeline.Progress) string {
	var parts []string
	if p.Unit != "" {
		count := fmt.Sprintf("%s %d", p.Unit, p.Step)
		if p.Steps > 0 {
			count += fmt.Sprintf("/%d", p.Steps)
		}
		parts = append(parts, count)
	}
	if p.Part != "" {
		parts = append(parts, fmt.Sprintf("%s %d/%d", p.Part, p.PartStep, p.PartSteps))
	}
	if p.Loss != 0 {
		parts = append(parts, fmt.Sprintf("loss %.3f", p.Loss))
	}
	if p.Note != "" {
		parts = append(parts, p.Note)
	}
	return strings.Join(parts, "  ")
}
