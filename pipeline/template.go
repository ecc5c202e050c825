package pipeline

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A Template is an expression over a document, kept to be evaluated once for
// each: `"Question: ${doc.question}\nAnswer:"`, `doc.options`. It may be
// evaluated by several goroutines at once.
type Template struct {
	name      string // of the attribute
	canonical string
	rng       hcl.Range
	value     templatePart
}

// IsSet reports whether the attribute was given.
func (t Template) IsSet() bool { return t.canonical != "" }

// Canonical returns the template's source in a form that does not depend on
// its spelling: comments, layout, heredocs, names of locals. It is empty where
// the template is not set.
func (t Template) Canonical() string { return t.canonical }

// Range returns where the template stands.
func (t Template) Range() hcl.Range { return t.rng }

// Value evaluates the template for a document, a JSON object. The error says
// which attribute failed, where it stands, and what the document has.
func (t Template) Value(doc []byte) (v TemplateValue, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("evaluation broke: %v", r)
		}
		if err != nil {
			err = fmt.Errorf("%s (%s:%d): %w", t.name, t.rng.Filename, t.rng.Start.Line, err)
		}
	}()
	if !t.IsSet() {
		return TemplateValue{}, fmt.Errorf("the template is not set")
	}
	d, err := parseDocument(doc)
	if err != nil {
		return TemplateValue{}, err
	}
	return t.value(d)
}

// template makes a Template of an attribute. It is not ok where something was
// wrong with it or with what it refers to.
func (d *decoder) template(path string, expr hclsyntax.Expression, context hcl.Range) (Template, bool) {
	s, ok := d.resolve(expr, context, true)
	if !ok || s.faulty {
		return Template{}, false
	}
	for root, names := range s.names {
		for name, v := range names {
			if holdsNode(v) {
				d.report(mistake(expr.Range(), context, "Stage in a template",
					"A template is made of text and a document's fields, and %s.%s is a stage. Remove it.", root, name))
				return Template{}, false
			}
		}
	}
	p := &printer{context: s.context}
	p.expr(expr, 0)
	c := &compiler{context: s.context}
	return Template{name: path, canonical: p.b.String(), rng: expr.Range(), value: c.compile(expr)}, true
}

// holdsNode reports whether a stage is somewhere inside v.
func holdsNode(v cty.Value) bool {
	found := false
	_ = cty.Walk(v, func(_ cty.Path, inner cty.Value) (bool, error) {
		found = found || inner.Type() == nodeType
		return !found, nil
	})
	return found
}
