package pipeline

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// A Check collects what is wrong with one stage's config.
//
// It also keeps quiet. All mistakes of a file are reported at once, so that
// rules are applied to configs of which a part did not decode; such a part has
// its default, or nothing, and a rule that reads it would complain about a
// value that nobody wrote. So a mistake goes unheard
//
//   - at an attribute that did not decode, or in a block that is missing;
//   - that was reported through Given, where one of the attributes named there
//     did not decode;
//   - at a reference, where the rule has read, through Ref.Config, the config
//     of a stage that did not decode. A rule that spans two stages points at
//     the reference between them.
type Check struct {
	node    *Node
	misread *bool // whether the config of a faulty stage was asked for
	quiet   bool
	diags   *hcl.Diagnostics
}

// Given returns the check for a rule that reads the attributes of the given
// paths, besides the one that it points at. Where a path is that of a reference,
// the rule has read the config behind it already.
func (c *Check) Given(paths ...string) *Check {
	given := *c
	for _, path := range paths {
		given.quiet = given.quiet || c.node.failed.overlaps(path) || *c.misread && c.node.isInput(path)
	}
	return &given
}

// Sets reports whether the file says anything of an attribute, be it an empty
// list.
func (c *Check) Sets(path string) bool {
	_, ok := c.node.ranges.get(path)
	return ok
}

// InLibrary reports whether the library declares the stage, so that who wrote the
// experiment cannot correct it in its place.
func (c *Check) InLibrary() bool { return inLibrary(c.node.Block.Filename) }

// Address is how files refer to the stage.
func (c *Check) Address() string { return c.node.Address() }

// Errorf reports a mistake in the attribute of the given path, such as
// "model.kv_heads" or "align[0].source"; an empty path means the whole block.
// The summary is a short title; the rest is full sentences that say what was
// found, what is allowed and what to do.
func (c *Check) Errorf(path, summary, format string, args ...any) {
	if c.quiet || c.node.failed.overlaps(path) || *c.misread && c.node.isInput(path) {
		return
	}
	*c.diags = append(*c.diags, mistake(c.node.Range(path), c.node.Block, summary, format, args...))
}

// check holds what conditions name against what there is, and lets the config
// of each node of a declaration hold its attributes against each other.
func (sc *scope) check(d *declaration) {
	sc.inEach(d.nodes, func(n *Node) {
		sc.checkResults(n)
		sc.checkChoices(n)
		if checker, ok := n.Config.(Checker); ok {
			*sc.misread = false
			checker.Check(&Check{node: n, misread: sc.misread, diags: &sc.diags})
		}
	})
}

// A pathSet holds paths of attributes and blocks.
type pathSet map[string]bool

// overlaps reports whether a path of the set is the given one, lies in it or
// holds it.
func (s pathSet) overlaps(path string) bool {
	for p := range s {
		if within(p, path) || within(path, p) {
			return true
		}
	}
	return false
}

// within reports whether an attribute lies in a block or list, or is the same.
func within(inner, outer string) bool {
	rest, ok := strings.CutPrefix(inner, outer)
	return ok && (outer == "" || rest == "" || strings.ContainsRune(".[", rune(rest[0])))
}
