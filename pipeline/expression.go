package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A printer writes an expression so that its text depends on what it means and
// not on how it is spelled: whatever does not depend on the document is
// replaced by its value, and brackets stand where they are needed and only
// there.
type printer struct {
	context *hcl.EvalContext // of the names other than doc
	bound   []string         // results, and the names bound by the for expressions around
	item    int              // how many splats the expression is an item of
	b       strings.Builder

	// In a condition, the kinds of stages that it may name, and what writes a
	// result of one in place of the reference to it.
	results []string
	result  func(steps []cty.Value, at hcl.Range)
}

// Precedence, from loose to tight. An operand that binds looser than its place
// demands is written in parentheses.
const (
	looseConditional = 0
	tightUnary       = 7
	tightPostfix     = 8
)

var binaryOperators = map[*hclsyntax.Operation]struct {
	symbol string
	tight  int
}{
	hclsyntax.OpLogicalOr: {"||", 1}, hclsyntax.OpLogicalAnd: {"&&", 2},
	hclsyntax.OpEqual: {"==", 3}, hclsyntax.OpNotEqual: {"!=", 3},
	hclsyntax.OpGreaterThan: {">", 4}, hclsyntax.OpGreaterThanOrEqual: {">=", 4},
	hclsyntax.OpLessThan: {"<", 4}, hclsyntax.OpLessThanOrEqual: {"<=", 4},
	hclsyntax.OpAdd: {"+", 5}, hclsyntax.OpSubtract: {"-", 5},
	hclsyntax.OpMultiply: {"*", 6}, hclsyntax.OpDivide: {"/", 6}, hclsyntax.OpModulo: {"%", 6},
}

// expr writes an expression at a place that demands the given precedence.
func (p *printer) expr(expr hclsyntax.Expression, demand int) {
	expr = unwrap(expr)
	if steps, ok := p.reference(expr); ok {
		p.result(steps, expr.Range())
		return
	}
	if p.item == 0 {
		if v, ok := foldConstant(expr, p.context, p.bound); ok {
			p.literal(v, demand)
			return
		}
	}
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		p.literal(e.Val, demand)
	case *hclsyntax.ScopeTraversalExpr:
		p.scopeTraversal(e)
	case *hclsyntax.RelativeTraversalExpr:
		p.source(e.Source)
		p.steps(e.Traversal)
	case *hclsyntax.IndexExpr:
		p.index(e)
	case *hclsyntax.SplatExpr:
		p.splat(e)
	case *hclsyntax.AnonSymbolExpr: // the item of a splat has no name
	case *hclsyntax.FunctionCallExpr:
		p.call(e)
	case *hclsyntax.TupleConsExpr:
		p.list("[", "]", e.Exprs)
	case *hclsyntax.ObjectConsExpr:
		p.object(e)
	case *hclsyntax.ForExpr:
		p.forExpr(e)
	case *hclsyntax.TemplateExpr, *hclsyntax.TemplateJoinExpr:
		p.template(e)
	default:
		p.operation(expr, demand)
	}
}

// reference returns the steps of a reference to a stage's result, its root
// first, where all its keys are known.
func (p *printer) reference(expr hclsyntax.Expression) (steps []cty.Value, ok bool) {
	switch e := unwrap(expr).(type) {
	case *hclsyntax.ScopeTraversalExpr:
		root, kind := e.Traversal.RootName(), e.Traversal.RootName()
		if root == moduleRoot {
			kind, _ = stepAt(e.Traversal, 2)
		}
		if !slices.Contains(p.results, kind) || slices.Contains(p.bound[len(p.results):], root) {
			return nil, false
		}
		return appendSteps([]cty.Value{cty.StringVal(root)}, e.Traversal[1:]), true
	case *hclsyntax.RelativeTraversalExpr:
		steps, ok = p.reference(e.Source)
		return appendSteps(steps, e.Traversal), ok
	case *hclsyntax.IndexExpr:
		if steps, ok = p.reference(e.Collection); ok {
			key, known := foldConstant(e.Key, p.context, p.bound)
			return append(steps, key), known
		}
	}
	return nil, false
}

func appendSteps(steps []cty.Value, t hcl.Traversal) []cty.Value {
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseAttr:
			steps = append(steps, cty.StringVal(s.Name))
		case hcl.TraverseIndex:
			steps = append(steps, s.Key)
		}
	}
	return steps
}

// operation writes the expressions that may need parentheses.
func (p *printer) operation(expr hclsyntax.Expression, demand int) {
	switch e := expr.(type) {
	case *hclsyntax.ConditionalExpr:
		p.grouped(demand > looseConditional, func() {
			p.expr(e.Condition, looseConditional+1)
			p.b.WriteString(" ? ")
			p.expr(e.TrueResult, looseConditional)
			p.b.WriteString(" : ")
			p.expr(e.FalseResult, looseConditional)
		})
	case *hclsyntax.BinaryOpExpr:
		op := binaryOperators[e.Op]
		p.grouped(demand > op.tight, func() {
			p.expr(e.LHS, op.tight)
			p.b.WriteString(" " + op.symbol + " ")
			p.expr(e.RHS, op.tight+1)
		})
	case *hclsyntax.UnaryOpExpr:
		symbol := "-"
		if e.Op == hclsyntax.OpLogicalNot {
			symbol = "!"
		}
		p.grouped(demand > tightUnary, func() {
			p.b.WriteString(symbol)
			p.expr(e.Val, tightUnary)
		})
	default:
		panic("pipeline: no canonical form for this expression")
	}
}

func (p *printer) grouped(parentheses bool, write func()) {
	if parentheses {
		p.b.WriteByte('(')
		defer p.b.WriteByte(')')
	}
	write()
}

// source writes what a step is taken from.
func (p *printer) source(expr hclsyntax.Expression) {
	switch unwrap(expr).(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr,
		*hclsyntax.FunctionCallExpr, *hclsyntax.AnonSymbolExpr:
		p.expr(expr, tightPostfix)
	default:
		p.grouped(true, func() { p.expr(expr, looseConditional) })
	}
}

// scopeTraversal writes a reference. One to var or local is written here only
// inside a splat; elsewhere it has been replaced by its value.
func (p *printer) scopeTraversal(e *hclsyntax.ScopeTraversalExpr) {
	if v, ok := foldConstant(e, p.context, p.bound); ok {
		p.literal(v, tightPostfix)
		return
	}
	p.b.WriteString(e.Traversal.RootName())
	p.steps(e.Traversal[1:])
}

func (p *printer) steps(t hcl.Traversal) {
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseAttr:
			p.b.WriteString("." + s.Name)
		case hcl.TraverseIndex:
			p.key(s.Key)
		}
	}
}

// key writes an index; one that is a name is written as an attribute.
func (p *printer) key(v cty.Value) {
	if !v.IsNull() && v.Type() == cty.String && hclsyntax.ValidIdentifier(v.AsString()) {
		p.b.WriteString("." + v.AsString())
		return
	}
	p.b.WriteByte('[')
	p.literal(v, looseConditional)
	p.b.WriteByte(']')
}

func (p *printer) index(e *hclsyntax.IndexExpr) {
	p.source(e.Collection)
	if v, ok := foldConstant(e.Key, p.context, p.bound); ok && p.item == 0 {
		p.key(v)
		return
	}
	p.b.WriteByte('[')
	p.expr(e.Key, looseConditional)
	p.b.WriteByte(']')
}

func (p *printer) splat(e *hclsyntax.SplatExpr) {
	p.source(e.Source)
	p.b.WriteString("[*]")
	p.item++
	p.expr(e.Each, tightPostfix)
	p.item--
}

func (p *printer) call(e *hclsyntax.FunctionCallExpr) {
	closing := ")"
	if e.ExpandFinal {
		closing = "...)"
	}
	p.list(e.Name+"(", closing, e.Args)
}

func (p *printer) list(opening, closing string, exprs []hclsyntax.Expression) {
	p.b.WriteString(opening)
	for i, e := range exprs {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.expr(e, looseConditional)
	}
	p.b.WriteString(closing)
}

func (p *printer) object(e *hclsyntax.ObjectConsExpr) {
	p.b.WriteByte('{')
	for i, item := range e.Items {
		if i > 0 {
			p.b.WriteString(", ")
		}
		// A bare word is a name here, and evaluates to it.
		if v, ok := foldConstant(item.KeyExpr, p.context, p.bound); ok {
			p.literal(v, looseConditional)
		} else {
			key := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr)
			p.grouped(true, func() { p.expr(key.Wrapped, looseConditional) })
		}
		p.b.WriteString(" = ")
		p.expr(item.ValueExpr, looseConditional)
	}
	p.b.WriteByte('}')
}

func (p *printer) forExpr(e *hclsyntax.ForExpr) {
	opening, closing := "[", "]"
	if e.KeyExpr != nil {
		opening, closing = "{", "}"
	}
	p.b.WriteString(opening)
	p.forHeader(e)
	p.bind(e, func() {
		p.b.WriteString(" : ")
		if e.KeyExpr != nil {
			p.expr(e.KeyExpr, looseConditional)
			p.b.WriteString(" => ")
		}
		p.expr(e.ValExpr, looseConditional)
		if e.Group {
			p.b.WriteString("...")
		}
		if e.CondExpr != nil {
			p.b.WriteString(" if ")
			p.expr(e.CondExpr, looseConditional)
		}
	})
	p.b.WriteString(closing)
}

func (p *printer) forHeader(e *hclsyntax.ForExpr) {
	p.b.WriteString("for ")
	if e.KeyVar != "" {
		p.b.WriteString(e.KeyVar + ", ")
	}
	p.b.WriteString(e.ValVar + " in ")
	p.expr(e.CollExpr, looseConditional)
}

// bind writes the inside of a for expression, where its names hide others.
func (p *printer) bind(e *hclsyntax.ForExpr, write func()) {
	outer := p.bound
	p.bound = append(slices.Clone(outer), e.KeyVar, e.ValVar)
	write()
	p.bound = outer
}

// foldConstant returns the value of an expression that depends neither on the
// document nor on a name in bound.
func foldConstant(expr hclsyntax.Expression, ctx *hcl.EvalContext, bound []string) (cty.Value, bool) {
	for _, t := range expr.Variables() {
		if root := t.RootName(); root == documentRoot || slices.Contains(bound, root) {
			return cty.NilVal, false
		}
	}
	v, diags := expr.Value(ctx)
	return v, !diags.HasErrors() && v != cty.NilVal && v.IsWhollyKnown()
}

// literalText returns what a constant adds to a template around it.
func literalText(v cty.Value) (string, bool) {
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() {
		return "", false
	}
	return s.AsString(), true
}
