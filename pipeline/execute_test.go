package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pipe/artifacts"
)

// execConfig is a stage whose output is its text and its inputs, or less.
type execConfig struct {
	Text   string `hcl:"text,optional"`
	Inputs []Ref  `hcl:"inputs,optional"`
	// Parity makes the output depend only on the length of Text being odd, so
	// that an edit need not change it.
	Parity bool   `hcl:"parity,optional"`
	Title  string `hcl:"title,optional" recipe:"label"`

	run    func(ctx context.Context, s *Stage) error
	demand error
}

func (c *execConfig) Demand() error { return c.demand }

func (c *execConfig) Run(ctx context.Context, s *Stage) error {
	if c.run != nil {
		if err := c.run(ctx, s); err != nil {
			return err
		}
	}
	out := c.Text
	if c.Parity {
		out = fmt.Sprint(len(c.Text) % 2)
	}
	for _, in := range c.Inputs {
		data, err := s.Input(in).Read("out")
		if err != nil {
			return err
		}
		out += "(" + string(data) + ")"
	}
	sum := artifacts.Sum([]byte(out))
	return s.Out.Write("out", []byte(sum.Short()))
}

var execKind = &Kind{Name: "exec", Version: 1, New: func() Config { return &execConfig{} }}

// execGraph builds experiments without a file.
type execGraph struct {
	exp  *Experiment
	ran  sync.Map // address -> times
	runs atomic.Int64
}

func newExecGraph() *execGraph { return &execGraph{exp: &Experiment{Name: "test"}} }

func (g *execGraph) add(name, text string, inputs ...string) *execConfig {
	c := &execConfig{Text: text}
	n := &Node{Kind: execKind, Name: name, Config: c}
	for i, in := range inputs {
		from := g.exp.Node("exec." + in)
		c.Inputs = append(c.Inputs, Ref{from})
		n.Inputs = append(n.Inputs, Input{fmt.Sprintf("inputs[%d]", i), from})
	}
	c.run = func(context.Context, *Stage) error { g.runs.Add(1); return nil }
	g.exp.Nodes = append(g.exp.Nodes, n)
	return c
}

func (g *execGraph) config(name string) *execConfig {
	return g.exp.Node("exec." + name).Config.(*execConfig)
}

// chain is a -> b -> c, and d beside them.
func chain() *execGraph {
	g := newExecGraph()
	g.add("a", "a")
	g.add("b", "b", "a")
	g.add("c", "c", "b")
	g.add("d", "d")
	return g
}

func execStore(t testing.TB) *artifacts.Store {
	t.Helper()
	s, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustPlan(t testing.TB, g *execGraph, store *artifacts.Store, opt PlanOptions) *Plan {
	t.Helper()
	p, err := NewPlan(g.exp, store, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustRun(t testing.TB, g *execGraph, x Executor) *RunRecord {
	t.Helper()
	p := mustPlan(t, g, x.Store, PlanOptions{})
	r, err := x.Run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if r == nil {
		r = recordKnown(t, &x, p)
	}
	return r
}

// recordKnown returns the record of a run that had nothing to do, with the id of
// the latest.
func recordKnown(t testing.TB, x *Executor, p *Plan) *RunRecord {
	t.Helper()
	rec, err := newRecorder(x, p, 1)
	if err != nil {
		t.Fatal(err)
	}
	latest, err := LatestRun(x.Store, p.Experiment.Name)
	if err != nil || !p.NothingToDo() {
		t.Fatalf("Run made no record: latest is %v, %v", latest, err)
	}
	rec.fill(p)
	rec.record.ID, rec.record.Status, rec.record.Outcome = latest.ID, RunDone, latest.Outcome
	return rec.record
}

// statuses writes a plan or record as "a=ran b=cached".
func statuses(s Summary) string {
	var words []string
	for _, stage := range s.Stages {
		words = append(words, strings.TrimPrefix(stage.Name, "exec.")+"="+string(stage.Status))
	}
	return strings.Join(words, " ")
}

func wantStatuses(t testing.TB, what string, s Summary, want string) {
	t.Helper()
	if got := statuses(s); got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestRunReruns(t *testing.T) {
	g, store := chain(), execStore(t)
	x := Executor{Store: store}
	wantStatuses(t, "first plan", mustPlan(t, g, store, PlanOptions{}).Summary(), "a=stale b=pending c=pending d=stale")
	wantStatuses(t, "first run", mustRun(t, g, x).Summary(), "a=ran b=ran c=ran d=ran")

	second := mustRun(t, g, x)
	wantStatuses(t, "second run", second.Summary(), "a=cached b=cached c=cached d=cached")
	if runs, err := Runs(store); err != nil || len(runs) != 1 || runs[0].ID != second.ID {
		t.Errorf("Runs after a run with nothing to do = %d runs, %v, want the first alone", len(runs), err)
	}

	g.config("b").Text = "B"
	p := mustPlan(t, g, store, PlanOptions{})
	wantStatuses(t, "plan after an edit", p.Summary(), "a=cached b=stale c=pending d=cached")
	if got, want := p.Step("exec.b").Why.Reason, `attribute text changed from "b" to "B"`; got != want {
		t.Errorf("Why of b = %q, want %q", got, want)
	}
	r := mustRun(t, g, x)
	wantStatuses(t, "run after an edit", r.Summary(), "a=cached b=ran c=ran d=cached")
	if got := r.Stage("exec.c").Why.Reason; !strings.Contains(got, "from exec.b") {
		t.Errorf("Why of c = %q, want it to name exec.b", got)
	}
}

func TestRunStopsWhereBytesAreTheSame(t *testing.T) {
	g, store := chain(), execStore(t)
	g.config("a").Parity = true
	mustRun(t, g, Executor{Store: store})
	g.config("a").Text = "abc" // odd, as before
	r := mustRun(t, g, Executor{Store: store})
	wantStatuses(t, "run", r.Summary(), "a=ran b=cached c=cached d=cached")
	if got, want := r.Stage("exec.b").Why.Reason, "its inputs came out the same"; got != want {
		t.Errorf("Why of b = %q, want %q", got, want)
	}
}

func TestRunFailures(t *testing.T) {
	boom := errors.New("boom")
	for _, tt := range []struct {
		name      string
		keepGoing bool
		run       func(context.Context, *Stage) error
		statuses  string
		err       string
	}{
		{"keep going", true, func(context.Context, *Stage) error { return boom },
			"a=failed b=skipped c=skipped d=ran", "stage exec.a: boom"},
		{"stop", false, func(context.Context, *Stage) error { return boom },
			"a=failed b=skipped c=skipped d=skipped", "stage exec.a: boom"},
		{"panic", true, func(context.Context, *Stage) error { panic("ouch") },
			"a=failed b=skipped c=skipped d=ran", "stage exec.a: panic: ouch"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, store := chain(), execStore(t)
			g.config("a").run = tt.run
			x := Executor{Store: store, Jobs: 1, KeepGoing: tt.keepGoing}
			r, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{}))
			var stage *StageError
			if !errors.As(err, &stage) || err.Error() != tt.err {
				t.Errorf("Run = %v, want a StageError %q", err, tt.err)
			}
			wantStatuses(t, "run", r.Summary(), tt.statuses)
			if r.Status != RunFailed {
				t.Errorf("status = %s, want failed", r.Status)
			}
			if got, want := mustPlan(t, g, store, PlanOptions{}).Step("exec.a").Why.Reason, "its last run failed"; got != want {
				t.Errorf("Why = %q, want %q", got, want)
			}
		})
	}
}

func TestRunInterrupted(t *testing.T) {
	g, store := chain(), execStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	g.config("a").run = func(ctx context.Context, _ *Stage) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	x := Executor{Store: store, Jobs: 1}
	r, err := x.Run(ctx, mustPlan(t, g, store, PlanOptions{}))
	if !errors.Is(err, context.Canceled) || r.Status != RunInterrupted {
		t.Errorf("Run = %s, %v, want interrupted and context.Canceled", r.Status, err)
	}
	wantStatuses(t, "run", r.Summary(), "a=interrupted b=skipped c=skipped d=skipped")
	saved, err := LatestRun(store, "test")
	if err != nil || saved.ID != r.ID || saved.Status != RunInterrupted {
		t.Errorf("LatestRun = %+v, %v, want the interrupted run", saved, err)
	}
}

// TestRunHeals damages an input that only its reader can find damaged.
func TestRunHeals(t *testing.T) {
	g, store := chain(), execStore(t)
	first := mustRun(t, g, Executor{Store: store})
	a, err := store.Artifact(first.Stage("exec.b").Artifact)
	if err != nil {
		t.Fatal(err)
	}
	damageObject(t, store, a.Files[0].Digest)
	g.config("c").Text = "C"
	r := mustRun(t, g, Executor{Store: store})
	wantStatuses(t, "run", r.Summary(), "a=cached b=ran c=ran d=cached")
	if got, want := r.Stage("exec.b").Artifact, first.Stage("exec.b").Artifact; got != want {
		t.Errorf("healed artifact = %s, want %s", got, want)
	}
}

// TestRunOutlivesItsStore takes folders of the store away while a stage runs:
// what is lost is made again.
func TestRunOutlivesItsStore(t *testing.T) {
	for _, folder := range []string{"", "objects", "keys", "locks", "tmp"} {
		t.Run("folder "+folder, func(t *testing.T) {
			g, store := chain(), execStore(t)
			want := mustRun(t, chain(), Executor{Store: execStore(t)})
			var once sync.Once
			g.config("c").run = func(context.Context, *Stage) (err error) {
				once.Do(func() { err = os.RemoveAll(filepath.Join(store.Dir(), folder)) })
				return err
			}
			r := mustRun(t, g, Executor{Store: store, Jobs: 1})
			wantStatuses(t, "run", r.Summary(), "a=ran b=ran c=ran d=ran")
			for i, s := range r.Stages {
				if s.Artifact != want.Stages[i].Artifact {
					t.Errorf("%s = %s, want %s", s.Address, s.Artifact, want.Stages[i].Artifact)
				}
			}
			mustRun(t, chain(), Executor{Store: store}) // d may have been lost after its end
			if v, err := Verify(t.Context(), store); err != nil || len(v.Damage) != 0 {
				t.Errorf("Verify = %+v, %v, want no damage", v, err)
			}
		})
	}
}

// damageObject flips a bit of an object's file, wherever the store keeps it.
func damageObject(t *testing.T, store *artifacts.Store, d artifacts.Digest) {
	t.Helper()
	want := strings.TrimPrefix(d.String(), "sha256:")
	found := false
	err := filepath.WalkDir(store.Dir(), func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(strings.ReplaceAll(path, "/", ""), want) {
			return err
		}
		found = true
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		data[0] ^= 1
		os.Chmod(path, 0o644)
		return os.WriteFile(path, data, 0o644)
	})
	if err != nil || !found {
		t.Fatalf("damage object %s: found %v, %v", d, found, err)
	}
}

func TestTwoExecutorsComputeOnce(t *testing.T) {
	g, store := newExecGraph(), execStore(t)
	for i := range 6 {
		g.add(fmt.Sprint("s", i), fmt.Sprint(i))
	}
	other, err := artifacts.Open(store.Dir())
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for _, s := range []*artifacts.Store{store, other} {
		p := mustPlan(t, g, s, PlanOptions{})
		wait.Go(func() {
			x := Executor{Store: s, Jobs: 3}
			if _, err := x.Run(t.Context(), p); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := g.runs.Load(); got != 6 {
		t.Errorf("stages run = %d, want 6", got)
	}
}

func TestPlanOptions(t *testing.T) {
	g, store := chain(), execStore(t)
	p := mustPlan(t, g, store, PlanOptions{Targets: []string{"exec.b"}})
	wantStatuses(t, "target b", p.Summary(), "a=stale b=pending")
	mustRun(t, g, Executor{Store: store})
	p = mustPlan(t, g, store, PlanOptions{Force: []string{"exec.a"}})
	wantStatuses(t, "force a", p.Summary(), "a=stale b=pending c=pending d=cached")
	x := Executor{Store: store}
	r, err := x.Run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	wantStatuses(t, "forced run", r.Summary(), "a=ran b=cached c=cached d=cached")
	_, err = NewPlan(g.exp, store, PlanOptions{Targets: []string{"exec.bb"}})
	var unknown *AddressError
	if !errors.As(err, &unknown) || unknown.Nearest == "" {
		t.Errorf("NewPlan(target exec.bb) = %v, want an AddressError with a nearest name", err)
	}
}

func TestEventsAndExplain(t *testing.T) {
	g, store := chain(), execStore(t)
	var types []EventType
	mustRun(t, g, Executor{Store: store, Jobs: 1, Events: func(e Event) { types = append(types, e.Type) }})
	if types[0] != EventPlan || types[len(types)-1] != EventDone || len(types) != 2+2*4 {
		t.Errorf("events = %v, want plan, four starts and ends, done", types)
	}
	if i, j := slices.Index(types, EventStarted), slices.Index(types, EventFinished); i > j {
		t.Errorf("events = %v, want started before finished", types)
	}
	e, err := Explain(mustPlan(t, g, store, PlanOptions{}), "exec.b")
	if err != nil || e.Executed.Run == nil || e.Why.Reason != "no earlier run of exec.b" {
		t.Errorf("Explain(exec.b) = %+v, %v, want the first run", e, err)
	}
}

func BenchmarkPlanNothingToDo(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			g, store := newExecGraph(), execStore(b)
			for i := range n {
				if i < 10 {
					g.add(fmt.Sprint("s", i), fmt.Sprint(i))
				} else {
					// Inputs are resolved by address: add nodes by hand for speed.
					c := &execConfig{Text: fmt.Sprint(i), Inputs: []Ref{{g.exp.Nodes[i-10]}}}
					g.exp.Nodes = append(g.exp.Nodes, &Node{Kind: execKind, Name: fmt.Sprint("s", i), Config: c,
						Inputs: []Input{{"inputs[0]", g.exp.Nodes[i-10]}}})
				}
			}
			mustRun(b, g, Executor{Store: store})
			b.ReportAllocs()
			for b.Loop() {
				if p := mustPlan(b, g, store, PlanOptions{}); !p.NothingToDo() {
					b.Fatal("something to do")
				}
			}
		})
	}
}
