package sources

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Options say how to read a file, and which of its documents to keep. The zero
// value reads everything.
type Options struct {
	Encoding  string            // "utf-8" (also "") or "latin-1"
	Member    string            // of an archive: one file, a pattern of path.Match, or all files of a folder if it ends in "/"
	Separator string            // text: what stands between documents; without it a file is one document
	Field     string            // text, lines, json: name of the field of a bare text; "text" by default
	Select    string            // json: dotted path to the array of documents
	Columns   []string          // csv, tsv: names of the columns of a file without header
	Align     []Aligned         // further fields, one value a document
	Fields    map[string]string // new names: old to new; applied after Align

	// ShuffleSeed other than 0 puts the documents in an order that follows
	// from the seed alone. Then Skip documents are left out, and of the rest
	// at most Take are kept; 0 keeps all.
	ShuffleSeed int64
	Skip, Take  int

	// Stop, if set, is asked at each document. Reading ends with the error that
	// it returns.
	Stop func() error
}

func (o *Options) stopped() error {
	if o.Stop == nil {
		return nil
	}
	return o.Stop()
}

// An Aligned is a second file whose i-th line becomes a field of the i-th
// document. Format wsd reads its gold keys from it instead, by instance.
type Aligned struct {
	Field  string
	Name   string // of the file, for errors
	Data   []byte
	Member string // of an archive, the file
}

// A file is what a format reads: one file, unpacked, as UTF-8. Its name is for
// errors alone: no document may depend on where its file lay. Member is its
// path within an archive, or "".
type file struct{ name, member, text string }

// errorf names the file before the message.
func (f file) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: %w", f.name, fmt.Errorf(format, args...))
}

// Read returns the documents of a file. Name is for errors and for archives;
// errors name the file, the line or record, what was found and what is
// wanted.
func Read(format, name string, data []byte, o Options) ([]Document, error) {
	f, ok := formats[format]
	if !ok {
		return nil, fmt.Errorf("%s: there is no format %q; the formats are %s", name, format, strings.Join(Formats(), ", "))
	}
	if o.Skip < 0 || o.Take < 0 {
		return nil, fmt.Errorf("%s: skip %d, take %d: want no negative number", name, o.Skip, o.Take)
	}
	docs, err := f.read(name, data, &o)
	if err != nil {
		return nil, err
	}
	if err := f.alignAll(docs, name, &o); err != nil {
		return nil, err
	}
	if docs, err = cut(docs, &o); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range docs {
		if err := o.stopped(); err != nil {
			return nil, err
		}
		if err := docs[i].rename(o.Fields); err != nil {
			return nil, fmt.Errorf("%s: document %d: %w", name, i, err)
		}
	}
	return docs, nil
}

func (f format) read(name string, data []byte, o *Options) ([]Document, error) {
	files, err := unpack(name, data, o)
	if err != nil {
		return nil, err
	}
	if f.pick != nil {
		if files, err = f.pick(files); err != nil {
			return nil, err
		}
	}
	var docs []Document
	for _, packed := range files {
		if err := o.stopped(); err != nil {
			return nil, err
		}
		text, err := decode(packed, o.Encoding)
		if err != nil {
			return nil, err
		}
		if f.lines {
			text.text = strings.ReplaceAll(text.text, "\r\n", "\n")
		}
		more, err := f.parse(text, o)
		if err != nil {
			return nil, err
		}
		docs = append(docs, more...)
	}
	if len(docs) == 0 {
		return nil, fmt.Errorf("%s: there is no document in it", name)
	}
	return docs, nil
}

func (f format) alignAll(docs []Document, name string, o *Options) error {
	join := alignLines
	if f.align != nil {
		join = f.align
	}
	for _, a := range o.Align {
		files, err := unpack(a.Name, a.Data, &Options{Member: a.Member})
		if err != nil {
			return err
		}
		if a.Field == "" {
			return fmt.Errorf("%s: the aligned field has no name", a.Name)
		}
		for i := range files {
			text, err := decode(files[i], o.Encoding)
			if err != nil {
				return err
			}
			text.text = strings.ReplaceAll(text.text, "\r\n", "\n")
			files[i] = text
		}
		if err := join(docs, a.Field, name, files); err != nil {
			return err
		}
	}
	return nil
}

// single returns the only file of what is to be aligned.
func single(files []file) (file, error) {
	if len(files) != 1 {
		return file{}, files[0].errorf("is one of %d files of an archive; name one with member", len(files))
	}
	return files[0], nil
}

func alignLines(docs []Document, field, name string, files []file) error {
	f, err := single(files)
	if err != nil {
		return err
	}
	lines := splitLines(f.text)
	if len(lines) != len(docs) {
		return fmt.Errorf("%s has %d lines, %s has %d documents: want as many", f.name, len(lines), name, len(docs))
	}
	for i := range docs {
		docs[i].setText(field, lines[i])
	}
	return nil
}

// cut shuffles, skips and takes.
func cut(docs []Document, o *Options) ([]Document, error) {
	shuffle(docs, o.ShuffleSeed)
	if o.Skip >= len(docs) {
		return nil, fmt.Errorf("skipping %d documents leaves none of %d", o.Skip, len(docs))
	}
	docs = docs[o.Skip:]
	if o.Take > 0 && o.Take < len(docs) {
		docs = docs[:o.Take]
	}
	return docs, nil
}

// splitLines cuts text at line feeds; the last line need not end in one.
func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// fieldName is the name of the field of a bare text.
func (o *Options) fieldName() string {
	if o.Field == "" {
		return "text"
	}
	return o.Field
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func quotedNames(fields []Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = fmt.Sprintf("%q", f.Name)
	}
	return strings.Join(names, ", ")
}

// excerpt shows the beginning of what was found, for an error.
func excerpt(s string) string {
	const most = 60
	r := []rune(s[:min(len(s), 4*most)])
	if len(r) > most {
		return fmt.Sprintf("%q…", string(r[:most]))
	}
	return fmt.Sprintf("%q", s)
}
