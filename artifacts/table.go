package artifacts

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// tableSuffix ends the file name of every table.
const tableSuffix = ".arrow"

// columnTag is the struct tag that names a field's column.
const columnTag = "arrow"

// A column is one field of a row type.
type column struct {
	codec
	name  string
	field int // index in the struct
}

// columnsOf returns the columns of row type T, in the order of its fields. It
// panics where T is not the type of a row, which is our mistake, not the
// data's.
func columnsOf[T any]() []column {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("artifacts: %s is no row type: want a struct", t))
	}
	var columns []column
	seen := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, ok := f.Tag.Lookup(columnTag)
		if !ok {
			continue
		}
		codec, known := codecs[f.Type]
		switch {
		case !known:
			panic(fmt.Sprintf("artifacts: %s.%s has type %s, which no column holds", t, f.Name, f.Type))
		case !f.IsExported() || name == "" || seen[name]:
			panic(fmt.Sprintf("artifacts: %s.%s: want an exported field and a column name of its own", t, f.Name))
		}
		seen[name] = true
		columns = append(columns, column{codec, name, i})
	}
	if len(columns) == 0 {
		panic(fmt.Sprintf("artifacts: %s has no field with a tag `%s:\"column\"`", t, columnTag))
	}
	return columns
}

func schemaOf(columns []column) *arrow.Schema {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.name, Type: c.dataType}
	}
	return arrow.NewSchema(fields, nil)
}

// WriteTable writes rows as the Arrow IPC file name+".arrow" of an artifact.
// Each field of T with a tag `arrow:"column"` becomes a column; its type is
// one of string, []byte, bool, int32, int64, float32, float64, []string,
// []int32, []int64, []float32, []float64. A nil slice is an empty one. The
// same rows always give the same bytes. WriteTable panics where T is no such
// struct.
func WriteTable[T any](w *Writer, name string, rows []T) error {
	columns := columnsOf[T]()
	out := &spool{w: w}
	if err := encodeTable(out, columns, reflect.ValueOf(rows)); err != nil {
		out.discard()
		return w.wrap(name+tableSuffix, err)
	}
	return out.commit(name + tableSuffix)
}

// ReadTable returns the rows of the table name+".arrow" of an artifact. The
// file's bytes are checked against their digest before they are decoded. Each
// tagged field of T needs a column of its name and type; columns that T does
// not name are left out. An empty list reads as nil. The rows belong to the
// caller, but rows of one batch share memory: whoever keeps a few of many
// should copy them.
func ReadTable[T any](a *Artifact, name string) ([]T, error) {
	columns := columnsOf[T]()
	data, err := a.Read(name + tableSuffix)
	if err != nil {
		return nil, err
	}
	rows, err := decodeTable[T](data, columns)
	if err != nil {
		return nil, fmt.Errorf("%s artifact %s: table %q: %w", a.Kind, a.digest.Short(), name, err)
	}
	return rows, nil
}

// sameType reports whether two column types hold values alike. What a type
// says about nulls does not matter, because nulls are looked for.
func sameType(got, want arrow.DataType) bool {
	g, okGot := got.(*arrow.LargeListType)
	w, okWant := want.(*arrow.LargeListType)
	if okGot && okWant {
		return sameType(g.Elem(), w.Elem())
	}
	return arrow.TypeEqual(got, want)
}

// columnNames lists the columns of a file, for messages.
func columnNames(s *arrow.Schema) string {
	var quoted []string
	for _, f := range s.Fields() {
		quoted = append(quoted, fmt.Sprintf("%q", f.Name))
	}
	return strings.Join(quoted, ", ")
}
