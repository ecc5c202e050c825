package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pipe/artifacts"
)

// TestDamagedRecords holds that records which cannot be read are named, all of
// them, and hide no other.
func TestDamagedRecords(t *testing.T) {
	g, store := chain(), execStore(t)
	r := mustRun(t, g, Executor{Store: store})
	for id, data := range map[string]string{
		"29990101-test-other": `{"id": "somebody else"}`,
		"29990101-test-list":  `[1, 2]`,
		"29990101-test-null":  `null`,
		"29990101-test-type":  `{"id": "29990101-test-type", "stages": 3}`,
	} {
		if err := store.PutRecord(id, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := Runs(store)
	if len(runs) != 1 || runs[0].ID != r.ID || !errors.Is(err, artifacts.ErrCorrupt) {
		t.Errorf("Runs = %d runs, %v, want the sound one and ErrCorrupt", len(runs), err)
	}
	for _, id := range []string{"other", "list", "null", "type"} {
		if err == nil || !strings.Contains(err.Error(), "29990101-test-"+id) {
			t.Errorf("Runs = %v, want the record %s named", err, id)
		}
	}
	wantStatuses(t, "run beside them", mustRun(t, g, Executor{Store: store}).Summary(), "a=cached b=cached c=cached d=cached")
	if v, err := Verify(t.Context(), store); err != nil || len(v.Damage) != 0 {
		t.Errorf("Verify = %+v, %v, want sound seals", v, err)
	}
}

// TestVerifyMissesTexts holds that the text of a run is as much part of a
// store as what the run made.
func TestVerifyMissesTexts(t *testing.T) {
	g, store := chain(), execStore(t)
	g.exp.Sources = []Source{{Path: "test.hcl", Data: []byte("experiment")}}
	r := mustRun(t, g, Executor{Store: store})
	damageObject(t, store, r.Sources[0].Digest)
	for _, problem := range []string{"corrupt", "missing"} { // the first moves it away
		v, err := Verify(t.Context(), store)
		if err != nil || len(v.Damage) != 1 || !strings.Contains(v.Damage[0].String(), problem) ||
			!strings.Contains(v.Damage[0].String(), `it is "test.hcl" of run `+r.ID) {
			t.Errorf("Verify = %+v, %v, want the text %s", v, err, problem)
		}
	}
	mustRun(t, g, Executor{Store: store})
	if v, err := Verify(t.Context(), store); err != nil || len(v.Damage) != 0 {
		t.Errorf("Verify after a run = %+v, %v, want no damage", v, err)
	}
}

func FuzzParseRun(f *testing.F) {
	whole, err := json.Marshal(&RunRecord{ID: "x", Started: time.Unix(1, 0), Stages: []StageRecord{{Address: "a.b", Line: 3}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"id": "x", "stages": [{"inputs": [{}], "key": "00"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRun(data, "x")
		if err != nil {
			return
		}
		if got := len(r.Summary().Stages); got != len(r.Stages) {
			t.Errorf("Summary has %d stages, want %d", got, len(r.Stages))
		}
		if head, err := parseRunHead(bytes.NewReader(data), "x"); err == nil && head != (runHead{r.ID, r.Experiment, r.Outcome}) {
			t.Errorf("parseRunHead(%q) = %+v, want what is in %+v", data, head, r)
		}
	})
}

func FuzzParseRecipe(f *testing.F) {
	f.Add(recipeHeader + "\nkind exec 1\nattribute text \"a\\\" b\"\ninput x[\"a b\"] sha256:00\n")
	f.Add(recipeHeader)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRecipe(text)
		if err != nil {
			return
		}
		again, err := ParseRecipe(r.String())
		if err != nil || again.String() != r.String() {
			t.Errorf("ParseRecipe(%q) gives %q, which parses to %v, %v", text, r, again, err)
		}
		if changes := DiffRecipes(r, again); len(changes) != 0 {
			t.Errorf("DiffRecipes of a recipe with itself = %v, want none", changes)
		}
	})
}

// TestOutcome changes one thing at a time of what an outcome is about, and of
// what it is not.
func TestOutcome(t *testing.T) {
	record := func(change func(r *RunRecord)) *RunRecord {
		r := &RunRecord{ID: "x", Experiment: "e", Path: "p", Status: RunDone, Sources: []SourceRecord{{Path: "p"}},
			Stages: []StageRecord{{Address: "a.b", Status: StatusRan, Seconds: 1}, {Address: "a.c"}}}
		change(r)
		return r
	}
	base := record(func(*RunRecord) {}).outcome()
	cases := []struct {
		name   string
		change func(r *RunRecord)
		same   bool
	}{
		{"id, host and times", func(r *RunRecord) { r.ID, r.Host, r.Ended = "y", "h", time.Unix(1, 0) }, true},
		{"status and seconds of a stage", func(r *RunRecord) { r.Stages[0].Status, r.Stages[0].Seconds = StatusCached, 0 }, true},
		{"path", func(r *RunRecord) { r.Path = "q" }, false},
		{"status", func(r *RunRecord) { r.Status = RunFailed }, false},
		{"text", func(r *RunRecord) { r.Sources[0].Digest = artifacts.Sum(nil) }, false},
		{"address", func(r *RunRecord) { r.Stages[1].Address = "a.d" }, false},
		{"key", func(r *RunRecord) { r.Stages[1].Key[3] = 1 }, false},
		{"artifact", func(r *RunRecord) { r.Stages[1].Artifact[3] = 1 }, false},
		{"a stage less", func(r *RunRecord) { r.Stages = r.Stages[:1] }, false},
	}
	for _, c := range cases {
		if got := record(c.change).outcome() == base; got != c.same {
			t.Errorf("outcome with another %s is the same = %v, want %v", c.name, got, c.same)
		}
	}
}
