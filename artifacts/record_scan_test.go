package artifacts

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

func TestScanRecord(t *testing.T) {
	s := newStore(t)
	record := `"` + strings.Repeat("x", 3*copyBytes) + `"`
	if err := s.PutRecord("r", []byte(record)); err != nil {
		t.Fatal(err)
	}
	path := s.path(recordsDir, "r"+jsonSuffix)
	sealed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(i int) []byte {
		b := append([]byte{}, sealed...)
		b[i] ^= 1
		return b
	}
	stop := errors.New("seen enough")
	for _, c := range []struct {
		name string
		file []byte
		read int64 // bytes of the content
		err  error // of reading
		want error
	}{
		{"some of it", sealed, 10, nil, nil},
		{"all of it", sealed, int64(len(record)), nil, nil},
		{"nothing", sealed, 0, stop, stop},
		{"damaged behind what is read", flip(len(sealed) - 10), 10, nil, ErrCorrupt},
		{"damaged in what is read", flip(len(sealed) - len(record)), 10, stop, ErrCorrupt},
		{"damaged seal", flip(len(sealHead)), 10, nil, ErrCorrupt},
		{"damaged end", flip(len(sealed) - 1), 10, nil, ErrCorrupt},
		{"cut", sealed[:len(sealed)-1], 10, nil, ErrCorrupt},
		{"cut in the seal", sealed[:20], 0, nil, ErrCorrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(path, c.file, 0o644); err != nil {
				t.Fatal(err)
			}
			got := ""
			err := s.ScanRecord("r", func(r io.Reader) error {
				b, err := io.ReadAll(io.LimitReader(r, c.read))
				got = string(b)
				return errors.Join(err, c.err)
			})
			if !errors.Is(err, c.want) || c.want == nil && (err != nil || got != record[:c.read]) {
				t.Errorf("ScanRecord = %v with %d bytes read, want %v", err, len(got), c.want)
			}
		})
	}
	if err := s.ScanRecord("none", nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("ScanRecord of no record = %v, want ErrNotFound", err)
	}
}
