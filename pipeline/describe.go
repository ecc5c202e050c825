package pipeline

import "reflect"

// A Block is what a file may say in blocks of one type. References are made
// of it; the loader's diagnostics have their words from the same schema.
type Block struct {
	Type string // "pretrain", "model"
	Doc  string // a phrase without full stop
	// Label says what the label is; it is empty for a block without one.
	Label string
	// Required and Repeated say whether the block around has to hold one, and
	// whether it may hold several.
	Required, Repeated bool
	Attributes         []Attribute
	Blocks             []Block
}

// An Attribute is an attribute of a block.
type Attribute struct {
	Name, Doc string
	Wants     string // what it must be, in words: "a number"
	Limits    string // of a number: "at least 1 and at most 9"; else ""
	Required  bool
	// Default is what an attribute that is left out is, as a file would write
	// it. It is empty where there is nothing to write, as for a reference.
	Default string
	// Recipe is the tag of that name: "", "-" or "label".
	Recipe string
}

// Describe returns what a block of the kind may say, with the defaults of New.
func (k *Kind) Describe() Block {
	b := describeStruct(reflect.ValueOf(k.New()).Elem())
	b.Type, b.Doc, b.Label, b.Repeated = k.Name, k.Doc, "name of the stage", true
	return b
}

// describeStruct describes a block whose struct holds the defaults.
func describeStruct(defaults reflect.Value) Block {
	var b Block
	s := schemaOf(defaults.Type())
	for i := range s.fields {
		f := &s.fields[i]
		switch v := defaults.Field(f.index); f.role {
		case roleLabel:
			b.Label = f.doc
		case roleBlock:
			b.Blocks = append(b.Blocks, f.describeBlock(v))
		case roleAttribute:
			b.Attributes = append(b.Attributes, f.describe(v))
		case roleGrid:
			for _, g := range f.gridFields() {
				b.Attributes = append(b.Attributes, g.describe(reflect.Zero(g.typ)))
			}
			b.Blocks = append(b.Blocks, variantBlock)
		}
	}
	return b
}

func (f *field) describeBlock(v reflect.Value) Block {
	switch {
	case f.typ.Kind() == reflect.Slice, f.typ.Kind() == reflect.Pointer && v.IsNil():
		v = newBlock(blockStruct(f.typ)).Elem() // New makes none, so it has defaults of its own
	case f.typ.Kind() == reflect.Pointer:
		v = v.Elem()
	}
	b := describeStruct(v)
	b.Type, b.Doc, b.Required, b.Repeated = f.name, f.doc, f.required, f.typ.Kind() == reflect.Slice
	return b
}

func (f *field) describe(v reflect.Value) Attribute {
	a := Attribute{
		Name: f.name, Doc: f.doc, Wants: f.wants(f.typ), Limits: f.limits(), Required: f.required, Recipe: f.recipe,
	}
	if !f.required && !f.isRef() && f.typ != templateType && f.typ != templatesType && f.typ != conditionType {
		a.Default = render(v)
	}
	return a
}

// The blocks of the language itself. Their attributes are read by hand.
var (
	experimentBlock = Block{
		Type: "experiment", Doc: "names the experiment", Label: "name of the experiment", Required: true,
		Attributes: []Attribute{
			{Name: "description", Wants: "a string", Doc: "What the experiment asks"},
		},
	}
	variableBlock = Block{
		Type: "variable", Doc: "declares a value that is set from outside the file", Label: "name of the variable", Repeated: true,
		Attributes: []Attribute{
			{Name: "type", Wants: "a type", Default: "any", Doc: "What its values must be"},
			{Name: "default", Wants: "a value of the type", Doc: "Its value where nothing sets it; without one it has to be set"},
			{Name: "description", Wants: "a string", Doc: "What it is for"},
		},
		Blocks: []Block{validationBlock},
	}
	validationBlock = Block{
		Type: "validation", Doc: "A rule that its values have to keep", Repeated: true,
		Attributes: []Attribute{
			{Name: "condition", Wants: "true or false", Required: true, Doc: "What has to be true, over var"},
			{Name: "error_message", Wants: "a string", Required: true, Doc: "What to say where it is not"},
		},
	}
	localsBlock = Block{
		Type: "locals", Doc: "names values; each attribute is one, called local.name elsewhere", Repeated: true,
	}
	// All other attributes of a call are variables of the module.
	moduleBlock = Block{
		Type: moduleRoot, Doc: "evaluates another file with variables of its own", Label: "name of the module", Repeated: true,
		Attributes: []Attribute{
			{Name: sourceName, Wants: "a path in quotes", Required: true, Doc: "The file, or folder of files, relative to the one that says so"},
		},
	}
)

// LanguageBlocks describes the blocks that declare no stage.
func LanguageBlocks() []Block {
	execution := executionField.describeBlock(reflect.Zero(executionField.typ))
	return []Block{experimentBlock, variableBlock, localsBlock, moduleBlock, execution}
}

func (b *Block) attributeNames() []string {
	names := make([]string, len(b.Attributes))
	for i, a := range b.Attributes {
		names[i] = a.Name
	}
	return names
}

func (b *Block) blockNames() []string {
	names := make([]string, len(b.Blocks))
	for i, inner := range b.Blocks {
		names[i] = inner.Type
	}
	return names
}
