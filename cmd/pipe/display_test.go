package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pipe/pipeline"
)

// A screen is a terminal that knows what displays use: lines, which wrap,
// "n lines up" and "clear from here".
type screen struct {
	t             *testing.T
	width, height int
	rows          []string // the last is the one that the cursor is on
	top           int      // of the rows that have not scrolled away
}

var control = regexp.MustCompile(`^\x1b\[(\d*)([A-Z])`)

func (s *screen) size() (width, height int, err error) { return s.width, s.height, nil }

func (s *screen) Write(p []byte) (int, error) {
	if len(s.rows) == 0 {
		s.rows = []string{""}
	}
	for rest := string(p); rest != ""; {
		m := control.FindStringSubmatch(rest)
		switch {
		case m == nil:
			s.put([]rune(rest)[0])
			rest = rest[len(string([]rune(rest)[0])):]
			continue
		case m[2] == "A":
			n, _ := strconv.Atoi(m[1])
			if len(s.rows)-1-n < s.top {
				s.t.Errorf("the cursor goes %d lines up, where %d are on the screen", n, len(s.rows)-1-s.top)
			}
			// What stands below is cleared at once: displays ask for both.
			if !strings.HasPrefix(rest[len(m[0]):], "\x1b[J") {
				s.t.Errorf("lines are taken back and not cleared: %q", rest)
			}
			s.rows = append(s.rows[:max(0, len(s.rows)-1-n)], "")
		case m[2] != "J":
			s.t.Errorf("unknown control sequence %q", m[0])
		}
		rest = rest[len(m[0]):]
	}
	s.top = max(s.top, len(s.rows)-s.height)
	return len(p), nil
}

func (s *screen) put(r rune) {
	last := &s.rows[len(s.rows)-1]
	switch {
	case r == '\n':
		s.rows = append(s.rows, "")
	case len([]rune(*last)) == s.width:
		s.rows = append(s.rows, string(r))
	default:
		*last += string(r)
	}
}

func (s *screen) text() string { return strings.Join(s.rows, "\n") }

func stepOf(kind, name string) *pipeline.Step {
	return &pipeline.Step{Node: &pipeline.Node{Kind: &pipeline.Kind{Name: kind}, Name: name}}
}

var began = time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)

func after(d time.Duration) time.Time { return began.Add(d) }

// trainingEvents are those of a stage that reads for five seconds, and then
// makes ten steps and 3000 tokens a second for six.
func trainingEvents(s *pipeline.Step) []pipeline.Event {
	events := []pipeline.Event{{Type: pipeline.EventStarted, Step: s, Time: began}}
	for i := range 61 {
		events = append(events, pipeline.Event{
			Type: pipeline.EventProgress, Step: s, Time: after(5*time.Second + time.Duration(i)*100*time.Millisecond),
			Progress: pipeline.Progress{Step: i + 1, Steps: 1000, Unit: "step", Loss: 2.5, Tokens: int64(300 * (i + 1))},
		})
	}
	return events
}

func TestLiveDisplay(t *testing.T) {
	s := &screen{t: t, width: 80, height: 10}
	d := newLiveDisplay(s, s.size)
	base := stepOf("pretrain", "base_with_a_name")
	for _, e := range trainingEvents(base) {
		d.event(e)
	}
	want := "  pretrain.base_with…  11s  step 61/1000  loss 2.500  3000 tokens/s  1m34s left\n"
	if got := s.text(); got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}

	// Time passes where nothing is told.
	d.event(pipeline.Event{Type: pipeline.EventTick, Time: after(13 * time.Second)})
	if got, want := s.text(), strings.NewReplacer("11s", "13s", "1m34s", "1m32s").Replace(want); got != want {
		t.Errorf("screen after two seconds = %q, want %q", got, want)
	}
	d.event(pipeline.Event{Type: pipeline.EventTick, Time: after(11 * time.Second)})

	// A message, such as that of a panic, stays above what is running.
	fmt.Fprintln(d, "careful")
	if got := s.text(); got != "careful\n"+want {
		t.Errorf("screen = %q, want a message above %q", got, want)
	}

	// What has ended stays; of what was running nothing does.
	base.Status, base.Why.Reason = pipeline.StatusRan, "forced"
	d.event(pipeline.Event{Type: pipeline.EventFinished, Step: base, Time: after(12 * time.Second), Seconds: 12})
	d.event(pipeline.Event{Type: pipeline.EventDone, Time: after(12 * time.Second)})
	if got, want := s.text(), "careful\nran         pretrain.base_with_a_name        12s  forced\n"; got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

// TestLiveDisplayRestoresTheScreen runs many stages, with names of all lengths,
// on terminals of all sizes.
func TestLiveDisplayRestoresTheScreen(t *testing.T) {
	for _, size := range [][2]int{{100, 24}, {40, 5}, {12, 3}, {0, 0}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			s := &screen{t: t, width: size[0], height: size[1]}
			d := newLiveDisplay(s, s.size)
			if s.width == 0 { // a terminal that does not know its size
				s.width, s.height = 80, 24
				d.size = func() (int, int, error) { return 0, 0, errors.New("no size") }
			}
			var steps []*pipeline.Step
			for i := range 30 {
				step := stepOf("evaluate", strings.Repeat("x", 3*i))
				steps = append(steps, step)
				d.event(pipeline.Event{Type: pipeline.EventStarted, Step: step, Time: after(time.Duration(i) * time.Second)})
			}
			if n := len(s.rows) - 1 - s.top; n >= s.height {
				t.Errorf("%d lines are drawn on a terminal of %d", n, s.height)
			}
			d.event(pipeline.Event{Type: pipeline.EventFinished, Step: steps[7], Time: after(time.Minute), Err: errors.New("boom")})
			d.event(pipeline.Event{Type: pipeline.EventDone, Time: after(time.Minute), Err: errors.New("interrupted")})
			left := strings.Join(s.rows, "")
			if !strings.HasSuffix(left, "  boom") || strings.Count(left, "evaluate.") != 1 || s.rows[len(s.rows)-1] != "" {
				t.Errorf("screen = %q, want what ended alone", s.text())
			}
		})
	}
}

func TestPlainDisplay(t *testing.T) {
	var b bytes.Buffer
	d := newPlainDisplay(&b)
	base := stepOf("pretrain", "base")
	d.event(pipeline.Event{Type: pipeline.EventPlan, Time: began, Plan: &pipeline.Plan{}})
	for _, e := range trainingEvents(base) {
		d.event(e)
	}
	base.Status = pipeline.StatusFailed
	d.event(pipeline.Event{Type: pipeline.EventFinished, Step: base, Seconds: 0.5, Err: errors.New("boom")})
	want := "  pretrain.base                step 51/1000  loss 2.500  3000 tokens/s  1m35s left\n" +
		"failed      pretrain.base                  500ms  boom\n"
	if got := b.String(); got != want {
		t.Errorf("plain lines = %q, want %q", got, want)
	}
}

// TestEvaluationDisplay has requests about two benchmarks, fifty a second, on
// a terminal and in plain lines.
func TestEvaluationDisplay(t *testing.T) {
	var b bytes.Buffer
	s := &screen{t: t, width: 100, height: 10}
	for name, d := range map[string]display{"live": newLiveDisplay(s, s.size), "plain": newPlainDisplay(&b)} {
		base := stepOf("evaluate", "base")
		d.event(pipeline.Event{Type: pipeline.EventPlan, Time: began, Plan: &pipeline.Plan{}})
		d.event(pipeline.Event{Type: pipeline.EventStarted, Step: base, Time: began})
		for i := range 601 {
			d.event(pipeline.Event{
				Type: pipeline.EventProgress, Step: base, Time: after(time.Second + time.Duration(i)*20*time.Millisecond),
				Progress: pipeline.Progress{
					Step: 100 + i, Steps: 1600, Unit: "request", Tokens: 9, Part: "sums", PartStep: i, PartSteps: 900,
				},
			})
		}
		want := map[string]string{
			"live":  "  evaluate.base  13s  request 700/1600  sums 600/900  50 requests/s  18s left\n",
			"plain": "  evaluate.base                request 550/1600  sums 450/900  50 requests/s  21s left\n",
		}[name]
		if got := map[string]string{"live": s.text(), "plain": b.String()}[name]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestLogDisplay holds every event to a line that JSON readers take, even where
// a loss is no number.
func TestLogDisplay(t *testing.T) {
	var b bytes.Buffer
	a := newApp(nil, &b)
	a.logFormat = "json"
	logger, err := a.logger()
	if err != nil {
		t.Fatal(err)
	}
	d, _ := a.newDisplay(logger.WithContext(t.Context()))
	base := stepOf("pretrain", "base")
	events := trainingEvents(base)
	events[1].Progress.Loss = math.NaN()
	for _, e := range events {
		d.event(e)
	}
	d.event(pipeline.Event{Type: pipeline.EventFinished, Step: base, Time: after(time.Minute), Seconds: 60, Err: errors.New(`"boom"`)})
	d.event(pipeline.Event{Type: pipeline.EventDone})
	counts := make(map[string]int)
	for line := range strings.Lines(b.String()) {
		var entry struct{ Level, Time, Message, Stage string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level == "" || entry.Time == "" {
			t.Errorf("line %q = %+v, %v, want a log entry", line, entry, err)
		}
		counts[entry.Message]++
	}
	for message, want := range map[string]int{"started": 1, "progress": 7, "finished": 1, "done": 1} {
		if counts[message] != want {
			t.Errorf("%d lines say %q, want %d", counts[message], message, want)
		}
	}
}
