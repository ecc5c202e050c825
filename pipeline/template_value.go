package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A TemplateValue is what a template gives for one document. Text is kept byte
// for byte as the document has it.
type TemplateValue struct {
	kind   valueKind
	text   string // of a string, number or bool
	list   []TemplateValue
	fields map[string]TemplateValue
}

type valueKind int

const (
	nullValue valueKind = iota
	textValue
	numberValue
	boolValue
	listValue
	objectValue
)

func (k valueKind) String() string {
	return [...]string{"null", "a string", "a number", "a bool", "a list", "an object"}[k]
}

// IsNull reports whether the value is null.
func (v TemplateValue) IsNull() bool { return v.kind == nullValue }

// Text returns a string as it is, and a number or bool as it is written.
func (v TemplateValue) Text() (string, error) {
	switch v.kind {
	case textValue, numberValue, boolValue:
		return v.text, nil
	}
	return "", fmt.Errorf("got %s, want a string", v.kind)
}

// Texts returns the texts of a list's elements; what is no list counts as one
// of one element.
func (v TemplateValue) Texts() ([]string, error) {
	if v.kind != listValue {
		text, err := v.Text()
		if err != nil {
			return nil, err
		}
		return []string{text}, nil
	}
	texts := make([]string, len(v.list))
	for i, e := range v.list {
		var err error
		if texts[i], err = e.Text(); err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
	}
	return texts, nil
}

// Elements returns the elements of a list; what is no list counts as one of one
// element.
func (v TemplateValue) Elements() []TemplateValue {
	if v.kind != listValue {
		return []TemplateValue{v}
	}
	return v.list
}

// Int returns the value of a whole number of 64 bits.
func (v TemplateValue) Int() (int64, bool) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, v.kind == numberValue && err == nil
}

// Number returns the value of a number.
func (v TemplateValue) Number() (float64, error) {
	if v.kind != numberValue {
		return 0, fmt.Errorf("got %s, want a number", v.kind)
	}
	return strconv.ParseFloat(v.text, 64)
}

// Bool returns the value of a bool.
func (v TemplateValue) Bool() (value, ok bool) { return v.text == "true", v.kind == boolValue }

// Documents returns the objects of a list as documents: JSON, each as a template
// takes one.
func (v TemplateValue) Documents() ([][]byte, error) {
	if v.kind != listValue {
		return nil, fmt.Errorf("got %s, want a list of objects", v.kind)
	}
	docs := make([][]byte, len(v.list))
	for i, e := range v.list {
		if e.kind != objectValue {
			return nil, fmt.Errorf("element %d: got %s, want an object", i, e.kind)
		}
		docs[i] = e.appendJSON(nil)
	}
	return docs, nil
}

// appendJSON appends the value as JSON, the fields of objects by name.
func (v TemplateValue) appendJSON(b []byte) []byte {
	switch v.kind {
	case textValue:
		quoted, err := json.Marshal(v.text)
		if err != nil {
			panic(err) // every string has a form in JSON
		}
		return append(b, quoted...)
	case numberValue, boolValue:
		return append(b, v.text...)
	case listValue:
		b = append(b, '[')
		for i, e := range v.list {
			if i > 0 {
				b = append(b, ',')
			}
			b = e.appendJSON(b)
		}
		return append(b, ']')
	case objectValue:
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(v.fields)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(TemplateValue{kind: textValue, text: name}.appendJSON(b), ':')
			b = v.fields[name].appendJSON(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

// maxDocumentDepth bounds how deep lists and objects of a document nest.
const maxDocumentDepth = 100

// parseDocument reads a JSON object.
func parseDocument(doc []byte) (TemplateValue, error) {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	v, err := parseJSON(d, 0)
	if err != nil {
		return v, fmt.Errorf("document is not JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return v, errors.New("document is not JSON: something follows the object")
	}
	if v.kind != objectValue {
		return v, fmt.Errorf("document is %s, want an object", v.kind)
	}
	return v, nil
}

func parseJSON(d *json.Decoder, depth int) (TemplateValue, error) {
	if depth > maxDocumentDepth {
		return TemplateValue{}, fmt.Errorf("nested deeper than %d", maxDocumentDepth)
	}
	token, err := d.Token()
	if err != nil {
		return TemplateValue{}, err
	}
	switch t := token.(type) {
	case string:
		return TemplateValue{kind: textValue, text: t}, nil
	case json.Number:
		return parseNumber(t.String())
	case bool:
		return TemplateValue{kind: boolValue, text: strconv.FormatBool(t)}, nil
	case json.Delim:
		if t == '[' {
			return parseList(d, depth)
		}
		return parseObject(d, depth)
	}
	return TemplateValue{}, nil
}

// parseNumber writes a number as the language does, whatever its spelling.
func parseNumber(s string) (TemplateValue, error) {
	if hugeNumber(s) {
		return TemplateValue{}, fmt.Errorf("the number %s is too long", shorten(s))
	}
	n, err := cty.ParseNumberVal(s)
	if err != nil {
		return TemplateValue{}, err
	}
	return TemplateValue{kind: numberValue, text: numberText(n)}, nil
}

func parseList(d *json.Decoder, depth int) (TemplateValue, error) {
	v := TemplateValue{kind: listValue}
	for d.More() {
		e, err := parseJSON(d, depth+1)
		if err != nil {
			return v, err
		}
		v.list = append(v.list, e)
	}
	_, err := d.Token()
	return v, err
}

func parseObject(d *json.Decoder, depth int) (TemplateValue, error) {
	v := TemplateValue{kind: objectValue, fields: make(map[string]TemplateValue)}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return v, err
		}
		e, err := parseJSON(d, depth+1)
		if err != nil {
			return v, err
		}
		v.fields[key.(string)] = e
	}
	_, err := d.Token()
	return v, err
}

// field returns a field of an object; what says what it is a part of.
func (v TemplateValue) field(what, name string) (TemplateValue, error) {
	if v.kind != objectValue {
		return TemplateValue{}, fmt.Errorf("%s is %s and has no field %q", what, v.kind, name)
	}
	f, ok := v.fields[name]
	if !ok {
		names := slices.Sorted(maps.Keys(v.fields))
		return f, fmt.Errorf("%s has no field %q; it has %s%s", what, name, enumerate(fieldNames(names)), nearField(name, names))
	}
	return f, nil
}

// fieldNames writes names of fields for a message: as they are where a template
// could write them so, and quoted where white space, say, would not be seen.
func fieldNames(names []string) []string {
	written := slices.Clone(names)
	for i, name := range names {
		if !hclsyntax.ValidIdentifier(name) {
			written[i] = quote(name)
		}
	}
	return written
}

// nearField asks whether the nearest name was meant.
func nearField(name string, among []string) string {
	if near := nearest(name, among); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// index returns an element of a list.
func (v TemplateValue) index(what string, i int) (TemplateValue, error) {
	if v.kind != listValue {
		return TemplateValue{}, fmt.Errorf("%s is %s, want a list", what, v.kind)
	}
	if i < 0 || i >= len(v.list) {
		return TemplateValue{}, fmt.Errorf("%s has %d elements and no element %d", what, len(v.list), i)
	}
	return v.list[i], nil
}

// toCty turns a document into a value of the language, guarding its strings.
func (v TemplateValue) toCty() cty.Value {
	switch v.kind {
	case textValue:
		return cty.StringVal(guardText(v.text))
	case numberValue:
		return cty.MustParseNumberVal(v.text)
	case boolValue:
		return cty.BoolVal(v.text == "true")
	case listValue:
		elements := make([]cty.Value, len(v.list))
		for i, e := range v.list {
			elements[i] = e.toCty()
		}
		return cty.TupleVal(elements)
	case objectValue:
		attributes := make(map[string]cty.Value, len(v.fields))
		for name, f := range v.fields {
			attributes[guardText(name)] = f.toCty()
		}
		return cty.ObjectVal(attributes)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// fromCty turns a value of the language back.
func fromCty(v cty.Value) (TemplateValue, error) {
	t := v.Type()
	switch {
	case v.IsNull():
		return TemplateValue{}, nil
	case !v.IsKnown():
		return TemplateValue{}, errors.New("the value is unknown")
	case t == cty.String:
		return TemplateValue{kind: textValue, text: unguardText(v.AsString())}, nil
	case t == cty.Number && v.AsBigFloat().IsInf():
		return TemplateValue{}, errors.New("the number is infinite, as what is divided by 0")
	case t == cty.Number:
		return TemplateValue{kind: numberValue, text: numberText(v)}, nil
	case t == cty.Bool:
		return TemplateValue{kind: boolValue, text: strconv.FormatBool(v.True())}, nil
	case isSequence(v):
		list := TemplateValue{kind: listValue}
		for _, e := range v.AsValueSlice() {
			element, err := fromCty(e)
			if err != nil {
				return element, err
			}
			list.list = append(list.list, element)
		}
		return list, nil
	case t.IsObjectType() || t.IsMapType():
		object := TemplateValue{kind: objectValue, fields: make(map[string]TemplateValue)}
		for it := v.ElementIterator(); it.Next(); {
			key, e := it.Element()
			element, err := fromCty(e)
			if err != nil {
				return element, err
			}
			object.fields[unguardText(key.AsString())] = element
		}
		return object, nil
	}
	return TemplateValue{}, fmt.Errorf("a template cannot give a %s", t.FriendlyName())
}
