package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"pipe/pipeline"
)

// liveDisplay keeps a line for each running stage at the bottom of the
// terminal, below the lines of those that have ended:
//
//	pretrain.base  12s  step 1189/5000  loss 1.190  3041 tokens/s  1m31s left
//
// It never draws a line that the terminal would wrap, nor more lines than it
// has, so that it can always take them back.
type liveDisplay struct {
	mu      sync.Mutex // stages log while events come in
	w       io.Writer
	size    func() (width, height int, err error)
	running map[*pipeline.Step]*running
	order   []*pipeline.Step
	lines   int // drawn at the bottom
	width   int // of addresses in the lines that stay
	last    time.Time
}

// running is what is known of a running stage.
type running struct {
	since         time.Time
	first, latest progressAt // of its progress
	holder        string     // whom it waits for, or ""
}

// progress takes an event of progress in.
func (r *running) progress(e pipeline.Event) {
	r.holder = ""
	r.latest = progressAt{e.Progress, e.Time}
	if r.first.at.IsZero() {
		r.first = r.latest
	}
}

// progressAt is progress and when it was made.
type progressAt struct {
	pipeline.Progress
	at time.Time
}

// redrawEvery bounds the work of drawing.
const redrawEvery = 100 * time.Millisecond

func newLiveDisplay(w io.Writer, size func() (width, height int, err error)) *liveDisplay {
	return &liveDisplay{w: w, size: size, running: make(map[*pipeline.Step]*running), width: narrowAddress}
}

// Write prints a message, such as a line of the log, above the running stages.
func (d *liveDisplay) Write(message []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.erase()
	n, err := d.w.Write(message)
	d.draw(d.last)
	return n, err
}

func (d *liveDisplay) event(e pipeline.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e.Type {
	case pipeline.EventPlan:
		d.width = addressWidth(addressesOf(e.Plan))
	case pipeline.EventStarted:
		d.running[e.Step] = &running{since: e.Time}
		d.order = append(d.order, e.Step)
	case pipeline.EventWaiting:
		if r := d.running[e.Step]; r != nil {
			r.holder = e.Holder
		}
	case pipeline.EventProgress:
		r := d.running[e.Step]
		if r == nil {
			return
		}
		r.progress(e)
		if e.Time.Sub(d.last) < redrawEvery {
			return
		}
	case pipeline.EventRetry:
		d.erase()
		fmt.Fprintln(d.w, retryLine(e, d.width))
	case pipeline.EventFinished:
		d.erase()
		fmt.Fprintln(d.w, finishedLine(e, d.width))
		delete(d.running, e.Step)
		d.order = slices.DeleteFunc(d.order, func(s *pipeline.Step) bool { return s == e.Step })
	case pipeline.EventDone:
		d.erase()
		return
	}
	d.draw(e.Time)
}

// erase takes the bottom lines back.
func (d *liveDisplay) erase() {
	if d.lines > 0 {
		fmt.Fprintf(d.w, "\x1b[%dA\x1b[J", d.lines)
	}
	d.lines = 0
}

func (d *liveDisplay) draw(now time.Time) {
	d.erase()
	d.last = now
	width, height, err := d.size()
	if err != nil || width < 2 || height < 2 {
		width, height = 80, 24
	}
	shown := d.order
	if most := height - 2; len(shown) > most {
		shown = shown[:most]
	}
	longest := 0
	for _, s := range shown {
		longest = max(longest, len([]rune(s.Node.Address())))
	}
	for _, s := range shown {
		text := d.running[s].text(now)
		// On a narrow terminal it is the name that gives way.
		room := min(longest, max(8, width-5-len([]rune(text))))
		d.drawLine(width, fmt.Sprintf("  %-*s  %s", room, truncate(s.Node.Address(), room), text))
	}
	if more := len(d.order) - len(shown); more > 0 {
		d.drawLine(width, fmt.Sprintf("  and %d more", more))
	}
}

func (d *liveDisplay) drawLine(width int, text string) {
	fmt.Fprintln(d.w, truncate(text, width-1))
	d.lines++
}

// text says how long a stage has been running, how far it has come, how fast
// it is and how long it will take.
func (r *running) text(now time.Time) string {
	running := now.Sub(r.since).Round(time.Second).String()
	if r.holder != "" {
		return running + "  waits for " + r.holder + ", which is making it"
	}
	if progress := r.progressLine(now); progress != "" {
		return running + "  " + progress
	}
	return running
}

// progressLine is text without how long the stage has been running.
func (r *running) progressLine(now time.Time) string {
	var parts []string
	for _, part := range []string{progressText(r.latest.Progress), r.speed(), r.left(now)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "  ")
}

// measured returns the time between the first progress and the latest: what
// came before, such as reading the data, says nothing about speed.
func (r *running) measured() time.Duration { return r.latest.at.Sub(r.first.at) }

// leastMeasured is the time before which a speed would be a guess.
const leastMeasured = 500 * time.Millisecond

// speed is in requests where the stage makes some, else in tokens.
func (r *running) speed() string {
	n, unit := r.latest.Tokens-r.first.Tokens, "tokens"
	if r.latest.Unit == "request" {
		n, unit = int64(r.latest.Step-r.first.Step), "requests"
	}
	if n <= 0 || r.measured() < leastMeasured {
		return ""
	}
	return fmt.Sprintf("%.0f %s/s", float64(n)/r.measured().Seconds(), unit)
}

func (r *running) left(now time.Time) string {
	done, toDo := r.latest.Step-r.first.Step, r.latest.Steps-r.latest.Step
	if done <= 0 || toDo <= 0 || r.measured() < leastMeasured {
		return ""
	}
	left := time.Duration(float64(r.measured())/float64(done)*float64(toDo)) - now.Sub(r.latest.at)
	return fmt.Sprintf("%s left", max(0, left).Round(time.Second))
}

func truncate(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
