package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pipe/artifacts"
)

// recipeHeader is the first line of every recipe.
const recipeHeader = "pipe recipe 1"

// A Recipe says all that the output of a stage depends on, a line for each
// thing. Its text is the stage's identity: the key is the text's SHA-256.
//
//	pipe recipe 1
//	kind pretrain 1
//	attribute objective "masked"
//	attribute model.dim 128
//	block lora                        an optional or repeated block is there
//	file source sha256:…              pinned bytes
//	builtin source "miniature/corpus@1"
//	observed version_command "…"      what a tool outside says of itself
//	input corpus sha256:…             the artifact of another stage
//	ancestor pretrain.base sha256:…   its artifact; kinds with Lineage only
//	label pretrain.base.title "Base"
//	read dataset.corpus.source "corpus.txt"
//	edge pretrain.base.corpus dataset.corpus
//	open optimizer.steps              of a prefix only: see Stepped
type Recipe struct {
	lines []recipeLine
}

type recipeLine struct {
	what, name, value string
}

// RecipeInputs is what a recipe needs to know beyond the node's own block.
type RecipeInputs struct {
	Artifacts map[*Node]artifacts.Digest  // of each node referred to
	Pins      map[string]artifacts.Digest // of each pin that has a digest, by attribute
	Observed  map[string]string           // of each pin that observes, by attribute
	Ancestors []Ancestor                  // in topological order; used by kinds with Lineage
}

// Recipe returns the node's recipe. It panics where in lacks an input or a
// pin: a recipe with a hole would name the wrong bytes.
func (n *Node) Recipe(in RecipeInputs) *Recipe {
	r := &Recipe{lines: make([]recipeLine, 0, 8)} // few have more
	r.add("kind", n.Kind.Name, strconv.Itoa(n.Kind.Version))
	r.addConfig(n.Config, n.Kind.standard())
	r.addResolved(n.Config)
	if p, ok := n.Config.(Pinned); ok {
		for _, pin := range p.Pins() {
			r.addPin(n, pin, in)
		}
	}
	for _, input := range n.Inputs {
		d, ok := in.Artifacts[input.Node]
		if !ok {
			panic(fmt.Sprintf("pipeline: recipe of %s: no artifact for input %s", n.Address(), input.Role))
		}
		r.add("input", input.Role, d.String())
	}
	if n.Kind.Lineage {
		for _, a := range in.Ancestors {
			r.addAncestor(a)
		}
	}
	return r
}

func (r *Recipe) add(what, name, value string) {
	r.lines = append(r.lines, recipeLine{what, name, value})
}

func (r *Recipe) addPin(n *Node, pin Pin, in RecipeInputs) {
	ok := true
	switch {
	case pin.Builtin != "":
		r.add("builtin", pin.Attribute, quote(pin.Builtin))
	case pin.Value != "":
		r.add("attribute", pin.Attribute, quote(pin.Value))
	case pin.Observe != nil:
		var text string
		text, ok = in.Observed[pin.Attribute]
		r.add("observed", pin.Attribute, quote(text))
	default:
		var d artifacts.Digest
		d, ok = in.Pins[pin.Attribute]
		r.add("file", pin.Attribute, d.String())
	}
	if !ok {
		panic(fmt.Sprintf("pipeline: recipe of %s: nothing known of pin %s", n.Address(), pin.Attribute))
	}
}

// addAncestor adds what a stage can see of an ancestor: what it made, the
// labels, the names of files, and where it stands in the graph.
func (r *Recipe) addAncestor(a Ancestor) {
	r.add("ancestor", a.Address, a.Artifact.String())
	for _, name := range slices.Sorted(maps.Keys(a.Labels)) {
		r.add("label", a.Address+"."+name, quote(a.Labels[name]))
	}
	for _, f := range a.Files {
		r.add("read", a.Address+"."+f.Attribute, quote(f.Source))
	}
	for _, input := range a.Inputs {
		r.add("edge", a.Address+"."+input.Role, input.Address)
	}
}

// String returns the recipe's text.
func (r *Recipe) String() string {
	size := len(recipeHeader) + 1
	for _, l := range r.lines {
		size += len(l.what) + len(l.name) + len(l.value) + len("  \n")
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(recipeHeader)
	b.WriteByte('\n')
	for _, l := range r.lines {
		b.WriteString(l.what)
		b.WriteByte(' ')
		b.WriteString(l.name)
		if l.value != "" {
			b.WriteByte(' ')
			b.WriteString(l.value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Key returns the SHA-256 of the recipe's text: the name of the computation.
func (r *Recipe) Key() artifacts.Key { return artifacts.Key(artifacts.Sum([]byte(r.String()))) }

// ParseRecipe reads a recipe's text. It refuses a text that String never
// writes, as one that names something twice.
func ParseRecipe(text string) (*Recipe, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != recipeHeader {
		return nil, fmt.Errorf("recipe: first line is %q, want %q", lines[0], recipeHeader)
	}
	r := &Recipe{}
	seen := make(map[[2]string]bool)
	for i, line := range lines[1:] {
		what, rest, _ := strings.Cut(line, " ")
		name, value := cutName(rest)
		if what == "" || name == "" {
			return nil, fmt.Errorf("recipe: line %d is %q, want a word, a name and a value", i+2, line)
		}
		at := [2]string{changeKind(what), name}
		if seen[at] {
			return nil, fmt.Errorf("recipe: line %d is %q, want each name once", i+2, line)
		}
		seen[at] = true
		r.add(what, name, value)
	}
	return r, nil
}

// cutName splits at the first space that is not inside quotes: a name may be
// `finetune.lr["very low"]`.
func cutName(s string) (name, value string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ' ' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// A Change is one difference between two recipes.
type Change struct {
	Kind string `json:"kind"` // "kind", "attribute", "block", "file", "observed", "input", "ancestor", "label", "read" or "edge"
	Name string `json:"name"` // "model.dim"
	From string `json:"from"` // as in the recipe; "default", with its value where that is known, or "none" where the old one lacks it
	To   string `json:"to"`   // likewise
}

// DiffRecipes lists what differs, in the order of the new recipe, followed by
// what only the old one has.
func DiffRecipes(from, to *Recipe) []Change {
	type id struct{ what, name string }
	old := make(map[id]string)
	for _, l := range from.lines {
		old[id{changeKind(l.what), l.name}] = l.value
	}
	var changes []Change
	for _, l := range to.lines {
		at := id{changeKind(l.what), l.name}
		was, had := old[at]
		if delete(old, at); !had {
			was = absent(at.what)
		}
		if !had || was != l.value {
			changes = append(changes, Change{at.what, at.name, was, present(l)})
		}
	}
	for _, l := range from.lines {
		if at := (id{changeKind(l.what), l.name}); len(old) > 0 {
			if _, gone := old[at]; gone {
				changes = append(changes, Change{at.what, at.name, present(l), absent(at.what)})
			}
		}
	}
	return changes
}

// changeKind makes one kind of the two ways to pin bytes, so that going from
// one to the other is a change and not a loss and a gain.
func changeKind(what string) string {
	if what == "builtin" {
		return "file"
	}
	return what
}

func absent(what string) string {
	if what == "attribute" {
		return "default"
	}
	return "none"
}

func present(l recipeLine) string {
	if l.what == "block" {
		return "present"
	}
	return l.value
}
