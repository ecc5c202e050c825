package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// IsJSON reports whether a file is written in HCL's JSON syntax
// (https://github.com/hashicorp/hcl/blob/main/json/spec.md).
func IsJSON(path string) bool { return strings.HasSuffix(path, ".json") }

// parseJSON turns a file in JSON into what the native syntax would give. It
// returns nil where there is nothing to go on with.
//
// JSON does not tell a block from a map, so what a file may say decides: blocks
// are those that the language and its kinds have.
func (ld *loading) parseJSON(path string, src []byte) *hclsyntax.Body {
	if diags := guardEncoding(path, src); diags.HasErrors() {
		ld.diags = append(ld.diags, diags...)
		return nil
	}
	var blocks []Block
	if !slices.Contains(ld.options.VarFiles, path) { // which have none
		blocks = ld.fileBlocks()
	}
	r := &jsonReader{path: path, src: src, blocks: blocks}
	root, diags := parseJSONSyntax(path, src)
	r.diags = diags
	var body *hclsyntax.Body
	if root != nil {
		body = r.root(root)
	}
	ld.diags = append(ld.diags, r.diags...)
	if r.diags.HasErrors() {
		return nil
	}
	return body
}

// fileBlocks are the blocks that a file of an experiment may have.
func (ld *loading) fileBlocks() []Block {
	var blocks, everywhere []Block // of the language: in a file, and in each stage's block
	for _, b := range LanguageBlocks() {
		if slices.Contains(reservedBlocks, b.Type) {
			blocks = append(blocks, b)
		} else {
			everywhere = append(everywhere, b)
		}
	}
	for _, name := range ld.kinds.Names() {
		b := ld.kinds.Lookup(name).Describe()
		b.Blocks = append(b.Blocks, everywhere...)
		blocks = append(blocks, b)
	}
	return blocks
}

// A jsonReader turns values into bodies and expressions.
type jsonReader struct {
	path   string
	src    []byte
	blocks []Block // that the file may have
	diags  hcl.Diagnostics
}

func (r *jsonReader) report(at hcl.Range, summary, format string, args ...any) {
	r.diags = append(r.diags, mistake(at, at, summary, format, args...))
}

// root turns the value of the file into a body: an object, or an array of
// objects that are one after the other. Where a file has blocks, an object of
// another name is meant to be one.
func (r *jsonReader) root(v *jsonValue) *hclsyntax.Body {
	objects := []*jsonValue{v}
	if v.kind == jsonArray {
		objects = v.elements
	}
	body := &hclsyntax.Body{Attributes: make(hclsyntax.Attributes), SrcRange: v.at, EndRange: end(v.at)}
	for _, o := range objects {
		if o.kind != jsonObject {
			r.report(o.at, "Wrong type", "The file holds %s here. It must be an object, whose properties are blocks.", o.kind)
			continue
		}
		for _, m := range o.members {
			if len(r.blocks) > 0 && blockNamed(r.blocks, m.name.text) == nil && (m.value.kind == jsonObject || m.value.kind == jsonArray) {
				r.addBlocks(body, Block{Type: m.name.text, Label: "name"}, m.name, nil, m.value)
				continue
			}
			r.member(body, Block{Blocks: r.blocks}, m)
		}
	}
	return body
}

// body turns an object into the body of a block.
func (r *jsonReader) body(v *jsonValue, of Block) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: make(hclsyntax.Attributes), SrcRange: v.at, EndRange: end(v.at)}
	if of.Type == variantBlockName {
		of.Blocks = r.blocks // its blocks are those of the file
	}
	for _, m := range v.members {
		r.member(body, of, m)
	}
	return body
}

// member adds a property to a body, as an attribute or as blocks.
func (r *jsonReader) member(body *hclsyntax.Body, of Block, m jsonMember) {
	name := m.name.text
	if name == jsonComment {
		return
	}
	if b := blockNamed(of.Blocks, name); b != nil {
		r.addBlocks(body, *b, m.name, nil, m.value)
		return
	}
	if !hclsyntax.ValidIdentifier(name) {
		r.report(m.name.at, "Invalid name",
			"The name %s cannot be that of an attribute or a block. A name begins with a letter, and goes on with letters, digits, underscores and hyphens.",
			quote(shorten(name)))
		return
	}
	if first := body.Attributes[name]; first != nil { // of another object of the root
		r.report(m.name.at, "Duplicate property", "The property %s stands on line %d already. Remove one of the two.",
			quote(name), first.NameRange.Start.Line)
		return
	}
	expression := r.expression
	if of.Type == variableBlock.Type && name == "type" {
		expression = r.bareExpression // a type is no value
	}
	body.Attributes[name] = &hclsyntax.Attribute{
		Name: name, Expr: expression(m.value), SrcRange: hcl.RangeBetween(m.name.at, m.value.at), NameRange: m.name.at,
		EqualsRange: end(m.name.at),
	}
}

// addBlocks adds the blocks of a type: an object for each label and then one for
// the body, or an array of these.
func (r *jsonReader) addBlocks(body *hclsyntax.Body, b Block, name *jsonValue, labels []*jsonValue, v *jsonValue) {
	switch {
	case v.kind == jsonNull: // as if it were not there
	case v.kind == jsonArray:
		for _, e := range v.elements {
			if e.kind == jsonArray {
				r.noObject(b, labels, e)
				continue
			}
			r.addBlocks(body, b, name, labels, e)
		}
	case v.kind != jsonObject:
		r.noObject(b, labels, v)
	case len(labels) == 0 && b.Label != "":
		for _, m := range v.members {
			if m.name.text != jsonComment {
				r.addBlocks(body, b, name, []*jsonValue{m.name}, m.value)
			}
		}
	default:
		body.Blocks = append(body.Blocks, r.block(b, name, labels, v))
	}
}

func (r *jsonReader) noObject(b Block, labels []*jsonValue, v *jsonValue) {
	if len(labels) > 0 {
		r.report(v.at, "Wrong type", "%s stands where the %s does, and behind it %s. Behind it stands an object: %s: {%s: { … }}.",
			quote(shorten(labels[0].text)), b.Label, v.kind, quote(b.Type), quote("name"))
		return
	}
	r.report(v.at, "Wrong type", "%s is a block, and here stands %s. Write it as an object, or as an array of objects.", quote(b.Type), v.kind)
}

// block makes a block. It begins at its label: several of one type share the
// name of the type, which may be far above.
func (r *jsonReader) block(b Block, name *jsonValue, labels []*jsonValue, v *jsonValue) *hclsyntax.Block {
	block := &hclsyntax.Block{
		Type: b.Type, TypeRange: name.at, Body: r.body(v, b),
		OpenBraceRange: start(v.at), CloseBraceRange: end(v.at),
	}
	for _, label := range labels {
		block.Labels, block.LabelRanges = append(block.Labels, label.text), append(block.LabelRanges, label.at)
		block.TypeRange = label.at
	}
	return block
}

func blockNamed(blocks []Block, name string) *Block {
	for i := range blocks {
		if blocks[i].Type == name {
			return &blocks[i]
		}
	}
	return nil
}

// start and end are where brackets stand.
func start(r hcl.Range) hcl.Range {
	r.End = hcl.Pos{Line: r.Start.Line, Column: r.Start.Column + 1, Byte: r.Start.Byte + 1}
	return r
}

func end(r hcl.Range) hcl.Range {
	r.Start = hcl.Pos{Line: r.End.Line, Column: r.End.Column - 1, Byte: r.End.Byte - 1}
	return r
}
