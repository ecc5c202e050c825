package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pipe/artifacts"
)

// diffText writes a difference of runs of execGraphs, a line for each stage
// and text, with digests taken out.
func diffText(d *RunDiff) []string {
	var lines []string
	for _, t := range d.Texts {
		lines = append(lines, fmt.Sprintf("text %s from %v to %v", t.Path, !t.From.IsZero(), !t.To.IsZero()))
	}
	for _, s := range d.OnlyFrom {
		lines = append(lines, "- "+s.Address)
	}
	for _, s := range d.OnlyTo {
		lines = append(lines, "+ "+s.Address)
	}
	for _, s := range d.Stages {
		line := s.To.Address
		for _, c := range s.Own {
			from, to := s.Sources(c)
			if c.Kind != "input" {
				from, to = c.From, c.To
			}
			line += fmt.Sprintf(" %s %s %s>%s", c.Kind, c.Name, from, to)
		}
		for _, c := range s.Causes {
			line += " <" + c.To.Address
		}
		if s.SameArtifact() {
			line += " same artifact"
		}
		if s.Note != "" {
			line += " (" + s.Note + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// TestDiffRuns edits a -> b -> c -> d -> e between two runs.
func TestDiffRuns(t *testing.T) {
	cases := []struct {
		name string
		edit func(g *execGraph)
		want []string
	}{
		{"nothing", func(*execGraph) {}, nil},
		{"only the text", func(g *execGraph) { g.exp.Sources[0].Data = []byte("# more") }, []string{"text test.hcl from true to true"}},
		{"other files", func(g *execGraph) { g.exp.Sources[0].Path = "new.hcl" }, []string{
			"text test.hcl from true to false", "text new.hcl from false to true",
		}},
		{"one attribute", func(g *execGraph) { g.config("c").Text = "C" }, []string{
			`exec.c attribute text "c">"C"`, "exec.d <exec.c", "exec.e <exec.c",
		}},
		{"root causes come first", func(g *execGraph) { g.config("b").Text, g.config("d").Text = "B", "D" }, []string{
			`exec.b attribute text "b">"B"`, `exec.d attribute text "d">"D" <exec.b`, "exec.c <exec.b", "exec.e <exec.b <exec.d",
		}},
		{"a stage more", func(g *execGraph) { g.add("f", "f", "a"); setInputs(g, "e", "d", "f") }, []string{
			"+ exec.f", "exec.e input inputs[1] >exec.f",
		}},
		{"another input", func(g *execGraph) { setInputs(g, "e", "c") }, []string{
			"exec.e input inputs[0] exec.d>exec.c",
		}},
		{"another input, and what it was has changed", func(g *execGraph) { g.config("b").Text = "B"; setInputs(g, "e", "a", "d") }, []string{
			`exec.b attribute text "b">"B"`, "exec.e input inputs[0] exec.d>exec.a input inputs[1] >exec.d", "exec.c <exec.b", "exec.d <exec.b",
		}},
		{"a stage less", func(g *execGraph) { g.exp.Nodes = g.exp.Nodes[:4] }, []string{"- exec.e"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g, store := line(), execStore(t)
			g.exp.Sources = []Source{{Path: "test.hcl", Data: []byte("experiment")}}
			from := mustRun(t, g, Executor{Store: store})
			c.edit(g)
			to := mustRun(t, g, Executor{Store: store})
			d := DiffRuns(store, from, to)
			if diff := cmp.Diff(c.want, diffText(d)); diff != "" {
				t.Errorf("DiffRuns (-want +got):\n%s", diff)
			}
			if want := len(c.want) == len(d.Texts); d.Equal() != want {
				t.Errorf("Equal() = %v, want %v", d.Equal(), want)
			}
			if got, want := d.Alike+len(d.Stages)+len(d.OnlyTo), len(to.Stages); got != want {
				t.Errorf("DiffRuns has %d stages of the second run, want %d", got, want)
			}
		})
	}
}

// TestDiffRunsStopsAtSameBytes holds that a stage of another recipe and the
// same bytes is no cause of anything.
func TestDiffRunsStopsAtSameBytes(t *testing.T) {
	g, store := line(), execStore(t)
	g.config("b").Parity = true
	from := mustRun(t, g, Executor{Store: store})
	g.config("b").Text, g.config("d").Text = "bbb", "D"
	d := DiffRuns(store, from, mustRun(t, g, Executor{Store: store}))
	want := []string{`exec.b attribute text "b">"bbb" same artifact`, `exec.d attribute text "d">"D"`, "exec.e <exec.d"}
	if diff := cmp.Diff(want, diffText(d)); diff != "" {
		t.Errorf("DiffRuns (-want +got):\n%s", diff)
	}
}

// TestDiffRunsWithoutRecipes compares with a run in which a stage failed, so
// that neither its recipe nor those after it are known.
func TestDiffRunsWithoutRecipes(t *testing.T) {
	g, store := line(), execStore(t)
	from := mustRun(t, g, Executor{Store: store})
	c := g.config("c")
	c.Text, c.run = "C", func(context.Context, *Stage) error { return errors.New("fails") }
	to, err := (&Executor{Store: store}).Run(t.Context(), mustPlan(t, g, store, PlanOptions{}))
	if err == nil {
		t.Fatal("Run = nil, want the failure of exec.c")
	}
	const unknown = " (recipe after: not known, for an input was not made)"
	want := []string{
		"exec.c (recipe after: not in the store, for nothing was made by it)",
		"exec.d <exec.c" + unknown, "exec.e <exec.c" + unknown,
	}
	if diff := cmp.Diff(want, diffText(DiffRuns(store, from, to))); diff != "" {
		t.Errorf("DiffRuns (-want +got):\n%s", diff)
	}
}

// TestDiffStages compares stages of different addresses, and one key with two
// artifacts, which is no difference of recipes.
func TestDiffStages(t *testing.T) {
	g, store := newExecGraph(), execStore(t)
	g.add("a", "a")
	g.add("b", "b")
	g.add("x", "x", "a")
	g.add("y", "y", "b")
	r := mustRun(t, g, Executor{Store: store})
	d := DiffStages(store, r.Stage("exec.x"), r.Stage("exec.y"))
	var names []string
	for _, c := range d.Own {
		names = append(names, c.Kind+" "+c.Name)
	}
	if got, want := strings.Join(names, ", "), "attribute text, input inputs[0]"; got != want || len(d.Inherited) > 0 || d.Equal() {
		t.Errorf("DiffStages(x, y) = own %q, inherited %v, want own %q", got, d.Inherited, want)
	}
	if d := DiffStages(store, r.Stage("exec.x"), r.Stage("exec.x")); !d.Equal() {
		t.Errorf("DiffStages(x, x) = %+v, want equal", d)
	}
	forged := *r.Stage("exec.x")
	forged.Artifact = artifacts.Sum([]byte("other"))
	if d := DiffStages(store, r.Stage("exec.x"), &forged); d.Equal() || len(d.Own) > 0 {
		t.Errorf("DiffStages of one key and two artifacts = %+v, want a difference without changes", d)
	}
}

// TestInherits pins which lines of a lineage are another stage's.
func TestInherits(t *testing.T) {
	old, err := ParseRecipe(recipeHeader + "\nkind report 1\nancestor a.one sha256:1\nlabel a.one.title \"one\"\nedge a.one.corpus a.zero\n")
	if err != nil {
		t.Fatal(err)
	}
	now, err := ParseRecipe(recipeHeader + "\nkind report 1\nancestor a.one sha256:2\nlabel a.one.title \"other\"\nedge a.one.corpus a.two\n" +
		"ancestor a.two sha256:3\nlabel a.two.title \"two\"\nedge a.two.corpus a.zero\n")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{
		"a.one": true, "a.one.title": false, "a.one.corpus": false, "a.two": true, "a.two.title": true, "a.two.corpus": true,
	}
	changes := DiffRecipes(old, now)
	d := &StageDiff{From: &StageRecord{}, To: &StageRecord{}}
	for _, c := range changes {
		if got := d.inherits(c, changes); got != want[c.Name] {
			t.Errorf("inherits(%s %s) = %v, want %v", c.Kind, c.Name, got, want[c.Name])
		}
	}
	if len(changes) != len(want) {
		t.Errorf("DiffRecipes = %d changes, want %d", len(changes), len(want))
	}
}
