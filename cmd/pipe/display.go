package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"pipe/pipeline"
)

// A display shows a run while it happens.
type display interface {
	event(e pipeline.Event)
}

// newDisplay returns a live display on a terminal, zerolog lines where they
// are asked for, and plain lines elsewhere. All of them print to stderr:
// stdout is for results.
func (a *app) newDisplay(ctx context.Context) display {
	switch {
	case a.logFormat == "json":
		return logDisplay{zerolog.Ctx(ctx)}
	case isTerminal(a.stderr):
		return &liveDisplay{w: a.stderr, running: make(map[*pipeline.Step]*running)}
	}
	return &plainDisplay{w: a.stderr}
}

// logDisplay logs every event but progress.
type logDisplay struct{ log *zerolog.Logger }

func (d logDisplay) event(e pipeline.Event) {
	switch e.Type {
	case pipeline.EventPlan:
		d.log.Info().Str("experiment", e.Plan.Experiment.Name).Int("stages", len(e.Plan.Steps)).Msg("plan")
	case pipeline.EventStarted:
		d.log.Info().Str("stage", e.Step.Node.Address()).Str("why", e.Step.Why.Reason).Msg("started")
	case pipeline.EventProgress:
		d.log.Debug().Str("stage", e.Step.Node.Address()).Int("step", e.Progress.Step).Int("steps", e.Progress.Steps).
			Str("unit", e.Progress.Unit).Float64("loss", e.Progress.Loss).Int64("tokens", e.Progress.Tokens).Msg("progress")
	case pipeline.EventFinished:
		d.log.Info().Str("stage", e.Step.Node.Address()).Str("status", string(e.Step.Status)).
			Float64("seconds", e.Seconds).Str("artifact", e.Step.Artifact.String()).AnErr("error", e.Err).Msg("finished")
	case pipeline.EventDone:
		d.log.Info().AnErr("error", e.Err).Msg("done")
	}
}

// plainDisplay prints a line when a stage starts to be slow and one when it
// has ended.
type plainDisplay struct {
	w    io.Writer
	last time.Time // of the last progress line
}

// progressEvery keeps a log of a long run readable.
const progressEvery = 10 * time.Second

func (d *plainDisplay) event(e pipeline.Event) {
	switch e.Type {
	case pipeline.EventPlan:
		d.last = e.Time
	case pipeline.EventProgress:
		if e.Time.Sub(d.last) >= progressEvery {
			d.last = e.Time
			fmt.Fprintf(d.w, "  %-28s %s\n", e.Step.Node.Address(), progressText(e.Progress))
		}
	case pipeline.EventFinished:
		fmt.Fprintln(d.w, finishedLine(e))
	}
}

// finishedLine says how a step ended, how long it took and why it ran.
func finishedLine(e pipeline.Event) string {
	line := fmt.Sprintf("%-11s %-28s", e.Step.Status, e.Step.Node.Address())
	if e.Seconds > 0 {
		line += fmt.Sprintf(" %7s", (time.Duration(e.Seconds * float64(time.Second))).Round(10*time.Millisecond))
	} else {
		line += "        "
	}
	if e.Err != nil {
		return line + "  " + e.Err.Error()
	}
	return line + "  " + e.Step.Why.Reason
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
	if p.Loss != 0 {
		parts = append(parts, fmt.Sprintf("loss %.3f", p.Loss))
	}
	if p.Note != "" {
		parts = append(parts, p.Note)
	}
	return strings.Join(parts, "  ")
}

// liveDisplay keeps a line for each running stage at the bottom of the
// terminal, below the lines of those that have ended.
type liveDisplay struct {
	w       io.Writer
	running map[*pipeline.Step]*running
	order   []*pipeline.Step
	lines   int // drawn at the bottom
	last    time.Time
}

// running is what is known of a running stage.
type running struct {
	since    time.Time
	first    time.Time // of the first progress
	start    int       // step at that time
	progress pipeline.Progress
}

// redrawEvery bounds the work of drawing.
const redrawEvery = 100 * time.Millisecond

func (d *liveDisplay) event(e pipeline.Event) {
	switch e.Type {
	case pipeline.EventStarted:
		d.running[e.Step] = &running{since: e.Time}
		d.order = append(d.order, e.Step)
	case pipeline.EventProgress:
		r := d.running[e.Step]
		if r == nil {
			return
		}
		if r.first.IsZero() {
			r.first, r.start = e.Time, e.Progress.Step
		}
		r.progress = e.Progress
		if e.Time.Sub(d.last) < redrawEvery {
			return
		}
	case pipeline.EventFinished:
		d.erase()
		fmt.Fprintln(d.w, finishedLine(e))
		d.forget(e.Step)
	case pipeline.EventDone:
		d.erase()
		return
	}
	d.draw(e.Time)
}

func (d *liveDisplay) forget(s *pipeline.Step) {
	delete(d.running, s)
	for i, o := range d.order {
		if o == s {
			d.order = append(d.order[:i], d.order[i+1:]...)
			return
		}
	}
}

// erase removes the bottom lines.
func (d *liveDisplay) erase() {
	if d.lines > 0 {
		fmt.Fprintf(d.w, "\x1b[%dA\x1b[J", d.lines)
	}
	d.lines = 0
}

func (d *liveDisplay) draw(now time.Time) {
	d.erase()
	d.last = now
	for _, s := range d.order {
		r := d.running[s]
		text := progressText(r.progress)
		if rate := r.rate(now); rate != "" {
			text += "  " + rate
		}
		line := fmt.Sprintf("running     %-28s %7s  %s", s.Node.Address(), now.Sub(r.since).Round(time.Second), text)
		fmt.Fprintln(d.w, truncate(line, 110))
		d.lines++
	}
}

// rate returns speed and time left.
func (r *running) rate(now time.Time) string {
	took := now.Sub(r.since).Seconds()
	if took < 1 {
		return ""
	}
	text := ""
	if r.progress.Tokens > 0 {
		text = fmt.Sprintf("%.0f tokens/s", float64(r.progress.Tokens)/took)
	}
	done := r.progress.Step - r.start
	if left := r.progress.Steps - r.progress.Step; left > 0 && done > 0 {
		perStep := now.Sub(r.first).Seconds() / float64(done)
		text += fmt.Sprintf("  %s left", time.Duration(perStep*float64(left)*float64(time.Second)).Round(time.Second))
	}
	return text
}

func truncate(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
