package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// A Connected config is one that stands on more stages than its attributes name:
// on some that these stages refer to.
type Connected interface {
	// Edges returns the edges to these. All configs of the file have decoded as
	// far as they can; what follows from one that Ref.Config does not give is
	// left out.
	Edges() []Edge
}

// An Edge leads to a stage that no attribute names.
type Edge struct {
	Role  string // what the stage calls the input: "model[0]"
	Stage Ref
	From  string // path of the attribute that it follows from: "from[0]"
}

// A Resolver is a Config with attributes that name, in text, what other stages
// have. Names are of no recipe, so that these attributes are tagged
// recipe:"label"; what they stand for is.
type Resolver interface {
	// Resolve returns, by attribute, what stands in the recipe for its text.
	Resolve() []Resolved
}

// A Resolved is what an attribute stands for.
type Resolved struct{ Attribute, Value string }

// addEdges adds the edges that follow from the configs of a node's inputs, once.
func (ld *loading) addEdges(n *Node) {
	c, ok := n.Config.(Connected)
	if !ok || n.connected {
		return
	}
	n.connected = true
	*ld.misread = false
	for _, e := range c.Edges() {
		if e.Stage.node == n {
			continue // a cycle, which the edge behind this one closes too
		}
		n.Inputs = append(n.Inputs, Input{Role: e.Role, Node: e.Stage.node})
		n.ranges.set(e.Role, n.Range(e.From))
	}
	if *ld.misread {
		n.misread = ld.misread // some edges are not known
	}
}

// addResolved adds what the names in attributes stand for.
func (r *Recipe) addResolved(c Config) {
	if resolver, ok := c.(Resolver); ok {
		for _, a := range resolver.Resolve() {
			r.add("attribute", a.Attribute, a.Value)
		}
	}
}

// Candidates returns the stages of which one's artifact is what r refers to: r
// itself or, where that chooses among others, all of them. A rule about the
// stage that an attribute refers to has to hold for each.
func (r Ref) Candidates() []Ref {
	var all []Ref
	seen := make(map[*Node]bool)
	var add func(r Ref)
	add = func(r Ref) {
		if seen[r.node] {
			return
		}
		seen[r.node] = true
		if r.node == nil || r.node.Kind.Choice == "" || r.Config() == nil { // nil, where the edges are not known
			all = append(all, r)
			return
		}
		for _, in := range r.node.candidates() {
			add(Ref{node: in.Node})
		}
	}
	add(r)
	return all
}

// candidates returns the inputs that a node chooses among; none where its kind
// does not choose.
func (n *Node) candidates() []Input {
	if n.Kind.Choice == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(n.Inputs), func(in Input) bool {
		return !strings.HasPrefix(in.Role, n.Kind.Choice+"[")
	})
}

// reference is how expressions refer to the node: by its address or, where its
// kind chooses, by what was chosen: select.best.model.
func (n *Node) reference() string { return referenceTo(n.Address(), n.Kind) }

func referenceTo(address string, kind *Kind) string {
	if kind.Choice == "" {
		return address
	}
	return address + "." + kind.Choice
}

// valueOf returns what the address of a node stands for in an expression: a
// stage, or an object that has what the stage chose.
func valueOf(n *Node) cty.Value {
	v := cty.CapsuleVal(nodeType, n)
	if n.Kind.Choice != "" {
		v = cty.ObjectVal(map[string]cty.Value{n.Kind.Choice: v})
	}
	return v
}

// stageIn returns the node whose address stands for v, or nil.
func stageIn(v cty.Value) *Node {
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	if v.Type() == nodeType {
		return nodeOf(v)
	}
	return choiceIn(v)
}

// choiceIn returns the node that chooses, where v is what its address alone
// stands for, or nil.
func choiceIn(v cty.Value) *Node {
	if !v.Type().IsObjectType() || v.IsNull() || !v.IsKnown() || v.LengthInt() != 1 {
		return nil
	}
	for it := v.ElementIterator(); it.Next(); {
		name, e := it.Element()
		if e.Type() == nodeType && !e.IsNull() && nodeOf(e).Kind.Choice == name.AsString() {
			return nodeOf(e)
		}
	}
	return nil
}

// withoutChoice returns the steps of a reference behind a declaration without
// the last, where that is the name of what a node of it chooses.
func (d *declaration) withoutChoice(steps hcl.Traversal) hcl.Traversal {
	if last := len(steps) - 1; last >= 0 && d.kind.Choice != "" {
		if attr, ok := steps[last].(hcl.TraverseAttr); ok && attr.Name == d.kind.Choice {
			return steps[:last]
		}
	}
	return steps
}

// A choiceRef is a reference to what another stage chooses. Whether it may
// stand where it does is known when all edges are.
type choiceRef struct {
	to   *Node
	by   converter // of the attribute
	role string
}

// checkChoices complains about candidates that are of no kind that the
// attribute accepts.
func (ld *loading) checkChoices(n *Node) {
	for _, choice := range n.choices {
		for _, candidate := range (Ref{node: choice.to}).Candidates() {
			kind := candidate.node.Kind
			if kind.Choice != "" || slices.Contains(choice.by.field.accepts, kind.Name) {
				continue
			}
			ld.report(mistake(n.Range(choice.role), n.Block, "Wrong kind of stage",
				"The attribute %q refers to what %s chooses, and that may be %s, %s. It accepts %s.%s",
				choice.by.name, choice.to.Address(), candidate.node.Address(), article(kind.Name),
				enumerate(choice.by.field.accepts), sentence(choice.by.field.doc)))
		}
	}
}
