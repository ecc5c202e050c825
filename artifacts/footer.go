package artifacts

import (
	"encoding/binary"
	"fmt"
)

// The Arrow library takes memory for as many columns, lists and batches as a
// footer says it has, and follows its offsets wherever they lead. Memory that
// is not there ends a process, and so does a stack that overflows: no caller
// can catch either. So the numbers of a footer are checked here first.
//
// The footer is a FlatBuffers table: https://flatbuffers.dev/internals. What is
// in it: https://github.com/apache/arrow/tree/main/format, File.fbs, Schema.fbs.

const (
	footerEnd   = 4 + len("ARROW1") // length of the footer, and the magic
	maxColumns  = 1024              // of a table, with the elements of lists
	maxNesting  = 4                 // of lists
	blockBytes  = 24                // where a batch stands: its offset and two lengths
	offsetWidth = 4                 // of what leads from one part of a table to another
)

// Fields of FlatBuffers tables, by their number in the schema.
const (
	footerSchema, footerDictionaries, footerBatches             = 1, 2, 3
	schemaFields, schemaMetadata                                = 1, 2
	fieldType, fieldDictionary, fieldChildren, fieldKeyMetadata = 2, 4, 5, 6
)

// columnTypes are the types of all columns and elements, as Schema.fbs numbers
// them: integers, floats, booleans, and large binaries, texts and lists.
var columnTypes = map[byte]bool{2: true, 3: true, 6: true, 19: true, 20: true, 21: true}

// checkFooter returns an error where the footer of an Arrow file asks for more
// than a table has, or than the file can hold. It panics where an offset leads
// out of the footer.
func checkFooter(data []byte) error {
	if len(data) < footerEnd {
		return fmt.Errorf("got %d bytes, want at least %d", len(data), footerEnd)
	}
	end := len(data) - footerEnd
	size := int(binary.LittleEndian.Uint32(data[end:]))
	if size > end {
		return fmt.Errorf("footer: got %d bytes, want at most %d", size, end)
	}
	f := flatTable{data[end-size : end], 0}
	f.at = f.follow(0)
	dictionaries, err := f.vector(footerDictionaries, blockBytes)
	if err == nil && dictionaries.length > 0 {
		err = fmt.Errorf("footer: got %d dictionaries, want none", dictionaries.length)
	}
	if err != nil {
		return err
	}
	if err := checkBatches(f, int64(end-size)); err != nil {
		return err
	}
	schema, ok := f.table(footerSchema)
	if !ok {
		return fmt.Errorf("footer: got no schema")
	}
	if err := schema.checkNone(schemaMetadata); err != nil {
		return err
	}
	left := maxColumns
	return checkFields(schema, schemaFields, maxNesting, &left)
}

// checkBatches demands that the batches together are no larger than the file
// before its footer: no two of them may be the same bytes.
func checkBatches(f flatTable, room int64) error {
	batches, err := f.vector(footerBatches, blockBytes)
	if err != nil {
		return err
	}
	for i := range batches.length {
		b := f.data[batches.at+i*blockBytes:]
		offset := int64(binary.LittleEndian.Uint64(b))
		head := int64(int32(binary.LittleEndian.Uint32(b[8:])))
		body := int64(binary.LittleEndian.Uint64(b[16:]))
		if offset < 0 || head < 0 || body < 0 || head > room || body > room-head {
			return fmt.Errorf("batch %d: got %d and %d bytes at %d, want no more than %d", i, head, body, offset, room)
		}
		room -= head + body
	}
	return nil
}

// checkFields checks the columns of a schema, or the elements of a list; left
// is how many more there may be.
func checkFields(t flatTable, field, nesting int, left *int) error {
	fields, err := t.vector(field, offsetWidth)
	if err != nil {
		return err
	}
	if fields.length > *left || nesting == 0 {
		return fmt.Errorf("schema: got more than %d columns, or lists nested deeper than %d", maxColumns, maxNesting)
	}
	*left -= fields.length
	for i := range fields.length {
		column := flatTable{t.data, t.follow(fields.at + i*offsetWidth)}
		at := column.field(fieldType)
		if at < 0 || !columnTypes[t.data[at]] {
			return fmt.Errorf("schema: column %d has a type that no table has", i)
		}
		if column.field(fieldDictionary) >= 0 {
			return fmt.Errorf("schema: column %d has a dictionary, want none", i)
		}
		if err := column.checkNone(fieldKeyMetadata); err != nil {
			return err
		}
		if err := checkFields(column, fieldChildren, nesting-1, left); err != nil {
			return err
		}
	}
	return nil
}

// A flatTable is a FlatBuffers table: data is the whole buffer, in which the
// table starts at a position.
type flatTable struct {
	data []byte
	at   int
}

// A flatVector is length elements from a position on.
type flatVector struct{ at, length int }

// follow returns where the offset at a position leads: always forwards.
func (t flatTable) follow(at int) int {
	return at + int(binary.LittleEndian.Uint32(t.data[at:]))
}

// field returns the position of a field; it is negative where the table lacks
// the field.
func (t flatTable) field(number int) int {
	layout := t.at - int(int32(binary.LittleEndian.Uint32(t.data[t.at:])))
	entry := 4 + 2*number
	if entry >= int(binary.LittleEndian.Uint16(t.data[layout:])) {
		return -1
	}
	offset := int(binary.LittleEndian.Uint16(t.data[layout+entry:]))
	if offset == 0 {
		return -1
	}
	return t.at + offset
}

// table returns the table that a field leads to.
func (t flatTable) table(number int) (flatTable, bool) {
	at := t.field(number)
	if at < 0 {
		return flatTable{}, false
	}
	return flatTable{t.data, t.follow(at)}, true
}

// vector returns the vector that a field leads to, empty without the field. It
// has room for all its elements.
func (t flatTable) vector(number, width int) (flatVector, error) {
	at := t.field(number)
	if at < 0 {
		return flatVector{}, nil
	}
	at = t.follow(at)
	v := flatVector{at + 4, int(binary.LittleEndian.Uint32(t.data[at:]))}
	if room := (len(t.data) - v.at) / width; v.length > room {
		return v, fmt.Errorf("footer: got %d elements, want at most %d", v.length, room)
	}
	return v, nil
}

// checkNone demands that a vector of tables is empty.
func (t flatTable) checkNone(number int) error {
	v, err := t.vector(number, offsetWidth)
	if err == nil && v.length > 0 {
		err = fmt.Errorf("schema: got %d entries of metadata, want none", v.length)
	}
	return err
}
