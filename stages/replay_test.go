package stages

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
)

// TestReplay executes every window of trainings again, and windows whose states
// or models are not what they were.
func TestReplay(t *testing.T) {
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(filepath.Join("testdata", "kinds.hcl"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	store := newStore(t)
	addresses := []string{"pretrain.causal", "pretrain.masked", "pretrain.decayed", "finetune.adapted", "finetune.instructed"}
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{Targets: addresses})
	if err != nil {
		t.Fatal(err)
	}
	executor := pipeline.Executor{Store: store, Jobs: 1, Cores: 1}
	if _, err := executor.Run(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		t.Run(address, func(t *testing.T) {
			windows, err := plan.Windows(plan.Step(address))
			if err != nil || len(windows) < 2 {
				t.Fatalf("Windows() = %v, %v, want several", windows, err)
			}
			for _, w := range windows {
				if err := plan.Replay(t.Context(), plan.Step(address), readWindow(t, plan, address, w), 2); err != nil {
					t.Errorf("Replay(%s) = %v, want nil", w, err)
				}
			}
			replayForged(t, plan, address, readWindow(t, plan, address, windows[0]))
		})
	}
}

func readWindow(t *testing.T, plan *pipeline.Plan, address string, w pipeline.Window) pipeline.Window {
	t.Helper()
	w, err := plan.ReadWindow(plan.Step(address), w)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// replayForged changes the state after a window, in ways that no checksum shows,
// and demands that the window tells of it.
func replayForged(t *testing.T, plan *pipeline.Plan, address string, w pipeline.Window) {
	good := w.After
	for _, tt := range []struct {
		name   string
		change func(c *checkpoint)
		where  string
	}{
		{"weight", func(c *checkpoint) { c.Parameters[1][0] ^= 1 }, "tensor "},
		{"moment", func(c *checkpoint) { c.Second[0][0] ^= 1 }, "second moment of "},
		{"loss", func(c *checkpoint) { c.Curve[0].Loss += 1e-9 }, "step 1 of the curve: loss was "},
		{"tokens", func(c *checkpoint) { c.Tokens++ }, "tokens"},
	} {
		c, err := decodeCheckpoint(good)
		if err != nil {
			t.Fatal(err)
		}
		tt.change(&c)
		if w.After, err = c.encode(); err != nil {
			t.Fatal(err)
		}
		err = plan.Replay(t.Context(), plan.Step(address), w, 1)
		var mismatch *pipeline.Mismatch
		if !errors.As(err, &mismatch) || !strings.Contains(mismatch.Where, tt.where) {
			t.Errorf("%s changed: Replay(%s) = %v, want a mismatch at %q", tt.name, w, err, tt.where)
		}
	}
}

// TestReplayOtherModel holds that the last window is held against the model.
func TestReplayOtherModel(t *testing.T) {
	p := &pupil{store: newStore(t)}
	p.mustLearn(t, schedule(constant, "steps = 12")...)
	other := p.step.Artifact
	p.mustLearn(t, schedule(wsd, "steps = 12", "decay_steps = 1")...)
	windows, err := p.plan.Windows(p.step)
	if err != nil || len(windows) == 0 {
		t.Fatalf("Windows() = %v, %v, want some", windows, err)
	}
	last := readWindow(t, p.plan, "pretrain.base", windows[len(windows)-1])
	if last.Made, err = p.store.Artifact(other); err != nil {
		t.Fatal(err)
	}
	err = p.plan.Replay(t.Context(), p.step, last, 1)
	var mismatch *pipeline.Mismatch
	if !errors.As(err, &mismatch) || !strings.Contains(mismatch.Where, "step 12 of the curve: ") {
		t.Errorf("Replay(%s) = %v, want a mismatch at step 12", last, err)
	}
}

const (
	held    = pipeline.VerdictHeld
	other   = pipeline.VerdictOther
	unknown = pipeline.VerdictUnknown
)

// sample executes a share of the windows of the last lesson again.
func (p *pupil) sample(t *testing.T, percent float64, seed uint64) []pipeline.Sampled {
	t.Helper()
	var all []pipeline.Sampled
	opt := pipeline.SampleOptions{Percent: percent, Seed: seed, Workers: 1}
	if err := p.plan.Sample(t.Context(), opt, func(s pipeline.Sampled) { all = append(all, s) }); err != nil {
		t.Fatal(err)
	}
	return all
}

func verdicts(all []pipeline.Sampled) (verdicts []pipeline.Verdict) {
	for _, s := range all {
		verdicts = append(verdicts, s.Verdict)
	}
	return verdicts
}

// TestSample executes parts of stages again: what was chosen, and the verdicts.
func TestSample(t *testing.T) {
	p := &pupil{store: newStore(t)}
	p.mustLearn(t, schedule(wsd, "steps = 24", "decay_steps = 4")...)
	// Kept after 4, 8, 12, 16 and 20 steps.
	if got := p.sample(t, 100, 1); !slices.Equal(verdicts(got), []pipeline.Verdict{held, held, held, held, held, held}) ||
		got[0].From != 0 || got[0].To != 4 || got[5].From != 20 || got[5].To != 0 {
		t.Errorf("Sample(100 %%) = %+v, want six windows that held", got)
	}
	seen := make(map[int]bool)
	for seed := range uint64(20) {
		first, again := p.sample(t, 1, seed), p.sample(t, 1, seed)
		if len(first) != 1 || !slices.Equal(first, again) {
			t.Errorf("Sample(1 %%, %d) = %+v and %+v, want the same window", seed, first, again)
		}
		seen[first[0].From] = true
	}
	if len(seen) < 3 {
		t.Errorf("20 seeds chose windows from %v, want more of them", seen)
	}
	if got := p.sample(t, 50, 1); len(got) != 3 {
		t.Errorf("Sample(50 %%) = %+v, want three windows", got)
	}
}

// TestSampleOther samples beside a state with other bits and one that is damaged:
// each ends a window and begins one. Then there are none at all.
func TestSampleOther(t *testing.T) {
	p := &pupil{store: newStore(t)}
	p.mustLearn(t, schedule(wsd, "steps = 24", "decay_steps = 4")...)
	kept := states(t, p.store)
	key, err := artifacts.ParseKey(filepath.Base(filepath.Dir(kept[8])))
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.store.Trail(key).Load("state-8")
	if err != nil {
		t.Fatal(err)
	}
	c, err := decodeCheckpoint(data)
	if err != nil {
		t.Fatal(err)
	}
	c.First[0][3] ^= 1
	if data, err = c.encode(); err != nil {
		t.Fatal(err)
	}
	if err := p.store.Trail(key).Save("state-8", data); err != nil {
		t.Fatal(err)
	}
	flipByte(t, kept[16])
	got := p.sample(t, 100, 1)
	if want := []pipeline.Verdict{held, other, other, unknown, unknown, held}; !slices.Equal(verdicts(got), want) {
		t.Errorf("Sample of forged and damaged states = %+v, want %v", got, want)
	}
	if !strings.Contains(got[1].Detail, "first moment of ") || !strings.Contains(got[2].Detail, "step 10 of the curve: loss") {
		t.Errorf("details = %q and %q, want a moment, and the loss that follows from it", got[1].Detail, got[2].Detail)
	}
	if err := os.RemoveAll(filepath.Join(p.store.Dir(), "trails")); err != nil {
		t.Fatal(err)
	}
	if got := p.sample(t, 100, 1); !slices.Equal(verdicts(got), []pipeline.Verdict{unknown}) {
		t.Errorf("Sample without states = %+v, want one that is unknown", got)
	}
}
