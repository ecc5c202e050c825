package artifacts

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// boundStore returns a store with one key bound to an artifact.
func boundStore(t testing.TB) (*Store, Key, *Artifact) {
	t.Helper()
	s, k := newStore(t), keyOf("recipe")
	a := newArtifact(t, s, "model", "weights", "www", "vocabulary", "vvv")
	if err := s.Bind(k, "recipe", a); err != nil {
		t.Fatal(err)
	}
	return s, k, a
}

// storedFiles returns the files of a store that Verify answers for.
func storedFiles(t testing.TB, s *Store) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(s.Dir(), func(path string, e fs.DirEntry, err error) error {
		if e.IsDir() && (e.Name() == locksDir || e.Name() == tmpDir) {
			return filepath.SkipDir
		}
		if !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestVerifyFindsEachDamage(t *testing.T) {
	damages := map[string]func(path string, data []byte) error{
		"flipped":   func(p string, b []byte) error { b[len(b)/2] ^= 1; return os.WriteFile(p, b, 0o644) },
		"truncated": func(p string, b []byte) error { return os.WriteFile(p, b[:len(b)-1], 0o644) },
		"longer":    func(p string, b []byte) error { return os.WriteFile(p, append(b, 'x'), 0o644) },
		"empty":     func(p string, b []byte) error { return os.WriteFile(p, nil, 0o644) },
	}
	for name, damage := range damages {
		s, k, a := boundStore(t)
		for _, path := range storedFiles(t, s) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(os.Remove(path), damage(path, data)); err != nil {
				t.Fatal(err)
			}
			v, err := s.Verify(context.Background(), nil)
			if err != nil || len(v.Damage) == 0 || !strings.HasSuffix(path, v.Damage[0].Path) {
				t.Fatalf("Verify with %s %s = %+v, %v, want the damage found", name, path, v, err)
			}
			if _, err := s.Lookup(k); !errors.Is(err, ErrNotFound) {
				t.Errorf("Lookup with %s %s: %v, want ErrNotFound", name, path, err)
			}
			// Running the stage again heals the store.
			newArtifact(t, s, "model", "weights", "www", "vocabulary", "vvv")
			if err := s.Bind(k, "recipe", a); err != nil {
				t.Fatal(err)
			}
			if v, err := s.Verify(context.Background(), nil); err != nil || len(v.Damage) != 0 {
				t.Fatalf("Verify after a rerun = %+v, %v, want no damage", v.Damage, err)
			}
			if _, err := s.Lookup(k); err != nil {
				t.Errorf("Lookup after a rerun: %v", err)
			}
		}
	}
}

func TestVerifyNamesOwners(t *testing.T) {
	s, k, a := boundStore(t)
	f, _ := a.File("weights")
	if err := os.Remove(s.objectPath(f.Digest)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path("notes.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := s.Verify(context.Background(), nil)
	if err != nil || len(v.Damage) != 1 || len(v.Damage[0].Uses) != 1 {
		t.Fatalf("Verify = %+v, %v, want one damage with one use", v, err)
	}
	want := Use{Key: k, Artifact: a.Digest(), Kind: "model", File: "weights"}
	if v.Damage[0].Problem != "missing" || v.Damage[0].Uses[0] != want {
		t.Errorf("Damage = %s, want weights missing", v.Damage[0])
	}
	if len(v.Foreign) != 1 || v.Foreign[0] != "notes.txt" {
		t.Errorf("Foreign = %q, want notes.txt", v.Foreign)
	}
}

func TestVerifyAsksForWhatRecordsNeed(t *testing.T) {
	s, _, _ := boundStore(t)
	use := Use{Run: "r", File: "x.hcl"}
	v, err := s.Verify(context.Background(), map[Digest]Use{Sum([]byte("text")): use})
	if err != nil || len(v.Damage) != 1 || len(v.Damage[0].Uses) != 1 || v.Damage[0].Uses[0] != use {
		t.Fatalf("Verify = %+v, %v, want the text missing", v, err)
	}
	if got, want := v.Damage[0].String(), relObject(Sum([]byte("text")))+`: missing; it is "x.hcl" of run r`; got != want {
		t.Errorf("Damage = %q, want %q", got, want)
	}
}

// TestVerifyFileForFolder puts a file where a folder should be, which would
// stop every run.
func TestVerifyFileForFolder(t *testing.T) {
	for _, name := range []string{objectsDir, keysDir, tmpDir, locksDir, quarantineDir} {
		s, k, a := boundStore(t)
		if err := errors.Join(os.RemoveAll(s.path(name)), os.WriteFile(s.path(name), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		v, err := s.Verify(context.Background(), nil)
		i := slices.IndexFunc(v.Damage, func(d Damage) bool { return d.Path == name })
		if err != nil || i < 0 {
			t.Fatalf("Verify with a file for %s = %+v, %v, want it named", name, v, err)
		}
		if name == quarantineDir { // there is no place left to move it to
			if !strings.Contains(v.Damage[i].Problem, "cannot be moved away") {
				t.Errorf("Problem of %s = %q, want that it cannot be moved away", name, v.Damage[i].Problem)
			}
			continue
		}
		newArtifact(t, s, "model", "weights", "www", "vocabulary", "vvv")
		if err := s.Bind(k, "recipe", a); err != nil {
			t.Errorf("Bind after Verify moved %s: %v", name, err)
		}
	}
}

func TestVerifyStopsWithContext(t *testing.T) {
	s, _, _ := boundStore(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Verify(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify with a cancelled context = %v, want context.Canceled", err)
	}
}
