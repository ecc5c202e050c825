package sources

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// A Document is a JSON object that keeps the order of its fields.
type Document struct{ fields []Field }

// A Field is a member of a document. Value is JSON without white space around
// its parts.
type Field struct {
	Name  string
	Value []byte
}

// Fields returns the fields in order. They belong to the document.
func (d Document) Fields() []Field { return d.fields }

// Text returns a string field, and whether there is a field of that name that
// is a string.
func (d Document) Text(name string) (string, bool) {
	i := d.index(name)
	if i < 0 || d.fields[i].Value[0] != '"' {
		return "", false
	}
	var s string
	if err := json.Unmarshal(d.fields[i].Value, &s); err != nil {
		return "", false
	}
	return s, true
}

// JSON returns the document as one line of JSON.
func (d Document) JSON() []byte {
	out := []byte{'{'}
	for i, f := range d.fields {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, f.Name), ':')
		out = append(out, f.Value...)
	}
	return append(out, '}')
}

func (d Document) index(name string) int {
	return slices.IndexFunc(d.fields, func(f Field) bool { return f.Name == name })
}

// set adds a field, or replaces the one of that name in its place.
func (d *Document) set(name string, value []byte) {
	if i := d.index(name); i >= 0 {
		d.fields[i].Value = value
		return
	}
	d.fields = append(d.fields, Field{name, value})
}

func (d *Document) setText(name, value string) { d.set(name, appendString(nil, value)) }

func (d *Document) setTexts(name string, values []string) {
	out := []byte{'['}
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendString(out, v)
	}
	d.set(name, append(out, ']'))
}

// rename gives fields their new names, of which no two may be equal.
func (d *Document) rename(names map[string]string) error {
	if len(names) == 0 {
		return nil
	}
	renamed := 0
	fields := slices.Clone(d.fields)
	for i, f := range fields {
		if to, ok := names[f.Name]; ok {
			fields[i].Name = to
			renamed++
		}
	}
	if renamed < len(names) {
		for _, from := range sortedKeys(names) {
			if d.index(from) < 0 {
				return fmt.Errorf("there is no field %q to rename; the fields are %s", from, quotedNames(d.fields))
			}
		}
	}
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		if seen[f.Name] {
			return fmt.Errorf("renaming gives two fields %q", f.Name)
		}
		seen[f.Name] = true
	}
	d.fields = fields
	return nil
}

// parseObject reads a JSON object. Of members with the same name the last one
// counts, as it does in Python.
func parseObject(data []byte) (Document, error) {
	var d Document
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil {
		return d, err
	} else if t != json.Delim('{') {
		return d, fmt.Errorf("got %s, want an object", excerpt(string(data)))
	}
	at := make(map[string]int)
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return d, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return d, err
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, value); err != nil {
			return d, err
		}
		name, ok := token.(string)
		if !ok {
			return d, fmt.Errorf("got %v, want the name of a member", token)
		}
		if i, ok := at[name]; ok {
			d.fields[i].Value = compact.Bytes()
			continue
		}
		at[name] = len(d.fields)
		d.fields = append(d.fields, Field{name, compact.Bytes()})
	}
	_, err := dec.Token()
	return d, err
}

// appendString appends s as a JSON string that escapes only what must be.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\r':
			out = append(out, '\\', 'r')
		case c == '\t':
			out = append(out, '\\', 't')
		case c < ' ':
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
