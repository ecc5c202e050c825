package pipeline

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// moduleRoot begins references to stages of a module, and is the type of the
// block that evaluates another file with variables of its own:
//
//	module "data" {
//	  source = "./data.hcl"
//	  seed   = var.seed
//	}
//
// Its stages are module.data.dataset.corpus and so on.
const (
	moduleRoot = "module"
	sourceName = "source"
)

// A moduleCall is a block that evaluates another file.
type moduleCall struct {
	name    string
	block   *hclsyntax.Block
	value   cty.Value // what module.name stands for; cty.NilVal until somebody asks
	scope   *scope    // of the module; nil where it is faulty
	opening bool
}

func (m *moduleCall) address() string { return moduleRoot + "." + m.name }

func (sc *scope) declareModule(block *hclsyntax.Block) {
	if !sc.named(block) {
		return
	}
	m := &moduleCall{name: block.Labels[0], block: block}
	if first := sc.modules[m.name]; first != nil {
		sc.report(mistake(block.DefRange(), block.Range(), "Duplicate module",
			"%s is declared %s already. Give one of the two another name.", m.address(), lineOf(first.block.DefRange(), block.DefRange())))
		return
	}
	sc.modules[m.name] = m
}

// sortedModules returns the calls in the order of the file.
func (sc *scope) sortedModules() []*moduleCall {
	return slices.SortedFunc(maps.Values(sc.modules), func(a, b *moduleCall) int {
		return compareRanges(a.block.TypeRange, b.block.TypeRange)
	})
}

// module returns what module.name stands for in expressions: an object of its
// stages, by kind and name. It is cty.DynamicVal where something was wrong with
// the call. The file is evaluated on the way.
func (sc *scope) module(m *moduleCall) cty.Value {
	switch {
	case m.opening:
		sc.report(mistake(m.block.DefRange(), m.block.Range(), "Cycle",
			"What %s is called with depends on its own stages. Break the circle by giving it a value of its own.", m.address()))
		return cty.DynamicVal
	case m.value != cty.NilVal:
		return m.value
	}
	m.opening = true
	inner := sc.openModule(m)
	m.opening, m.value = false, cty.DynamicVal
	if inner == nil {
		return m.value
	}
	m.scope = inner
	kinds := make(map[string]map[string]cty.Value)
	for _, d := range inner.addresses {
		if kinds[d.kind.Name] == nil {
			kinds[d.kind.Name] = make(map[string]cty.Value)
		}
		kinds[d.kind.Name][d.name] = d.scope.stage(d)
	}
	stages := make(map[string]cty.Value)
	for kind, names := range kinds {
		stages[kind] = cty.ObjectVal(names)
	}
	m.value = cty.ObjectVal(stages)
	return m.value
}

// openModule evaluates the file that a call names. It returns nil where there
// is nothing to refer to.
func (sc *scope) openModule(m *moduleCall) *scope {
	ok := sc.checkCall(m)
	given, argumentsOK := sc.arguments(m)
	path, known := sc.modulePath(m)
	if !known || !ok {
		return nil
	}
	source := m.block.Body.Attributes[sourceName]
	if slices.Contains(sc.files, path) || path == filepath.Clean(sc.path) {
		sc.report(mistake(source.Expr.Range(), m.block.Range(), "Cycle of modules",
			"A file cannot include itself: %s. Remove one of these modules.", strings.Join(append(slices.Clone(sc.files), path), " → ")))
		return nil
	}
	if sc.scopes >= maxScopes {
		sc.report(mistake(m.block.DefRange(), m.block.Range(), "Too many modules",
			"The experiment evaluates more than %d files, those of variants and of modules in modules included.", maxScopes))
		return nil
	}
	bodies, dir, ok := sc.readModule(m, path)
	if !ok {
		return nil
	}
	inner := sc.newScope(sc.prefix+m.address()+".", dir)
	inner.parent, inner.call, inner.given = sc, m, given
	inner.files = append(slices.Clone(sc.files), path)
	inner.sortBlocks(bodies...)
	inner.checkArguments(m)
	if !argumentsOK {
		for name := range m.block.Body.Attributes { // their values are not known, rather than missing
			if _, ok := given[name]; !ok {
				inner.given[name] = argument(m, name, cty.DynamicVal)
			}
		}
	}
	inner.open()
	return inner
}

// checkCall complains about what a call cannot have.
func (sc *scope) checkCall(m *moduleCall) bool {
	ok := true
	for _, b := range m.block.Body.Blocks {
		ok = false
		sc.report(mistake(b.TypeRange, m.block.Range(), "Unknown block",
			"A module has attributes only: %s, and one for each variable that it sets. Remove the block %q.", sourceName, b.Type))
	}
	if a := m.block.Body.Attributes[forEach]; a != nil {
		ok = false
		sc.report(mistake(a.NameRange, m.block.Range(), "Module with for_each",
			"A module cannot be repeated. Give it a map as a variable, and repeat the stages inside by for_each, or write a block for each."))
	}
	return ok
}

// modulePath returns the path that a call names. It has to be there to be read
// before anything of the file has a value.
func (sc *scope) modulePath(m *moduleCall) (path string, ok bool) {
	a := m.block.Body.Attributes[sourceName]
	if a == nil {
		sc.report(mistake(m.block.DefRange(), m.block.Range(), "Missing attribute",
			"A module needs the attribute %q: the path of a file or folder, relative to this file.", sourceName))
		return "", false
	}
	v, diags := a.Expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String || v.AsString() == "" {
		sc.report(mistake(a.Expr.Range(), m.block.Range(), "Wrong type",
			"The source of a module is read before anything has a value. Write it out as a path in quotes, such as \"./data.hcl\"."))
		return "", false
	}
	path = v.AsString()
	if strings.Contains(path, "://") {
		sc.report(mistake(a.Expr.Range(), m.block.Range(), "Module from elsewhere",
			"The source of a module is %q. It must be the path of a local file or folder, so that the experiment can be read without a network.", shorten(path)))
		return "", false
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(sc.dir, path)
	}
	return filepath.Clean(path), true
}

// readModule reads the file or folder of a module. That it cannot be read is
// said where the call names it.
func (sc *scope) readModule(m *moduleCall, path string) (bodies []*hclsyntax.Body, dir string, ok bool) {
	found := sc.aside(func() { bodies, dir, ok = sc.read(path) })
	at := m.block.Body.Attributes[sourceName].Expr.Range()
	for _, d := range found {
		if d.Subject == nil {
			d.Subject, d.Context = &at, m.block.Range().Ptr()
		}
		sc.report(d)
	}
	return bodies, dir, ok
}

// arguments evaluates what a call sets variables to.
func (sc *scope) arguments(m *moduleCall) (values map[string]given, ok bool) {
	values, ok = make(map[string]given), true
	for _, a := range sortedAttributes(m.block.Body) {
		if a.Name == sourceName || a.Name == forEach {
			continue
		}
		v, known := sc.evaluate(a.Expr, place{context: m.block.Range()})
		if !known {
			ok = false
			continue
		}
		values[a.Name] = argument(m, a.Name, v)
	}
	return values, ok
}

func argument(m *moduleCall, name string, v cty.Value) given {
	return given{source: m.address(), value: v, at: m.block.Body.Attributes[name].Expr.Range()}
}

// checkArguments complains about arguments of a call that are no variables of
// the module.
func (sc *scope) checkArguments(m *moduleCall) {
	names := slices.Sorted(maps.Keys(sc.variables))
	for _, a := range sortedAttributes(m.block.Body) {
		if a.Name == sourceName || a.Name == forEach || sc.variables[a.Name] != nil || sc.faulty["var."+a.Name] {
			continue
		}
		sc.report(mistake(a.NameRange, m.block.Range(), "Undeclared variable",
			"%s declares no variable %q.%s It declares %s.", sc.files[len(sc.files)-1], a.Name, DidYouMean(a.Name, names), enumerate(names)))
	}
}

// lookupModule returns what a call stands for, once it has looked at the steps
// behind it, which name a stage.
func (sc *scope) lookupModule(t hcl.Traversal, name string, in place) (cty.Value, bool) {
	m := sc.modules[name]
	if m == nil {
		return sc.undeclared(t.SourceRange(), in, "module", moduleRoot, name, slices.Sorted(maps.Keys(sc.modules)))
	}
	v := sc.module(m)
	if v == cty.DynamicVal {
		return v, true
	}
	if len(t) < 4 {
		sc.report(mistake(t.SourceRange(), in.context, "Incomplete reference",
			"%s stands for many stages. Name one of them by kind and name: %s.", m.address(), enumerate(m.addresses())))
		return cty.NilVal, false
	}
	kind, _ := stepAt(t, 2)
	stage, _ := stepAt(t, 3)
	address := kind + "." + stage
	d := m.scope.addresses[address]
	switch {
	case d == nil && m.scope.faulty[address]:
		return cty.DynamicVal, true
	case d == nil:
		whole := m.address() + "." + address
		sc.report(mistake(t.SourceRange(), in.context, "Unknown stage",
			"There is no stage %s.%s The module declares %s.", whole, DidYouMean(whole, m.addresses()), enumerate(m.addresses())))
		return cty.NilVal, false
	case in.reads != nil && !slices.Contains(in.reads, kind):
		sc.report(mistake(t.SourceRange(), in.context, "Wrong kind of stage",
			"%s.%s stands for a stage, and a condition is made of numbers that stages have found. Name one, as in %s.name.benchmark.metric.",
			m.address(), address, in.reads[0]))
		return cty.NilVal, false
	}
	stageValue, ok := sc.lookupStage(d, t, t[4:], in)
	if !ok || stageValue == cty.DynamicVal {
		return stageValue, ok
	}
	return v, true
}

// addresses returns how the caller refers to the stages of a module.
func (m *moduleCall) addresses() []string {
	var all []string
	for _, address := range slices.Sorted(maps.Keys(m.scope.addresses)) {
		all = append(all, m.address()+"."+address)
	}
	return all
}

// declarationOf returns the declaration that names lead to, and those behind
// them: kind and name, with a module in front or without.
func (sc *scope) declarationOf(names []string) (d *declaration, used int) {
	if len(names) >= 4 && names[0] == moduleRoot {
		if m := sc.modules[names[1]]; m != nil && m.scope != nil {
			d, used = m.scope.declarationOf(names[2:4])
		}
		return d, used + 2
	}
	if len(names) < 2 {
		return nil, 0
	}
	if sc.kinds.Lookup(names[0]) == nil {
		return nil, 2
	}
	return sc.find(names[0] + "." + names[1]), 2
}
