package artifacts

import (
	"encoding/binary"
	"errors"
	"runtime"
	"testing"
)

// TestFooterDoesNotDecideMemory writes large numbers into every place of a
// footer: none of them makes the reader take more memory than a table of that
// size is worth.
func TestFooterDoesNotDecideMemory(t *testing.T) {
	data, err := writeTable(t, newStore(t), someRows(9)).Read("rows.arrow")
	if err != nil {
		t.Fatal(err)
	}
	end := len(data) - footerEnd
	start := end - int(binary.LittleEndian.Uint32(data[end:]))
	const most = 8 << 20
	refused := 0
	for at := start; at+4 <= len(data); at += 2 { // FlatBuffers aligns offsets to two bytes
		for _, number := range []uint32{1 << 16, 1 << 24, 1<<31 - 1, 1<<32 - 1} {
			damaged := append([]byte(nil), data...)
			binary.LittleEndian.PutUint32(damaged[at:], number)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			rows, err := decodeTable[allTypes](damaged, columnsOf[allTypes]())
			runtime.ReadMemStats(&after)
			if err != nil {
				refused++
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Fatalf("%#x at byte %d: decodeTable took %d bytes of memory and gave %d rows, %v", number, at, got, len(rows), err)
			}
		}
	}
	if refused < 100 {
		t.Errorf("decodeTable refused %d damaged footers, want most of them", refused)
	}
}

// TestFooterRefuses holds each check of a footer to a footer that breaks it.
func TestFooterRefuses(t *testing.T) {
	data, err := writeTable(t, newStore(t), someRows(3)).Read("rows.arrow")
	if err != nil {
		t.Fatal(err)
	}
	end := len(data) - footerEnd
	size := int(binary.LittleEndian.Uint32(data[end:]))
	f := flatTable{data[end-size : end], 0}
	f.at = f.follow(0)
	batches, err := f.vector(footerBatches, blockBytes)
	if err != nil || batches.length != 1 {
		t.Fatalf("the footer has %d batches, %v, want 1", batches.length, err)
	}
	schema, _ := f.table(footerSchema)
	columns, err := schema.vector(schemaFields, offsetWidth)
	if err != nil || columns.length != 12 {
		t.Fatalf("the schema has %d columns, %v, want 12", columns.length, err)
	}
	first := flatTable{f.data, f.follow(columns.at)}
	block := end - size + batches.at
	tests := map[string]func(b []byte){
		"length of the footer": func(b []byte) { binary.LittleEndian.PutUint32(b[end:], uint32(end+1)) },
		"number of batches":    func(b []byte) { binary.LittleEndian.PutUint32(b[block-4:], 1<<20) },
		"size of a batch":      func(b []byte) { binary.LittleEndian.PutUint64(b[block+16:], uint64(len(b))) },
		"negative size":        func(b []byte) { binary.LittleEndian.PutUint64(b[block+16:], 1<<63) },
		"number of columns":    func(b []byte) { binary.LittleEndian.PutUint32(b[end-size+columns.at-4:], 1<<20) },
		"type of a column":     func(b []byte) { b[end-size+first.field(fieldType)] = 14 },
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			damaged := append([]byte(nil), data...)
			damage(damaged)
			if err := checkFooter(damaged); err == nil {
				t.Error("checkFooter = nil, want an error")
			}
			if rows, err := decodeTable[allTypes](damaged, columnsOf[allTypes]()); !errors.Is(err, ErrCorrupt) {
				t.Errorf("decodeTable = %d rows, %v, want ErrCorrupt", len(rows), err)
			}
		})
	}
	if err := checkFooter(data); err != nil {
		t.Errorf("checkFooter of what WriteTable wrote = %v, want nil", err)
	}
}
