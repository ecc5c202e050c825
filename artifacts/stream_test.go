package artifacts

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCopyTo copies a file out of the store, and demands that a change of the
// copy reaches no object, and that of a damaged object no byte stays.
func TestCopyTo(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := s.NewArtifact("test")
	if err := w.WriteFrom("a/b", strings.NewReader("content")); err != nil {
		t.Fatal(err)
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	first := filepath.Join(dir, "first")
	if err := a.CopyTo("a/b", first); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(first); err != nil || string(data) != "content" {
		t.Errorf("copy = %q, %v, want the content", data, err)
	}
	if err := errors.Join(os.Chmod(first, 0o600), os.WriteFile(first, []byte("CONTENT"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if data, err := a.Read("a/b"); err != nil || string(data) != "content" {
		t.Errorf("Read after a change of the copy = %q, %v, want the content", data, err)
	}
	if err := a.CopyTo("a/c", filepath.Join(dir, "none")); !errors.Is(err, ErrNotFound) {
		t.Errorf("CopyTo(a/c) = %v, want ErrNotFound", err)
	}

	path := s.objectPath(a.Files[0].Digest)
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("cOntent"), 0o600)); err != nil {
		t.Fatal(err)
	}
	second := filepath.Join(dir, "second")
	var corrupt *CorruptError
	if err := a.CopyTo("a/b", second); !errors.As(err, &corrupt) {
		t.Errorf("CopyTo of a damaged object = %v, want a CorruptError", err)
	}
	if _, err := os.Stat(second); !os.IsNotExist(err) {
		t.Errorf("the copy of a damaged object is there: %v", err)
	}
	if s.HasObject(a.Files[0].Digest) {
		t.Error("a damaged object is in its place, want it in the quarantine")
	}
}

// TestTempDir demands a folder that goes with all that is in it, and that the
// next process clears away where nobody removed it.
func TestTempDir(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	fill := func(dir string) {
		t.Helper()
		locked := filepath.Join(dir, "locked")
		err := errors.Join(os.Mkdir(locked, 0o755), os.WriteFile(filepath.Join(locked, "f"), nil, 0o444), os.Chmod(locked, 0o555))
		if err != nil {
			t.Fatal(err)
		}
	}
	gone := func(dir string) {
		t.Helper()
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s is there: %v", dir, err)
		}
	}
	dir, remove, err := s.TempDir()
	if err != nil {
		t.Fatal(err)
	}
	fill(dir)
	if err := remove(); err != nil {
		t.Error(err)
	}
	gone(dir)

	left, _, err := s.TempDir()
	if err != nil {
		t.Fatal(err)
	}
	fill(left)
	if err := s.alive.Unlock(); err != nil { // as if its process had died
		t.Fatal(err)
	}
	next, err := Open(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := next.PutObject(strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	gone(left)
}
