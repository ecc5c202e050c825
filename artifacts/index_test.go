package artifacts

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

func TestBind(t *testing.T) {
	s, k, a := boundStore(t)
	if err := s.Bind(k, "recipe", a); err != nil {
		t.Errorf("Bind of the same artifact again: %v", err)
	}
	if got, err := s.Recipe(k); err != nil || got != "recipe" {
		t.Errorf("Recipe = %q, %v, want %q", got, err, "recipe")
	}
	b := newArtifact(t, s, "model", "weights", "other")
	var conflict *ConflictError
	if err := s.Bind(k, "recipe", b); !errors.As(err, &conflict) {
		t.Fatalf("Bind of other bytes = %v, want a *ConflictError", err)
	}
	if want := (ConflictError{k, a.Digest(), b.Digest()}); *conflict != want {
		t.Errorf("conflict = %+v, want %+v", *conflict, want)
	}
	if e, err := s.Lookup(k); err != nil || e.Artifact != a.Digest() {
		t.Errorf("Lookup after a conflict = %+v, %v, want the first artifact", e, err)
	}
	side, _, err := readEntry(s.keyPath(k)+conflictSuffix+b.Digest().Short(), k)
	if err != nil || side.Artifact != b.Digest() {
		t.Errorf("entry beside = %+v, %v, want the second artifact", side, err)
	}
	if got, err := b.Read("weights"); err != nil || string(got) != "other" {
		t.Errorf("the second artifact reads %q, %v", got, err)
	}
}

// What a visit has seen of one key counts for another of the same files, and for
// nobody when the visit is over.
func TestLookupDuringVisit(t *testing.T) {
	s, k, a := boundStore(t)
	twin := newArtifact(t, s, "twin", "weights", "www")
	same, _ := a.File("weights")
	if f, _ := twin.File("weights"); f.Digest != same.Digest {
		t.Fatal("the two artifacts have no file in common")
	}
	if err := s.Bind(keyOf("twin"), "recipe", twin); err != nil {
		t.Fatal(err)
	}
	leave := s.Visit()
	if _, err := s.Lookup(k); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.objectPath(same.Digest)); err != nil { // which Collect would not
		t.Fatal(err)
	}
	if _, err := s.Lookup(keyOf("twin")); err != nil {
		t.Errorf("Lookup in the same visit: %v", err)
	}
	leave()
	for _, key := range []Key{k, keyOf("twin")} {
		if _, err := s.Lookup(key); !errors.Is(err, ErrNotFound) {
			t.Errorf("Lookup(%s) after the visit = %v, want ErrNotFound", key.Short(), err)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add(Entry{keyOf("k"), Sum(nil), Sum([]byte("r"))}.line())
	f.Add([]byte(entryMagic + " a b c d\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if e, err := parseEntry(text); err == nil && !bytes.Equal(e.line(), text) {
			t.Errorf("parseEntry(%q) accepts what line never writes", text)
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	s, k, _ := boundStore(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Lookup(k); err != nil {
			b.Fatal(err)
		}
	}
}
