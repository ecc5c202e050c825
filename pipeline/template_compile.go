package pipeline

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A templatePart evaluates a part of a template for a document.
type templatePart func(doc TemplateValue) (TemplateValue, error)

// A compiler takes a template apart. Text, fields, and lists and strings made
// of them never enter the expression language's own values, which is faster
// and leaves their bytes alone; the rest is evaluated by the language.
type compiler struct {
	context *hcl.EvalContext // of the names other than doc
}

func (c *compiler) compile(expr hclsyntax.Expression) templatePart {
	expr = unwrap(expr)
	if v, ok := foldConstant(expr, c.context, nil); ok {
		value, err := fromCty(v)
		return func(TemplateValue) (TemplateValue, error) { return value, err }
	}
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return compilePath(e.Traversal)
	case *hclsyntax.TemplateExpr:
		return concatenate(c.compileAll(e.Parts))
	case *hclsyntax.TupleConsExpr:
		return collect(c.compileAll(e.Exprs))
	}
	return c.general(expr)
}

func (c *compiler) compileAll(exprs []hclsyntax.Expression) []templatePart {
	parts := make([]templatePart, len(exprs))
	for i, e := range exprs {
		parts[i] = c.compile(e)
	}
	return parts
}

// unwrap removes what groups an expression without changing its value.
func unwrap(expr hclsyntax.Expression) hclsyntax.Expression {
	for {
		switch e := expr.(type) {
		case *hclsyntax.ParenthesesExpr:
			expr = e.Expression
		case *hclsyntax.TemplateWrapExpr:
			expr = e.Wrapped
		default:
			return expr
		}
	}
}

func concatenate(parts []templatePart) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		var b strings.Builder
		for _, part := range parts {
			v, err := part(doc)
			if err != nil {
				return v, err
			}
			text, err := v.Text()
			if err != nil {
				return v, fmt.Errorf("cannot put it into text: %w", err)
			}
			b.WriteString(text)
		}
		return TemplateValue{kind: textValue, text: b.String()}, nil
	}
}

func collect(parts []templatePart) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		list := TemplateValue{kind: listValue, list: make([]TemplateValue, len(parts))}
		for i, part := range parts {
			var err error
			if list.list[i], err = part(doc); err != nil {
				return list, fmt.Errorf("element %d: %w", i, err)
			}
		}
		return list, nil
	}
}

// compilePath follows doc.a.b[0].
func compilePath(t hcl.Traversal) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		v, what := doc, "document"
		for _, step := range t[1:] {
			var err error
			switch s := step.(type) {
			case hcl.TraverseAttr:
				v, err = v.field(what, s.Name)
				what = "field " + quote(s.Name)
			case hcl.TraverseIndex:
				v, err = v.step(what, s.Key)
				what = "the element"
			}
			if err != nil {
				return v, err
			}
		}
		return v, nil
	}
}

// step follows an index, which is a name in an object and a number in a list.
func (v TemplateValue) step(what string, key cty.Value) (TemplateValue, error) {
	if key.Type() == cty.String {
		return v.field(what, key.AsString())
	}
	i, ok := wholeNumber(key.AsBigFloat())
	if !ok {
		return v, fmt.Errorf("%s is no index", numberText(key))
	}
	return v.index(what, int(i))
}

// general evaluates by the expression language, in a context of its own: the
// language keeps state there.
func (c *compiler) general(expr hclsyntax.Expression) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		ctx := c.context.NewChild()
		ctx.Variables = map[string]cty.Value{documentRoot: doc.toCty()}
		v, diags := expr.Value(ctx)
		if !diags.HasErrors() {
			return fromCty(v)
		}
		for _, t := range expr.Variables() {
			if name, ok := stepName(t); ok && t.RootName() == documentRoot {
				if _, err := doc.field("document", name); err != nil {
					return TemplateValue{}, err
				}
			}
		}
		return TemplateValue{}, errors.New(unguardText(diags[0].Summary + ": " + diags[0].Detail))
	}
}
