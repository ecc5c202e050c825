package pipeline

import (
	"path"
	"path/filepath"
	"reflect"

	"pipe/artifacts"
)

// recipe returns the recipe of a step; an input whose artifact is not known yet
// has the zero digest in it. Plans do not keep recipes: they are cheap to make
// and many.
func (p *Plan) recipe(s *Step) *Recipe {
	return s.Node.Recipe(RecipeInputs{
		Artifacts: p.inputDigests(s),
		Pins:      s.pins,
		Observed:  s.observed,
		Ancestors: p.ancestors(s),
	})
}

func (p *Plan) inputDigests(s *Step) map[*Node]artifacts.Digest {
	digests := make(map[*Node]artifacts.Digest, len(s.Node.Inputs))
	for _, in := range s.Node.Inputs {
		digests[in.Node] = p.steps[in.Node].Artifact
	}
	return digests
}

// ancestors returns the lineage of a step whose kind asks for it, in
// topological order.
func (p *Plan) ancestors(s *Step) []Ancestor {
	if !s.Node.Kind.Lineage {
		return nil
	}
	steps := p.upstream(s)
	list := make([]Ancestor, len(steps))
	for i, t := range steps {
		list[i] = Ancestor{
			Address:  t.Node.Address(),
			Kind:     t.Node.Kind.Name,
			Name:     t.Node.Name,
			Artifact: t.Artifact,
			Labels:   t.Node.labels(),
			Inputs:   make([]AncestorInput, len(t.Node.Inputs)),
			Files:    t.files(),
		}
		for j, in := range t.Node.Inputs {
			list[i].Inputs[j] = AncestorInput{Role: in.Role, Address: in.Node.Address()}
		}
	}
	return list
}

// files returns what a step reads from outside the graph. Where a local file lies
// is nobody else's concern, and on each machine another place.
func (s *Step) files() []AncestorFile {
	pinned, ok := s.Node.Config.(Pinned)
	if !ok {
		return nil
	}
	var files []AncestorFile
	for _, pin := range pinned.Pins() {
		f := AncestorFile{Attribute: pin.Attribute, Source: pin.Source}
		switch {
		case pin.Builtin != "":
			f.Source = "builtin:" + pin.Builtin
		case !pin.hasDigest():
			continue
		case pin.URL == "":
			f.Source = path.Base(filepath.ToSlash(pin.Source))
		}
		if pin.hasDigest() {
			f.Digest = s.pins[pin.Attribute]
		}
		files = append(files, f)
	}
	return files
}

// upstream returns all steps that s stands on, inputs first, in the order in
// which s and they declare them: it does not depend on what else the
// experiment holds.
func (p *Plan) upstream(s *Step) []*Step {
	var list []*Step
	seen := map[*Node]bool{}
	var visit func(n *Node)
	visit = func(n *Node) {
		for _, in := range n.Inputs {
			if !seen[in.Node] {
				seen[in.Node] = true
				visit(in.Node)
				list = append(list, p.steps[in.Node])
			}
		}
	}
	visit(s.Node)
	return list
}

// labels returns the attributes that the schema tags as labels and that are
// not at their zero value, by path; nil where there are none.
func (n *Node) labels() map[string]string {
	var labels map[string]string
	v := reflect.ValueOf(n.Config).Elem()
	addLabels(&labels, "", schemaOf(v.Type()), v)
	return labels
}

func addLabels(labels *map[string]string, prefix string, s *schema, v reflect.Value) {
	for _, f := range s.fields {
		value := v.Field(f.index)
		switch {
		case f.role == roleBlock && f.typ.Kind() == reflect.Struct:
			addLabels(labels, prefix+f.name+".", f.block, value)
		case f.role == roleBlock || f.recipe != "label" || value.IsZero():
		case f.typ.Kind() == reflect.String:
			setLabel(labels, prefix+f.name, value.String())
		default:
			setLabel(labels, prefix+f.name, render(value))
		}
	}
}

func setLabel(labels *map[string]string, name, value string) {
	if *labels == nil {
		*labels = make(map[string]string)
	}
	(*labels)[name] = value
}
