package artifacts

import (
	"fmt"
	"testing"
)

type tensor struct {
	Name string    `arrow:"name"`
	Data []float32 `arrow:"data"`
}

// tensors returns 64 MiB of weights in 16 rows.
func tensors() []tensor {
	rows := make([]tensor, 16)
	for i := range rows {
		rows[i] = tensor{fmt.Sprint("layer", i), make([]float32, 1<<20)}
	}
	return rows
}

func BenchmarkWriteTensors(b *testing.B) {
	s, rows := newStore(b), tensors()
	b.SetBytes(64 << 20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		rows[0].Data[0] = float32(i) // new bytes each time
		writeTable(b, s, rows)
	}
}

func BenchmarkReadTensors(b *testing.B) {
	a := writeTable(b, newStore(b), tensors())
	b.SetBytes(64 << 20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadTable[tensor](a, "rows"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadManyRows(b *testing.B) {
	a := writeTable(b, newStore(b), someRows(100_000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadTable[allTypes](a, "rows"); err != nil {
			b.Fatal(err)
		}
	}
}
