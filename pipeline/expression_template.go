package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// literal writes a value. Strings are templates without interpolation.
func (p *printer) literal(v cty.Value, demand int) {
	t := v.Type()
	switch {
	case v.IsNull():
		p.b.WriteString("null")
	case t == cty.String:
		p.b.WriteString(`"` + templateText(v.AsString()) + `"`)
	case t == cty.Number:
		negative := v.AsBigFloat().Signbit()
		p.grouped(negative && demand > tightUnary, func() { p.b.WriteString(numberText(v)) })
	case t == cty.Bool && v.True():
		p.b.WriteString("true")
	case t == cty.Bool:
		p.b.WriteString("false")
	case t.IsSetType():
		p.b.WriteString("toset(")
		p.literalList(v)
		p.b.WriteByte(')')
	case isSequence(v):
		p.literalList(v)
	default:
		p.literalObject(v)
	}
}

func (p *printer) literalList(v cty.Value) {
	p.b.WriteByte('[')
	for i, e := range v.AsValueSlice() {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.literal(e, looseConditional)
	}
	p.b.WriteByte(']')
}

func (p *printer) literalObject(v cty.Value) {
	p.b.WriteByte('{')
	separator := ""
	for it := v.ElementIterator(); it.Next(); { // in the order of the keys
		key, value := it.Element()
		p.b.WriteString(separator)
		p.literal(key, looseConditional)
		p.b.WriteString(" = ")
		p.literal(value, looseConditional)
		separator = ", "
	}
	p.b.WriteByte('}')
}

// template writes a string with interpolations.
func (p *printer) template(expr hclsyntax.Expression) {
	p.b.WriteByte('"')
	parts := p.flatten(expr, nil)
	for _, part := range parts {
		p.part(part)
	}
	// An interpolation that stands alone passes its value on as it is. This
	// one gave a string, because something empty stood beside it.
	if len(parts) == 1 && parts[0].expr != nil && !isJoin(parts[0].expr) {
		p.b.WriteString(`${""}`)
	}
	p.b.WriteByte('"')
}

// A printedPart is a piece of a template: text, or an expression.
type printedPart struct {
	text string
	expr hclsyntax.Expression
}

// flatten lists the parts of a template with those of the templates inside it,
// and with neighbouring text joined.
func (p *printer) flatten(expr hclsyntax.Expression, parts []printedPart) []printedPart {
	expr = unwrap(expr)
	if p.item == 0 || isLiteral(expr) {
		if v, ok := foldConstant(expr, p.context, p.bound); ok {
			if text, ok := literalText(v); ok {
				return appendText(parts, text)
			}
		}
	}
	if t, ok := expr.(*hclsyntax.TemplateExpr); ok {
		for _, part := range t.Parts {
			parts = p.flatten(part, parts)
		}
		return parts
	}
	return append(parts, printedPart{expr: expr})
}

func appendText(parts []printedPart, text string) []printedPart {
	if text == "" {
		return parts
	}
	if last := len(parts) - 1; last >= 0 && parts[last].expr == nil {
		parts = slices.Clone(parts)
		parts[last].text += text
		return parts
	}
	return append(parts, printedPart{text: text})
}

func isLiteral(expr hclsyntax.Expression) bool {
	_, ok := expr.(*hclsyntax.LiteralValueExpr)
	return ok
}

func isJoin(expr hclsyntax.Expression) bool {
	_, ok := expr.(*hclsyntax.TemplateJoinExpr)
	return ok
}

func (p *printer) part(part printedPart) {
	if part.expr == nil {
		p.b.WriteString(templateText(part.text))
		return
	}
	join, ok := part.expr.(*hclsyntax.TemplateJoinExpr)
	if !ok {
		p.b.WriteString("${")
		p.expr(part.expr, looseConditional)
		p.b.WriteByte('}')
		return
	}
	loop := join.Tuple.(*hclsyntax.ForExpr)
	p.b.WriteString("%{")
	p.forHeader(loop)
	p.b.WriteByte('}')
	p.bind(loop, func() {
		for _, inner := range p.flatten(loop.ValExpr, nil) {
			p.part(inner)
		}
	})
	p.b.WriteString("%{endfor}")
}

// templateText writes text as it stands inside a quoted template.
func templateText(s string) string {
	quoted := quote(s)
	quoted = quoted[1 : len(quoted)-1]
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(quoted)
}
