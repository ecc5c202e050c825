package stages

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"pipe/artifacts"
	"pipe/pipeline"
)

// A lesson is an experiment of one pretraining, of which parts can be replaced.
const lesson = `
experiment "lesson" {}
dataset "corpus" {
  source    = "corpus.txt"
  separator = "\n"
}
tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 280
}
pretrain "base" {
  corpus     = dataset.corpus
  tokenizer  = tokenizer.bpe
  validation = 0.2
  seed       = 3
  OBJECTIVE
  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }
  optimizer {
    learning_rate = 1e-2
    warmup_steps  = 2
    batch_tokens  = 96
    SCHEDULE
  }
}
`

// A pupil runs lessons in a store.
type pupil struct {
	store    *artifacts.Store
	force    []string
	stopAt   int // interrupt the pretraining after this step; 0 lets it run
	plan     *pipeline.Plan
	planned  *pipeline.Start // what the plan said
	step     *pipeline.Step  // of the pretraining
	executed []int           // its steps
	log      string
}

const constant, wsd = `schedule = "constant"`, `schedule = "wsd"`

// learn runs a lesson: replacements is a list of old and new texts.
func (p *pupil) learn(t *testing.T, replacements ...string) error {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join("testdata", "corpus.txt"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "lesson.hcl")
	lesson := strings.NewReplacer(append(replacements, "OBJECTIVE", "")...).Replace(lesson)
	for name, data := range map[string][]byte{"corpus.txt": text, "lesson.hcl": []byte(lesson)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	// What comes before is made first, so that the plan knows the key.
	before, err := pipeline.NewPlan(exp, p.store, pipeline.PlanOptions{Targets: []string{"tokenizer.bpe"}})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(zerolog.New(&log).WithContext(t.Context()))
	defer cancel()
	executor := pipeline.Executor{Store: p.store, Jobs: 1, Cores: 1}
	if _, err := executor.Run(ctx, before); err != nil {
		t.Fatal(err)
	}
	if p.plan, err = pipeline.NewPlan(exp, p.store, pipeline.PlanOptions{Force: p.force}); err != nil {
		t.Fatal(err)
	}
	p.step, p.executed = p.plan.Step("pretrain.base"), nil
	p.planned = p.step.Why.Start
	executor.Events = func(e pipeline.Event) {
		if e.Type == pipeline.EventProgress && e.Step == p.step {
			p.executed = append(p.executed, e.Progress.Step)
			if e.Progress.Step == p.stopAt {
				cancel()
			}
		}
	}
	_, err = executor.Run(ctx, p.plan)
	p.log = log.String()
	return err
}

func (p *pupil) mustLearn(t *testing.T, replacements ...string) {
	t.Helper()
	if err := p.learn(t, replacements...); err != nil {
		t.Fatal(err)
	}
}

// schedule is the replacement of the schedule.
func schedule(lines ...string) []string { return []string{"SCHEDULE", strings.Join(lines, "\n")} }

// TestBeginsAlike runs one lesson after another in a store and demands that the
// second starts where the two part, or with its first step, and gives the
// bytes that it gives in an empty store.
func TestBeginsAlike(t *testing.T) {
	const steps12, steps24, steps10 = "steps = 12", "steps = 24", "steps = 10"
	const masked = `objective = "masked"`
	const linear = `schedule = "linear"`
	cold := []string{"warmup_steps  = 2", ""}
	warmup6 := []string{"warmup_steps  = 2", "warmup_steps = 6"}
	long := schedule(wsd, steps24, "decay_steps = 4")
	for _, tt := range []struct {
		name          string
		first, second []string
		start         int
	}{
		{"longer constant", schedule(constant, steps12), schedule(constant, steps24), 12},
		{"shorter constant", schedule(constant, steps24), schedule(constant, steps10), 8},
		{"constant as long as a state", schedule(constant, steps24), schedule(constant, "steps = 4"), 4},
		{"end without a measured loss", schedule(constant, steps24), schedule(constant, "steps = 12"), 12},
		{"masked", append(schedule(constant, steps12), "OBJECTIVE", masked), append(schedule(constant, steps24), "OBJECTIVE", masked), 12},
		{"longer stable phase", schedule(wsd, steps12, "decay_steps = 3"), schedule(wsd, steps24, "decay_steps = 3"), 9},
		{"longer cooldown", schedule(wsd, steps24, "decay_steps = 6"), schedule(wsd, steps24, "decay_steps = 9"), 12},
		{"shorter cooldown", schedule(wsd, steps24, "decay_steps = 6"), schedule(wsd, steps24, "decay_steps = 2"), 18},
		{"other shape", long, schedule(wsd, steps24, "decay_steps = 4", `decay_shape = "linear"`), 20},
		{"other final fraction", long, schedule(wsd, steps24, "decay_steps = 4", "final_fraction = 0"), 20},
		{"cooldown of a constant run", schedule(constant, "steps = 20"), long, 20},
		{"constant after a stable phase", long, schedule(constant, "steps = 30"), 20},
		{"warmup of a cosine", append(schedule(constant, steps12), warmup6...), append(schedule(steps12), warmup6...), 6},
		{"other seed", long, append(slices.Clone(long), "seed       = 3", "seed = 4"), 0},
		{"other learning rate", long, append(slices.Clone(long), "1e-2", "2e-2"), 0},
		{"other warmup", long, append(slices.Clone(long), "warmup_steps  = 2", "warmup_steps = 3"), 0},
		{"other validation", long, append(slices.Clone(long), "validation = 0.2", "validation = 0.25"), 0},
		{"other batch", long, append(slices.Clone(long), "batch_tokens  = 96", "batch_tokens = 97"), 0},
		{"other objective", long, append(slices.Clone(long), "OBJECTIVE", masked), 0},
		{"other text", long, append(slices.Clone(long), `separator = "\n"`, `separator = "\n"`+"\ntake = 20"), 0},
		{"cosine, whose warmup is alike", schedule(steps12), schedule(steps24), 2},
		{"cosine without warmup", append(schedule(steps12), cold...), append(schedule(steps24), cold...), 0},
		{"linear without warmup", append(schedule(linear, steps12), cold...), append(schedule(linear, steps24), cold...), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fresh := &pupil{store: newStore(t)}
			fresh.mustLearn(t, tt.second...)
			p := &pupil{store: newStore(t)}
			p.mustLearn(t, tt.first...)
			p.mustLearn(t, tt.second...)
			checkStart(t, p, tt.start)
			if p.step.Artifact != fresh.step.Artifact {
				t.Errorf("artifact = %s, want %s as from the start", p.step.Artifact, fresh.step.Artifact)
			}
		})
	}
}

// checkStart demands that plan, record and steps agree on the start.
func checkStart(t *testing.T, p *pupil, want int) {
	t.Helper()
	got := 0
	if start := p.step.Why.Start; start != nil {
		got = start.Step
		if start.Stage != "pretrain.base" || start.Run == "" {
			t.Errorf("start = %+v, want one of pretrain.base and a run", start)
		}
	}
	planned := 0
	if p.planned != nil {
		planned = p.planned.Step
	}
	if got != want || planned != want {
		t.Errorf("started after step %d, and planned %d, want %d", got, planned, want)
	}
	if len(p.executed) > 0 && p.executed[0] != want+1 {
		t.Errorf("first executed step = %d, want %d", p.executed[0], want+1)
	}
}

// TestKilledExtension stops a run that had started from the state of another.
func TestKilledExtension(t *testing.T) {
	second := schedule(constant, "steps = 24")
	fresh := &pupil{store: newStore(t)}
	fresh.mustLearn(t, second...)
	p := &pupil{store: newStore(t)}
	p.mustLearn(t, schedule(constant, "steps = 12")...)
	p.stopAt = 15
	if err := p.learn(t, second...); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run = %v, want context.Canceled", err)
	}
	if !slices.Equal(p.executed, []int{13, 14, 15}) {
		t.Errorf("executed %v before the end, want 13 to 15", p.executed)
	}
	p.stopAt = 0
	p.mustLearn(t, second...)
	if p.executed[0] != 16 || p.step.Artifact != fresh.step.Artifact {
		t.Errorf("went on with step %d to %s, want 16 to %s", p.executed[0], p.step.Artifact, fresh.step.Artifact)
	}
}

// TestForceStartsFresh holds that a forced stage executes every step.
func TestForceStartsFresh(t *testing.T) {
	p := &pupil{store: newStore(t)}
	p.mustLearn(t, schedule(constant, "steps = 12")...)
	want := p.step.Artifact
	p.force = []string{"pretrain.base"}
	p.mustLearn(t, schedule(constant, "steps = 12")...)
	checkStart(t, p, 0)
	if len(p.executed) != 12 || p.step.Artifact != want {
		t.Errorf("executed %v and made %s, want 12 steps and %s", p.executed, p.step.Artifact, want)
	}
}

// states returns the files of kept states, by the number of steps.
func states(t *testing.T, store *artifacts.Store) map[int]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(store.Dir(), "trails", "*", "state-*"))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[int]string)
	for _, path := range paths {
		_, digits, _ := strings.Cut(filepath.Base(path), "-")
		step, err := strconv.Atoi(digits)
		if err != nil {
			t.Fatal(err)
		}
		files[step] = path
	}
	return files
}

// TestDamagedTrail damages kept states: what can still be read is used.
func TestDamagedTrail(t *testing.T) {
	second := schedule(constant, "steps = 24")
	fresh := &pupil{store: newStore(t)}
	fresh.mustLearn(t, second...)
	for _, tt := range []struct {
		name   string
		damage func(t *testing.T, states map[int]string)
		start  int
	}{
		{"newest", func(t *testing.T, states map[int]string) { flipByte(t, states[12]) }, 8},
		{"all", func(t *testing.T, states map[int]string) {
			for _, path := range states {
				flipByte(t, path)
			}
		}, 0},
		{"renamed", func(t *testing.T, states map[int]string) {
			if err := os.Rename(states[4], states[12]); err != nil {
				t.Fatal(err)
			}
		}, 8},
		{"cut", func(t *testing.T, states map[int]string) {
			if err := os.Truncate(states[12], 1000); err != nil {
				t.Fatal(err)
			}
		}, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &pupil{store: newStore(t)}
			p.mustLearn(t, schedule(constant, "steps = 12")...)
			kept := states(t, p.store)
			if len(kept) != 6 { // 2, 4, 6, 8, 10 and the end
				t.Fatalf("kept states = %v, want 6", kept)
			}
			for _, step := range []int{2, 6, 10} {
				if err := os.Remove(kept[step]); err != nil {
					t.Fatal(err)
				}
				delete(kept, step)
			}
			tt.damage(t, kept)
			p.mustLearn(t, second...)
			if p.executed[0] != tt.start+1 || p.step.Artifact != fresh.step.Artifact {
				t.Errorf("started with step %d and made %s, want %d and %s",
					p.executed[0], p.step.Artifact, tt.start+1, fresh.step.Artifact)
			}
			if !strings.Contains(p.log, "the kept state is of no use") {
				t.Errorf("log = %q, want a warning", p.log)
			}
		})
	}
}

// flipByte damages a file in the middle.
func flipByte(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
