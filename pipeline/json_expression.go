package pipeline

import (
	"reflect"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// expression turns a value into an expression: a string is a template, so that
// "${pretrain.base}" is the reference itself.
func (r *jsonReader) expression(v *jsonValue) hclsyntax.Expression {
	switch v.kind {
	case jsonObject:
		object := &hclsyntax.ObjectConsExpr{SrcRange: v.at, OpenRange: start(v.at)}
		for _, m := range v.members {
			key := &hclsyntax.ObjectConsKeyExpr{Wrapped: r.template(m.name), ForceNonLiteral: true}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{KeyExpr: key, ValueExpr: r.expression(m.value)})
		}
		return object
	case jsonArray:
		tuple := &hclsyntax.TupleConsExpr{SrcRange: v.at, OpenRange: start(v.at)}
		for _, e := range v.elements {
			tuple.Exprs = append(tuple.Exprs, r.expression(e))
		}
		return tuple
	case jsonString:
		return r.template(v)
	}
	return &hclsyntax.LiteralValueExpr{Val: v.constant(), SrcRange: v.at}
}

// constant is the value of what is neither a string nor made of others.
func (v *jsonValue) constant() cty.Value {
	switch v.kind {
	case jsonTrue:
		return cty.True
	case jsonFalse:
		return cty.False
	case jsonNumber:
		return cty.MustParseNumberVal(v.text)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// template parses a string.
func (r *jsonReader) template(v *jsonValue) hclsyntax.Expression {
	if !strings.Contains(v.text, "${") && !strings.Contains(v.text, "%{") {
		literal := &hclsyntax.LiteralValueExpr{Val: cty.StringVal(v.text), SrcRange: v.at}
		return &hclsyntax.TemplateExpr{Parts: []hclsyntax.Expression{literal}, SrcRange: v.at}
	}
	return r.parse(v, hclsyntax.LexTemplate, hclsyntax.ParseTemplate)
}

// bareExpression parses a string that holds an expression.
func (r *jsonReader) bareExpression(v *jsonValue) hclsyntax.Expression {
	if v.kind != jsonString {
		return r.expression(v)
	}
	return r.parse(v, hclsyntax.LexExpression, hclsyntax.ParseExpression)
}

// parse parses what a string stands for and moves all that it finds to where
// that comes from in the file: escapes are longer than what they stand for.
func (r *jsonReader) parse(v *jsonValue,
	lex func([]byte, string, hcl.Pos) (hclsyntax.Tokens, hcl.Diagnostics),
	parse func([]byte, string, hcl.Pos) (hclsyntax.Expression, hcl.Diagnostics),
) hclsyntax.Expression {
	var places []hcl.Pos
	scanner := &jsonScanner{src: r.src, path: r.path, pos: v.at.Start}
	scanner.string(func(p hcl.Pos) { places = append(places, p) })
	m := &mover{places: places, seen: make(map[any]bool)}

	tokens, _ := lex([]byte(v.text), r.path, hcl.InitialPos)
	diags := guardTokens(tokens)
	var expr hclsyntax.Expression
	if !diags.HasErrors() {
		expr, diags = parse([]byte(v.text), r.path, hcl.InitialPos)
	}
	for _, d := range diags {
		d.Subject, d.Context = m.moved(d.Subject), m.moved(d.Context)
	}
	r.diags = append(r.diags, diags...)
	if diags.HasErrors() {
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: v.at}
	}
	m.move(reflect.ValueOf(&expr).Elem())
	return expr
}

// A mover rewrites the ranges of a syntax tree.
type mover struct {
	places []hcl.Pos // where each byte that was parsed, and the end, comes from
	seen   map[any]bool
}

func (m *mover) moved(r *hcl.Range) *hcl.Range {
	if r == nil {
		return nil
	}
	moved := hcl.Range{Filename: r.Filename, Start: m.place(r.Start), End: m.place(r.End)}
	return &moved
}

func (m *mover) place(p hcl.Pos) hcl.Pos { return m.places[min(p.Byte, len(m.places)-1)] }

var (
	rangeType     = reflect.TypeFor[hcl.Range]()
	operationType = reflect.TypeFor[*hclsyntax.Operation]()
	ctyValueType  = reflect.TypeFor[cty.Value]()
)

// move rewrites all ranges inside v, each once: a splat holds its item twice.
func (m *mover) move(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Type() == operationType || m.seen[v.Interface()] {
			return
		}
		m.seen[v.Interface()] = true
		m.move(v.Elem())
	case reflect.Interface:
		m.moveInterface(v)
	case reflect.Slice:
		for i := range v.Len() {
			m.move(v.Index(i))
		}
	case reflect.Struct:
		switch v.Type() {
		case rangeType:
			r := v.Interface().(hcl.Range)
			v.Set(reflect.ValueOf(*m.moved(&r)))
			return
		case ctyValueType:
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				m.move(v.Field(i))
			}
		}
	}
}

// moveInterface rewrites what an interface holds; the step of a traversal is a
// struct, which is replaced.
func (m *mover) moveInterface(v reflect.Value) {
	if v.IsNil() {
		return
	}
	inner := v.Elem()
	if inner.Kind() != reflect.Struct {
		m.move(inner)
		return
	}
	replaced := reflect.New(inner.Type()).Elem()
	replaced.Set(inner)
	m.move(replaced)
	v.Set(replaced)
}
