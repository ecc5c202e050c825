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
	return located(expr.Range().Start.Line, c.part(expr))
}

func (c *compiler) part(expr hclsyntax.Expression) templatePart {
	expr = unwrap(expr)
	if v, ok := foldConstant(expr, c.context, nil); ok {
		value, err := fromCty(v)
		return func(TemplateValue) (TemplateValue, error) { return value, err }
	}
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return compilePath(e.Traversal)
	case *hclsyntax.TemplateExpr:
		return concatenate(c.compileTexts(e.Parts))
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

// compileTexts compiles the parts of a text.
func (c *compiler) compileTexts(exprs []hclsyntax.Expression) []templatePart {
	parts := c.compileAll(exprs)
	for i, e := range exprs {
		parts[i] = located(e.Range().Start.Line, asText(parts[i]))
	}
	return parts
}

// A lineError is what went wrong in the part of a template that begins in that
// line of the file.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }
func (e *lineError) Unwrap() error { return e.err }

// located has errors of a part say in which line it begins, where no part of
// it has said so.
func located(line int, part templatePart) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		v, err := part(doc)
		if err != nil {
			err = atLine(line, err)
		}
		return v, err
	}
}

func atLine(line int, err error) error {
	if inner := (*lineError)(nil); errors.As(err, &inner) {
		return err
	}
	return &lineError{line: line, err: err}
}

func asText(part templatePart) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		v, err := part(doc)
		if err != nil {
			return v, err
		}
		text, err := v.Text()
		if err != nil {
			return v, fmt.Errorf("cannot put it into text: %w", err)
		}
		return TemplateValue{kind: textValue, text: text}, nil
	}
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

// concatenate joins parts that give text.
func concatenate(parts []templatePart) templatePart {
	return func(doc TemplateValue) (TemplateValue, error) {
		var b strings.Builder
		for _, part := range parts {
			v, err := part(doc)
			if err != nil {
				return v, err
			}
			b.WriteString(v.text)
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
					return TemplateValue{}, atLine(t.SourceRange().Start.Line, err)
				}
			}
		}
		err := errors.New(unguardText(diags[0].Summary + ": " + diags[0].Detail))
		if subject := diags[0].Subject; subject != nil {
			return TemplateValue{}, atLine(subject.Start.Line, err)
		}
		return TemplateValue{}, err
	}
}
