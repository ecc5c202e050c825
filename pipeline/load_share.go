package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"pipe/artifacts"
)

// A sharing finds the nodes of variants that are stages which are there
// already: the file's own, or those of an earlier variant.
type sharing struct {
	structure map[*Node]artifacts.Digest
	known     map[artifacts.Digest][]*Node // by structure, in the order in which they came
	local     map[*Node]string             // what the file calls the node
	same      map[*Node]*Node              // what stands for a node of a variant
}

func newSharing() *sharing {
	return &sharing{
		structure: make(map[*Node]artifacts.Digest), known: make(map[artifacts.Digest][]*Node),
		local: make(map[*Node]string), same: make(map[*Node]*Node),
	}
}

// own adds a node of the file itself, whose inputs have been added. Two of
// these are never one.
func (s *sharing) own(n *Node) { s.add(n, n.Address()) }

func (s *sharing) add(n *Node, local string) {
	d := s.structureOf(n)
	s.structure[n], s.local[n], s.same[n] = d, local, n
	s.known[d] = append(s.known[d], n)
}

// ofVariant adds a node of a variant, whose inputs have been added, and reports
// whether it is a new one. Of several that it might be, it is the one that the
// file gives the same name.
func (s *sharing) ofVariant(n *Node, local string) (isNew bool) {
	n.replaceInputs(s.same)
	among := s.known[s.structureOf(n)]
	if len(among) == 0 || n.Kind.Lineage {
		s.add(n, local)
		return true
	}
	s.same[n] = among[0]
	for _, o := range among {
		if s.local[o] == local {
			s.same[n] = o
			break
		}
	}
	return false
}

// structureOf returns the digest of all that a stage's output and what is shown
// of it depend on, as far as it is known before anything has run: its recipe,
// with the structure of each input in place of the artifact, and its labels.
func (s *sharing) structureOf(n *Node) artifacts.Digest {
	in := RecipeInputs{
		Artifacts: make(map[*Node]artifacts.Digest), Pins: make(map[string]artifacts.Digest), Observed: make(map[string]string),
	}
	for _, input := range n.Inputs {
		in.Artifacts[input.Node] = s.structure[input.Node]
	}
	if p, ok := n.Config.(Pinned); ok {
		for _, pin := range p.Pins() {
			if pin.Observe != nil {
				in.Observed[pin.Attribute] = cmp.Or(pin.Asks, n.observes(pin.Attribute))
				continue
			}
			source := pin.SHA256
			if source == "" {
				source = n.resolvePath(pin.Source)
			}
			in.Pins[pin.Attribute] = artifacts.Sum([]byte(source))
		}
	}
	text := n.Recipe(in).String()
	labels := n.labels()
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		text += fmt.Sprintf("label %s %s\n", name, quote(labels[name]))
	}
	return artifacts.Sum([]byte(text))
}

// observes returns what decides, with the world outside, what a pin observes:
// the value of its attribute. A pin of no attribute observes what no other does.
func (n *Node) observes(attribute string) string {
	v := reflect.ValueOf(n.Config).Elem()
	f := schemaOf(v.Type()).named(roleAttribute, attribute)
	if f == nil {
		return n.Address()
	}
	return render(v.Field(f.index))
}

// replaceInputs makes other nodes the inputs of a node.
func (n *Node) replaceInputs(by map[*Node]*Node) {
	for i, in := range n.Inputs {
		n.Inputs[i].Node = by[in.Node]
	}
	v := reflect.ValueOf(n.Config).Elem()
	replaceRefs(v, schemaOf(v.Type()), by)
}

func replaceRefs(v reflect.Value, s *schema, by map[*Node]*Node) {
	for i := range s.fields {
		f := &s.fields[i]
		switch target := v.Field(f.index); {
		case f.role == roleBlock && f.typ.Kind() == reflect.Slice:
			for j := range target.Len() {
				replaceRefs(target.Index(j), f.block, by)
			}
		case f.role == roleBlock && f.typ.Kind() == reflect.Pointer:
			if !target.IsNil() {
				replaceRefs(target.Elem(), f.block, by)
			}
		case f.role == roleBlock:
			replaceRefs(target, f.block, by)
		default:
			replaceRef(target.Addr().Interface(), by)
		}
	}
}

// replaceRef replaces the nodes in the field that a pointer points to.
func replaceRef(field any, by map[*Node]*Node) {
	var refs []*Ref
	switch f := field.(type) {
	case *map[string]Ref:
		for key, r := range *f {
			(*f)[key] = Ref{node: by[r.node]}
		}
	case *Ref:
		refs = append(refs, f)
	case *[]Ref:
		for i := range *f {
			refs = append(refs, &(*f)[i])
		}
	case *Condition:
		for i := range f.results {
			refs = append(refs, &f.results[i].Stage)
		}
	case *Grid:
		for i := range f.refs {
			refs = append(refs, &f.refs[i])
		}
	}
	for _, r := range refs {
		if r.node != nil {
			r.node = by[r.node]
		}
	}
}

// share makes the nodes of an experiment of those of the file and those of its
// variants, and gives each ablation its inputs. It returns all nodes, and by
// their addresses those that another stands for.
func (ld *loading) share(own []*Node, expanded []*expansion) (nodes []*Node, aliases map[string]*Node) {
	if len(expanded) == 0 {
		return own, nil
	}
	s := newSharing()
	aliases = make(map[string]*Node)
	for _, n := range own {
		s.own(n)
	}
	nodes = slices.Clone(own)
	for _, e := range expanded {
		unheard := make(map[*hclsyntax.Block]bool)
		for i, c := range e.cells() {
			for _, n := range ld.order(e.nodes[i]) {
				local := ld.localAddress(n)
				if s.ofVariant(n, local) {
					nodes = append(nodes, n)
					continue
				}
				aliases[n.Address()] = s.same[n]
				if b := e.variants[c.variant].executionOf(n, local); b != nil && n.Execution != s.same[n].Execution && !unheard[b] {
					unheard[b] = true
					ld.reportUnheard(b, n, s.same[n])
				}
			}
		}
		replaceRef(e.grid, s.same)
		e.connect()
	}
	return ld.order(nodes), aliases
}

// executionOf returns the block by which a variant says how a stage of the file is
// run, or nil where it does not.
func (v *variant) executionOf(n *Node, local string) *hclsyntax.Block {
	base, _, _ := strings.Cut(local, "[")
	stage := v.overrides[base]
	if stage == nil || n.declared.scope.parent != nil {
		return nil
	}
	i := slices.IndexFunc(stage.Body.Blocks, func(b *hclsyntax.Block) bool { return b.Type == executionBlock })
	if i < 0 {
		return nil
	}
	return stage.Body.Blocks[i]
}

// reportUnheard refuses what a variant says of how a stage is run where that
// is another stage, which runs once and as that one says.
func (ld *loading) reportUnheard(b *hclsyntax.Block, n, same *Node) {
	ld.report(mistake(b.DefRange(), b.Range(), "Execution without effect",
		"The variant changes nothing of what %s makes, so that it is %s, which runs once, as its own block says. Say it there, or remove the block.",
		n.Kind.Name+"."+n.Name, same.Address()))
}

// localAddress is an address without the prefix of a variant.
func (ld *loading) localAddress(n *Node) string {
	return strings.TrimPrefix(n.Address(), n.declared.scope.outermost().prefix)
}

// connect makes the measured stages inputs of the ablation.
func (e *expansion) connect() {
	for _, c := range e.cells() {
		for m := range e.measured {
			role := e.grid.Role(c.variant, c.round, m)
			e.node.Inputs = append(e.node.Inputs, Input{Role: role, Node: e.grid.Ref(c.variant, c.round, m).node})
			e.node.ranges.set(role, e.node.Range(fmt.Sprintf("%s[%d]", measureName, m)))
		}
	}
}
