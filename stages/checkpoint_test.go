package stages

import (
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"pipe/artifacts"
	"pipe/pipeline"
)

// A trial runs one stage of an experiment, and what it stands on.
type trial struct {
	file    string // in testdata; "" for kinds.hcl
	store   *artifacts.Store
	address string
	stopAt  int // interrupt the stage after this step; 0 lets it run

	key      artifacts.Key
	artifact artifacts.Digest
	steps    []int // of the stage, as it reported them
	stopped  int   // after how many it was, where that is noted
	log      string
}

// run runs the stage even where the store has its artifact.
func (tr *trial) run(t *testing.T) error {
	t.Helper()
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(filepath.Join("testdata", cmp.Or(tr.file, "kinds.hcl")))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, err := pipeline.NewPlan(exp, tr.store, pipeline.PlanOptions{Targets: []string{tr.address}, Force: []string{tr.address}})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(zerolog.New(&log).WithContext(t.Context()))
	defer cancel()
	tr.steps = nil
	executor := pipeline.Executor{Store: tr.store, Jobs: 1, Cores: 1, Events: func(e pipeline.Event) {
		if e.Type != pipeline.EventProgress || e.Step.Node.Address() != tr.address {
			return
		}
		tr.steps = append(tr.steps, e.Progress.Step)
		if e.Progress.Step == tr.stopAt {
			cancel()
		}
	}}
	_, err = executor.Run(ctx, plan)
	step := plan.Step(tr.address)
	tr.key, tr.artifact, tr.log = step.Key, step.Artifact, log.String()
	return err
}

// interrupted returns a trial that was stopped after a step, and the checkpoint
// it left.
func interrupted(t *testing.T, address string, step int) (*trial, checkpoint) {
	t.Helper()
	tr := &trial{store: newStore(t), address: address, stopAt: step}
	if err := tr.run(t); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run = %v, want context.Canceled", err)
	}
	tr.stopAt = 0
	data, err := tr.store.Scratch(tr.key).Load(checkpointName)
	if err != nil {
		t.Fatal(err)
	}
	c, err := decodeCheckpoint(data)
	if err != nil {
		t.Fatal(err)
	}
	return tr, c
}

func newStore(t *testing.T) *artifacts.Store {
	t.Helper()
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// trainings are stages that leave checkpoints: with all parameters trained, by
// AdamW, and by SGD with dropout; and with adapters trained and the best step kept.
var trainings = []string{"pretrain.causal", "pretrain.descended", "finetune.adapted"}

func TestResume(t *testing.T) {
	for _, address := range trainings {
		t.Run(address, func(t *testing.T) {
			calm := &trial{store: newStore(t), address: address}
			if err := calm.run(t); err != nil {
				t.Fatal(err)
			}
			tr, c := interrupted(t, address, 4)
			if err := tr.run(t); err != nil {
				t.Fatal(err)
			}
			if c.Step != 4 || tr.steps[0] != 5 {
				t.Errorf("checkpoint of step %d, then steps %v, want to go on after step 4", c.Step, tr.steps)
			}
			if tr.artifact != calm.artifact {
				t.Errorf("resumed run gave %s, want %s", tr.artifact, calm.artifact)
			}
			if names, err := tr.store.Scratch(tr.key).Names(); err != nil || len(names) != 0 {
				t.Errorf("checkpoints after the end = %q, %v, want none", names, err)
			}
		})
	}
}

// encoded returns a checkpoint as it is saved, after a change.
func encoded(t *testing.T, c checkpoint, change func(c *checkpoint)) []byte {
	t.Helper()
	// The slices are the original's: a change must not reach into it.
	c.Curve, c.Parameters, c.First = slices.Clone(c.Curve), slices.Clone(c.Parameters), slices.Clone(c.First)
	c.Second, c.Kept = slices.Clone(c.Second), slices.Clone(c.Kept)
	change(&c)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestUselessCheckpoint holds that a checkpoint which does not fit is left out
// with a warning: the stage starts over and gives the same bytes.
func TestUselessCheckpoint(t *testing.T) {
	changes := map[string]func(c *checkpoint){
		"other format":        func(c *checkpoint) { c.Format++ },
		"no format":           func(c *checkpoint) { c.Format = 0 },
		"step beyond the end": func(c *checkpoint) { c.Step = 1 << 40 },
		"negative step":       func(c *checkpoint) { c.Step, c.Curve = -1, nil },
		"other step":          func(c *checkpoint) { c.Step-- },
		"fewer tensors":       func(c *checkpoint) { c.Parameters = c.Parameters[1:] },
		"no tensors":          func(c *checkpoint) { c.Parameters, c.First, c.Second = nil, nil, nil },
		"shorter last tensor": func(c *checkpoint) { cutLast(c.Parameters) },
		"shorter velocity":    func(c *checkpoint) { cutLast(c.First) },
		"shorter last moment": func(c *checkpoint) { cutLast(c.Second) },
		"fewer kept":          func(c *checkpoint) { c.Kept = append(c.Kept[:0], nil) },
	}
	for _, address := range trainings {
		tr, good := interrupted(t, address, 4)
		if err := tr.run(t); err != nil {
			t.Fatal(err)
		}
		want := tr.artifact
		useless := map[string][]byte{"empty": {}, "garbage": []byte("\x03\x02\x01 no gob at all")}
		for name, change := range changes {
			useless[name] = encoded(t, good, change)
		}
		whole := encoded(t, good, func(*checkpoint) {})
		useless["half"] = whole[:len(whole)/2]
		for name, data := range useless {
			t.Run(address+"/"+name, func(t *testing.T) {
				if err := tr.store.Scratch(tr.key).Save(checkpointName, data); err != nil {
					t.Fatal(err)
				}
				if err := tr.run(t); err != nil {
					t.Fatalf("run beside a useless checkpoint: %v", err)
				}
				if tr.artifact != want || tr.steps[0] != 1 {
					t.Errorf("artifact %s, first step %d, want %s from step 1", tr.artifact, tr.steps[0], want)
				}
				if !strings.Contains(tr.log, "starts over") {
					t.Errorf("log = %q, want a warning", tr.log)
				}
			})
		}
	}
}

// cutLast shortens the last of some tensors by a number, or lengthens it where
// it is empty.
func cutLast(tensors [][]byte) {
	last := len(tensors) - 1
	if len(tensors[last]) == 0 {
		tensors[last] = make([]byte, 4)
		return
	}
	tensors[last] = tensors[last][:len(tensors[last])-4]
}

func FuzzDecodeCheckpoint(f *testing.F) {
	var b bytes.Buffer
	c := checkpoint{Format: checkpointFormat, Step: 1, Curve: []curveRow{{Step: 1}}, Parameters: [][]byte{{1, 2, 3, 4}}}
	if err := gob.NewEncoder(&b).Encode(c); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decodeCheckpoint(data)
		if err == nil && c.Format != checkpointFormat {
			t.Errorf("decodeCheckpoint gives format %d without an error", c.Format)
		}
	})
}

func TestCheckpointDue(t *testing.T) {
	for _, tt := range []struct {
		since, took time.Duration
		want        bool
	}{
		{9 * time.Second, 0, false},
		{11 * time.Second, 0, true},
		{11 * time.Second, 100 * time.Millisecond, true},
		{90 * time.Second, 2 * time.Second, false}, // would take more than a fiftieth
		{101 * time.Second, 2 * time.Second, true},
	} {
		if got := checkpointDue(tt.since, tt.took); got != tt.want {
			t.Errorf("checkpointDue(%v, %v) = %v, want %v", tt.since, tt.took, got, tt.want)
		}
	}
}
