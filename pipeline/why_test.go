package pipeline

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// line is a -> b -> c -> d -> e.
func line() *execGraph {
	g := newExecGraph()
	g.add("a", "a")
	for _, edge := range []string{"ab", "bc", "cd", "de"} {
		g.add(edge[1:], edge[1:], edge[:1])
	}
	return g
}

// setInputs gives a stage other inputs.
func setInputs(g *execGraph, name string, inputs ...string) {
	n, c := g.exp.Node("exec."+name), g.config(name)
	n.Inputs, c.Inputs = nil, nil
	for i, in := range inputs {
		from := g.exp.Node("exec." + in)
		c.Inputs = append(c.Inputs, Ref{from})
		n.Inputs = append(n.Inputs, Input{fmt.Sprintf("inputs[%d]", i), from})
	}
}

// reasons returns why each step that is not cached will run, with digests
// taken out.
func reasons(p *Plan) map[string]string {
	digest := regexp.MustCompile(`sha256:[0-9a-f]{12}`)
	all := make(map[string]string)
	for _, s := range p.Steps {
		if s.Status != StatusCached {
			all[s.Node.Name] = digest.ReplaceAllString(s.Why.Reason, "…")
		}
	}
	return all
}

// TestReasons edits graphs that have run.
func TestReasons(t *testing.T) {
	cases := []struct {
		name string
		edit func(g *execGraph)
		opt  PlanOptions
		want map[string]string
	}{
		{"nothing", func(*execGraph) {}, PlanOptions{}, map[string]string{}},
		{"the first of a line", func(g *execGraph) { g.config("a").Text = "A" }, PlanOptions{}, map[string]string{
			"a": `attribute text changed from "a" to "A"`,
			"b": "waits on exec.a",
			"c": "waits on exec.b; root cause exec.a",
			"d": "waits on exec.c; root cause exec.a",
			"e": "waits on exec.d; root cause exec.a",
		}},
		{"two of a line", func(g *execGraph) { g.config("b").Text, g.config("d").Text = "B", "D" }, PlanOptions{}, map[string]string{
			"b": `attribute text changed from "b" to "B"`,
			"c": "waits on exec.b",
			"d": "waits on exec.c; root cause exec.b",
			"e": "waits on exec.d; root causes exec.b, exec.d",
		}},
		{"a new stage", func(g *execGraph) { g.add("f", "f", "d"); g.config("c").Text = "C" }, PlanOptions{}, map[string]string{
			"c": `attribute text changed from "c" to "C"`,
			"d": "waits on exec.c",
			"e": "waits on exec.d; root cause exec.c",
			"f": "waits on exec.d; root cause exec.c",
		}},
		{"another input", func(g *execGraph) { setInputs(g, "e", "c") }, PlanOptions{}, map[string]string{
			"e": "input inputs[0] changed from exec.d to exec.c",
		}},
		{"one more input", func(g *execGraph) { setInputs(g, "e", "d", "a", "b") }, PlanOptions{}, map[string]string{
			"e": "input inputs[1] is new: exec.a, and 1 more change",
		}},
		{"no input", func(g *execGraph) { setInputs(g, "e") }, PlanOptions{}, map[string]string{
			"e": "input inputs[0] is gone; it was exec.d",
		}},
		{"forced", func(*execGraph) {}, PlanOptions{Force: []string{"exec.c", "exec.e"}}, map[string]string{
			"c": "forced",
			"d": "waits on exec.c",
			"e": "forced; waits on exec.d; root cause exec.c",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g, store := line(), execStore(t)
			mustRun(t, g, Executor{Store: store})
			c.edit(g)
			if diff := cmp.Diff(c.want, reasons(mustPlan(t, g, store, c.opt))); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReasonsOfARun holds that each reason names the immediate change and the
// root cause, once, however long the way between them is.
func TestReasonsOfARun(t *testing.T) {
	g, store := line(), execStore(t)
	x := Executor{Store: store}
	mustRun(t, g, x)
	g.config("a").Text = "A"
	p := mustPlan(t, g, store, PlanOptions{})
	if _, err := x.Run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	const from, cause = "input inputs[0] changed from … to …, from exec.", `attribute text changed from "a" to "A"`
	want := map[string]string{
		"a": cause,
		"b": from + "a; root cause: " + cause,
		"c": from + "b; root cause exec.a: " + cause,
		"d": from + "c; root cause exec.a: " + cause,
		"e": from + "d; root cause exec.a: " + cause,
	}
	if diff := cmp.Diff(want, reasons(p)); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}

	// Where another run has made an input meanwhile, the change is as old.
	g.config("a").Text = "AA"
	for _, target := range []string{"exec.b", "exec.c"} {
		if _, err := x.Run(t.Context(), mustPlan(t, g, store, PlanOptions{Targets: []string{target}})); err != nil {
			t.Fatal(err)
		}
	}
	got := reasons(mustPlan(t, g, store, PlanOptions{}))["d"]
	if want := from + `c; root cause exec.a: attribute text changed from "A" to "AA"`; got != want {
		t.Errorf("reason of d = %q, want %q", got, want)
	}
}

// causeText writes causes as "a=stale: reason".
func causeText(causes []Cause) string {
	var lines []string
	for _, c := range causes {
		lines = append(lines, fmt.Sprintf("%s=%s: %s", c.Step.Node.Name, c.Step.Status, c.Reason))
	}
	return strings.Join(lines, "\n")
}

func TestExplainPending(t *testing.T) {
	g, store := line(), execStore(t)
	mustRun(t, g, Executor{Store: store})
	for _, name := range []string{"a", "c", "e"} {
		g.config(name).Text = strings.ToUpper(name)
	}
	g.add("f", "f", "b")
	cases := []struct {
		name, own, waitsOn, causes string
		changes                    []Change
	}{
		{"b", "", `a=stale: attribute text changed from "a" to "A"`, "", nil},
		{"c", `attribute text changed from "c" to "C"`, "b=pending: waits on exec.a",
			`a=stale: attribute text changed from "a" to "A"`, []Change{{"attribute", "text", `"c"`, `"C"`}}},
		{"e", `attribute text changed from "e" to "E"`, "d=pending: waits on exec.c; root causes exec.a, exec.c",
			"a=stale: attribute text changed from \"a\" to \"A\"\nc=pending: attribute text changed from \"c\" to \"C\"",
			[]Change{{"attribute", "text", `"e"`, `"E"`}}},
		{"f", "no earlier run of exec.f", "b=pending: waits on exec.a", `a=stale: attribute text changed from "a" to "A"`, nil},
	}
	p := mustPlan(t, g, store, PlanOptions{})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, err := Explain(p, "exec."+c.name)
			if err != nil {
				t.Fatal(err)
			}
			if e.Own != c.own || !slices.Equal(e.Why.Changes, c.changes) {
				t.Errorf("Own, Changes = %q, %v, want %q, %v", e.Own, e.Why.Changes, c.own, c.changes)
			}
			if got := causeText(e.WaitsOn); got != c.waitsOn {
				t.Errorf("WaitsOn = %s, want %s", got, c.waitsOn)
			}
			if got := causeText(e.Causes); got != c.causes {
				t.Errorf("Causes = %s, want %s", got, c.causes)
			}
		})
	}
}

// TestExplainUnknownInput adds an input that has to run first: that it is
// there is known, its bytes are not.
func TestExplainUnknownInput(t *testing.T) {
	g, store := line(), execStore(t)
	mustRun(t, g, Executor{Store: store})
	g.config("a").Text = "A"
	n, from := g.exp.Node("exec.e"), g.exp.Node("exec.a")
	g.config("e").Inputs = append(g.config("e").Inputs, Ref{from})
	n.Inputs = append(n.Inputs, Input{"inputs[1]", from})
	e, err := Explain(mustPlan(t, g, store, PlanOptions{}), "exec.e")
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{{"input", "inputs[1]", "none", unknownYet}}
	if e.Own != "input inputs[1] is new: exec.a" || !slices.Equal(e.Why.Changes, want) {
		t.Errorf("Own, Changes = %q, %v, want the new input", e.Own, e.Why.Changes)
	}
}
