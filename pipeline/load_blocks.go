package pipeline

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// reservedBlocks are the block types of the language itself; all others are
// kinds.
var reservedBlocks = []string{"experiment", "locals", moduleRoot, "variable"}

// A declaration is a stage's block and the nodes made of it.
type declaration struct {
	scope *scope
	kind  *Kind
	name  string // "" where the block has none
	block *hclsyntax.Block

	repeated bool // by for_each
	entered  bool // of the library: something refers to it

	value cty.Value // what its address stands for; cty.NilVal until somebody asks
	nodes []*Node   // one, or one for each key of its for_each, in the order of keys
	keys  []string  // of its for_each

	// found is what is wrong with each of nodes, where for_each is the library's:
	// it is reported of those alone that something of the file stands on.
	found []hcl.Diagnostics
}

// address is how the file refers to what the block declares.
func (d *declaration) address() string { return d.kind.Name + "." + d.name }

// called is what the experiment calls what the block declares: in a module, or
// a variant, there is a prefix.
func (d *declaration) called() string { return d.scope.prefix + d.address() }

// sortBlocks tells the blocks of the file apart and declares what they name.
func (sc *scope) sortBlocks(bodies ...*hclsyntax.Body) {
	sc.bodies = bodies
	for _, body := range bodies {
		sc.sortBody(body)
	}
	if sc.isRoot() && sc.experiment == nil && !slices.ContainsFunc(bodies, hasExperiment) {
		at := hcl.Range{Filename: sc.path, Start: hcl.InitialPos, End: hcl.InitialPos}
		sc.report(mistake(at, at, "Missing experiment block",
			"The file does not name its experiment. Add a block such as: experiment \"name\" {}."))
	}
}

func hasExperiment(body *hclsyntax.Body) bool {
	return slices.ContainsFunc(body.Blocks, func(b *hclsyntax.Block) bool { return b.Type == "experiment" })
}

func (sc *scope) sortBody(body *hclsyntax.Body) {
	for _, a := range sortedAttributes(body) {
		sc.report(mistake(a.NameRange, a.Range(), "Attribute outside a block",
			"The attribute %q stands outside any block. Put it into a block, or into locals { } to refer to it as local.%s.", a.Name, a.Name))
	}
	for _, block := range body.Blocks {
		switch block.Type {
		case "experiment":
			sc.declareExperiment(block)
		case "variable":
			sc.declareVariable(block)
		case "locals":
			sc.declareLocals(block)
		case moduleRoot:
			sc.declareModule(block)
		default:
			sc.declareStage(block)
		}
	}
}

// declareExperiment notes the block that names the experiment. Files of modules
// may have one of their own, to be run alone, which is passed over.
func (sc *scope) declareExperiment(block *hclsyntax.Block) {
	if !sc.isRoot() || !sc.named(block) {
		return
	}
	if first := sc.experiment; first != nil {
		sc.report(mistake(block.DefRange(), block.Range(), "Second experiment block",
			"The experiment is named %s already. Remove one of the two.", lineOf(first.DefRange(), block.DefRange())))
		return
	}
	sc.experiment = block
}

// declareStage notes a stage's block. Its nodes are made once the names of the
// file are known, and decoded once all nodes are.
func (sc *scope) declareStage(block *hclsyntax.Block) {
	kind := sc.kinds.Lookup(block.Type)
	if kind == nil {
		sc.unknownBlock(block)
		return
	}
	repeated := block.Body.Attributes[forEach] != nil && !kind.expands()
	d := &declaration{scope: sc, kind: kind, block: block, repeated: repeated}
	if len(block.Labels) > 0 {
		d.name = block.Labels[0]
	}
	sc.declared = append(sc.declared, d)
	if !sc.named(block) {
		return // what is wrong inside can be said nevertheless
	}
	if sc.parent != nil && kind.expands() {
		sc.faulty[d.address()] = true
		sc.declared = sc.declared[:len(sc.declared)-1]
		sc.report(mistake(block.DefRange(), block.Range(), "Unexpected block",
			"A module cannot hold %s, which evaluates the whole experiment again. Move it to the experiment's own file.", article(block.Type)))
		return
	}
	if first := sc.addresses[d.address()]; first != nil {
		sc.report(mistake(block.DefRange(), block.Range(), "Duplicate stage",
			"%s is declared %s already. Give one of the two another name.",
			d.address(), lineOf(first.block.DefRange(), block.DefRange())))
		return
	}
	sc.addresses[d.address()] = d
}

func (sc *scope) newNode(d *declaration, key string, each *element) *Node {
	n := &Node{
		Kind: d.kind, Prefix: sc.prefix, Name: d.name, Instance: key, Config: d.kind.New(), each: each,
		Block: d.block.Range(), header: d.block.DefRange(), dir: sc.dir,
	}
	n.declared = d
	sc.nodes++
	return n
}

// unknownBlock complains about a block type, and marks the address that the
// author meant to declare so that references to it are not complained about.
func (sc *scope) unknownBlock(block *hclsyntax.Block) {
	types := slices.Concat(sc.kinds.Names(), reservedBlocks)
	slices.Sort(types)
	near := nearest(block.Type, types)
	sc.report(mistake(block.TypeRange, block.Range(), "Unknown block type",
		"There is no block type %q.%s The block types are %s.", block.Type, DidYouMean(block.Type, types), enumerate(types)))
	if len(block.Labels) > 0 {
		sc.faulty[block.Type+"."+block.Labels[0]] = true
		sc.faulty[near+"."+block.Labels[0]] = true
	}
}

// named checks that a block has one label that can be referred to.
func (sc *scope) named(block *hclsyntax.Block) bool {
	switch {
	case len(block.Labels) == 0:
		sc.report(mistake(block.TypeRange, block.Range(), "Missing name",
			"The block has no name. Write its name in quotes behind the type: %s \"name\" { }.", block.Type))
	case len(block.Labels) > 1:
		sc.faulty[block.Type+"."+block.Labels[0]] = true
		sc.report(mistake(block.LabelRanges[1], block.Range(), "More than one name",
			"%s has one name, and here are %d. Remove the others.", begin(article(block.Type)), len(block.Labels)))
	case !hclsyntax.ValidIdentifier(block.Labels[0]):
		sc.report(mistake(block.LabelRanges[0], block.Range(), "Invalid name",
			"The name %q cannot be referred to. A name begins with a letter, and goes on with letters, digits, underscores and hyphens.", block.Labels[0]))
	case len(block.Labels[0]) > maxNameBytes:
		sc.faulty[block.Type+"."+block.Labels[0]] = true
		sc.report(mistake(block.LabelRanges[0], block.Range(), "Invalid name",
			"The name %q has %d bytes, and at most %d are allowed. It is written into lines, and made a folder's name.",
			shorten(block.Labels[0]), len(block.Labels[0]), maxNameBytes))
	default:
		return true
	}
	return false
}

// checkBody complains about the attributes and blocks of a block that are not
// among the given ones, and returns those that they may have been meant to be.
func (sc *scope) checkBody(block *hclsyntax.Block, attributes, blocks []string) (meant []string) {
	all := func() []string { return slices.Concat(attributes, blocks) }
	for _, a := range block.Body.Attributes {
		if slices.Contains(attributes, a.Name) {
			continue
		}
		meant = append(meant, nearest(a.Name, all()))
		if slices.Contains(blocks, a.Name) {
			sc.report(mistake(a.NameRange, block.Range(), "Block written as attribute",
				"%q is a block. Write it without the equals sign: %s { … }.", a.Name, a.Name))
			continue
		}
		sc.unknownName(block, a.NameRange, "attribute", a.Name, attributes, all())
	}
	for _, b := range block.Body.Blocks {
		if slices.Contains(blocks, b.Type) {
			continue
		}
		meant = append(meant, nearest(b.Type, all()))
		if slices.Contains(attributes, b.Type) {
			sc.report(mistake(b.TypeRange, block.Range(), "Attribute written as block",
				"%q is an attribute. Write it with an equals sign: %s = ….", b.Type, b.Type))
			continue
		}
		sc.unknownName(block, b.TypeRange, "block", b.Type, blocks, all())
	}
	return meant
}

// unknownName complains about an attribute or a block, as what says, that is
// not among those allowed in a block; all are the names of both.
func (sc *scope) unknownName(block *hclsyntax.Block, at hcl.Range, what, name string, allowed, all []string) {
	near := DidYouMean(name, all)
	if name == "count" && slices.Contains(all, forEach) {
		near = " A stage is repeated by for_each, which names each one."
	}
	have := "It has no " + what + "s."
	if len(allowed) > 0 {
		have = "Its " + what + "s are " + enumerate(allowed) + "."
	}
	sc.report(mistake(at, block.Range(), "Unknown "+what, "%s has no %s %q.%s %s",
		begin(article(block.Type)), what, name, near, have))
}

// sortedAttributes returns a body's attributes in the order of the file.
func sortedAttributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	attributes := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		attributes = append(attributes, a)
	}
	slices.SortFunc(attributes, func(a, b *hclsyntax.Attribute) int { return compareRanges(a.SrcRange, b.SrcRange) })
	return attributes
}
