package artifacts

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newStore returns a store in a folder of its own.
func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newArtifact stores an artifact of plain files, given as name and content by
// turns.
func newArtifact(t testing.TB, s *Store, kind string, files ...string) *Artifact {
	t.Helper()
	w := s.NewArtifact(kind)
	for i := 0; i < len(files); i += 2 {
		if err := w.Write(files[i], []byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func keyOf(text string) Key { return Key(Sum([]byte(text))) }

func TestOpenCreatesNothing(t *testing.T) {
	s := newStore(t)
	if _, err := s.Lookup(keyOf("a")); !errors.Is(err, ErrNotFound) {
		t.Errorf("Lookup in an empty store: %v, want ErrNotFound", err)
	}
	if _, err := s.ReadObject(Sum(nil)); !errors.Is(err, ErrNotFound) {
		t.Errorf("ReadObject in an empty store: %v, want ErrNotFound", err)
	}
	for name, list := range map[string]func() (int, error){
		"RecordIDs": func() (int, error) { x, err := s.RecordIDs(); return len(x), err },
		"Added":     func() (int, error) { x, err := s.Added(); return len(x), err },
		"Names":     func() (int, error) { x, err := s.Scratch(keyOf("a")).Names(); return len(x), err },
	} {
		if n, err := list(); n != 0 || err != nil {
			t.Errorf("%s in an empty store = %d, %v, want none", name, n, err)
		}
	}
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Errorf("the folder exists after reads alone: %v", err)
	}
}

func TestOpenRefusesFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "want a folder") {
		t.Errorf("Open(file) = %v, want an error that asks for a folder", err)
	}
}

func TestPutObject(t *testing.T) {
	s := newStore(t)
	for _, text := range []string{"", "a", strings.Repeat("long ", 200_000)} {
		d, n, err := s.PutObject(strings.NewReader(text))
		if err != nil || d != Sum([]byte(text)) || n != int64(len(text)) {
			t.Fatalf("PutObject(%d bytes) = %s, %d, %v", len(text), d, n, err)
		}
		if !s.HasObject(d) {
			t.Errorf("HasObject(%s) = false after PutObject", d.Short())
		}
		if got, err := s.ReadObject(d); err != nil || string(got) != text {
			t.Errorf("ReadObject(%s) = %d bytes, %v, want %d", d.Short(), len(got), err, len(text))
		}
		info, err := os.Stat(s.objectPath(d))
		if err != nil || info.Mode().Perm() != 0o444 {
			t.Errorf("object has mode %v, %v, want 0444", info.Mode(), err)
		}
	}
	noTemporaryFiles(t, s)
}

// noTemporaryFiles fails the test where a write left something behind.
func noTemporaryFiles(t testing.TB, s *Store) {
	t.Helper()
	names, err := fileNames(s.path(tmpDir))
	if err != nil || len(names) != 0 {
		t.Errorf("tmp holds %v, %v, want nothing", names, err)
	}
}

func TestArtifact(t *testing.T) {
	s := newStore(t)
	a := newArtifact(t, s, "model", "b/weights", "www", "a", "")
	b := newArtifact(t, s, "model", "a", "", "b/weights", "www")
	if a.Digest() != b.Digest() {
		t.Errorf("digest depends on the order of writes: %s, %s", a.Digest(), b.Digest())
	}
	again, err := Open(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	c, err := again.Artifact(a.Digest())
	if err != nil || c.Kind != "model" || len(c.Files) != 2 || c.Files[0].Name != "a" {
		t.Fatalf("Artifact = %+v, %v", c, err)
	}
	if got, err := c.Read("b/weights"); err != nil || string(got) != "www" {
		t.Errorf("Read = %q, %v, want %q", got, err, "www")
	}
	if _, err := c.Read("c"); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), `it has "a", "b/weights"`) {
		t.Errorf("Read of a missing file = %v, want ErrNotFound and the names there are", err)
	}
	w := s.NewArtifact("model")
	if err := w.Link("copy", a, "b/weights"); err != nil {
		t.Fatal(err)
	}
	linked, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := linked.Read("copy"); err != nil || string(got) != "www" {
		t.Errorf("Read of a link = %q, %v, want %q", got, err, "www")
	}
}
