package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
)

func TestParseBytes(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Bytes
	}{
		{"1B", 1}, {"512MB", 512e6}, {"4GB", 4e9}, {"4 GiB", 4 << 30}, {"1TiB", 1 << 40}, {"3KB", 3000},
		{"", 0}, {"4", 0}, {"0GB", 0}, {"-1GB", 0}, {"1.5GB", 0}, {"4gb", 0}, {"4G", 0}, {"9999999999TB", 0},
	} {
		got, ok := parseBytes(tt.text)
		if got != tt.want || ok != (tt.want != 0) {
			t.Errorf("parseBytes(%q) = %d, %v, want %d", tt.text, got, ok, tt.want)
		}
		if again, _ := parseBytes(got.String()); ok && again != got {
			t.Errorf("parseBytes(%q) = %d, want %d", got.String(), again, got)
		}
	}
}

func TestExecutionWait(t *testing.T) {
	e := Execution{Backoff: time.Second, MaxBackoff: 5 * time.Second}
	var got []time.Duration
	for retry := 1; retry <= 5; retry++ {
		got = append(got, e.wait(retry)/time.Second)
	}
	if want := []time.Duration{1, 2, 4, 5, 5}; !slices.Equal(got, want) {
		t.Errorf("waits = %v, want %v", got, want)
	}
	if got := e.wait(100); got != e.MaxBackoff {
		t.Errorf("wait(100) = %s, want %s", got, e.MaxBackoff)
	}
}

// TestExecutionIsNoRecipe holds the recipe of a stage with an execution block to
// that of one without, and reads the block.
func TestExecutionIsNoRecipe(t *testing.T) {
	exp := mustLoad(t, `
dataset "d" {
  source = "builtin:d"
}
score "plain" {
  inputs = { z = dataset.d, "a b" = dataset.d }
}
score "limited" {
  inputs = { "a b" = dataset.d, z = dataset.d }
  execution {
    cores   = 2
    memory  = "4GB"
    timeout = "90s"
    retries = 3
  }
}`, LoadOptions{})
	limited := exp.Node("score.limited")
	want := Execution{Cores: 2, Memory: 4e9, Timeout: 90 * time.Second, Retries: 3, Backoff: time.Second, MaxBackoff: 5 * time.Minute}
	if limited.Execution != want {
		t.Errorf("execution = %+v, want %+v", limited.Execution, want)
	}
	p, err := NewPlan(exp, execStore(t), PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, plain := p.recipe(p.Step("score.limited")).String(), p.recipe(p.Step("score.plain")).String()
	if got != plain || !strings.Contains(got, "\ninput inputs[\"a b\"] sha256:") || !strings.Contains(got, "\ninput inputs.z sha256:") {
		t.Errorf("recipes:\n%s\n%s\nwant the same, with both inputs", got, plain)
	}
	if _, err := ParseRecipe(got); err != nil {
		t.Errorf("ParseRecipe: %v", err)
	}
}

// TestObserved demands that what a pin observes is in the recipe, and that one
// which observes nothing is a mistake at its attribute.
func TestObserved(t *testing.T) {
	plan := func(version string) (*Plan, error) {
		return NewPlan(mustLoad(t, "score \"s\" {\n  version = [\""+version+"\"]\n}", LoadOptions{}), execStore(t), PlanOptions{})
	}
	p, err := plan("tool 1.0\\nnew")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.recipe(p.Step("score.s")).String(), `observed version "tool 1.0\nnew"`; !strings.Contains(got, "\n"+want+"\n") {
		t.Errorf("recipe =\n%s\nwant a line %s", got, want)
	}
	_, err = plan("fail")
	var diags hcl.Diagnostics
	if !errors.As(err, &diags) || len(diags) != 1 || diags[0].Subject.Start.Line != 3 || !strings.Contains(diags[0].Detail, "no such tool") {
		t.Errorf("NewPlan = %v, want a diagnostic in line 3 that says why", err)
	}
}

// limited is stages s0, s1, … with executions of their own, each of which notes
// what runs beside it.
func limited(executions ...Execution) (g *execGraph, peak func() (stages, cores int, memory Bytes)) {
	g = newExecGraph()
	var mu sync.Mutex
	var now, most struct {
		stages, cores int
		memory        Bytes
	}
	for i, e := range executions {
		c := g.add(fmt.Sprint("s", i), fmt.Sprint(i))
		g.exp.Nodes[i].Execution = e
		c.run = func(_ context.Context, s *Stage) error {
			mu.Lock()
			now.stages, now.cores, now.memory = now.stages+1, now.cores+s.Workers, now.memory+e.Memory
			most.stages, most.cores, most.memory = max(most.stages, now.stages), max(most.cores, now.cores), max(most.memory, now.memory)
			mu.Unlock()
			time.Sleep(20 * time.Millisecond)
			mu.Lock()
			now.stages, now.cores, now.memory = now.stages-1, now.cores-s.Workers, now.memory-e.Memory
			mu.Unlock()
			return nil
		}
	}
	return g, func() (int, int, Bytes) { return most.stages, most.cores, most.memory }
}

func TestReservations(t *testing.T) {
	for _, tt := range []struct {
		name   string
		x      Executor
		each   Execution
		stages int // at once
		cores  int
		memory Bytes
	}{
		{"cores", Executor{Cores: 4, Jobs: 4, Memory: 10}, Execution{Cores: 2}, 2, 4, 0},
		{"more cores than there are", Executor{Cores: 4, Jobs: 4, Memory: 10}, Execution{Cores: 100}, 1, 4, 0},
		{"memory", Executor{Cores: 8, Jobs: 8, Memory: 10}, Execution{Memory: 3}, 3, 3, 9},
		{"jobs", Executor{Cores: 8, Jobs: 2, Memory: 10}, Execution{Cores: 1}, 2, 2, 0},
		{"more jobs than cores", Executor{Cores: 2, Jobs: 6, Memory: 10}, Execution{}, 6, 6, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, peak := limited(slices.Repeat([]Execution{tt.each}, 6)...)
			tt.x.Store = execStore(t)
			mustRun(t, g, tt.x)
			stages, cores, memory := peak()
			if stages > tt.stages || cores > tt.cores || memory > tt.memory {
				t.Errorf("at once: %d stages, %d cores, %d bytes, want at most %d, %d and %d", stages, cores, memory, tt.stages, tt.cores, tt.memory)
			}
			if stages < min(tt.stages, 2) {
				t.Errorf("at once: %d stages, want as many as there is room for, %d", stages, tt.stages)
			}
		})
	}
}

// TestSmallPassesLarge lets a stage that fits start before one that waits for
// room, which starts nevertheless.
func TestSmallPassesLarge(t *testing.T) {
	g, _ := limited(Execution{Cores: 1}, Execution{Cores: 4}, Execution{Cores: 1})
	var order []string
	x := Executor{Store: execStore(t), Cores: 4, Jobs: 4, Events: func(e Event) {
		if e.Type == EventStarted {
			order = append(order, e.Step.Node.Name)
		}
	}}
	mustRun(t, g, x)
	if want := []string{"s0", "s2", "s1"}; !slices.Equal(order, want) {
		t.Errorf("stages started in the order %v, want %v", order, want)
	}
}

func TestTooMuchMemory(t *testing.T) {
	g, _ := limited(Execution{}, Execution{Memory: 11}, Execution{Memory: 10})
	x := Executor{Store: execStore(t), Memory: 10}
	r, err := x.Run(t.Context(), mustPlan(t, g, x.Store, PlanOptions{}))
	var memory *MemoryError
	if r != nil || !errors.As(err, &memory) || memory.Stage != "exec.s1" || memory.Want != 11 || memory.Has != 10 {
		t.Errorf("Run = %v, %v, want nothing to have run and a MemoryError for s1", r, err)
	}
	x.Memory = 11
	mustRun(t, g, x)
	x.Memory = 10
	mustRun(t, g, x) // it is cached, and needs none
}

// TestDemand demands that nothing runs where a later stage cannot, and that a
// cached stage needs nothing.
func TestDemand(t *testing.T) {
	g, _ := limited(Execution{}, Execution{})
	x := Executor{Store: execStore(t)}
	g.config("s1").demand = errors.New("there is no sandbox")
	r, err := x.Run(t.Context(), mustPlan(t, g, x.Store, PlanOptions{}))
	var demand *DemandError
	if r != nil || !errors.As(err, &demand) || demand.Stage != "exec.s1" || !errors.Is(err, g.config("s1").demand) {
		t.Errorf("Run = %v, %v, want nothing to have run and a DemandError for s1", r, err)
	}
	g.config("s1").demand = nil
	mustRun(t, g, x)
	g.config("s1").demand = errors.New("there is no sandbox")
	mustRun(t, g, x)
}

func TestTimeout(t *testing.T) {
	g, store := chain(), execStore(t)
	g.exp.Node("exec.a").Execution.Timeout = 10 * time.Millisecond
	g.config("a").run = func(ctx context.Context, s *Stage) error {
		if err := s.Scratch.Save("checkpoint", []byte("half")); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	}
	x := Executor{Store: store, Jobs: 1, KeepGoing: true}
	r, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{}))
	var timeout *TimeoutError
	if !errors.As(err, &timeout) || err.Error() != "stage exec.a: stopped after its timeout of 10ms" || isContextError(err) {
		t.Errorf("Run = %v, want a TimeoutError that is no context's", err)
	}
	wantStatuses(t, "run", r.Summary(), "a=failed b=skipped c=skipped d=ran")
	if r.Status != RunFailed {
		t.Errorf("status = %s, want failed", r.Status)
	}
	if data, err := store.Scratch(r.Stage("exec.a").Key).Load("checkpoint"); err != nil || string(data) != "half" {
		t.Errorf("checkpoint = %q, %v, want it to stay", data, err)
	}
	g.config("a").run = nil
	mustRun(t, g, x)
}

// TestInterruptedBeforeTimeout demands that a run which is interrupted is not
// taken for one whose stage took too long.
func TestInterruptedBeforeTimeout(t *testing.T) {
	g, store := chain(), execStore(t)
	g.exp.Node("exec.a").Execution = Execution{Timeout: time.Hour, Retries: 3}
	ctx, cancel := context.WithCancel(t.Context())
	g.config("a").run = func(ctx context.Context, _ *Stage) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	x := Executor{Store: store, Jobs: 1}
	r, err := x.Run(ctx, mustPlan(t, g, store, PlanOptions{}))
	if !errors.Is(err, context.Canceled) || r.Status != RunInterrupted || len(r.Stage("exec.a").Attempts) != 0 {
		t.Errorf("Run = %s, %v, want interrupted and no further attempt", r.Status, err)
	}
}

func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		retries  int64
		fails    int
		waits    []time.Duration
		attempts int
		status   Status
	}{
		{"never fails", 3, 0, nil, 0, StatusRan},
		{"succeeds at last", 3, 2, []time.Duration{1, 2}, 2, StatusRan},
		{"gives up", 4, 9, []time.Duration{1, 2, 4, 5}, 4, StatusFailed},
		{"has none", 0, 1, nil, 0, StatusFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, store := newExecGraph(), execStore(t)
			g.add("a", "a")
			g.exp.Nodes[0].Execution = Execution{Retries: tt.retries, Backoff: 1, MaxBackoff: 5}
			tries := 0
			g.config("a").run = func(_ context.Context, s *Stage) error {
				tries++
				if err := s.Out.Write("part", []byte("p")); err != nil { // of an artifact that starts anew
					return err
				}
				if err := s.KeepLog("stderr", strings.NewReader(fmt.Sprint("try ", tries))); err != nil {
					return err
				}
				if tries <= tt.fails {
					return fmt.Errorf("try %d failed", tries)
				}
				return nil
			}
			var waits []time.Duration
			retries := 0
			x := Executor{Store: store, Events: func(e Event) {
				if e.Type == EventRetry {
					retries++
				}
			}}
			x.sleep = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
			r, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{}))
			if (err != nil) != (tt.status == StatusFailed) || !slices.Equal(waits, tt.waits) || retries != len(tt.waits) {
				t.Errorf("Run = %v after waits %v and %d events, want waits %v", err, waits, retries, tt.waits)
			}
			s := r.Stage("exec.a")
			if s.Status != tt.status || len(s.Attempts) != tt.attempts || len(s.AllLogs()) != tries {
				t.Errorf("record: %s, %d attempts, %d logs, want %s, %d and %d", s.Status, len(s.Attempts), len(s.AllLogs()), tt.status, tt.attempts, tries)
			}
			for i, a := range s.Attempts {
				if want := fmt.Sprintf("try %d failed", i+1); a.Error != want {
					t.Errorf("attempt %d: %q, want %q", i+1, a.Error, want)
				}
			}
			if last, err := store.ReadObject(s.Logs[0].Digest); err != nil || string(last) != fmt.Sprint("try ", tries) {
				t.Errorf("log = %q, %v, want that of try %d", last, err, tries)
			}
			if v, err := Verify(t.Context(), store); err != nil || len(v.Damage) != 0 {
				t.Errorf("Verify = %+v, %v, want no damage", v, err)
			}
			damageObject(t, store, s.Logs[0].Digest)
			if v, err := Verify(t.Context(), store); err != nil || len(v.Damage) != 1 || len(v.Damage[0].Uses) != 1 {
				t.Errorf("Verify of a damaged log = %+v, %v, want one damage with its use", v, err)
			}
		})
	}
}

// TestRetriesStopWhenInterrupted ends the run while a stage waits for its next
// attempt.
func TestRetriesStopWhenInterrupted(t *testing.T) {
	g, store := newExecGraph(), execStore(t)
	g.add("a", "a")
	g.exp.Nodes[0].Execution = Execution{Retries: 1, Backoff: time.Hour, MaxBackoff: time.Hour}
	g.config("a").run = func(context.Context, *Stage) error { return errors.New("boom") }
	ctx, cancel := context.WithCancel(t.Context())
	x := Executor{Store: store, Events: func(e Event) {
		if e.Type == EventRetry {
			cancel()
		}
	}}
	r, err := x.Run(ctx, mustPlan(t, g, store, PlanOptions{}))
	if !errors.Is(err, context.Canceled) || r.Stage("exec.a").Status != StatusInterrupted || len(r.Stage("exec.a").Attempts) != 1 {
		t.Errorf("Run = %+v, %v, want an interrupted stage with one attempt", r.Stages, err)
	}
}
