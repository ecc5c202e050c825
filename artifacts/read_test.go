package artifacts

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// sparse makes a file of the given size that takes no room on disk.
func sparse(t *testing.T, path string, size int64) {
	t.Helper()
	err := errors.Join(os.RemoveAll(path), os.WriteFile(path, nil, 0o644), os.Truncate(path, size))
	if err != nil {
		t.Fatal(err)
	}
}

// TestSizeIsNotBelieved holds that no file makes the program take memory for
// it before something vouches for its size.
func TestSizeIsNotBelieved(t *testing.T) {
	s, k, a := boundStore(t)
	if err := errors.Join(s.PutRecord("r", []byte("{}")), s.Scratch(k).Save("c", []byte("x"))); err != nil {
		t.Fatal(err)
	}
	f, _ := a.File("weights")
	const huge = 1 << 40
	tests := map[string]struct {
		path string
		size int64
		read func() error
	}{
		"record":     {s.path(recordsDir, "r.json"), huge, func() error { _, err := s.Record("r"); return err }},
		"entry":      {s.keyPath(k), huge, func() error { _, err := s.Lookup(k); return err }},
		"object":     {s.objectPath(f.Digest), hashFirst + 1, func() error { _, err := s.ReadObject(f.Digest); return err }},
		"manifest":   {s.objectPath(a.digest), hashFirst + 1, func() error { _, err := s.ReadObject(a.digest); return err }},
		"checkpoint": {s.Scratch(k).path("c"), hashFirst + 1, func() error { _, err := s.Scratch(k).Load("c"); return err }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			sparse(t, test.path, test.size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := test.read()
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("reading %d bytes of nothing = %v, want ErrCorrupt", test.size, err)
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
				t.Errorf("reading %d bytes of nothing took %d bytes of memory", test.size, got)
			}
		})
	}
}

// TestReadLargeObject reads an object that is large enough to be hashed first.
func TestReadLargeObject(t *testing.T) {
	s := newStore(t)
	data := bytes.Repeat([]byte("0123456789abcde\n"), hashFirst/16+1)
	d, err := s.putBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.ReadObject(d); err != nil || !bytes.Equal(got, data) {
		t.Errorf("ReadObject = %d bytes, %v, want the %d written", len(got), err, len(data))
	}
}

// TestOtherThanPlainFile puts folders and links where files should be: they
// are damage, and are moved out of the way by whoever writes there next.
func TestOtherThanPlainFile(t *testing.T) {
	puts := map[string]func(path string) error{
		"folder": func(path string) error {
			return errors.Join(os.Mkdir(path, 0o777), os.WriteFile(path+"/x", nil, 0o644))
		},
		"link": func(path string) error { return os.Symlink(os.DevNull, path) },
	}
	for name, put := range puts {
		s, k, a := boundStore(t)
		if err := s.PutRecord("r", []byte("{}")); err != nil {
			t.Fatal(err)
		}
		for _, path := range storedFiles(t, s) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := put(path); err != nil {
				t.Skipf("%s: %v", name, err)
			}
			fresh, err := Open(s.Dir()) // that knows no manifest
			if err != nil {
				t.Fatal(err)
			}
			_, lookup := fresh.Lookup(k)
			_, record := fresh.Record("r")
			if isRecord := strings.Contains(path, recordsDir); isRecord && !errors.Is(record, ErrCorrupt) || !isRecord && !errors.Is(lookup, ErrNotFound) {
				t.Errorf("%s at %s: Lookup = %v, Record = %v, want the damage found", name, path, lookup, record)
			}
			newArtifact(t, fresh, "model", "weights", "www", "vocabulary", "vvv")
			if err := errors.Join(fresh.Bind(k, "recipe", a), fresh.PutRecord("r", []byte("{}"))); err != nil {
				t.Fatalf("%s at %s: writing again: %v", name, path, err)
			}
			if v, err := fresh.Verify(context.Background(), nil); err != nil || len(v.Damage)+len(v.Foreign) != 0 {
				t.Fatalf("%s at %s: Verify after writing again = %+v, %v, want nothing", name, path, v, err)
			}
		}
	}
}

func TestUnreadable(t *testing.T) {
	if err := unreadable(&fs.PathError{Op: "read", Path: "x", Err: syscall.EIO}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("unreadable(EIO) = %v, want ErrCorrupt", err)
	}
	if err := unreadable(&fs.PathError{Op: "read", Path: "x", Err: syscall.EACCES}); errors.Is(err, ErrCorrupt) {
		t.Errorf("unreadable(EACCES) = %v, want what it was", err)
	}
}

func FuzzParseManifest(f *testing.F) {
	m := manifest{Format: manifestFormat, Kind: "model", Files: []File{{"a", Sum(nil), 0}, {"b/c.arrow", Sum([]byte("x")), 1}}}
	data, err := m.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"format":"pipe-artifact-1","kind":"","files":null}` + "\n"))
	f.Add(bytes.Replace(data, []byte(digestPrefix), nil, 1))
	f.Add(bytes.Replace(data, []byte(`"bytes":1`), []byte(`"bytes":01`), 1))
	f.Add(bytes.Replace(data, []byte(`},{`), []byte(`}{`), 1))
	f.Add(bytes.Replace(data, []byte(`c.arrow`), []byte(`\u0063`), 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseManifest(data)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("parseManifest(%q) = %v, want ErrCorrupt", data, err)
			}
			return
		}
		if again, err := m.encode(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("parseManifest(%q) accepts what encode never writes", data)
		}
	})
}

func FuzzOpenJSON(f *testing.F) {
	sealed, err := sealJSON([]byte(`{"id": [1, "x"]}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Fuzz(func(t *testing.T, sealed []byte) {
		data, err := openJSON(sealed)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("openJSON(%q) = %v, want ErrCorrupt", sealed, err)
			}
			return
		}
		if again, err := sealJSON(data); err != nil || !bytes.Equal(again, sealed) {
			t.Errorf("openJSON(%q) accepts what sealJSON never writes", sealed)
		}
	})
}

func FuzzCheckSeal(f *testing.F) {
	k := keyOf("k")
	f.Add(append(sealLine(k, Sum([]byte("state"))), "state"...))
	f.Add(append(sealLine(keyOf("other"), Sum(nil)), "state"...))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		err := checkSeal(bytes.NewReader(sealed), int64(len(sealed)), k)
		if err != nil && !errors.Is(err, ErrCorrupt) {
			t.Errorf("checkSeal(%q) = %v, want ErrCorrupt", sealed, err)
		}
		if err == nil && !bytes.HasPrefix(sealed, sealLine(k, Sum(sealed[sealBytes:]))) {
			t.Errorf("checkSeal(%q) accepts what Save never writes", sealed)
		}
	})
}
