package pipeline

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A Template is an expression over a document, kept to be evaluated once for
// each: `"Question: ${doc.question}\nAnswer:"`, `doc.options`. It may be
// evaluated by several goroutines at once. The zero Template is not set; it takes
// one word, since a config has many of them and few are set.
type Template struct{ *template }

type template struct {
	name      string // of the attribute
	canonical string
	rng       hcl.Range
	constant  bool // depends on no document
	value     templatePart
}

// IsSet reports whether the attribute was given.
func (t Template) IsSet() bool { return t.template != nil }

// Canonical returns the template's source in a form that does not depend on
// its spelling: comments, layout, heredocs, names of locals. It is empty where
// the template is not set.
func (t Template) Canonical() string {
	if !t.IsSet() {
		return ""
	}
	return t.canonical
}

// Range returns where the template stands, if it is set.
func (t Template) Range() hcl.Range {
	if !t.IsSet() {
		return hcl.Range{}
	}
	return t.rng
}

// Constant returns the template's value where it is the same for all documents.
func (t Template) Constant() (v TemplateValue, ok bool) {
	if !t.IsSet() || !t.constant {
		return v, false
	}
	v, err := t.Value([]byte("{}"))
	return v, err == nil
}

// Value evaluates the template for a document, a JSON object. The error says
// which attribute failed, the line of the part of it that did, and what the
// document has.
func (t Template) Value(doc []byte) (v TemplateValue, err error) {
	if !t.IsSet() {
		return v, fmt.Errorf("the template is not set")
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("evaluation broke: %v", r)
		}
		if err != nil {
			err = fmt.Errorf("%s (%s:%d): %w", t.name, t.rng.Filename, t.line(err), err)
		}
	}()
	d, err := parseDocument(doc)
	if err != nil {
		return TemplateValue{}, err
	}
	return t.value(d)
}

// line returns where the part begins that an error is about.
func (t *template) line(err error) int {
	if part := (*lineError)(nil); errors.As(err, &part) {
		return part.line
	}
	return t.rng.Start.Line
}

// template makes a Template of an attribute. It is not ok where something was
// wrong with it or with what it refers to.
func (d *decoder) template(path string, expr hclsyntax.Expression, context hcl.Range) (Template, bool) {
	s, ok := d.resolve(expr, place{context: context, template: true, each: d.node.each})
	for _, root := range slices.Sorted(maps.Keys(s.names)) {
		for _, name := range slices.Sorted(maps.Keys(s.names[root])) {
			if v := s.names[root][name]; v != cty.DynamicVal && holdsNode(v) {
				ok = false
				d.report(mistake(expr.Range(), context, "Stage in a template",
					"A template is made of text and a document's fields, and %s.%s is a stage. Remove it.", root, name))
			}
		}
	}
	if !ok || s.faulty || !d.checkParts(expr, s.context, context) {
		return Template{}, false
	}
	p := &printer{context: s.context}
	p.expr(expr, 0)
	c := &compiler{context: s.context}
	return Template{&template{
		name: path, canonical: p.b.String(), rng: expr.Range(), constant: !readsDocument(expr), value: c.compile(expr),
	}}, true
}

// checkParts complains about the parts of a template that would fail whatever
// the document is: those that do not depend on it and have no value, and a
// document in the place of text.
func (d *decoder) checkParts(expr hclsyntax.Expression, ctx *hcl.EvalContext, context hcl.Range) bool {
	expr = unwrap(expr)
	if !readsDocument(expr) {
		_, diags := expr.Value(ctx)
		for _, diag := range diags {
			diag.Context = &context
		}
		d.diags = append(d.diags, diags...)
		return !diags.HasErrors()
	}
	ok := true
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		for _, part := range e.Parts {
			if t, is := unwrap(part).(*hclsyntax.ScopeTraversalExpr); is && len(t.Traversal) == 1 {
				ok = false
				d.report(mistake(part.Range(), context, "Document as text",
					"%s is a whole document, and only text can stand here. Name one of its fields: %s.field.", documentRoot, documentRoot))
				continue
			}
			ok = d.checkParts(part, ctx, context) && ok
		}
	case *hclsyntax.TupleConsExpr:
		for _, element := range e.Exprs {
			ok = d.checkParts(element, ctx, context) && ok
		}
	}
	return ok
}

func readsDocument(expr hclsyntax.Expression) bool {
	return slices.ContainsFunc(expr.Variables(), func(t hcl.Traversal) bool { return t.RootName() == documentRoot })
}

// holdsNode reports whether a stage is somewhere inside v.
func holdsNode(v cty.Value) bool { return firstNode(v) != nil }

// firstNode returns the first stage inside v, or nil.
func firstNode(v cty.Value) *Node {
	var found *Node
	_ = cty.Walk(v, func(_ cty.Path, inner cty.Value) (bool, error) {
		if found == nil && inner.Type() == nodeType && !inner.IsNull() && inner.IsKnown() {
			found = nodeOf(inner)
		}
		return found == nil, nil
	})
	return found
}
