package pipeline

import (
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A merger makes the bodies of a variant: those of the file, in which blocks
// are replaced by their merger with a block of the variant. What is not
// replaced is shared with the file.
type merger struct {
	*scope
	variant *variant
}

// merge reads the block of a variant. It reports what the file does not have:
// a variant overrides, and adds no names.
func (sc *scope) merge(block *hclsyntax.Block, seeds bool) *variant {
	v := &variant{
		name: block.Labels[0], block: block, given: maps.Clone(sc.given), overrides: make(map[string]*hclsyntax.Block),
	}
	for _, body := range sc.bodies {
		copied := *body
		copied.Blocks = slices.Clone(body.Blocks)
		v.bodies = append(v.bodies, &copied)
	}
	m := &merger{sc, v}
	for _, a := range sortedAttributes(block.Body) {
		if a.Name == variablesName {
			m.setVariables(a, seeds)
			continue
		}
		names := append(sc.kinds.Names(), "locals", variablesName)
		sc.report(mistake(a.NameRange, block.Range(), "Unknown attribute",
			"A variant has no attribute %q.%s Its attribute is %s; what else it replaces it says in a block of the file, such as: locals { %s = … }.",
			a.Name, DidYouMean(a.Name, names), variablesName, a.Name))
	}
	for _, b := range block.Body.Blocks {
		m.block(b)
	}
	return v
}

// block merges one block of the variant.
func (m *merger) block(b *hclsyntax.Block) {
	kind := m.kinds.Lookup(b.Type)
	switch {
	case b.Type == "locals":
		m.setLocals(b)
	case b.Type == moduleRoot:
		if m.named(b) {
			m.moduleBlock(b)
		}
	case b.Type == "variable" || b.Type == "experiment" || kind != nil && kind.expands():
		m.report(mistake(b.TypeRange, m.variant.block.Range(), "Unexpected block",
			"A variant is the same file with attributes replaced, and %s cannot be replaced. Variables are set by the attribute %s = { name = value }.",
			article(b.Type), variablesName))
	case kind == nil:
		m.unknownBlock(b)
	case m.named(b):
		m.stageBlock(b, kind)
	}
}

// stageBlock merges the block of a stage.
func (m *merger) stageBlock(b *hclsyntax.Block, kind *Kind) {
	address := b.Type + "." + b.Labels[0]
	d := m.addresses[address]
	switch {
	case d == nil && m.faulty[address]:
	case d == nil && m.ofLibrary(address) != "":
		m.report(mistake(b.DefRange(), m.variant.block.Range(), "Variant of the library",
			"%s is declared by %s of the library, and a variant replaces attributes of what the file itself declares. Copy the block into the file.",
			address, m.ofLibrary(address)))
	case d == nil:
		addresses := slices.DeleteFunc(slices.Sorted(maps.Keys(m.addresses)), func(a string) bool { return m.addresses[a].kind.expands() })
		m.report(mistake(b.DefRange(), m.variant.block.Range(), "Unknown stage",
			"The file declares no %s.%s A variant replaces attributes of stages that there are: %s.",
			address, DidYouMean(address, addresses), enumerate(addresses)))
	case m.variant.overrides[address] != nil:
		m.report(mistake(b.DefRange(), m.variant.block.Range(), "Duplicate stage",
			"The variant says on line %d already what is different about %s. Move the attributes there.",
			m.variant.overrides[address].DefRange().Start.Line, address))
	default:
		m.variant.overrides[address] = b
		merged := *d.block
		merged.Body = mergeBodies(d.block.Body, b.Body, schemaOf(reflect.TypeOf(kind.New()).Elem()))
		m.replace(d.block, &merged)
	}
}

// moduleBlock merges the block of a module: its attributes are the variables of
// the module.
func (m *merger) moduleBlock(b *hclsyntax.Block) {
	in := place{context: m.variant.block.Range()}
	call := m.modules[b.Labels[0]]
	if call == nil {
		m.undeclared(b.DefRange(), in, "module", moduleRoot, b.Labels[0], slices.Sorted(maps.Keys(m.modules)))
		return
	}
	merged := *call.block
	merged.Body = mergeBodies(call.block.Body, b.Body, nil)
	m.replace(call.block, &merged)
}

// replace puts a merged block in the place of one of the file.
func (m *merger) replace(old, merged *hclsyntax.Block) {
	for _, body := range m.variant.bodies {
		if i := slices.Index(body.Blocks, old); i >= 0 {
			body.Blocks[i] = merged
		}
	}
}

// setLocals replaces locals where the file declares them.
func (m *merger) setLocals(b *hclsyntax.Block) {
	for _, inner := range b.Body.Blocks {
		m.report(mistake(inner.TypeRange, b.Range(), "Unknown block", "A locals block holds attributes only. Remove the block %q.", inner.Type))
	}
	for _, a := range sortedAttributes(b.Body) {
		if m.locals[a.Name] == nil {
			m.undeclared(a.NameRange, place{context: m.variant.block.Range()}, "local", "local", a.Name, slices.Sorted(maps.Keys(m.locals)))
			continue
		}
		for _, body := range m.variant.bodies {
			for i, old := range body.Blocks {
				if old.Type != "locals" || old.Body.Attributes[a.Name] == nil {
					continue
				}
				merged := *old
				merged.Body = mergeBodies(old.Body, &hclsyntax.Body{Attributes: hclsyntax.Attributes{a.Name: a}}, nil)
				body.Blocks[i] = &merged
			}
		}
	}
}

// setVariables reads the attribute that sets variables, in terms of the file.
func (m *merger) setVariables(a *hclsyntax.Attribute, seeds bool) {
	in := place{context: m.variant.block.Range()}
	v, ok := m.evaluate(a.Expr, in)
	if !ok {
		return
	}
	if t := v.Type(); v.IsNull() || !t.IsObjectType() && !t.IsMapType() {
		m.report(mistake(a.Expr.Range(), in.context, "Wrong type",
			"The attribute %q is %s. It must be a map of values: { name = value }.", a.Name, describe(v)))
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		name, at := key.AsString(), itemRange(a.Expr, key.AsString())
		switch {
		case m.variables[name] == nil:
			m.undeclared(at, in, "variable", "var", name, slices.Sorted(maps.Keys(m.variables)))
		case seeds && name == seedVariable:
			m.report(mistake(at, in.context, "Variable set twice", "The attribute %q sets var.%s in every variant. Remove one of the two.", seedsName, name))
		case holdsNode(value):
			m.report(mistake(at, in.context, "Wrong type", "The variable %q is %s. It must be a value that needs no stage.", name, describe(value)))
		default:
			m.variant.given[name] = given{source: "variant " + quote(m.variant.name), value: value, at: at}
		}
	}
}

// itemRange returns where an item of an object stands, or the whole object
// where it is not written out.
func itemRange(expr hclsyntax.Expression, name string) hcl.Range {
	if object, ok := expr.(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range object.Items {
			key, diags := item.KeyExpr.Value(nil)
			if !diags.HasErrors() && !key.IsNull() && key.Type() == cty.String && key.AsString() == name {
				return item.ValueExpr.Range()
			}
		}
	}
	return expr.Range()
}

// mergeBodies returns base with the attributes and blocks of over in it; s is
// the schema of both, or nil. An attribute of over replaces that of base, and a
// block is merged with the one of its type and labels. Repeated blocks without
// labels have nothing to be told apart by: all of them are replaced.
func mergeBodies(base, over *hclsyntax.Body, s *schema) *hclsyntax.Body {
	merged := *base
	merged.Attributes = maps.Clone(base.Attributes)
	if merged.Attributes == nil {
		merged.Attributes = make(hclsyntax.Attributes)
	}
	maps.Copy(merged.Attributes, over.Attributes)
	merged.Blocks = slices.Clone(base.Blocks)
	var added []*hclsyntax.Block
	touched := make(map[*hclsyntax.Block]bool) // so that a block of over never merges with another of over
	for _, b := range over.Blocks {
		f := s.blockNamed(b.Type)
		if f != nil && f.typ.Kind() == reflect.Slice && len(f.block.names(roleLabel)) == 0 {
			merged.Blocks = slices.DeleteFunc(merged.Blocks, func(o *hclsyntax.Block) bool { return o.Type == b.Type })
			added = append(added, b)
			continue
		}
		i := slices.IndexFunc(merged.Blocks, func(o *hclsyntax.Block) bool {
			return o.Type == b.Type && slices.Equal(o.Labels, b.Labels) && !touched[o]
		})
		if i < 0 {
			added = append(added, b)
			continue
		}
		both := *merged.Blocks[i]
		var inner *schema
		if f != nil {
			inner = f.block
		}
		both.Body = mergeBodies(both.Body, b.Body, inner)
		merged.Blocks[i] = &both
		touched[&both] = true
	}
	merged.Blocks = append(merged.Blocks, added...)
	return &merged
}

// blockNamed returns the field of a block, or nil.
func (s *schema) blockNamed(name string) *field {
	if s == nil {
		return nil
	}
	return s.named(roleBlock, name)
}
