package artifacts

import (
	"fmt"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Columns whose elements vary in length hold all elements end to end, and
// offsets: element i is values[offsets[i]:offsets[i+1]]. Offsets are of 64
// bits throughout, since one weight tensor may exceed what 32 can count.

// offsetBytes is what one offset takes.
const offsetBytes = 8

var textListType = arrow.LargeListOfNonNullable(arrow.BinaryTypes.LargeString)

// texts is the codec of strings and byte slices. cut returns a function that
// cuts elements out of the values of a batch.
func texts[F string | []byte](dataType arrow.DataType, cut func(values []byte) func(lo, hi int64) F) codec {
	size := func(rows reflect.Value, row, field int) int {
		return offsetBytes + len(*cell[F](rows, row, field))
	}
	encode := func(rows reflect.Value, from, to, field int) arrow.ArrayData {
		offsets := offsetsOf(to-from, func(i int) int { return len(*cell[F](rows, from+i, field)) })
		values := make([]byte, 0, offsets[to-from])
		for row := from; row < to; row++ {
			values = append(values, *cell[F](rows, row, field)...)
		}
		return array.NewData(dataType, to-from, buffers(arrow.GetBytes(offsets), values), nil, 0, 0)
	}
	decode := func(arr arrow.Array, n int) (func(reflect.Value, int, int), error) {
		values := buffer(arr.Data(), 2)
		offsets, err := checkedOffsets(arr.Data(), n, int64(len(values)))
		if err != nil {
			return nil, err
		}
		element := cut(values)
		return func(rows reflect.Value, at, field int) {
			for i := range n {
				*cell[F](rows, at+i, field) = element(offsets[i], offsets[i+1])
			}
		}, nil
	}
	return codec{dataType, size, encode, decode}
}

func cutString(values []byte) func(lo, hi int64) string {
	all := string(values)
	return func(lo, hi int64) string { return all[lo:hi] }
}

func cutBytes(values []byte) func(lo, hi int64) []byte {
	return func(lo, hi int64) []byte { return slice(values, lo, hi) }
}

// slice returns nil for an empty range, and never lets an append run into the
// next element.
func slice[E any](values []E, lo, hi int64) []E {
	if lo == hi {
		return nil
	}
	return values[lo:hi:hi]
}

func numberLists[F number](elem arrow.DataType, bytes int) codec {
	dataType := arrow.LargeListOfNonNullable(elem)
	size := func(rows reflect.Value, row, field int) int {
		return offsetBytes + bytes*len(*cell[[]F](rows, row, field))
	}
	encode := func(rows reflect.Value, from, to, field int) arrow.ArrayData {
		offsets := offsetsOf(to-from, func(i int) int { return len(*cell[[]F](rows, from+i, field)) })
		values := *cell[[]F](rows, from, field) // a tensor alone in its batch is not copied
		if to-from > 1 {
			values = make([]F, 0, offsets[to-from])
			for row := from; row < to; row++ {
				values = append(values, *cell[[]F](rows, row, field)...)
			}
		}
		child := array.NewData(elem, len(values), buffers(arrow.GetBytes(values)), nil, 0, 0)
		return listData(dataType, offsets, child)
	}
	decode := func(arr arrow.Array, n int) (func(reflect.Value, int, int), error) {
		child := arr.Data().Children()[0]
		values, err := numbersOf[F](child, child.Len())
		if err != nil {
			return nil, err
		}
		offsets, err := checkedOffsets(arr.Data(), n, int64(len(values)))
		return func(rows reflect.Value, at, field int) {
			for i := range n {
				*cell[[]F](rows, at+i, field) = slice(values, offsets[i], offsets[i+1])
			}
		}, err
	}
	return codec{dataType, size, encode, decode}
}

func sizeOfTextList(rows reflect.Value, row, field int) int {
	size := offsetBytes
	for _, text := range *cell[[]string](rows, row, field) {
		size += offsetBytes + len(text)
	}
	return size
}

func encodeTextLists(rows reflect.Value, from, to, field int) arrow.ArrayData {
	offsets := offsetsOf(to-from, func(i int) int { return len(*cell[[]string](rows, from+i, field)) })
	texts := make([]string, 0, offsets[to-from])
	for row := from; row < to; row++ {
		texts = append(texts, *cell[[]string](rows, row, field)...)
	}
	textOffsets := offsetsOf(len(texts), func(i int) int { return len(texts[i]) })
	values := make([]byte, 0, textOffsets[len(texts)])
	for _, text := range texts {
		values = append(values, text...)
	}
	child := array.NewData(textListType.Elem(), len(texts), buffers(arrow.GetBytes(textOffsets), values), nil, 0, 0)
	return listData(textListType, offsets, child)
}

func decodeTextLists(arr arrow.Array, n int) (func(reflect.Value, int, int), error) {
	child := arr.Data().Children()[0]
	values := buffer(child, 2)
	textOffsets, err := checkedOffsets(child, child.Len(), int64(len(values)))
	if err != nil {
		return nil, err
	}
	offsets, err := checkedOffsets(arr.Data(), n, int64(child.Len()))
	if err != nil {
		return nil, err
	}
	element := cutString(values)
	texts := make([]string, len(textOffsets)-1)
	for i := range texts {
		texts[i] = element(textOffsets[i], textOffsets[i+1])
	}
	return func(rows reflect.Value, at, field int) {
		for i := range n {
			*cell[[]string](rows, at+i, field) = slice(texts, offsets[i], offsets[i+1])
		}
	}, nil
}

func listData(dataType arrow.DataType, offsets []int64, child arrow.ArrayData) arrow.ArrayData {
	return array.NewData(dataType, len(offsets)-1, buffers(arrow.GetBytes(offsets)), []arrow.ArrayData{child}, 0, 0)
}

// offsetsOf returns the n+1 offsets of elements of the given lengths.
func offsetsOf(n int, length func(i int) int) []int64 {
	offsets := make([]int64, n+1)
	for i := range n {
		offsets[i+1] = offsets[i] + int64(length(i))
	}
	return offsets
}

// checkedOffsets returns the n+1 offsets of an array whose elements must lie
// one after the other within limit values.
func checkedOffsets(data arrow.ArrayData, n int, limit int64) ([]int64, error) {
	offsets := arrow.GetData[int64](buffer(data, 1))
	if n == 0 && len(offsets) == 0 { // the format allows leaving out the only offset
		return []int64{0}, nil
	}
	if data.Offset() != 0 || n < 0 || n >= len(offsets) {
		return nil, fmt.Errorf("got %d offsets at offset %d, want %d", len(offsets), data.Offset(), n+1)
	}
	offsets = offsets[:n+1]
	last := int64(0)
	for _, o := range offsets {
		if o < last || o > limit {
			return nil, fmt.Errorf("got offset %d, want one from %d to %d", o, last, limit)
		}
		last = o
	}
	return offsets, nil
}
