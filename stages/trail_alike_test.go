package stages

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
)

// TestAlikeAtTheSameTime runs trainings at the same time whose first steps are
// the same ones, and demands that no common step is executed twice up to the last
// kept state, and that each gives the bytes that it gives alone.
func TestAlikeAtTheSameTime(t *testing.T) {
	decays := func(steps string) []string { return schedule(wsd, "steps = 24", "decay_steps = "+steps) }
	want := make(map[string]artifacts.Digest)
	for _, decay := range []string{"4", "6", "12"} {
		p := &pupil{store: newStore(t)}
		p.mustLearn(t, decays(decay)...)
		want["pretrain.base"+decay] = p.step.Artifact
	}
	text, err := os.ReadFile(filepath.Join("testdata", "corpus.txt"))
	if err != nil {
		t.Fatal(err)
	}
	before, training, _ := strings.Cut(lesson, `pretrain "base" {`)
	dir := t.TempDir()
	all := before
	for _, decay := range []string{"4", "6", "12"} {
		one := strings.NewReplacer(append(decays(decay), "OBJECTIVE", "")...).Replace(training)
		all += `pretrain "base` + decay + `" {` + one
	}
	for name, data := range map[string]string{"corpus.txt": string(text), "lesson.hcl": all} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(filepath.Join(dir, "lesson.hcl"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	store := newStore(t)
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	executed := make(map[string][]int)
	executor := pipeline.Executor{Store: store, Jobs: 4, Cores: 8, Events: func(e pipeline.Event) {
		if e.Type == pipeline.EventProgress && e.Progress.Unit == "step" {
			address := e.Step.Node.Address()
			executed[address] = append(executed[address], e.Progress.Step)
		}
	}}
	if _, err := executor.Run(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	for decay, first := range map[string]int{"12": 1, "4": 13, "6": 17} {
		address := "pretrain.base" + decay
		if steps := executed[address]; len(steps) != 24-first+1 || steps[0] != first || !slices.IsSorted(steps) {
			t.Errorf("%s executed %v, want %d to 24", address, steps, first)
		}
		if got := plan.Step(address).Artifact; got != want[address] {
			t.Errorf("%s = %s, want %s as alone", address, got, want[address])
		}
	}
}
