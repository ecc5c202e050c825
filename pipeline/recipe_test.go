package pipeline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pipe/artifacts"
)

var update = flag.Bool("update", false, "rewrite golden files")

// testRecipes returns the recipe of each node of an experiment, where the
// artifact of a node is the digest of its address.
func testRecipes(exp *Experiment) map[string]*Recipe {
	in := RecipeInputs{
		Artifacts: make(map[*Node]artifacts.Digest),
		Pins:      map[string]artifacts.Digest{"source": artifacts.Sum([]byte("s")), "align[0].source": artifacts.Sum([]byte("a"))},
	}
	recipes := make(map[string]*Recipe)
	for _, n := range exp.Nodes {
		in.Artifacts[n] = artifacts.Sum([]byte(n.Address()))
		recipe := n.Recipe(in)
		recipes[n.Address()] = recipe
		a := Ancestor{Address: n.Address(), Kind: n.Kind.Name, Name: n.Name, Artifact: in.Artifacts[n]}
		for _, input := range n.Inputs {
			a.Inputs = append(a.Inputs, AncestorInput{Role: input.Role, Address: input.Node.Address()})
		}
		if p, ok := n.Config.(*testPretrain); ok {
			a.Labels = map[string]string{"title": p.Title}
		}
		a.Files = (&Step{Node: n, pins: in.Pins}).files()
		in.Ancestors = append(in.Ancestors, a)
	}
	return recipes
}

func TestRecipeGolden(t *testing.T) {
	const path = "testdata/recipes/all"
	exp, diags := NewLoader(testKinds, LoadOptions{}).Load(path + ".hcl")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	recipes := testRecipes(exp)
	var b strings.Builder
	for _, n := range exp.Nodes {
		text := recipes[n.Address()].String()
		fmt.Fprintf(&b, "# %s\n%s\n", n.Address(), text)
		parsed, err := ParseRecipe(text)
		if err != nil || parsed.String() != text {
			t.Errorf("ParseRecipe of %s = %v, %v, want the same text", n.Address(), parsed, err)
		}
	}
	golden := filepath.FromSlash(path + ".recipes")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("recipes differ (-want +got):\n%s", diff)
	}
}

// TestRecipeSpelling holds that one meaning has one recipe.
func TestRecipeSpelling(t *testing.T) {
	const frame = `dataset "d" {
  source = "builtin:d"
}
locals {
  rate = 0.0001
}
pretrain "p" {
  corpus = dataset.d
  %s
  model {
    dim = 8
  }
}`
	cases := []struct{ a, b string }{
		{"rate = 3e-4", "rate = 1e-4 * 3"},
		{"rate = 3e-4", "rate = local.rate * 3"},
		{"rate = 0.3", "rate = 0.1 + 0.2"},
		{"seed = 3", "seed = 0.1 * 30"},
		{"seed = 0", "seed = -0"},
		{"", "rate = 0.5"},
		{"", "objective = \"causal\""},
		{"", "objective = null"},
		{"", "tags = []"},
		{"", "threads = 8"},
		{"", "title = \"A name\""},
		{"tags = [\"small\"]", "tags = tolist([lower(\"SMALL\")])"},
		{"lora {}", "lora {\n rank = 8\n}"},
	}
	for _, c := range cases {
		t.Run(c.b, func(t *testing.T) {
			a := testRecipes(mustLoad(t, fmt.Sprintf(frame, c.a), LoadOptions{}))["pretrain.p"]
			b := testRecipes(mustLoad(t, fmt.Sprintf(frame, c.b), LoadOptions{}))["pretrain.p"]
			if a.Key() != b.Key() {
				t.Errorf("recipes of %q and %q differ:\n%s%s", c.a, c.b, a, b)
			}
		})
	}
}

func TestDiffRecipes(t *testing.T) {
	parse := func(lines string) *Recipe {
		r, err := ParseRecipe(recipeHeader + "\n" + lines)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	from := parse("kind k 1\nattribute a 1\nattribute gone \"x y\"\nbuiltin source \"b@1\"\ninput c sha256:1\n")
	to := parse("kind k 2\nattribute a 1\nattribute new 2\nblock lora\nfile source sha256:2\ninput c sha256:3\n")
	want := []Change{
		{"kind", "k", "1", "2"},
		{"attribute", "new", "default", "2"},
		{"block", "lora", "none", "present"},
		{"file", "source", `"b@1"`, "sha256:2"},
		{"input", "c", "sha256:1", "sha256:3"},
		{"attribute", "gone", `"x y"`, "default"},
	}
	if diff := cmp.Diff(want, DiffRecipes(from, to)); diff != "" {
		t.Errorf("DiffRecipes (-want +got):\n%s", diff)
	}
}

func TestParseRecipeErrors(t *testing.T) {
	for _, text := range []string{"", "pipe recipe 2\n", recipeHeader + "\nkind\n", recipeHeader + "\n\n"} {
		if r, err := ParseRecipe(text); err == nil {
			t.Errorf("ParseRecipe(%q) = %v, want an error", text, r)
		}
	}
}
