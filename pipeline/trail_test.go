package pipeline

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
)

// A climb is a config with steps.
type climb struct {
	Height int64       `hcl:"height" doc:""`
	Pace   float64     `hcl:"pace,optional" doc:""`
	Shown  string      `hcl:"shown,optional" recipe:"label" doc:""`
	Base   Ref         `hcl:"base,optional" doc:""`
	Rest   climbRest   `hcl:"rest,block" doc:""`
	Camp   *climbRest  `hcl:"camp,block" doc:""`
	Camps  []climbRest `hcl:"camps,block" doc:""`

	steps Steps
}

type climbRest struct {
	Every int64 `hcl:"every,optional" doc:""`
}

func (c *climb) Run(context.Context, *Stage) error            { return nil }
func (c *climb) Steps() Steps                                 { return c.steps }
func (c *climb) Replay(context.Context, *Stage, Window) error { return nil }

func climbNode(c *climb) *Node {
	return &Node{Kind: &Kind{Name: "climb", Version: 4, New: func() Config { return &climb{} }}, Name: "a", Config: c}
}

func TestPrefixRecipe(t *testing.T) {
	n := climbNode(&climb{Height: 9, Pace: 2, Rest: climbRest{Every: 3}})
	recipe := n.Recipe(RecipeInputs{})
	got := recipe.prefix(n, []string{"rest.every", "height"}).String()
	want := "pipe recipe 1\nkind climb 4\nattribute pace 2\nopen height\nopen rest.every\n"
	if got != want {
		t.Errorf("prefix = %q, want %q", got, want)
	}
	// A default is left open as another value is, and never taken for an
	// attribute that is not open.
	m := climbNode(&climb{Height: 9, Pace: 2})
	if other := m.Recipe(RecipeInputs{}).prefix(m, []string{"height", "rest.every"}).String(); other != want {
		t.Errorf("prefix with the default = %q, want %q", other, want)
	}
	if other := m.Recipe(RecipeInputs{}).prefix(m, []string{"height"}).String(); other == want {
		t.Errorf("prefix with less open = %q, want another", other)
	}
}

func TestHasAttribute(t *testing.T) {
	for _, tt := range []struct {
		path string
		want bool
	}{
		{"height", true}, {"rest.every", true}, {"camp.every", true},
		{"", false}, {"hight", false}, {"rest", false}, {"rest.evry", false}, {"height.every", false},
		{"camps.every", false}, {"camps[0].every", false}, {"shown", false}, {"base", false},
	} {
		if got := hasAttribute(&climb{}, tt.path); got != tt.want {
			t.Errorf("hasAttribute(%q) = %v, want %v", tt.path, got, tt.want)
		}
	}
	defer func() {
		if p, _ := recover().(string); !strings.Contains(p, `no attribute "hight"`) {
			t.Errorf("prefix with an unknown attribute panics with %q, want its name", p)
		}
	}()
	n := climbNode(&climb{})
	n.Recipe(RecipeInputs{}).prefix(n, []string{"hight"})
}

// TestKeeps holds where states are kept, and that they are few.
func TestKeeps(t *testing.T) {
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	trail := func(total, open int) *Trail {
		n := climbNode(&climb{})
		return newTrail(store, n, n.Recipe(RecipeInputs{}), Steps{Total: total, Open: open, Later: []string{"height"}}, trailOptions{})
	}
	for _, tt := range []struct {
		name        string
		total, open int
		want        []int
	}{
		{"one step", 1, 0, nil},
		{"one open step", 1, 1, []int{1}},
		{"short", 4, 0, []int{1, 2, 3}},
		{"nothing open", 5000, 0, []int{1024, 2048, 3072, 4096}},
		{"all open", 5000, 5000, []int{1024, 2048, 3072, 4096, 5000}},
		{"decay", 5000, 4000, []int{1024, 2048, 3072, 4000, 4096}},
		{"few open", 5000, 200, []int{1024, 2048, 3072, 4096}},
		{"longer keeps the same", 10000, 0, []int{2048, 4096, 6144, 8192}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []int
			for step := -1; step <= 2*tt.total; step++ {
				if trail(tt.total, tt.open).Keeps(step) {
					got = append(got, step)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("kept after %v, want %v", got, tt.want)
			}
		})
	}
	for total := 1; total < 2000; total++ {
		kept := 0
		for step, tr := 1, trail(total, total); step <= total; step++ {
			if tr.Keeps(step) {
				kept++
			}
		}
		if kept > keptParts {
			t.Errorf("of %d steps, %d states are kept, want at most %d", total, kept, keptParts)
		}
	}
}

func TestStartText(t *testing.T) {
	for _, tt := range []struct {
		start Start
		want  string
	}{
		{Start{Step: 4000, Total: 6000, Maker: Maker{"r1", "pretrain.base"}}, "from step 4,000 of 6,000: same as pretrain.base of run r1"},
		{Start{Step: 999, Total: 1234567}, "from step 999 of 1,234,567"},
		{Start{Step: 6, Maker: Maker{"r1", "finetune.a"}}, "from step 6: same as finetune.a of run r1"},
	} {
		if got := tt.start.String(); got != tt.want {
			t.Errorf("String() = %q, want %q", got, tt.want)
		}
	}
}
