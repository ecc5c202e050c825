package pipeline

import (
	"github.com/zclconf/go-cty/cty/function"
)

// A scope is a file evaluated once: what its blocks declare, and what the names
// in its expressions stand for. The experiment is the root scope.
type scope struct {
	*loading
	prefix    string // of the addresses of its nodes: "" or "module.data."
	dir       string // that its paths are relative to
	functions map[string]function.Function

	variables map[string]*variable
	given     map[string]given // what variables are set to from outside
	locals    map[string]*local
	stack     []string // locals being evaluated
	declared  []*declaration
	addresses map[string]*declaration // without prefix
	faulty    map[string]bool         // addresses whose declaration has been complained about
}

func (ld *loading) newScope(prefix, dir string) *scope {
	return &scope{
		loading: ld, prefix: prefix, dir: dir, functions: functionsOf(dir, ld.record),
		variables: make(map[string]*variable), locals: make(map[string]*local),
		addresses: make(map[string]*declaration), faulty: make(map[string]bool),
	}
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
}

// decodeAll decodes all nodes, which exist.
func (sc *scope) decodeAll() {
	for _, d := range sc.declared {
		sc.decodeNodes(d)
	}
}

// nodes returns all nodes, in the order of the file.
func (sc *scope) nodes() []*Node {
	var nodes []*Node
	for _, d := range sc.declared {
		nodes = append(nodes, d.nodes...)
	}
	return nodes
}
