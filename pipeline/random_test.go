package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pipe/artifacts"
)

// randomConfig is a stage of a randomFile.
type randomConfig struct {
	Text   string `hcl:"text,optional" doc:""`
	Inputs []Ref  `hcl:"inputs,optional" doc:""`
	Parity bool   `hcl:"parity,optional" doc:""`
	Ignore int64  `hcl:"ignore,optional" doc:""`
	Title  string `hcl:"title,optional" recipe:"label" doc:""`

	log *executions
}

func (c *randomConfig) Run(ctx context.Context, s *Stage) error {
	if err := c.log.add(s.Name()); err != nil {
		return err
	}
	out := c.Text
	if c.Parity {
		out = fmt.Sprint(len(c.Text) % 2)
	}
	for i, in := range c.Inputs {
		if int64(i+1) == c.Ignore {
			continue
		}
		data, err := s.Input(in).Read("out")
		if err != nil {
			return err
		}
		out += "(" + string(data) + ")"
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.Out.Write("out", []byte(artifacts.Sum([]byte(out)).Short()))
}

// executions counts what runs, and stops it all at some point.
type executions struct {
	mu    sync.Mutex
	times map[string]int // by address
	total int
	stop  int          // before this one, from 1; 0 never
	how   func() error // what is done then
}

func (e *executions) add(address string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.total++
	if e.total == e.stop {
		return e.how()
	}
	e.times[address]++
	return nil
}

// A randomTrial holds a warm store, edited and harmed again and again, against empty
// ones.
type randomTrial struct {
	t     *testing.T
	rng   *rand.Rand
	file  *randomFile
	path  string
	store string
	past  []string // what was done
	harm  map[artifacts.Key]bool
}

// TestRandomEdits edits random experiments in random ways. After each edit, what
// a store gives that has seen all of it is what an empty one gives, and a stage
// runs if and only if the store does not have the artifact of its key.
func TestRandomEdits(t *testing.T) {
	seed := envNumber(t, "PIPE_SEED", 1)
	n := envNumber(t, "PIPE_ROUNDS", 8)
	for round := range n {
		rng := rand.New(rand.NewPCG(seed, round))
		dir := t.TempDir()
		tr := &randomTrial{t: t, rng: rng, file: newRandomFile(rng), path: filepath.Join(dir, "random.hcl"), store: filepath.Join(dir, "store")}
		for range 8 {
			tr.round()
			tr.past = append(tr.past, tr.file.edit(rng))
		}
		if t.Failed() {
			t.Fatalf("PIPE_SEED=%d, round %d: %s\n%s", seed, round, strings.Join(tr.past, "; "), tr.file.text())
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

// envNumber returns the number that a variable of the environment holds.
func envNumber(t *testing.T, name string, standard uint64) uint64 {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return standard
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		t.Fatalf("%s is %q, want a number", name, s)
	}
	return n
}

// round runs the file as it is, after some harm perhaps.
func (tr *randomTrial) round() {
	if err := os.WriteFile(tr.path, []byte(tr.file.text()), 0o644); err != nil {
		tr.t.Fatal(err)
	}
	want, _, err := tr.run(filepath.Join(tr.t.TempDir(), "empty"), 1, 0, nil)
	if err != nil {
		tr.t.Fatalf("run in an empty store: %v\n%s", err, tr.file.text())
	}
	tr.harm = map[artifacts.Key]bool{}
	harmful := tr.rng.IntN(4) == 0
	if harmful {
		tr.damage(want)
	}
	jobs := 1 + tr.rng.IntN(4)
	if tr.rng.IntN(3) == 0 {
		tr.interrupt(want, jobs)
	}
	known := tr.known(want)
	got, log, err := tr.run(tr.store, jobs, 0, nil)
	if err != nil {
		tr.t.Fatalf("%s: run: %v\n%s", strings.Join(tr.past, "; "), err, tr.file.text())
	}
	if a, b := artifactsOf(got), artifactsOf(want); a != b {
		tr.t.Errorf("the warm store gives\n%swant\n%s", a, b)
	}
	tr.check(want, log, known, true)
	if harmful { // what nobody has read is found now, and not in a later round
		tr.verify()
	}
}

func (tr *randomTrial) verify() {
	if _, err := Verify(tr.t.Context(), openUnsynced(tr.t, tr.store)); err != nil {
		tr.t.Fatal(err)
	}
}

// known returns the keys whose artifacts the warm store has.
func (tr *randomTrial) known(want *RunRecord) map[artifacts.Key]bool {
	store, err := artifacts.Open(tr.store)
	if err != nil {
		tr.t.Fatal(err)
	}
	known := map[artifacts.Key]bool{}
	for _, s := range want.Stages {
		if _, err := store.Lookup(s.Key); err == nil {
			known[s.Key] = true
		}
	}
	return known
}

// check demands that what ran had to run, once; and where the run was complete,
// that all ran that had to. Of stages that share a lost object the first to run
// brings it back for all, and damage is known when it is read.
func (tr *randomTrial) check(want *RunRecord, log *executions, known map[artifacts.Key]bool, complete bool) {
	ran := map[artifacts.Key]int{}
	for _, s := range want.Stages {
		ran[s.Key] += log.times[s.Address]
	}
	for _, s := range want.Stages {
		n := ran[s.Key]
		harmed := tr.harm[s.Key]
		switch {
		case n > 1 && !harmed:
			tr.t.Errorf("%s ran %d times", s.Address, n)
		case n > 0 && known[s.Key] && !harmed:
			tr.t.Errorf("%s ran, though the store had its artifact", s.Address)
		case n == 0 && !known[s.Key] && !harmed && complete:
			tr.t.Errorf("%s did not run, though the store had no artifact", s.Address)
		}
	}
}

var errStop = errors.New("stop")

// interrupt runs until a stage fails, panics, or the run is cancelled.
func (tr *randomTrial) interrupt(want *RunRecord, jobs int) {
	ctx, cancel := context.WithCancel(tr.t.Context())
	defer cancel()
	hows := map[string]func() error{
		"fails":         func() error { return errStop },
		"panics":        func() error { panic(errStop) },
		"is cancelled":  func() error { cancel(); return ctx.Err() },
		"ignores a ctx": func() error { cancel(); return nil },
	}
	names := []string{"fails", "panics", "is cancelled", "ignores a ctx"}
	name := names[tr.rng.IntN(len(names))]
	at := 1 + tr.rng.IntN(len(want.Stages))
	tr.past = append(tr.past, fmt.Sprintf("run in which stage %d %s", at, name))
	known := tr.known(want)
	_, log, err := tr.runWith(ctx, tr.store, jobs, at, hows[name])
	if log.total >= at && err == nil && name != "ignores a ctx" {
		tr.t.Errorf("a run in which stage %d %s succeeded", at, name)
	}
	tr.check(want, log, known, false)
}

func (tr *randomTrial) run(dir string, jobs, stop int, how func() error) (*RunRecord, *executions, error) {
	return tr.runWith(tr.t.Context(), dir, jobs, stop, how)
}

func (tr *randomTrial) runWith(ctx context.Context, dir string, jobs, stop int, how func() error) (*RunRecord, *executions, error) {
	log := &executions{times: map[string]int{}, stop: stop, how: how}
	kinds := NewKinds(Kind{Name: "exec", Version: 1, New: func() Config { return &randomConfig{log: log} }})
	exp, diags := NewLoader(kinds, LoadOptions{}).Load(tr.path)
	if diags.HasErrors() {
		tr.t.Fatalf("%v\n%s", diags, tr.file.text())
	}
	store := openUnsynced(tr.t, dir)
	plan, err := NewPlan(exp, store, PlanOptions{})
	if err != nil {
		tr.t.Fatal(err)
	}
	x := Executor{Store: store, Jobs: jobs}
	r, err := x.Run(ctx, plan)
	if r == nil && err == nil {
		r = recordKnown(tr.t, &x, plan)
	}
	return r, log, err
}

// damage removes or changes some objects of the warm store.
func (tr *randomTrial) damage(want *RunRecord) {
	var objects []string
	err := filepath.WalkDir(filepath.Join(tr.store, "objects"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			objects = append(objects, path)
		}
		return nil
	})
	if err != nil || len(objects) == 0 {
		return
	}
	for range 1 + tr.rng.IntN(3) {
		path := objects[tr.rng.IntN(len(objects))]
		tr.harmed(want, filepath.Base(path))
		err := os.Remove(path)
		if err == nil && tr.rng.IntN(2) == 0 {
			err = os.WriteFile(path, []byte("damaged"), 0o644)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			tr.t.Fatal(err)
		}
		tr.past = append(tr.past, "damage to "+filepath.Base(path)[:8])
	}
	if tr.rng.IntN(2) == 0 {
		tr.verify()
	}
}

// harmed notes the keys that an object belongs to: their recipe, their
// manifest or their output, which stages may share.
func (tr *randomTrial) harmed(want *RunRecord, object string) {
	store, err := artifacts.Open(tr.store)
	if err != nil {
		tr.t.Fatal(err)
	}
	for _, s := range want.Stages {
		a, err := store.Artifact(s.Artifact)
		if s.Key.String() == object || strings.HasSuffix(s.Artifact.String(), object) ||
			err != nil || strings.HasSuffix(a.Files[0].Digest.String(), object) {
			tr.harm[s.Key] = true
		}
	}
}
