package pipeline

import (
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
		if !r.sameOutcome(r) {
			t.Errorf("%+v has not its own outcome", r)
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
