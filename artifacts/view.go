package artifacts

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// The Arrow library copies each buffer that it reads, twice. Weights are read
// where they lie: the metadata of a batch says where in the file each buffer is.
// What is in it: https://github.com/apache/arrow/tree/main/format, Message.fbs.

// Fields of FlatBuffers tables, and sizes of structs, as in footer.go.
const (
	messageType, messageHeader                        = 1, 2
	batchLength, batchNodes, batchBuffers, batchCodec = 0, 1, 2, 3
	headerOfBatch                                     = 3      // a message type
	nodeBytes, bufferBytes                            = 16, 16 // two numbers of 64 bits each
	messagePrefix                                     = 8      // a marker and the length of the metadata
)

// viewTable is decodeTable with rows that alias data.
func viewTable[T any](data []byte, columns []column) (rows []T, err error) {
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
	blocks, err := footerOf(data).vector(footerBatches, blockBytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	rows = []T{}
	for i := range blocks.length {
		batch, err := viewBatch(data, blockOf(data, blocks, i), r.Schema())
		if err != nil {
			return nil, fmt.Errorf("%w: batch %d: %w", ErrCorrupt, i, err)
		}
		if rows, err = appendBatch(rows, batch, columns, places); err != nil {
			return nil, fmt.Errorf("batch %d: %w", i, err)
		}
	}
	return rows, nil
}

// A block is where a batch is: its metadata, and the buffers behind it.
type block struct{ offset, head, body int64 }

// footerOf returns the footer of a file that checkFooter has found sound.
func footerOf(data []byte) flatTable {
	end := len(data) - footerEnd
	f := flatTable{data[end-int(binary.LittleEndian.Uint32(data[end:])) : end], 0}
	f.at = f.follow(0)
	return f
}

func blockOf(data []byte, blocks flatVector, i int) block {
	b := footerOf(data).data[blocks.at+i*blockBytes:]
	return block{
		int64(binary.LittleEndian.Uint64(b)), int64(int32(binary.LittleEndian.Uint32(b[8:]))), int64(binary.LittleEndian.Uint64(b[16:])),
	}
}

// A batchView makes the arrays of a batch, in the order of its columns.
type batchView struct {
	meta         flatTable
	nodes        flatVector
	buffers      flatVector
	body         []byte
	node, buffer int // the next
}

// viewBatch returns a batch whose arrays alias data. It panics where an offset
// leads out of the file.
func viewBatch(data []byte, b block, schema *arrow.Schema) (arrow.Record, error) {
	if b.offset%8 != 0 || b.head%8 != 0 {
		return nil, fmt.Errorf("got metadata of %d bytes at %d, want multiples of 8", b.head, b.offset)
	}
	message := flatTable{data[b.offset+messagePrefix : b.offset+b.head], 0}
	message.at = message.follow(0)
	if at := message.field(messageType); at < 0 || message.data[at] != headerOfBatch {
		return nil, fmt.Errorf("got a message that is no batch")
	}
	meta, ok := message.table(messageHeader)
	if !ok || meta.field(batchCodec) >= 0 {
		return nil, fmt.Errorf("got a batch without metadata, or a compressed one")
	}
	v := &batchView{meta: meta, body: data[b.offset+b.head : b.offset+b.head+b.body]}
	var err error
	if v.nodes, err = meta.vector(batchNodes, nodeBytes); err != nil {
		return nil, err
	}
	if v.buffers, err = meta.vector(batchBuffers, bufferBytes); err != nil {
		return nil, err
	}
	rows := int64(0)
	if at := meta.field(batchLength); at >= 0 {
		rows = int64(binary.LittleEndian.Uint64(meta.data[at:]))
	}
	arrays := make([]arrow.Array, schema.NumFields())
	for i := range arrays {
		data, err := v.array(schema.Field(i).Type)
		if err != nil {
			return nil, err
		}
		arrays[i] = array.MakeFromData(data)
	}
	return array.NewRecord(schema, arrays, rows), nil
}

// array makes the next array, of one of the types that columnTypes has.
func (v *batchView) array(t arrow.DataType) (arrow.ArrayData, error) {
	if v.node >= v.nodes.length {
		return nil, fmt.Errorf("got %d nodes, want more", v.nodes.length)
	}
	at := v.meta.data[v.nodes.at+v.node*nodeBytes:]
	n, nulls := int(binary.LittleEndian.Uint64(at)), int(binary.LittleEndian.Uint64(at[8:]))
	v.node++
	own, children := 2, []arrow.ArrayData(nil) // validity, and values or offsets
	list, isList := t.(*arrow.LargeListType)
	if !isList && (t.ID() == arrow.LARGE_STRING || t.ID() == arrow.LARGE_BINARY) {
		own = 3
	}
	buffers := make([]*memory.Buffer, own)
	for i := range buffers {
		b, err := v.next()
		if err != nil {
			return nil, err
		}
		if i > 0 || len(b) > 0 {
			buffers[i] = memory.NewBufferBytes(b)
		}
	}
	if isList {
		child, err := v.array(list.Elem())
		if err != nil {
			return nil, err
		}
		children = append(children, child)
	}
	return array.NewData(t, n, buffers, children, nulls, 0), nil
}

// next returns the next buffer. Numbers in it lie at multiples of their size.
func (v *batchView) next() ([]byte, error) {
	if v.buffer >= v.buffers.length {
		return nil, fmt.Errorf("got %d buffers, want more", v.buffers.length)
	}
	at := v.meta.data[v.buffers.at+v.buffer*bufferBytes:]
	offset, n := binary.LittleEndian.Uint64(at), binary.LittleEndian.Uint64(at[8:])
	v.buffer++
	room := uint64(len(v.body))
	if offset%8 != 0 || offset > room || n > room-offset {
		return nil, fmt.Errorf("got a buffer of %d bytes at %d of %d", n, offset, room)
	}
	return v.body[offset : offset+n : offset+n], nil
}
