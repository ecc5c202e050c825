package pipeline

import (
	"reflect"
	"slices"
	"strings"
)

// nameDefaults puts the value of a default into the changes of recipes that lack
// the attribute: `default "cosine"`. Where the version of the kind has changed,
// nobody knows what its defaults were.
func (k *Kind) nameDefaults(changes []Change) {
	if slices.ContainsFunc(changes, func(c Change) bool { return c.Kind == "kind" }) {
		return
	}
	for i := range changes {
		c := &changes[i]
		if c.Kind != "attribute" {
			continue
		}
		if text, ok := k.defaultOf(c.Name); ok {
			if c.From == absent(c.Kind) {
				c.From += " " + text
			}
			if c.To == absent(c.Kind) {
				c.To += " " + text
			}
		}
	}
}

// defaultOf returns the default of an attribute as a recipe would hold it, by its
// path in recipes: "model.norm_eps", "align[0].member". It is not ok where there
// is none.
func (k *Kind) defaultOf(path string) (text string, ok bool) {
	v := reflect.ValueOf(k.standard()).Elem()
	for {
		s := schemaOf(v.Type())
		block, rest, nested := strings.Cut(path, ".")
		if !nested {
			break
		}
		block, _, _ = strings.Cut(block, "[")
		f := s.named(roleBlock, block)
		if f == nil {
			return "", false
		}
		v, path = f.defaults(v.Field(f.index)), rest
	}
	f := schemaOf(v.Type()).named(roleAttribute, path)
	if f == nil || f.isRef() || f.recipe != "" {
		return "", false
	}
	value := v.Field(f.index)
	if value.Kind() == reflect.Struct && value.IsZero() { // a template that is not there
		return "", false
	}
	return render(value), true
}

// defaults returns the defaults of a block, given what a block around it has by
// default.
func (f *field) defaults(v reflect.Value) reflect.Value {
	switch {
	case v.Kind() == reflect.Struct:
		return v
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return v.Elem()
	}
	return newBlock(f.typ.Elem()).Elem()
}
