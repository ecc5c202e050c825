package artifacts

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

type tensorRow struct {
	Name  string    `arrow:"name"`
	Shape []int64   `arrow:"shape"`
	Data  []float32 `arrow:"data"`
}

// mappedTensors returns rows of several batches, large and small.
func mappedTensors() []tensorRow {
	var rows []tensorRow
	for i, n := range []int{5, 1 << 20, 3 << 20, 0, 7, 1 << 19} {
		row := tensorRow{Name: string(rune('a' + i)), Shape: []int64{int64(n), 1}, Data: make([]float32, n)}
		for j := range row.Data {
			row.Data[j] = float32(j*i) / 3
		}
		rows = append(rows, row)
	}
	return rows
}

func writeTensors(t *testing.T) (*Store, *Artifact, string) {
	t.Helper()
	s := newStore(t)
	w := s.NewArtifact("model")
	if err := errors.Join(WriteTable(w, "weights", mappedTensors()), WriteTable(w, "small", mappedTensors()[:1])); err != nil {
		t.Fatal(err)
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	f, _ := a.File("weights.arrow")
	return s, a, s.objectPath(f.Digest)
}

func TestMapTable(t *testing.T) {
	_, a, path := writeTensors(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	rows, m, err := MapTable[tensorRow](a, "weights")
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if m.mapped {
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
			t.Errorf("MapTable of %d bytes takes %d bytes of memory", len(m.data), got)
		}
		if err := os.Remove(path); err != nil { // as gc does
			t.Fatal(err)
		}
	}
	want := mappedTensors()
	for i := range want {
		if rows[i].Name != want[i].Name || !slices.Equal(rows[i].Shape, want[i].Shape) || !slices.Equal(rows[i].Data, want[i].Data) {
			t.Errorf("row %d of MapTable differs from what was written", i)
		}
	}
	if err := errors.Join(m.Close(), m.Close()); err != nil {
		t.Errorf("Close twice = %v", err)
	}
	small, m, err := MapTable[tensorRow](a, "small")
	if err != nil || len(small) != 1 || m.mapped || m.Close() != nil {
		t.Errorf("MapTable of a small table = %v, %v, want a copy", small, err)
	}
	if _, _, err := MapTable[tensorRow](a, "nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("MapTable of no table = %v, want ErrNotFound", err)
	}
}

func TestMapDamaged(t *testing.T) {
	for name, damage := range map[string]func(path string, size int64) error{
		"flipped": func(path string, size int64) error {
			data, err := os.ReadFile(path)
			data[size/2] ^= 1
			return errors.Join(err, os.Chmod(path, 0o644), os.WriteFile(path, data, 0o644))
		},
		"shorter": func(path string, size int64) error {
			return errors.Join(os.Chmod(path, 0o644), os.Truncate(path, size-1))
		},
		"longer": func(path string, size int64) error {
			return errors.Join(os.Chmod(path, 0o644), os.Truncate(path, size+1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, a, path := writeTensors(t)
			f, _ := a.File("weights.arrow")
			if err := damage(path, f.Bytes); err != nil {
				t.Fatal(err)
			}
			if _, _, err := MapTable[tensorRow](a, "weights"); !errors.Is(err, ErrCorrupt) {
				t.Errorf("MapTable = %v, want ErrCorrupt", err)
			}
			if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the damaged file is still there: %v", err)
			}
		})
	}
}

// TestGuard cuts a file short while it is mapped: reading on is an error that
// names it, and other panics stay panics.
func TestGuard(t *testing.T) {
	_, a, path := writeTensors(t)
	rows, m, err := MapTable[tensorRow](a, "weights")
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if !m.mapped {
		t.Skip("this system reads files where others map them, and so cannot lose one under its feet")
	}
	if err := errors.Join(os.Chmod(path, 0o644), os.Truncate(path, 4096)); err != nil {
		t.Fatal(err)
	}
	sum := float32(0)
	err = m.Guard(func() error {
		for _, x := range rows[2].Data {
			sum += x
		}
		return nil
	})
	if !errors.Is(err, ErrCorrupt) || !bytes.Contains([]byte(err.Error()), []byte(path)) {
		t.Errorf("Guard around reading a file that was cut short = %v, want ErrCorrupt that names %s", err, path)
	}
	defer func() {
		if p := recover(); p != "other" {
			t.Errorf("Guard around another panic panics with %v", p)
		}
	}()
	m.Guard(func() error { panic("other") })
}

// FuzzViewTable holds what is read where it lies to what the Arrow library
// reads.
func FuzzViewTable(f *testing.F) {
	columns := columnsOf[fuzzRow]()
	for _, rows := range [][]fuzzRow{nil, {{}}, {{"a", []byte("b"), true, 1, 2, 3, 4, []string{"x", ""}, []float32{1, 2}}, {S: "later"}}} {
		var b bytes.Buffer
		if err := encodeTable(&b, columns, reflect.ValueOf(rows)); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := viewTable[fuzzRow](data, columns)
		if err != nil {
			return
		}
		want, err := decodeTable[fuzzRow](data, columns)
		if err == nil && !sameRows(got, want) {
			t.Errorf("viewTable = %v, want %v", got, want)
		}
	})
}

type fuzzRow struct {
	S  string    `arrow:"s"`
	B  []byte    `arrow:"b"`
	O  bool      `arrow:"o"`
	I  int32     `arrow:"i"`
	L  int64     `arrow:"l"`
	F  float32   `arrow:"f"`
	D  float64   `arrow:"d"`
	SS []string  `arrow:"ss"`
	FS []float32 `arrow:"fs"`
}

// sameRows compares bits, so that a NaN is itself.
func sameRows(a, b []fuzzRow) bool {
	encode := func(rows []fuzzRow) []byte {
		var out bytes.Buffer
		if err := encodeTable(&out, columnsOf[fuzzRow](), reflect.ValueOf(rows)); err != nil {
			return nil
		}
		return out.Bytes()
	}
	return len(a) == len(b) && bytes.Equal(encode(a), encode(b))
}
