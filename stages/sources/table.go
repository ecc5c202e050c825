package sources

import (
	"fmt"
	"slices"
	"strings"
)

// csvFormat reads comma-separated values (RFC 4180): a quoted field may hold
// commas, line breaks, which stay as they are, and quotes, doubled. Columns
// names the fields of a file without header. All values are strings.
var csvFormat = format{
	suffixes: []string{".csv"},
	parse:    func(f file, o *Options) ([]Document, error) { return table(f, o, csvRecord) },
}

// tsvFormat reads tab-separated values. A quote is a character like others:
// published sets of sentences have lines that begin with one.
var tsvFormat = format{
	suffixes: []string{".tsv"},
	lines:    true,
	parse:    func(f file, o *Options) ([]Document, error) { return table(f, o, tsvRecord) },
}

// table reads records with next, which takes the first one of a text that is
// not empty and returns what follows it.
func table(f file, o *Options, next func(string) ([]string, string, error)) ([]Document, error) {
	columns := slices.Clone(o.Columns)
	var docs []Document
	rest := f.text
	for line := 1; rest != ""; {
		if err := o.stopped(); err != nil {
			return nil, err
		}
		record, after, err := next(rest)
		if err != nil {
			return nil, f.errorf("line %d: %w", line, err)
		}
		at := line
		line += strings.Count(rest[:len(rest)-len(after)], "\n")
		rest = after
		switch {
		case len(record) == 1 && record[0] == "" && len(columns) != 1: // an empty line
		case columns == nil:
			if columns, err = header(record); err != nil {
				return nil, f.errorf("line %d: %w", at, err)
			}
		case len(record) != len(columns):
			return nil, f.errorf("line %d, document %d: got %d values, want %d (%s)",
				at, len(docs), len(record), len(columns), strings.Join(columns, ", "))
		default:
			docs = append(docs, row(columns, record))
		}
	}
	return docs, nil
}

func row(columns, values []string) Document {
	d := Document{fields: make([]Field, len(columns))}
	for i, c := range columns {
		d.fields[i] = Field{c, appendString(nil, values[i])}
	}
	return d
}

// header returns the names of the columns. One without a name, as an index
// has, is called after its number.
func header(record []string) ([]string, error) {
	at := make(map[string]int, len(record))
	for i, name := range record {
		if name == "" {
			record[i] = fmt.Sprintf("column%d", i+1)
		}
		if j, ok := at[record[i]]; ok {
			return nil, fmt.Errorf("columns %d and %d are both called %q; if the file has no header, set columns", j+1, i+1, name)
		}
		at[record[i]] = i
	}
	return record, nil
}

func tsvRecord(text string) (record []string, rest string, err error) {
	line, rest, _ := strings.Cut(text, "\n")
	return strings.Split(line, "\t"), rest, nil
}

func csvRecord(text string) (record []string, rest string, err error) {
	for {
		var value string
		if strings.HasPrefix(text, `"`) {
			if value, text, err = quoted(text); err != nil {
				return nil, "", err
			}
		} else {
			end := strings.IndexAny(text, ",\n")
			if end < 0 {
				end = len(text)
			}
			value, text = text[:end], text[end:]
			if strings.HasPrefix(text, "\n") || text == "" {
				value = strings.TrimSuffix(value, "\r")
			}
		}
		record = append(record, value)
		if text == "" {
			return record, "", nil
		}
		end := text[0]
		if text = text[1:]; end == '\n' {
			return record, text, nil
		}
	}
}

// quoted reads a quoted value. What is left is empty, or begins with a comma
// or a line feed.
func quoted(text string) (value, rest string, err error) {
	var b strings.Builder
	rest = text[1:]
	for {
		part, after, ok := strings.Cut(rest, `"`)
		if !ok {
			return "", "", fmt.Errorf("the quote before %s is never closed", excerpt(text[1:]))
		}
		b.WriteString(part)
		rest = after
		if !strings.HasPrefix(rest, `"`) {
			break
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
	if strings.HasPrefix(rest, "\r\n") || rest == "\r" {
		rest = rest[1:]
	}
	if rest != "" && rest[0] != ',' && rest[0] != '\n' {
		return "", "", fmt.Errorf("got %s after a closing quote, want a comma or the end of the line", excerpt(rest))
	}
	return b.String(), rest, nil
}
