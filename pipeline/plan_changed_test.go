package pipeline

import "testing"

// TestMayChange edits a line of stages that has run, and loses what it made.
func TestMayChange(t *testing.T) {
	text := func(name string) func(*execGraph) {
		return func(g *execGraph) { g.config(name).Text = "other" }
	}
	none := func(*execGraph) {}
	cases := []struct {
		name string
		lose string // the address whose entry the store loses
		edit func(g *execGraph)
		opt  PlanOptions
		want string
	}{
		{"nothing", "", none, PlanOptions{}, ""},
		{"an attribute", "", text("b"), PlanOptions{}, "bcde"},
		{"the last", "", text("e"), PlanOptions{}, "e"},
		{"a new stage", "", func(g *execGraph) { g.add("x", "x", "c") }, PlanOptions{}, "x"},
		{"forced", "", none, PlanOptions{Force: []string{"exec.b"}}, ""},
		{"lost", "exec.b", none, PlanOptions{}, ""},
		{"lost, and one behind it changed", "exec.b", text("d"), PlanOptions{}, "de"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g, store := line(), execStore(t)
			run := mustRun(t, g, Executor{Store: store})
			if c.lose != "" {
				removeFile(t, store, "keys", run.Stage(c.lose).Key.String())
			}
			c.edit(g)
			p, got := mustPlan(t, g, store, c.opt), ""
			for i, may := range p.MayChange() {
				if may {
					got += p.Steps[i].Node.Name
				}
			}
			if got != c.want {
				t.Errorf("MayChange names %q, want %q", got, c.want)
			}
		})
	}
}

// TestMayChangeBack goes back to what an earlier run has made: all is cached, and
// not what the latest run had.
func TestMayChangeBack(t *testing.T) {
	g, store := line(), execStore(t)
	mustRun(t, g, Executor{Store: store})
	g.config("d").Text = "other"
	mustRun(t, g, Executor{Store: store})
	g.config("d").Text = "d"
	p, got := mustPlan(t, g, store, PlanOptions{}), ""
	for i, may := range p.MayChange() {
		if may {
			got += p.Steps[i].Node.Name
		}
	}
	if !p.NothingToDo() || got != "de" {
		t.Errorf("MayChange names %q, want de, and nothing to do", got)
	}
}
