package artifacts

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestScratch(t *testing.T) {
	c := newStore(t).Scratch(keyOf("k"))
	if _, err := c.Load("step"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Load before Save = %v, want ErrNotFound", err)
	}
	for _, text := range []string{"one", "", "two"} {
		if err := c.Save("step", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Load("step"); err != nil || string(got) != text {
			t.Errorf("Load = %q, %v, want %q", got, err, text)
		}
	}
	if err := c.Save("../step", nil); err == nil {
		t.Error("Save of a path succeeded, want an error")
	}
	if err := os.Truncate(c.path("step"), 20); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load("step"); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Load of a torn checkpoint = %v, want ErrCorrupt", err)
	}
	// The checkpoint of another key is as wrong as a torn one.
	other := c.store.Scratch(keyOf("other"))
	if err := errors.Join(other.Save("step", []byte("two")), os.Rename(other.path("step"), c.path("step"))); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load("step"); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Load of another key's checkpoint = %v, want ErrCorrupt", err)
	}
	if names, err := c.Names(); err != nil || !slices.Equal(names, []string{"step"}) {
		t.Errorf("Names = %q, %v, want step", names, err)
	}
	if err := errors.Join(c.Remove("step"), c.Remove("step"), c.Clear()); err != nil {
		t.Error(err)
	}
	if names, err := c.Names(); err != nil || len(names) != 0 {
		t.Errorf("Names after Clear = %q, %v, want none", names, err)
	}
}

// TestTrail holds that kept states outlive the checkpoints of their key, and
// are verified as they are.
func TestTrail(t *testing.T) {
	s := newStore(t)
	scratch, trail := s.Scratch(keyOf("k")), s.Trail(keyOf("k"))
	err := errors.Join(scratch.Save("step", []byte("one")), trail.Save("step", []byte("two")), scratch.Clear())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := trail.Load("step"); err != nil || string(got) != "two" {
		t.Errorf("Load after Clear of the checkpoints = %q, %v, want two", got, err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Damage) > 0 || len(v.Foreign) > 0 {
		t.Errorf("Verify = %+v, %v, want no damage and nothing foreign", v, err)
	}
	if err := os.Truncate(trail.path("step"), 150); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Damage) != 1 {
		t.Errorf("Verify of a torn state = %+v, %v, want one damage", v, err)
	}
}

func TestRecord(t *testing.T) {
	s := newStore(t)
	for _, id := range []string{"b", "a"} {
		if err := s.PutRecord(id, []byte(`{"id": 1}`)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Record("a"); err != nil || string(got) != `{"id": 1}` {
		t.Errorf("Record = %q, %v", got, err)
	}
	if ids, err := s.RecordIDs(); err != nil || !slices.Equal(ids, []string{"a", "b"}) {
		t.Errorf("RecordIDs = %q, %v, want a and b", ids, err)
	}
	if err := s.PutRecord("c", []byte("{")); err == nil {
		t.Error("PutRecord of invalid JSON succeeded, want an error")
	}
	if err := os.WriteFile(s.path(recordsDir, "a.json"), []byte(`{"id": 2}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record("a"); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Record of changed bytes = %v, want ErrCorrupt", err)
	}
}

func TestAdd(t *testing.T) {
	s, path := newStore(t), filepath.Join(t.TempDir(), "data.txt")
	if err := os.WriteFile(path, []byte("data"), 0o644); err != nil {
		t.Fatal(err)
	}
	d, n, err := s.Add(path)
	if err != nil || d != Sum([]byte("data")) || n != 4 {
		t.Fatalf("Add = %s, %d, %v", d, n, err)
	}
	want := []AddedFile{{filepath.ToSlash(path), d, 4}}
	if got, err := s.Added(); err != nil || !slices.Equal(got, want) {
		t.Errorf("Added = %v, %v, want %v", got, err, want)
	}
	if err := os.WriteFile(s.path(addedDir, "damaged.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Added(); !errors.Is(err, ErrCorrupt) || !slices.Equal(got, want) {
		t.Errorf("Added beside a damaged note = %v, %v, want %v and ErrCorrupt", got, err, want)
	}
	if _, _, err := s.Add(filepath.Dir(path)); err == nil {
		t.Error("Add of a folder succeeded, want an error")
	}
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	s := newStore(t)
	broken := errors.New("broken")
	_, _, err := s.PutObject(io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("PutObject = %v, want the reader's error", err)
	}
	noTemporaryFiles(t, s)
	// A file where a folder should be stops every write into it.
	if err := os.WriteFile(s.path(objectsDir), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.PutObject(strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), objectsDir) {
		t.Errorf("PutObject = %v, want an error that names the folder", err)
	}
	noTemporaryFiles(t, s)
}

func TestReadObjectQuarantines(t *testing.T) {
	s, k, a := boundStore(t)
	f, _ := a.File("weights")
	path := s.objectPath(f.Digest)
	if err := errors.Join(os.Chmod(path, 0o644), os.WriteFile(path, []byte("wwx"), 0o644)); err != nil {
		t.Fatal(err)
	}
	var corrupt *CorruptError
	if _, err := a.Read("weights"); !errors.As(err, &corrupt) || !errors.Is(err, ErrCorrupt) || corrupt.Digest != f.Digest {
		t.Errorf("Read of changed bytes = %v, want a *CorruptError", err)
	}
	if _, err := s.Lookup(k); !errors.Is(err, ErrNotFound) {
		t.Errorf("Lookup afterwards = %v, want ErrNotFound", err)
	}
}

// TestPutObjectOverDamage makes bytes again that were damaged where nobody had
// read them yet.
func TestPutObjectOverDamage(t *testing.T) {
	s := newStore(t)
	puts := map[string]func() error{
		"reader": func() error { _, _, err := s.PutObject(strings.NewReader("some bytes")); return err },
		"bytes":  func() error { _, err := s.putBytes([]byte("some bytes")); return err },
	}
	for name, put := range puts {
		path := s.objectPath(Sum([]byte("some bytes")))
		if err := put(); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Remove(path), os.WriteFile(path, []byte("some bites"), 0o644)); err != nil {
			t.Fatal(err)
		}
		if err := put(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != "some bytes" {
			t.Errorf("%s: the object holds %q, %v, want what was put", name, got, err)
		}
	}
}
