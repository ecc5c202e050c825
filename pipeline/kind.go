package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pipe/artifacts"
)

// A Kind is a sort of stage: the block type that declares it, the attributes
// that block may have, and what running it does. Kinds are values; this
// package is handed its kinds and knows none of them.
type Kind struct {
	// Name is the block type, as in `pretrain "base" { … }`.
	Name string
	// Version is bumped when the same recipe may give other bytes.
	Version int
	// Doc says in one sentence what a stage of this kind does.
	Doc string
	// New returns a pointer to a config struct that holds the defaults.
	// The struct's tags are its schema: see the package comment.
	New func() Config
	// Parallel is set where a stage makes use of all the cores that it is given.
	// One that does not is as good as done beside it, and so goes first.
	Parallel bool
	// Lineage is set where the output shows the stage's ancestry (a report
	// draws the graph it stands on and names its nodes), so that ancestry is
	// part of the recipe: names, edges, labels, and what each ancestor made. The
	// recipes of ancestors are not: another recipe may give the same bytes, and
	// the wave stops there. Who shows a recipe reads it by its key.
	Lineage bool
	// Choice is set where a stage makes nothing of its own but chooses one of
	// its inputs, which it adopts: it is the name of these inputs, as "model" is
	// of model[0], model[1] and so on, and of what was chosen: select.best.model.
	Choice string

	defaults Config // see standard
}

// standard returns a config that holds the defaults, which nobody may change.
func (k *Kind) standard() Config {
	if k.defaults != nil {
		return k.defaults
	}
	return k.New()
}

// A Config holds the decoded attributes of one stage and runs it.
type Config interface {
	// Run reads its inputs from s and writes its output to s.Out. It returns
	// ctx's error soon after ctx is done.
	Run(ctx context.Context, s *Stage) error
}

// A Checker is a Config with rules that one attribute alone cannot break:
// heads that kv_heads must divide, a sequence that its model must hold. Its
// rules see a config of which a part may not have decoded: see Check.
type Checker interface {
	Check(c *Check)
}

// A Derived config makes its output from its inputs at once and without a
// network, so that whoever doubts the output makes it again.
type Derived interface {
	Derived() bool
}

// An Unpinned config may give other bytes from the same recipe, since it asks
// something outside that nothing pins: it is marked wherever it is shown, and a
// replay takes what it made from the record.
type Unpinned interface {
	// Irreproducible says why, or "" where it is not so.
	Irreproducible() string
}

// Irreproducible says why a node may give other bytes from the same recipe.
func (n *Node) Irreproducible() string {
	if u, ok := n.Config.(Unpinned); ok {
		return u.Irreproducible()
	}
	return ""
}

// A Pinned config reads bytes from outside the graph. Its recipe holds their
// digests, never the paths or addresses they came from.
type Pinned interface {
	Pins() []Pin
}

// A Demanding config needs of the machine what may not be there, such as a
// sandbox. It is asked before anything of a run begins, unless it is cached.
type Demanding interface {
	// Demand returns an error that says what is missing and what to do.
	Demand() error
}

// A Pin names bytes from outside the graph. One of Builtin, Value, Observe and
// Source is set.
type Pin struct {
	// Attribute is the path of the attribute that names the bytes, such as
	// "source" or "align[0].source": diagnostics point at it and the recipe
	// calls the pin by it.
	Attribute string
	// Builtin, when set, names bytes that the program itself generates, with
	// their version; it enters the recipe as it stands.
	Builtin string
	// Value, when set, is that of an attribute which names bytes in one place and
	// not in another, such as a file of another stage's artifact. It enters the
	// recipe as an attribute does; the bytes do as that stage's.
	Value string
	// Observe, when set, asks the world outside for a short text, such as the
	// version of a tool, when the experiment is planned. The text enters the
	// recipe.
	Observe func() (string, error)
	// Asks says, where the attribute's value does not, what Observe asks: pins
	// that ask alike observe alike.
	Asks string
	// Source is a path (relative to the experiment file) or an address.
	Source string
	// SHA256 is the pinned digest in hex; empty only where Source is a path,
	// which is then hashed when the experiment is planned.
	SHA256 string
	// URL is what the bytes are downloaded from where Source is an address, and
	// Bytes how many they are, if that is known. Neither enters a recipe.
	URL   string
	Bytes int64
}

// hasDigest reports whether the pin is one of bytes with a digest.
func (p *Pin) hasDigest() bool { return p.Builtin == "" && p.Value == "" && p.Observe == nil }

// Kinds is a set of kinds by name.
type Kinds struct {
	byName  map[string]*Kind
	library *library // nil where there is none
}

// NewKinds returns the set of the given kinds. It panics where two have the
// same name.
func NewKinds(kinds ...Kind) *Kinds {
	ks := &Kinds{byName: make(map[string]*Kind, len(kinds))}
	for _, k := range kinds {
		if _, dup := ks.byName[k.Name]; dup {
			panic(fmt.Sprintf("pipeline: kind %q registered twice", k.Name))
		}
		k.defaults = k.New()
		ks.byName[k.Name] = &k
	}
	return ks
}

// Lookup returns the kind of the given name, or nil.
func (ks *Kinds) Lookup(name string) *Kind { return ks.byName[name] }

// Names returns the names of all kinds, sorted.
func (ks *Kinds) Names() []string { return slices.Sorted(maps.Keys(ks.byName)) }

// A Ref is an attribute that refers to another stage: an edge of the graph.
type Ref struct {
	node *Node
}

// IsSet reports whether the attribute was given.
func (r Ref) IsSet() bool { return r.node != nil }

// Node returns the node referred to, or nil.
func (r Ref) Node() *Node { return r.node }

// Config returns the config of the node referred to, for checks that span two
// stages, or nil where there is none or it did not decode.
func (r Ref) Config() Config {
	if r.node == nil {
		return nil
	}
	if r.node.misread != nil {
		*r.node.misread = true
		return nil
	}
	return r.node.Config
}

// A Stage is what a config sees while it runs.
type Stage struct {
	// Out collects the output; the executor commits it when Run returns nil.
	Out *artifacts.Writer
	// Scratch holds checkpoints by key; it outlives a killed run.
	Scratch *artifacts.Scratch
	// Workers is how many cores the stage may use. It never changes a bit of
	// the output.
	Workers int

	node      *Node
	inputs    map[*Node]*artifacts.Artifact
	pins      map[string]artifacts.Digest
	store     *artifacts.Store
	ancestors []Ancestor
	progress  func(Progress)
	adopted   *artifacts.Artifact
	recipe    *Recipe
	trail     trailOptions
	notes     *notes
}

// Input returns the artifact of the stage that r refers to.
func (s *Stage) Input(r Ref) *artifacts.Artifact { return s.inputs[r.node] }

// InputIn returns the artifact of the input in a role, such as "model[0]", or
// nil where there is none.
func (s *Stage) InputIn(role string) *artifacts.Artifact {
	for _, in := range s.node.Inputs {
		if in.Role == role {
			return s.inputs[in.Node]
		}
	}
	return nil
}

// Adopt makes an artifact that exists already, that of an input, the output of
// the stage: its key is bound to it. What the stage writes to Out is dropped.
// Whoever stands on the stage cannot tell it from the input.
func (s *Stage) Adopt(a *artifacts.Artifact) { s.adopted = a }

// output returns what the stage has adopted, or else commits what it has made.
func (s *Stage) output() (*artifacts.Artifact, error) {
	if s.adopted != nil {
		return s.adopted, nil
	}
	return s.Out.Commit()
}

// Name returns the stage's address, for error messages only.
func (s *Stage) Name() string { return s.node.Address() }

// PinDigest returns the digest of the pinned bytes of an attribute; ok is
// false for a builtin.
func (s *Stage) PinDigest(attribute string) (d artifacts.Digest, ok bool) {
	d, ok = s.pins[attribute]
	return d, ok
}

// Store returns the store, for stages that look up pinned bytes in it.
func (s *Stage) Store() *artifacts.Store { return s.store }

// Path resolves a path of the experiment file against the file's folder.
func (s *Stage) Path(rel string) string { return s.node.resolvePath(rel) }

// Ancestors returns the stage's ancestry in topological order. It is empty
// unless the kind asks for it with Lineage.
func (s *Stage) Ancestors() []Ancestor { return s.ancestors }

// Report publishes progress. It is cheap enough to be called every step.
func (s *Stage) Report(p Progress) {
	if s.progress != nil {
		s.progress(p)
	}
}

// Progress is how far a running stage has come.
type Progress struct {
	Step, Steps int     // of Unit; Steps is 0 where unknown
	Unit        string  // "step", "document", "request", …
	Loss        float64 // 0 where there is none
	Tokens      int64   // processed since the stage started
	Note        string  // a short word on what is being done, or ""

	// Part names what is at hand of several things, such as a benchmark of an
	// evaluation; it is "" where there are no parts.
	Part                string
	PartStep, PartSteps int // of Unit
}

// An Ancestor is one node of a stage's lineage.
type Ancestor struct {
	Address  string            // "pretrain.base"
	Kind     string            // "pretrain"
	Name     string            // "base"
	Artifact artifacts.Digest  // what it produced
	Labels   map[string]string // attributes tagged recipe:"label"
	Inputs   []AncestorInput   // in declaration order
	Files    []AncestorFile    // that it reads from outside the graph, likewise
}

// An AncestorFile is a file from outside that a node of a lineage reads.
type AncestorFile struct {
	Attribute string           // that names it: "source"
	Source    string           // an address, or the name of a local file without its folder
	Digest    artifacts.Digest // zero for bytes that the program generates
}

// An AncestorInput is one edge of a lineage.
type AncestorInput struct {
	Role    string // "corpus", "benchmarks[2]"
	Address string
}
