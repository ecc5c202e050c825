package pipeline

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"pipe/artifacts"
)

// A Node is a stage as one block of the file declares it, or one of several
// that the block declares with for_each.
type Node struct {
	Kind     *Kind
	Prefix   string // of its address: "module.data.", or "" for a stage of the file itself
	Name     string
	Instance string // its key in the block's for_each, or ""
	Config   Config
	// Inputs are the edges, in the order in which the config declares them.
	Inputs []Input
	// Execution is how it is run.
	Execution Execution
	// Block is the range of the whole block, header to closing brace.
	Block hcl.Range

	// pinned are the digests of an experiment of the past, whatever its files
	// hold now.
	pinned map[string]artifacts.Digest

	address string // what Address returns, once the loader has ordered the nodes

	header hcl.Range  // of the block's first line
	dir    string     // of the file
	ranges rangeTable // of the attributes

	// While the file is checked: what of the config did not decode and, where
	// there is something, a place where who asks for the config leaves a mark.
	declared  *declaration
	place     int      // among the nodes that are being ordered
	each      *element // of the for_each, or nil
	failed    pathSet
	misread   *bool
	results   []ConditionResult // that its conditions name
	choices   []choiceRef       // of its inputs, those that are chosen by others
	connected bool              // whether Inputs has the edges that follow from others
}

// An Input is an edge: what the node calls it, and the node it comes from.
type Input struct {
	Role string // "corpus", "benchmarks[2]"
	Node *Node
}

// Address is how the file refers to the node: `pretrain.base`, or
// `finetune.lr["low"]` where it is one of several, with the prefix of what
// evaluates a file once more in front: `module.data.dataset.corpus`.
func (n *Node) Address() string {
	switch {
	case n.address != "":
		return n.address
	case n.Instance == "":
		return n.block()
	}
	return n.block() + "[" + quote(n.Instance) + "]"
}

// block is the address without the instance: that of the node's block.
func (n *Node) block() string { return n.Prefix + n.Kind.Name + "." + n.Name }

// Range returns where an attribute stands, by its path ("model.kv_heads"), or
// the block's header where the file does not set it.
//
// An attribute of a nested block that the file does not set stands at that
// block's header.
func (n *Node) Range(path string) hcl.Range {
	for path != "" {
		if r, ok := n.ranges.get(path); ok {
			return r
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	if n.header.Empty() {
		return n.Block
	}
	return n.header
}

// fail notes that an attribute or block did not decode.
func (n *Node) fail(path string) {
	if n.failed == nil {
		n.failed = make(pathSet)
	}
	n.failed[path] = true
}

// isInput reports whether a path is that of a reference to another node.
func (n *Node) isInput(path string) bool {
	return slices.ContainsFunc(n.Inputs, func(in Input) bool { return in.Role == path })
}

func (n *Node) resolvePath(rel string) string {
	if filepath.IsAbs(rel) {
		return rel
	}
	return filepath.Join(n.dir, rel)
}
