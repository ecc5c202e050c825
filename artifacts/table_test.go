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

// goldenTable is the digest of the table of someRows(10). It may change only
// together with the version of every kind that writes tables.
const goldenTable = "sha256:9be79d2d285d6be5b7b6d905a5d7723d55df8fd6b7094f911e4a01b82bad88ba"

func TestTableBytesRepeat(t *testing.T) {
	for _, n := range []int{0, 1, 10, batchRows + 1} {
		first := writeTable(t, newStore(t), someRows(n)).Digest()
		for range 5 {
			garbage := make([]byte, 1<<20) // memory that is reused is not zero
			for i := range garbage {
				garbage[i] = 0xaa
			}
			if got := writeTable(t, newStore(t), someRows(n)).Digest(); got != first {
				t.Fatalf("the table of %d rows has digest %s, then %s", n, first, got)
			}
		}
	}
	f, _ := writeTable(t, newStore(t), someRows(10)).File("rows.arrow")
	if f.Digest.String() != goldenTable {
		t.Errorf("the golden table has digest %s, want %s", f.Digest, goldenTable)
	}
}

func TestReadTableNamesMismatch(t *testing.T) {
	a := writeTable(t, newStore(t), []struct {
		ID int64 `arrow:"id"`
	}{{1}})
	tests := map[string]struct {
		read func() error
		want string
	}{
		"missing column": {func() error {
			_, err := ReadTable[struct {
				Text string `arrow:"text"`
			}](a, "rows")
			return err
		}, `table "rows": no column "text": got "id"`},
		"wrong type": {func() error {
			_, err := ReadTable[struct {
				ID []float32 `arrow:"id"`
			}](a, "rows")
			return err
		}, `column "id": got type int64, want large_list`},
		"missing table": {func() error {
			_, err := ReadTable[allTypes](a, "none")
			return err
		}, `file "none.arrow": not in the store`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if err := test.read(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("ReadTable = %v, want an error that says %q", err, test.want)
			}
		})
	}
}

// FuzzDecodeTable holds that damaged files give errors, never panics. The
// store checks digests first, so this is the second wall.
func FuzzDecodeTable(f *testing.F) {
	s := newStore(f)
	for _, n := range []int{0, 1, 9} {
		data, err := writeTable(f, s, someRows(n)).Read("rows.arrow")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		for i := 0; i < len(data); i += 37 {
			damaged := append([]byte(nil), data...)
			damaged[i] ^= 0xff
			f.Add(damaged)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := decodeTable[allTypes](data, columnsOf[allTypes]())
		if err != nil && rows != nil {
			t.Error("decodeTable returns rows beside an error")
		}
	})
}
