package sources

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// jsonlFormat reads one JSON object a line; empty lines do not count.
var jsonlFormat = format{
	suffixes: []string{".jsonl", ".ndjson"},
	parse: func(f file, o *Options) ([]Document, error) {
		var docs []Document
		for i, line := range splitLines(f.text) {
			if err := o.stopped(); err != nil {
				return nil, err
			}
			if strings.TrimSpace(line) == "" {
				continue
			}
			d, err := parseLine(line)
			if err != nil {
				return nil, f.errorf("line %d: %w", i+1, jsonError(err))
			}
			docs = append(docs, d)
		}
		return docs, nil
	},
}

func parseLine(line string) (Document, error) {
	if !json.Valid([]byte(line)) {
		var v json.RawMessage
		return Document{}, json.Unmarshal([]byte(line), &v)
	}
	return parseObject([]byte(line))
}

// jsonFormat reads an array of objects, or of strings. In an object Select is
// the dotted path to that array.
var jsonFormat = format{
	suffixes: []string{".json"},
	parse: func(f file, o *Options) ([]Document, error) {
		array, err := selectJSON(f, o.Select)
		if err != nil {
			return nil, err
		}
		var elements []json.RawMessage
		if err := json.Unmarshal(array, &elements); err != nil {
			return nil, f.errorf("%w", jsonError(err))
		}
		docs := make([]Document, len(elements))
		for i, e := range elements {
			if err := o.stopped(); err != nil {
				return nil, err
			}
			var text string
			if e[0] == '"' && json.Unmarshal(e, &text) == nil {
				docs[i] = bareText(o, text)
				continue
			}
			if docs[i], err = parseObject(e); err != nil {
				return nil, f.errorf("element %d: %w", i+1, err)
			}
		}
		return docs, nil
	},
}

// selectJSON follows a dotted path from the value in f to an array.
func selectJSON(f file, path string) ([]byte, error) {
	value := bytes.TrimSpace([]byte(f.text))
	if err := validJSON(f.text); err != nil {
		return nil, f.errorf("%w", err)
	}
	for name := range strings.SplitSeq(path, ".") {
		if name == "" {
			break
		}
		d, err := parseObject(value)
		if err != nil {
			return nil, f.errorf("select %q: %w", path, err)
		}
		i := d.index(name)
		if i < 0 {
			return nil, f.errorf("select %q: there is no member %q; the members are %s", path, name, quotedNames(d.fields))
		}
		value = d.fields[i].Value
	}
	if value[0] == '{' {
		d, err := parseObject(value)
		if err != nil {
			return nil, f.errorf("%w", err)
		}
		return nil, f.errorf("got an object, want an array, or select naming one of its members %s", quotedNames(d.fields))
	}
	if value[0] != '[' {
		return nil, f.errorf("got %s, want an array", excerpt(string(value)))
	}
	return value, nil
}

// validJSON checks that text is one JSON value.
func validJSON(text string) error {
	if json.Valid([]byte(text)) {
		return nil
	}
	dec := json.NewDecoder(strings.NewReader(text))
	var first json.RawMessage
	if err := dec.Decode(&first); err != nil {
		return jsonError(err)
	}
	if err := dec.Decode(&first); err == nil {
		return errors.New("a second value follows the first; if the file has an object a line, its format is jsonl")
	}
	return errors.New("something that is not JSON follows the first value")
}

// jsonError says in words what the decoder means by "EOF".
func jsonError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the JSON ends too early")
	}
	return err
}
