package pipeline

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A decoder fills a node's config from its block.
type decoder struct {
	*scope
	node *Node
}

// decode fills the config of a node, and its edges, from the block that
// declares it.
func (sc *scope) decode(n *Node, block *hclsyntax.Block) {
	v := reflect.ValueOf(n.Config).Elem()
	d := &decoder{sc, n}
	d.body("", schemaOf(v.Type()), block, v)
	if len(n.failed) > 0 {
		n.misread = sc.misread
	}
}

// fail notes that an attribute did not decode. A reference then leads to a
// stage that did not.
func (d *decoder) fail(path string, target reflect.Value) {
	d.node.fail(path)
	if target.Type() == refType {
		target.Set(reflect.ValueOf(Ref{node: &Node{Kind: &Kind{}, misread: d.misread}}))
	}
}

// body decodes a block, whose attributes are called by their names behind
// prefix: "", "model." or "align[0].".
func (d *decoder) body(prefix string, s *schema, block *hclsyntax.Block, v reflect.Value) {
	attributes, blocks := s.attributeNames(), s.blockNames()
	if prefix == "" {
		attributes, blocks = s.stageAttributes, s.stageBlocks
		d.node.ranges.grow(len(block.Body.Attributes))
		defer d.execution(block)
	}
	for _, name := range d.checkBody(block, attributes, blocks) {
		if name != "" {
			d.node.fail(prefix + name)
		}
	}
	for i := range s.fields {
		f := &s.fields[i]
		target := v.Field(f.index)
		switch f.role {
		case roleAttribute:
			d.attribute(prefix+f.name, f, block, target)
		case roleBlock:
			d.blocks(prefix+f.name, f, block, target)
		case roleGrid:
			d.grid(f, block, target.Addr().Interface().(*Grid))
		}
	}
}

func (d *decoder) attribute(path string, f *field, block *hclsyntax.Block, target reflect.Value) {
	a := block.Body.Attributes[f.name]
	if a == nil {
		if f.required && !hasBlock(block, f.name) {
			d.report(mistake(block.DefRange(), block.Range(), "Missing attribute",
				"%s needs the attribute %q: %s.%s", begin(article(block.Type)), f.name, f.wants(f.typ), sentence(f.doc)))
			d.fail(path, target)
		}
		return
	}
	d.node.ranges.set(path, a.Expr.Range())
	set := d.value
	switch f.typ {
	case templateType:
		set = d.templateValue
	case templatesType:
		set = d.templates
	case conditionType:
		set = d.condition
	}
	if !set(path, f, a, block, target) {
		d.fail(path, target)
	}
}

func sentence(doc string) string {
	if doc == "" {
		return ""
	}
	return " " + doc + "."
}

func hasBlock(block *hclsyntax.Block, name string) bool {
	for _, b := range block.Body.Blocks {
		if b.Type == name {
			return true
		}
	}
	return false
}

// value evaluates an attribute and sets it by its type. An attribute that does
// not decode keeps its default.
func (d *decoder) value(path string, f *field, a *hclsyntax.Attribute, block *hclsyntax.Block, target reflect.Value) bool {
	v, ok := d.evaluate(a.Expr, place{context: block.Range(), each: d.node.each})
	switch {
	case !ok:
		return false
	case v.IsNull() && f.required:
		d.report(mistake(a.Expr.Range(), block.Range(), "Missing attribute",
			"The attribute %q is null, and %s needs it: %s.%s", f.name, article(block.Type), f.wants(f.typ), sentence(f.doc)))
		return false
	case v.IsNull():
		return true // an optional attribute that is null keeps its default
	}
	c := converter{field: f, name: f.name, expr: a.Expr, context: block.Range()}
	defer func() { d.diags = append(d.diags, c.diags...) }()
	if f.isRef() {
		return d.refs(path, &c, v, target)
	}
	decoded := reflect.New(f.typ).Elem()
	c.set(v, decoded)
	if len(c.diags) > 0 {
		return false
	}
	target.Set(decoded)
	return true
}

// templateValue decodes an attribute that is evaluated once for each document.
func (d *decoder) templateValue(path string, _ *field, a *hclsyntax.Attribute, block *hclsyntax.Block, target reflect.Value) bool {
	t, ok := d.template(path, a.Expr, block.Range())
	if ok {
		target.Set(reflect.ValueOf(t))
	}
	return ok
}

// templates decodes a list of templates, written as a list.
func (d *decoder) templates(path string, _ *field, a *hclsyntax.Attribute, block *hclsyntax.Block, target reflect.Value) bool {
	tuple, ok := a.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		d.report(mistake(a.Expr.Range(), block.Range(), "Wrong type",
			"The attribute %q must be %s, each written out between brackets.", a.Name, attributeTypes[templatesType]))
		return false
	}
	var all []Template
	for i, e := range tuple.Exprs {
		element := fmt.Sprintf("%s[%d]", path, i)
		d.node.ranges.set(element, e.Range())
		if t, ok := d.template(element, e, block.Range()); ok {
			all = append(all, t)
		}
	}
	target.Set(reflect.ValueOf(all))
	return len(all) == len(tuple.Exprs)
}

// blocks decodes the nested blocks of one type.
func (d *decoder) blocks(path string, f *field, block *hclsyntax.Block, target reflect.Value) {
	var found []*hclsyntax.Block
	for _, b := range block.Body.Blocks {
		if b.Type == f.name {
			found = append(found, b)
		}
	}
	if f.typ.Kind() == reflect.Slice {
		d.repeated(path, f, found, target)
		return
	}
	if len(found) == 0 {
		if f.required && block.Body.Attributes[f.name] == nil {
			d.report(mistake(block.DefRange(), block.Range(), "Missing block",
				"%s needs a block %q.%s Add %s { … }.", begin(article(block.Type)), f.name, sentence(f.doc), f.name))
			d.fail(path, target)
		}
		return
	}
	for _, b := range found[1:] {
		d.fail(path, target)
		d.report(mistake(b.DefRange(), block.Range(), "Duplicate block",
			"%s has one block %q, and the first is on line %d. Move the attributes there.",
			begin(article(block.Type)), f.name, found[0].DefRange().Start.Line))
	}
	if f.typ.Kind() == reflect.Pointer {
		if target.IsNil() {
			target.Set(newBlock(f.typ.Elem()))
		}
		target = target.Elem()
	}
	d.nested(path, f, found[0], target)
}

func (d *decoder) repeated(path string, f *field, found []*hclsyntax.Block, target reflect.Value) {
	if len(found) == 0 {
		return
	}
	all := reflect.MakeSlice(f.typ, len(found), len(found))
	for i, b := range found {
		all.Index(i).Set(newBlock(f.typ.Elem()).Elem())
		d.nested(fmt.Sprintf("%s[%d]", path, i), f, b, all.Index(i))
	}
	target.Set(all)
}

func (d *decoder) nested(path string, f *field, b *hclsyntax.Block, target reflect.Value) {
	d.node.ranges.set(path, b.DefRange())
	d.labels(path, f.block, b, target)
	d.body(path+".", f.block, b, target)
}

// labels decodes the label of a nested block.
func (d *decoder) labels(path string, s *schema, b *hclsyntax.Block, target reflect.Value) {
	names := s.names(roleLabel)
	if len(b.Labels) > len(names) {
		d.report(mistake(b.LabelRanges[len(names)], b.Range(), "Unexpected label",
			"A block %q has %d labels, and here are %d. Remove the others.", b.Type, len(names), len(b.Labels)))
		return
	}
	for i, name := range names {
		if i >= len(b.Labels) {
			d.report(mistake(b.TypeRange, b.Range(), "Missing label",
				"A block %q has a label, its %s. Write it in quotes: %s \"…\" { }.", b.Type, name, b.Type))
			d.node.fail(path + "." + name)
			return
		}
		d.node.ranges.set(path+"."+name, b.LabelRanges[i])
		target.Field(s.named(roleLabel, name).index).SetString(b.Labels[i])
	}
}

// elementRange returns where an element of a list stands, or the whole list
// where it is not written out.
func elementRange(expr hclsyntax.Expression, i int) hcl.Range {
	if tuple, ok := expr.(*hclsyntax.TupleConsExpr); ok && i < len(tuple.Exprs) {
		return tuple.Exprs[i].Range()
	}
	return expr.Range()
}
