package pipeline

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty/function"
)

// A scope is a file evaluated once: what its blocks declare, and what the names
// in its expressions stand for. The experiment is the root scope; each variant
// of an ablation is one more, with each of its seeds; and so is each module that
// one of these calls.
type scope struct {
	*loading
	prefix    string // of the addresses of its nodes: "" or "module.data."
	dir       string // that its paths are relative to
	functions map[string]function.Function

	home      *scope            // of a file of the library: the scope that refers to it
	libraries map[string]*scope // the files of the library that it refers to, by path

	ablation *Node       // whose variant the scope is, or nil
	parent   *scope      // of a module: that of its caller
	call     *moduleCall // of a module
	files    []string    // of a module: its path, behind those of the modules around it

	bodies     []*hclsyntax.Body
	variables  map[string]*variable
	given      map[string]given // what variables are set to from outside
	locals     map[string]*local
	stack      []string // locals being evaluated
	declared   []*declaration
	addresses  map[string]*declaration // without prefix
	faulty     map[string]bool         // addresses whose declaration has been complained about
	modules    map[string]*moduleCall
	expansions []*expansion
}

func (ld *loading) newScope(prefix, dir string) *scope {
	ld.scopes++
	return &scope{
		loading: ld, prefix: prefix, dir: dir, functions: functionsOf(dir, ld.readSource),
		variables: make(map[string]*variable), locals: make(map[string]*local),
		addresses: make(map[string]*declaration), faulty: make(map[string]bool),
		modules: make(map[string]*moduleCall),
	}
}

// isRoot reports whether the scope is the experiment itself.
func (sc *scope) isRoot() bool { return sc.parent == nil && sc.ablation == nil }

// outermost returns the scope that a module's belongs to: the root, or that of a
// variant.
func (sc *scope) outermost() *scope {
	for sc.parent != nil {
		sc = sc.parent
	}
	return sc
}

// allDeclared returns the stages of the scope and of its modules.
func (sc *scope) allDeclared() []*declaration {
	declared := slices.Clone(sc.declared)
	for _, m := range sc.sortedModules() {
		if m.scope != nil {
			declared = append(declared, m.scope.allDeclared()...)
		}
	}
	return declared
}

// open gives the names of a scope their values and makes its nodes. This and
// the later phases leave what they could not make sense of marked as faulty, so
// that those that follow are silent about the consequences.
func (sc *scope) open() {
	sc.evaluateVariables()
	for _, d := range sc.declared {
		sc.stage(d)
	}
	sc.evaluateLocals()
	for _, m := range sc.sortedModules() {
		sc.module(m)
	}
}
