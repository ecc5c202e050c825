package artifacts

import (
	"fmt"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// A codec moves one field of a range of rows to an Arrow array and back.
// The rows come as a reflect.Value of type []T; no reflection is done below
// the level of a field.
type codec struct {
	// dataType is the Arrow type of the column.
	dataType arrow.DataType
	// size returns how many bytes one row takes, for splitting into batches.
	size func(rows reflect.Value, row, field int) int
	// encode returns rows[from:to] as an array without nulls. It is built on
	// buffers of exact length, and the writer pads with zeros: so the bytes
	// depend on nothing but the rows. It may alias the rows.
	encode func(rows reflect.Value, from, to, field int) arrow.ArrayData
	// decode checks an array of dataType, n long, and returns the function
	// that sets rows[at:at+n] from it. The rows may alias the array.
	decode func(arr arrow.Array, n int) (fill func(rows reflect.Value, at, field int), err error)
}

// codecs has an entry for each type that a field of a table's row may have.
var codecs = map[reflect.Type]codec{
	reflect.TypeFor[bool]():      {arrow.FixedWidthTypes.Boolean, fixedSize(1), encodeBools, decodeBools},
	reflect.TypeFor[int32]():     numbers[int32](arrow.PrimitiveTypes.Int32, 4),
	reflect.TypeFor[int64]():     numbers[int64](arrow.PrimitiveTypes.Int64, 8),
	reflect.TypeFor[float32]():   numbers[float32](arrow.PrimitiveTypes.Float32, 4),
	reflect.TypeFor[float64]():   numbers[float64](arrow.PrimitiveTypes.Float64, 8),
	reflect.TypeFor[string]():    texts(arrow.BinaryTypes.LargeString, cutString),
	reflect.TypeFor[[]byte]():    texts(arrow.BinaryTypes.LargeBinary, cutBytes),
	reflect.TypeFor[[]int32]():   numberLists[int32](arrow.PrimitiveTypes.Int32, 4),
	reflect.TypeFor[[]int64]():   numberLists[int64](arrow.PrimitiveTypes.Int64, 8),
	reflect.TypeFor[[]float32](): numberLists[float32](arrow.PrimitiveTypes.Float32, 4),
	reflect.TypeFor[[]float64](): numberLists[float64](arrow.PrimitiveTypes.Float64, 8),
	reflect.TypeFor[[]string]():  {textListType, sizeOfTextList, encodeTextLists, decodeTextLists},
}

// cell points at one field of one row. A pointer in an interface costs no
// allocation.
func cell[F any](rows reflect.Value, row, field int) *F {
	return rows.Index(row).Field(field).Addr().Interface().(*F)
}

func fixedSize(bytes int) func(reflect.Value, int, int) int {
	return func(reflect.Value, int, int) int { return bytes }
}

func buffers(b ...[]byte) []*memory.Buffer {
	out := []*memory.Buffer{nil} // no validity bitmap: nothing is null
	for _, bytes := range b {
		out = append(out, memory.NewBufferBytes(bytes))
	}
	return out
}

// buffer returns the bytes of buffer i; nil where it is absent.
func buffer(data arrow.ArrayData, i int) []byte {
	if b := data.Buffers()[i]; b != nil {
		return b.Bytes()
	}
	return nil
}

// number is what Arrow holds in four or eight bytes.
type number interface {
	int32 | int64 | float32 | float64
}

func numbers[F number](dataType arrow.DataType, bytes int) codec {
	encode := func(rows reflect.Value, from, to, field int) arrow.ArrayData {
		values := make([]F, to-from)
		for i := range values {
			values[i] = *cell[F](rows, from+i, field)
		}
		return array.NewData(dataType, len(values), buffers(arrow.GetBytes(values)), nil, 0, 0)
	}
	decode := func(arr arrow.Array, n int) (func(reflect.Value, int, int), error) {
		values, err := numbersOf[F](arr.Data(), n)
		return func(rows reflect.Value, at, field int) {
			for i, v := range values {
				*cell[F](rows, at+i, field) = v
			}
		}, err
	}
	return codec{dataType, fixedSize(bytes), encode, decode}
}

// numbersOf returns n values of a primitive array.
func numbersOf[F number](data arrow.ArrayData, n int) ([]F, error) {
	values := arrow.GetData[F](buffer(data, 1))
	if data.Offset() != 0 || n > len(values) {
		return nil, fmt.Errorf("got %d values at offset %d, want %d", len(values), data.Offset(), n)
	}
	return values[:n:n], nil
}

func encodeBools(rows reflect.Value, from, to, field int) arrow.ArrayData {
	bits := make([]byte, (to-from+7)/8)
	for i := range to - from {
		if *cell[bool](rows, from+i, field) {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	return array.NewData(arrow.FixedWidthTypes.Boolean, to-from, buffers(bits), nil, 0, 0)
}

func decodeBools(arr arrow.Array, n int) (func(reflect.Value, int, int), error) {
	bits := buffer(arr.Data(), 1)
	if arr.Data().Offset() != 0 || len(bits) < (n+7)/8 {
		return nil, fmt.Errorf("got %d bytes of bits at offset %d, want %d", len(bits), arr.Data().Offset(), (n+7)/8)
	}
	return func(rows reflect.Value, at, field int) {
		for i := range n {
			*cell[bool](rows, at+i, field) = bits[i/8]>>(i%8)&1 == 1
		}
	}, nil
}
