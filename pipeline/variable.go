package pipeline

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A variable is a value that is set from outside the file.
type variable struct {
	name     string
	block    *hclsyntax.Block
	typ      cty.Type  // cty.DynamicPseudoType where the file does not say
	standard cty.Value // the default; cty.NilVal where there is none
	value    cty.Value // cty.DynamicVal where the variable is faulty
}

func (sc *scope) declareVariable(block *hclsyntax.Block) {
	if !sc.named(block) {
		if len(block.Labels) > 0 {
			sc.faulty["var."+block.Labels[0]] = true
		}
		return
	}
	name := block.Labels[0]
	if first := sc.variables[name]; first != nil {
		sc.report(mistake(block.DefRange(), block.Range(), "Duplicate variable",
			"var.%s is declared %s already. Give one of the two another name.", name, lineOf(first.block.DefRange(), block.DefRange())))
		return
	}
	sc.variables[name] = &variable{name: name, block: block, typ: cty.DynamicPseudoType, value: cty.DynamicVal}
}

// sortedVariables returns the variables in the order of the file.
func (sc *scope) sortedVariables() []*variable {
	return slices.SortedFunc(maps.Values(sc.variables), func(a, b *variable) int {
		return compareRanges(a.block.TypeRange, b.block.TypeRange)
	})
}

// evaluateVariables gives each variable its value and validates it. Every
// variable has its value before the first validation, which may compare two.
func (sc *scope) evaluateVariables() {
	var valid []*variable
	for _, v := range sc.sortedVariables() {
		typed := sc.declaredType(v)
		if !sc.defaultValue(v) || !typed {
			continue
		}
		value, ok := v.standard, v.standard != cty.NilVal
		if g, set := sc.given[v.name]; set {
			value, ok = sc.givenValue(v, g)
			if !ok {
				continue
			}
		}
		if !ok {
			sc.missingValue(v)
			continue
		}
		v.value = value
		valid = append(valid, v)
	}
	invalid := slices.DeleteFunc(valid, sc.validate)
	for _, v := range invalid {
		v.value = cty.DynamicVal
	}
}

func (sc *scope) missingValue(v *variable) {
	if sc.call != nil {
		sc.report(mistake(sc.call.block.DefRange(), sc.call.block.Range(), "Missing value",
			"The variable %q of the module has no default. Set it here: %s = ….", v.name, v.name))
		return
	}
	sc.report(mistake(v.block.DefRange(), v.block.Range(), "Missing value",
		"The variable %q has no value. Set it with --var %s=…, in a file with --var-file, or give it a default.", v.name, v.name))
}

// declaredType reads the attributes type and description.
func (sc *scope) declaredType(v *variable) bool {
	sc.checkBody(v.block, variableBlock.attributeNames(), variableBlock.blockNames())
	attributes := v.block.Body.Attributes
	if a := attributes["description"]; a != nil {
		if d, ok := sc.evaluate(a.Expr, place{context: v.block.Range()}); ok {
			sc.stringOf(d, a, v.block.Range())
		}
	}
	a := attributes["type"]
	if a == nil {
		return true
	}
	t, diags := typeexpr.TypeConstraint(a.Expr)
	if diags.HasErrors() {
		sc.report(mistake(a.Expr.Range(), v.block.Range(), "Invalid type",
			"This is not a type. A type is string, number, bool, any, or made of these: list(string), set(number), map(string), object({ name = string }), tuple([string, number])."))
		return false
	}
	v.typ = t
	return true
}

func (sc *scope) defaultValue(v *variable) bool {
	a := v.block.Body.Attributes["default"]
	if a == nil {
		return true
	}
	value, ok := sc.evaluateAlone(a.Expr, v.block.Range(), "A default")
	if !ok {
		return false
	}
	converted, err := convert.Convert(value, v.typ)
	if err != nil {
		sc.report(mistake(a.Expr.Range(), v.block.Range(), "Wrong type",
			"The default is %s, and the variable %q is declared as %s. Change one of the two.",
			describe(value), v.name, typeexpr.TypeString(v.typ)))
		return false
	}
	v.standard = converted
	return true
}

// evaluateAlone evaluates an expression that may refer to nothing.
func (sc *scope) evaluateAlone(expr hclsyntax.Expression, context hcl.Range, what string) (cty.Value, bool) {
	for _, t := range expr.Variables() {
		sc.report(mistake(t.SourceRange(), context, "Reference not allowed",
			"%s cannot refer to anything else. Write its value out.", what))
		return cty.DynamicVal, false
	}
	return sc.evaluate(expr, place{context: context})
}

// validate holds a variable to its validation blocks.
func (sc *scope) validate(v *variable) (valid bool) {
	valid = true
	for _, block := range v.block.Body.Blocks {
		if block.Type != "validation" {
			continue
		}
		if len(sc.checkBody(block, validationBlock.attributeNames(), nil)) > 0 {
			continue
		}
		condition, message := block.Body.Attributes["condition"], block.Body.Attributes["error_message"]
		if condition == nil || message == nil {
			sc.report(mistake(block.DefRange(), v.block.Range(), "Missing attribute",
				"A validation has the attributes condition and error_message. Give both."))
			continue
		}
		valid = sc.validateCondition(v, condition, message) && valid
	}
	return valid
}

// validateCondition reports whether a condition does not fail. One that breaks
// says nothing of the variable.
func (sc *scope) validateCondition(v *variable, condition, message *hclsyntax.Attribute) bool {
	context := v.block.Range()
	holds, ok := sc.evaluate(condition.Expr, place{context: context})
	if !ok {
		return true
	}
	if holds.IsNull() || holds.Type() != cty.Bool {
		sc.report(mistake(condition.Expr.Range(), context, "Wrong type",
			"The condition is %s. It must be true or false.", describe(holds)))
		return true
	}
	if holds.True() {
		return true
	}
	if text, ok := sc.evaluate(message.Expr, place{context: context}); ok {
		if said, ok := sc.stringOf(text, message, context); ok {
			sc.report(mistake(condition.Expr.Range(), context, "Invalid value for variable",
				"The variable %q is %s. %s", v.name, describe(v.value), said))
		}
	}
	return false
}
