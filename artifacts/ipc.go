package artifacts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// A record batch ends after this many rows, or before the row that would make
// it larger than this many bytes, whichever is first. Both bounds depend on
// the rows alone, and both are part of the format: changing one changes the
// digest of every large table. Bounded batches keep rows of a few bytes cheap
// and rows of many megabytes from being gathered into one buffer.
const (
	batchRows  = 4096
	batchBytes = 8 << 20
)

// encodeTable writes rows, a []T, as an Arrow IPC file.
// Format: https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
func encodeTable(out io.Writer, columns []column, rows reflect.Value) error {
	schema := schemaOf(columns)
	w, err := ipc.NewFileWriter(&forwardSeeker{w: out},
		ipc.WithSchema(schema), ipc.WithAllocator(memory.NewGoAllocator()))
	if err != nil {
		return err
	}
	for from := 0; from < rows.Len(); {
		to := batchEnd(columns, rows, from)
		if err := w.Write(encodeBatch(schema, columns, rows, from, to)); err != nil {
			return err
		}
		from = to
	}
	return w.Close()
}

// batchEnd returns where the batch that starts at row from ends.
func batchEnd(columns []column, rows reflect.Value, from int) int {
	limit := min(from+batchRows, rows.Len())
	bytes := 0
	for row := from; row < limit; row++ {
		for _, c := range columns {
			bytes += c.size(rows, row, c.field)
		}
		if bytes > batchBytes && row > from {
			return row
		}
	}
	return limit
}

func encodeBatch(schema *arrow.Schema, columns []column, rows reflect.Value, from, to int) arrow.Record {
	arrays := make([]arrow.Array, len(columns))
	for i, c := range columns {
		arrays[i] = array.MakeFromData(c.encode(rows, from, to, c.field))
	}
	return array.NewRecord(schema, arrays, int64(to-from))
}

// forwardSeeker lets the file writer ask where it is, which is all that it
// wants of a seeker. So a table is hashed and written in one pass.
type forwardSeeker struct {
	w   io.Writer
	pos int64
}

func (f *forwardSeeker) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	f.pos += int64(n)
	return n, err
}

func (f *forwardSeeker) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekCurrent {
		return 0, errors.New("seek in a table that is being written")
	}
	return f.pos, nil
}

// decodeTable reads an Arrow IPC file into rows. The Arrow library panics on
// much of what it cannot read; here that is an error like the others.
func decodeTable[T any](data []byte, columns []column) (rows []T, err error) {
	defer func() {
		if p := recover(); p != nil {
			rows, err = nil, fmt.Errorf("%w: %v", ErrCorrupt, p)
		}
	}()
	if err := checkFooter(data); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	r, err := ipc.NewFileReader(bytes.NewReader(data), ipc.WithAllocator(&boundedAllocator{limit: len(data)}))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	places, err := findColumns(r.Schema(), columns)
	if err != nil {
		return nil, err
	}
	rows = []T{}
	for i := range r.NumRecords() {
		batch, err := r.RecordAt(i)
		if err != nil {
			return nil, fmt.Errorf("%w: batch %d: %w", ErrCorrupt, i, err)
		}
		if rows, err = appendBatch(rows, batch, columns, places); err != nil {
			return nil, fmt.Errorf("batch %d: %w", i, err)
		}
	}
	return rows, nil
}

// findColumns returns the position in the file of each column, or an error
// that names every column that is missing or has another type.
func findColumns(schema *arrow.Schema, columns []column) ([]int, error) {
	places := make([]int, len(columns))
	var errs []error
	for i, c := range columns {
		found := schema.FieldIndices(c.name)
		switch {
		case len(found) == 0:
			errs = append(errs, fmt.Errorf("no column %q: got %s, want %q of type %s",
				c.name, columnNames(schema), c.name, c.dataType))
		case len(found) > 1:
			errs = append(errs, fmt.Errorf("column %q: got %d of that name, want one", c.name, len(found)))
		case !sameType(schema.Field(found[0]).Type, c.dataType):
			errs = append(errs, fmt.Errorf("column %q: got type %s, want %s",
				c.name, schema.Field(found[0]).Type, c.dataType))
		default:
			places[i] = found[0]
		}
	}
	return places, errors.Join(errs...)
}

// appendBatch checks every column of a batch before it makes room for its
// rows: a damaged row count must not decide how much memory is taken.
func appendBatch[T any](rows []T, batch arrow.Record, columns []column, places []int) ([]T, error) {
	n := int(batch.NumRows())
	fills := make([]func(reflect.Value, int, int), len(columns))
	for i, c := range columns {
		arr := batch.Column(places[i])
		if err := checkNoNulls(arr.Data()); err != nil {
			return nil, fmt.Errorf("column %q: %w", c.name, err)
		}
		if arr.Len() != n {
			return nil, fmt.Errorf("column %q: %w: got %d rows, want %d", c.name, ErrCorrupt, arr.Len(), n)
		}
		fill, err := c.decode(arr, n)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w: %w", c.name, ErrCorrupt, err)
		}
		fills[i] = fill
	}
	at := len(rows)
	rows = append(rows, make([]T, n)...)
	all := reflect.ValueOf(rows)
	for i, c := range columns {
		fills[i](all, at, c.field)
	}
	return rows, nil
}

// checkNoNulls refuses nulls in a column and in the lists that it holds.
func checkNoNulls(data arrow.ArrayData) error {
	if data.NullN() != 0 {
		return fmt.Errorf("got %d nulls, want none", data.NullN())
	}
	for _, child := range data.Children() {
		if err := checkNoNulls(child); err != nil {
			return err
		}
	}
	return nil
}

// boundedAllocator refuses buffers larger than the file they come from, which
// nothing uncompressed needs: else eight damaged bytes could ask for all of
// the memory, and Go ends a process for that.
type boundedAllocator struct {
	memory.GoAllocator
	limit int
}

// allocatorSlack is what the library rounds sizes up by.
const allocatorSlack = 1 << 10

func (b *boundedAllocator) Allocate(size int) []byte {
	b.check(size)
	return b.GoAllocator.Allocate(size)
}

func (b *boundedAllocator) Reallocate(size int, old []byte) []byte {
	b.check(size)
	return b.GoAllocator.Reallocate(size, old)
}

func (b *boundedAllocator) check(size int) {
	if size < 0 || size > b.limit+allocatorSlack {
		panic(fmt.Sprintf("a buffer of %d bytes in a file of %d", size, b.limit))
	}
}
