package pipeline

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// addConfig adds a line for each attribute that differs from its default.
func (r *Recipe) addConfig(config, defaults Config) {
	v, d := reflect.ValueOf(config).Elem(), reflect.ValueOf(defaults).Elem()
	r.addFields("", schemaOf(v.Type()), v, d)
}

func (r *Recipe) addFields(prefix string, s *schema, v, defaults reflect.Value) {
	for i := range s.fields {
		f := &s.fields[i]
		if f.recipe != "" || f.isRef() || f.role == roleGrid {
			continue
		}
		name, value, standard := prefix+f.name, v.Field(f.index), defaults.Field(f.index)
		switch {
		case f.role == roleBlock:
			r.addBlock(name, f, value, standard)
		case isSame(value, standard):
		default:
			if text := render(value); text != render(standard) {
				r.add("attribute", name, text)
			}
		}
	}
}

// isSame reports whether two values are the same at a glance, as most attributes
// are with their defaults. Where it is false they may be the same all the same.
func isSame(v, standard reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return v.String() == standard.String()
	case reflect.Bool:
		return v.Bool() == standard.Bool()
	case reflect.Int64:
		return v.Int() == standard.Int()
	case reflect.Float64:
		return math.Float64bits(v.Float()) == math.Float64bits(standard.Float())
	case reflect.Struct:
		return v.IsZero() && standard.IsZero() // a template, as a rule
	case reflect.Slice, reflect.Map:
		return v.Len() == 0 && standard.Len() == 0
	}
	return false
}

// addBlock adds the attributes of a block that may be absent or repeated. That
// it is there counts even where all its attributes have their defaults.
func (r *Recipe) addBlock(name string, f *field, v, standard reflect.Value) {
	switch f.typ.Kind() {
	case reflect.Struct:
		r.addFields(name+".", f.block, v, standard)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if standard.IsNil() {
			r.add("block", name, "")
			standard = newBlock(f.typ.Elem())
		}
		r.addFields(name+".", f.block, v.Elem(), standard.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			element := fmt.Sprintf("%s[%d]", name, i)
			r.add("block", element, "")
			r.addFields(element+".", f.block, v.Index(i), newBlock(f.typ.Elem()).Elem())
		}
	}
}

// render writes a value as the recipe holds it: on one line, the same for
// equal values whatever their spelling.
func render(v reflect.Value) string {
	switch {
	case v.Type() == templateType:
		return v.Interface().(Template).Canonical()
	case v.Type() == conditionType:
		return v.Interface().(Condition).Canonical()
	case v.Kind() == reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = render(v.Index(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	switch x := v.Interface().(type) {
	case string:
		return quote(x)
	case bool:
		return strconv.FormatBool(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return formatFloat(x)
	case Bytes:
		return renderUnit(x, x == 0)
	case time.Duration:
		return renderUnit(x, x == 0)
	case map[string]string:
		parts := make([]string, 0, len(x))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			parts = append(parts, quote(k)+": "+quote(x[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	panic(fmt.Sprintf("pipeline: cannot render a %s", v.Type()))
}

func formatFloat(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// quote writes s between quotes on one line. Unlike strconv.Quote it does not
// ask which characters are printable: that answer changes with the Unicode
// version of the compiler, and a recipe must not.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < ' ' && r != '\n' && r != '\t', r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	b.WriteByte('"')
	return b.String()
}
