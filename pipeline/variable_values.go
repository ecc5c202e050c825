package pipeline

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// environmentPrefix begins the names of environment variables that set
// variables of experiments.
const environmentPrefix = "PIPE_VAR_"

// A given is what one source says a variable is.
type given struct {
	source string    // "--var seed", for diagnostics
	text   string    // from the command line or the environment
	value  cty.Value // from a file; cty.NilVal where text counts
	at     hcl.Range // in the file
}

// givenValues collects what is set from outside; a later source beats an
// earlier one.
func (sc *scope) givenValues() map[string]given {
	values := make(map[string]given)
	for _, entry := range sc.options.Environ {
		name, text, _ := strings.Cut(entry, "=")
		if name, ok := strings.CutPrefix(name, environmentPrefix); ok {
			values[name] = given{source: environmentPrefix + name, text: text}
		}
	}
	for _, path := range sc.options.VarFiles {
		sc.readVarFile(path, values)
	}
	for _, name := range slices.Sorted(maps.Keys(sc.options.Vars)) {
		if sc.variables[name] == nil && !sc.faulty["var."+name] {
			sc.undeclaredVar(name)
		}
		values[name] = given{source: "--var " + name, text: sc.options.Vars[name]}
	}
	return values
}

func (sc *scope) undeclaredVar(name string) {
	names := slices.Sorted(maps.Keys(sc.variables))
	sc.report(&hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Undeclared variable",
		Detail: "--var sets " + quote(name) + ", and " + sc.path + " declares no such variable." +
			DidYouMean(name, names) + " It declares " + enumerate(names) + ".",
	})
}

// readVarFile reads a file that sets variables by attributes.
func (sc *scope) readVarFile(path string, values map[string]given) {
	body := sc.parse(path)
	if body == nil {
		return
	}
	for _, b := range body.Blocks {
		sc.report(mistake(b.TypeRange, b.Range(), "Block in a file of variables",
			"A file of variables holds attributes only, such as: seed = 17. Remove the block %q.", b.Type))
	}
	for _, a := range sortedAttributes(body) {
		if sc.variables[a.Name] == nil && !sc.faulty["var."+a.Name] {
			names := slices.Sorted(maps.Keys(sc.variables))
			sc.report(mistake(a.NameRange, a.Range(), "Undeclared variable",
				"%s declares no variable %q.%s It declares %s.", sc.path, a.Name, DidYouMean(a.Name, names), enumerate(names)))
			continue
		}
		v, ok := sc.evaluateAlone(a.Expr, a.Range(), "A value in a file of variables")
		if !ok {
			v = cty.DynamicVal
		}
		values[a.Name] = given{source: path, value: v, at: a.Expr.Range()}
	}
}

// givenValue converts what was given to the variable's type.
func (sc *scope) givenValue(v *variable, g given) (cty.Value, bool) {
	value, typ := g.value, v.wants()
	if value == cty.NilVal {
		var ok bool
		if value, ok = parseText(g.text, typ); !ok {
			return sc.badValue(v, g, quote(shorten(g.text)), typ)
		}
	}
	if !value.IsKnown() {
		return cty.DynamicVal, false
	}
	converted, err := convert.Convert(value, typ)
	if err != nil {
		return sc.badValue(v, g, describe(value), typ)
	}
	return converted, true
}

// wants returns the type that a given value is read as: the declared one or,
// where the file declares none, that of a simple default.
func (v *variable) wants() cty.Type {
	if v.typ == cty.DynamicPseudoType && v.standard != cty.NilVal && v.standard.Type().IsPrimitiveType() {
		return v.standard.Type()
	}
	return v.typ
}

// badValue points at the value where it stands in a file, and else at the
// variable's declaration.
func (sc *scope) badValue(v *variable, g given, found string, typ cty.Type) (cty.Value, bool) {
	at, context := v.block.DefRange(), v.block.Range()
	if g.value != cty.NilVal {
		at, context = g.at, g.at
	}
	sc.report(mistake(at, context, "Wrong type",
		"%s sets the variable %q to %s, and it is declared as %s.", g.source, v.name, found, typeexpr.TypeString(typ)))
	return cty.DynamicVal, false
}

// parseText reads a value from the command line or the environment: a string
// as it stands, anything else as the language writes it. Where any type will
// do, text that is no such value is a string.
func parseText(text string, typ cty.Type) (cty.Value, bool) {
	if typ == cty.String {
		return cty.StringVal(text), true
	}
	fallback := func() (cty.Value, bool) { return cty.StringVal(text), typ == cty.DynamicPseudoType }
	if guard("", []byte(text)).HasErrors() {
		return fallback()
	}
	expr, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() || len(expr.Variables()) > 0 {
		return fallback()
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() {
		return fallback()
	}
	return v, true
}
