package artifacts

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
)

// allTypes has a column of each type that there is.
type allTypes struct {
	Text     string    `arrow:"text"`
	Bytes    []byte    `arrow:"bytes"`
	Bool     bool      `arrow:"bool"`
	I32      int32     `arrow:"i32"`
	I64      int64     `arrow:"i64"`
	F32      float32   `arrow:"f32"`
	F64      float64   `arrow:"f64"`
	Texts    []string  `arrow:"texts"`
	I32s     []int32   `arrow:"i32s"`
	I64s     []int64   `arrow:"i64s"`
	F32s     []float32 `arrow:"f32s"`
	F64s     []float64 `arrow:"f64s"`
	Untagged int
}

// someRows returns n rows that are a function of n alone.
func someRows(n int) []allTypes {
	rows := make([]allTypes, n)
	for i := range rows {
		r := &rows[i]
		r.Text = strings.Repeat("é", i%5) + fmt.Sprint(i)
		r.Bool, r.I32, r.I64 = i%3 == 0, int32(-i), int64(i)<<33
		r.F32, r.F64 = float32(i)/3, -float64(i)/7
		for j := range i % 4 {
			r.Bytes = append(r.Bytes, byte(i+j))
			r.Texts = append(r.Texts, strings.Repeat("x", j))
			r.I32s = append(r.I32s, int32(i*j))
			r.I64s = append(r.I64s, math.MinInt64+int64(j))
			r.F32s = append(r.F32s, float32(j)+0.5)
			r.F64s = append(r.F64s, math.Inf(j-1))
		}
	}
	return rows
}

func writeTable[T any](t testing.TB, s *Store, rows []T) *Artifact {
	t.Helper()
	w := s.NewArtifact("table")
	if err := WriteTable(w, "rows", rows); err != nil {
		t.Fatal(err)
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTableRoundTrip(t *testing.T) {
	s := newStore(t)
	for _, n := range []int{0, 1, 2, 7, 8, 9, batchRows - 1, batchRows, batchRows + 1, 3*batchRows + 5} {
		want := someRows(n)
		got, err := ReadTable[allTypes](writeTable(t, s, want), "rows")
		if err != nil {
			t.Fatalf("ReadTable of %d rows: %v", n, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("ReadTable of %d rows does not give back what was written", n)
		}
	}
}
