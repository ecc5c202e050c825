package pipeline

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A schema is what a config struct's tags say: the attributes, blocks and
// labels that a block of the file may have, in declaration order.
type schema struct {
	fields []field
	byRole [roles][]string // names, as names returns them

	// What the block of a stage may have, in which executions and instances are
	// described too.
	stageAttributes, stageBlocks []string
}

// A field is one attribute, block or label.
type field struct {
	index    int // of the struct's field
	name     string
	role     fieldRole
	required bool
	recipe   string // "", "-" or "label"
	cost     bool   // the stage takes time in proportion to it; see costOf
	accepts  []string
	oneOf    []string
	bounds   []bound
	doc      string
	typ      reflect.Type
	block    *schema // of a block's struct
}

type fieldRole int

const (
	roleAttribute fieldRole = iota
	roleBlock
	roleLabel
	roleGrid // a block and two attributes: see Grid
	roles    // how many there are
)

var (
	refType       = reflect.TypeFor[Ref]()
	refsType      = reflect.TypeFor[[]Ref]()
	refMapType    = reflect.TypeFor[map[string]Ref]()
	templateType  = reflect.TypeFor[Template]()
	templatesType = reflect.TypeFor[[]Template]()
	conditionType = reflect.TypeFor[Condition]()
)

// attributeTypes says, in words, what each type of attribute wants.
var attributeTypes = map[reflect.Type]string{
	reflect.TypeFor[string]():            "a string",
	reflect.TypeFor[bool]():              "true or false",
	reflect.TypeFor[int64]():             "a whole number",
	reflect.TypeFor[float64]():           "a number",
	reflect.TypeFor[[]string]():          "a list of strings",
	reflect.TypeFor[[]int64]():           "a list of whole numbers",
	reflect.TypeFor[[]float64]():         "a list of numbers",
	reflect.TypeFor[map[string]string](): "a map of strings",
	refType:                              "a reference to a stage",
	refsType:                             "a list of references to stages",
	refMapType:                           "a map of references to stages",
	durationType:                         `a duration, such as "90s" or "1h30m"`,
	bytesType:                            `a size, such as "512MB" or "4GiB"`,
	templateType:                         "a template over doc",
	templatesType:                        "a list of templates over doc",
	conditionType:                        "a condition over results",
}

// wants says in words what the field, or an element of it, must be; t is its
// type.
func (f *field) wants(t reflect.Type) string {
	var kinds []string
	for _, kind := range f.accepts {
		kinds = append(kinds, article(kind))
	}
	switch {
	case t == reflect.TypeFor[string]() && len(f.oneOf) > 0:
		return choose(f.oneOf)
	case t == refType && len(kinds) > 0:
		return "a reference to " + strings.Join(kinds, " or ")
	case t == refsType && len(kinds) > 0:
		return "a list of references, each to " + strings.Join(kinds, " or ")
	case t == refMapType && len(kinds) > 0:
		return "a map of references, each to " + strings.Join(kinds, " or ")
	case t == conditionType && len(kinds) > 0:
		return "a condition over results of " + strings.Join(kinds, " or ")
	}
	return attributeTypes[t]
}

// limits says in words which numbers are allowed, and "" where all are.
func (f *field) limits() string {
	if len(f.bounds) == 0 {
		return ""
	}
	rules := make([]string, len(f.bounds))
	for i, b := range f.bounds {
		rules[i] = b.String()
	}
	return enumerate(rules)
}

// A bound is a limit of a number.
type bound struct {
	phrase string // "at least"
	limit  float64
	holds  func(x, limit float64) bool
}

func (b bound) String() string {
	return b.phrase + " " + strconv.FormatFloat(b.limit, 'f', -1, 64)
}

// boundTags are the tags that bound a number, in the order in which a
// diagnostic names them.
var boundTags = []struct {
	tag, phrase string
	holds       func(x, limit float64) bool
}{
	{"min", "at least", func(x, limit float64) bool { return x >= limit }},
	{"above", "above", func(x, limit float64) bool { return x > limit }},
	{"max", "at most", func(x, limit float64) bool { return x <= limit }},
	{"below", "below", func(x, limit float64) bool { return x < limit }},
}

// schemas holds what schemaOf has read: a plan asks for it at every node.
var schemas sync.Map // of reflect.Type to *schema

// schemaOf returns what the tags of a struct say. It panics where they are
// wrong, which is a mistake in the program and never in a file.
func schemaOf(t reflect.Type) *schema {
	if s, ok := schemas.Load(t); ok {
		return s.(*schema)
	}
	s, _ := schemas.LoadOrStore(t, readSchema(t))
	return s.(*schema)
}

func readSchema(t reflect.Type) *schema {
	s := &schema{}
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, ok := sf.Tag.Lookup("hcl")
		if !ok {
			continue
		}
		f := field{index: i, typ: sf.Type, recipe: sf.Tag.Get("recipe"), doc: sf.Tag.Get("doc")}
		f.name, f.role, f.required = parseTag(t, tag)
		if f.name == forEach || f.name == executionBlock {
			panic(fmt.Sprintf("pipeline: %s: %s is for stages of every kind", t, f.name))
		}
		switch {
		case f.typ == gridType:
			if f.role != roleBlock || f.name != variantBlockName {
				panic(fmt.Sprintf("pipeline: %s.%s: a grid is tagged hcl:%q", t, sf.Name, variantBlockName+",block"))
			}
			f.role, f.required = roleGrid, true
		case f.role == roleBlock:
			f.required = sf.Type.Kind() == reflect.Struct
			inner := blockStruct(sf.Type)
			if inner.Kind() != reflect.Struct {
				panic(fmt.Sprintf("pipeline: %s.%s: a block cannot be a %s", t, sf.Name, sf.Type))
			}
			f.block = schemaOf(inner)
		default:
			if _, known := attributeTypes[sf.Type]; !known {
				panic(fmt.Sprintf("pipeline: %s.%s: an attribute cannot be a %s", t, sf.Name, sf.Type))
			}
		}
		f.readRules(t, sf)
		s.fields = append(s.fields, f)
		s.byRole[f.role] = append(s.byRole[f.role], f.name)
	}
	s.stageAttributes, s.stageBlocks = s.attributeNames(), append(s.blockNames(), executionBlock)
	if s.grid() == nil {
		s.stageAttributes = append(s.stageAttributes, forEach)
	}
	return s
}

func parseTag(t reflect.Type, tag string) (name string, role fieldRole, required bool) {
	name, option, _ := strings.Cut(tag, ",")
	switch option {
	case "":
		return name, roleAttribute, true
	case "optional":
		return name, roleAttribute, false
	case "block":
		return name, roleBlock, false
	case "label":
		return name, roleLabel, true
	}
	panic(fmt.Sprintf("pipeline: %s: unknown option in tag %q", t, tag))
}

// blockStruct returns the struct behind the type of a block's field.
func blockStruct(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return t
}

func (f *field) readRules(t reflect.Type, sf reflect.StructField) {
	f.oneOf = splitTag(sf.Tag.Get("one_of"))
	if cost, ok := sf.Tag.Lookup("cost"); ok {
		if kind := sf.Type.Kind(); cost != "linear" || kind != reflect.Int64 && kind != reflect.Float64 {
			panic(fmt.Sprintf("pipeline: %s.%s: tag cost:%q, want linear, of a number", t, sf.Name, cost))
		}
		f.cost = true
	}
	f.accepts = splitTag(sf.Tag.Get("accepts"))
	for _, b := range boundTags {
		text, ok := sf.Tag.Lookup(b.tag)
		if !ok {
			continue
		}
		limit, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic(fmt.Sprintf("pipeline: %s.%s: %s: %v", t, sf.Name, b.tag, err))
		}
		f.bounds = append(f.bounds, bound{b.phrase, limit, b.holds})
	}
	switch f.recipe {
	case "":
	case "-", "label":
		if f.isRef() {
			panic(fmt.Sprintf("pipeline: %s.%s: an input always enters the recipe", t, sf.Name))
		}
	default:
		panic(fmt.Sprintf("pipeline: %s.%s: unknown tag recipe:%q", t, sf.Name, f.recipe))
	}
}

func splitTag(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}

func (f *field) isRef() bool {
	return f.typ == refType || f.typ == refsType || f.typ == refMapType
}

// named returns the field of the given role and name, or nil.
func (s *schema) named(role fieldRole, name string) *field {
	for i := range s.fields {
		if f := &s.fields[i]; f.role == role && f.name == name {
			return f
		}
	}
	return nil
}

// attributeNames returns the names of all attributes, in declaration order.
func (s *schema) attributeNames() []string {
	names := s.names(roleAttribute)
	if s.grid() != nil {
		names = append(names, measureName, seedsName)
	}
	return names
}

// blockNames returns the types of all blocks, in declaration order.
func (s *schema) blockNames() []string { return append(s.names(roleBlock), s.names(roleGrid)...) }

// names returns the names of all fields of a role, in declaration order. The
// caller may append to them, and must not change them.
func (s *schema) names(role fieldRole) []string { return slices.Clip(s.byRole[role]) }

// hasAttribute reports whether a config has an attribute of the given path that
// enters its recipe, such as "optimizer.steps"; not in repeated blocks.
func hasAttribute(c Config, path string) bool {
	s := schemaOf(reflect.TypeOf(c).Elem())
	for {
		name, rest, inner := strings.Cut(path, ".")
		if !inner {
			f := s.named(roleAttribute, name)
			return f != nil && f.recipe == "" && !f.isRef()
		}
		f := s.named(roleBlock, name)
		if f == nil || f.typ.Kind() == reflect.Slice {
			return false
		}
		s, path = f.block, rest
	}
}

// newBlock returns a pointer to a block's struct with its defaults.
func newBlock(t reflect.Type) reflect.Value {
	v := reflect.New(t)
	if d, ok := v.Interface().(interface{ SetDefaults() }); ok {
		d.SetDefaults()
	}
	return v
}
