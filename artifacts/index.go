package artifacts

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// entryMagic begins every index entry and names its format.
const entryMagic = "pipe-entry-1"

// entryBytes is how long every entry is.
const entryBytes = int64(len(entryMagic) + 3*(1+2*len(Digest{})) + 2*len(digestPrefix) + 1 + shortHex + 1)

// An Entry says what came of a computation: the artifact, and the recipe that
// the key was made from, both by digest.
type Entry struct {
	Key      Key
	Artifact Digest
	Recipe   Digest
}

// line returns the entry as it stands in its file: one line of space-separated
// words, of which the last is the short digest of those before it.
func (e Entry) line() []byte {
	line := make([]byte, 0, entryBytes)
	line = append(append(line, entryMagic...), ' ')
	line = append(hex.AppendEncode(line, e.Key[:]), ' ')
	for _, d := range []Digest{e.Artifact, e.Recipe} {
		line = append(line, digestPrefix...)
		line = append(hex.AppendEncode(line, d[:]), ' ')
	}
	sum := Sum(line[:len(line)-1])
	line = hex.AppendEncode(line, sum[:shortHex/2])
	return append(line, '\n')
}

// scanEntry reads what line writes, and is not ok for anything else.
func scanEntry(text []byte) (e Entry, ok bool) {
	if int64(len(text)) != entryBytes {
		return Entry{}, false
	}
	const hexLen = 2 * len(Digest{})
	at := len(entryMagic) + 1
	_, errKey := hex.Decode(e.Key[:], text[at:at+hexLen])
	at += hexLen + 1 + len(digestPrefix)
	_, errArtifact := hex.Decode(e.Artifact[:], text[at:at+hexLen])
	at += hexLen + 1 + len(digestPrefix)
	_, errRecipe := hex.Decode(e.Recipe[:], text[at:at+hexLen])
	return e, errKey == nil && errArtifact == nil && errRecipe == nil && bytes.Equal(e.line(), text)
}

// parseEntry is scanEntry, and says what is wrong.
func parseEntry(text []byte) (Entry, error) {
	if e, ok := scanEntry(text); ok {
		return e, nil
	}
	words := bytes.Fields(text)
	if len(words) != 5 || string(words[0]) != entryMagic {
		return Entry{}, fmt.Errorf("index entry: %w: got %d words, want 5 after %q", ErrCorrupt, len(words), entryMagic)
	}
	key, errKey := ParseKey(string(words[1]))
	artifact, errArtifact := ParseDigest(string(words[2]))
	recipe, errRecipe := ParseDigest(string(words[3]))
	if err := errors.Join(errKey, errArtifact, errRecipe); err != nil {
		return Entry{}, fmt.Errorf("index entry: %w: %w", ErrCorrupt, err)
	}
	e := Entry{Key: key, Artifact: artifact, Recipe: recipe}
	return Entry{}, fmt.Errorf("index entry: %w: wrong checksum or spacing, want %q", ErrCorrupt, e.line())
}

// readEntry reads the entry in a file that should be about k, and when that
// file was last written or found.
func readEntry(path string, k Key) (e Entry, used time.Time, err error) {
	text, used, err := readPlain(path, entryBytes)
	if err != nil {
		return Entry{}, used, err
	}
	e, err = parseEntry(text)
	if err == nil && e.Key != k {
		err = fmt.Errorf("index entry: %w: it is about key %s", ErrCorrupt, e.Key)
	}
	return e, used, err
}

// entry returns the entry of a key, and when it was last written or found.
func (s *Store) entry(k Key) (Entry, time.Time, error) {
	if text, used, ok := s.readEntryQuickly(k); ok {
		if e, err := parseEntry(text); err == nil && e.Key == k {
			return e, used, nil
		}
	}
	return readEntry(s.keyPath(k), k)
}

// Lookup returns what a key is bound to. It returns ErrNotFound where the key
// is not bound, and where something that the entry leads to is missing or has
// the wrong size, since then the computation has to be done again. No file of
// the artifact is opened.
//
// Where this process shows its presence, what was found stays there as long as the
// process lives: see Use.
func (s *Store) Lookup(k Key) (Entry, error) {
	if _, present := s.presentSince(); present {
		defer s.enter()()
	}
	e, used, err := s.entry(k)
	switch {
	case errors.Is(err, ErrCorrupt):
		_ = s.quarantine(s.keyPath(k)) // in a read-only store it stays, and is missed again
		return Entry{}, fmt.Errorf("key %s: %w: %w", k, ErrNotFound, err)
	case errors.Is(err, ErrNotFound) && s.Removed(k):
		return Entry{}, fmt.Errorf("key %s: removed by gc: %w", k, err)
	case err != nil:
		return Entry{}, fmt.Errorf("key %s: %w", k, err)
	}
	if err := s.complete(e); err != nil {
		return Entry{}, fmt.Errorf("key %s: %w", k, err)
	}
	s.found(e, used)
	return e, nil
}

// complete returns an ErrNotFound that names the first object the entry needs
// and the store lacks.
func (s *Store) complete(e Entry) error {
	if !s.hasObject(e.Recipe, -1) {
		return fmt.Errorf("recipe %s: %w", e.Recipe, ErrNotFound)
	}
	a := s.remembered(e.Artifact)
	if a == nil {
		var err error
		if a, err = s.readArtifact(e.Artifact); errors.Is(err, ErrCorrupt) {
			return fmt.Errorf("%w: %w", ErrNotFound, err)
		} else if err != nil {
			return err
		}
	} else if !s.hasObject(e.Artifact, -1) {
		return fmt.Errorf("artifact %s: %w", e.Artifact, ErrNotFound)
	}
	for _, f := range a.Files {
		if !s.seenObject(f.Digest, f.Bytes) {
			return fmt.Errorf("artifact %s: file %q: object %s: %w", e.Artifact, f.Name, f.Digest, ErrNotFound)
		}
	}
	return nil
}

// Bind records that the computation named k, described by recipe, gave a. A
// key may be bound again to the same artifact. To bind it to another is a
// *ConflictError: the first entry stays, and the second is kept beside it.
func (s *Store) Bind(k Key, recipe string, a *Artifact) error {
	d, err := s.putBytes([]byte(recipe))
	if err != nil {
		return fmt.Errorf("bind key %s: %w", k, err)
	}
	err = s.bind(Entry{Key: k, Artifact: a.Digest(), Recipe: d})
	if err != nil {
		return fmt.Errorf("bind key %s: %w", k, err)
	}
	return nil
}

// bind writes an entry. Whoever else is binding: only one gives the entry its
// name, and the others find it there. What a key was bound to before Collect
// removed it still counts.
func (s *Store) bind(e Entry) error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.enter()()
	path := s.keyPath(e.Key)
	gone := path + goneSuffix
	for {
		have, _, err := readEntry(path, e.Key)
		switch {
		case errors.Is(err, ErrCorrupt):
			if err := s.quarantine(path); err != nil {
				return err
			}
		case errors.Is(err, ErrNotFound):
			if was, _, err := readEntry(gone, e.Key); err == nil && was.Artifact != e.Artifact {
				return s.keepConflict(was, e)
			}
			err := s.writeNew(path, objectMode, e.line())
			if err == nil {
				_ = s.disk.remove(gone) // while both are there, the entry counts
			}
			if !errors.Is(err, fs.ErrExist) {
				return err
			}
		case err != nil:
			return err
		case have == e: // whoever bound it may have died before it was durable
			return errors.Join(s.touch(path), s.flush(nil, filepath.Dir(path)))
		case have.Artifact != e.Artifact:
			return s.keepConflict(have, e)
		default: // another recipe of the same key: its object may be lost
			return s.writeFile(path, objectMode, e.line())
		}
	}
}

// keepConflict keeps an entry beside the one that was first, and returns the
// error that names both.
func (s *Store) keepConflict(have, got Entry) error {
	path := s.keyPath(got.Key) + conflictSuffix + got.Artifact.Short()
	err := s.writeFile(path, objectMode, got.line())
	return errors.Join(&ConflictError{Key: got.Key, Have: have.Artifact, Got: got.Artifact}, err)
}

// conflictSuffix and the short digest of an artifact follow the key in the
// name of an entry that lost.
const conflictSuffix = ".conflict-"

// goneSuffix follows the key in the name of an entry whose artifact Collect has
// removed. It keeps the recipe, and what the artifact's digest was.
const goneSuffix = ".gone"

// Removed reports whether Collect has removed what the key was bound to.
func (s *Store) Removed(k Key) bool {
	_, err := os.Lstat(s.keyPath(k))
	_, goneErr := os.Lstat(s.keyPath(k) + goneSuffix)
	return errors.Is(err, fs.ErrNotExist) && goneErr == nil
}

// Recipe returns the recipe that a key was bound with, even where Collect has
// removed what came of it. It returns ErrNotFound where the key was never bound.
func (s *Store) Recipe(k Key) (string, error) {
	e, _, err := readEntry(s.keyPath(k), k)
	if errors.Is(err, ErrNotFound) {
		e, _, err = readEntry(s.keyPath(k)+goneSuffix, k)
	}
	if err != nil {
		return "", fmt.Errorf("recipe of key %s: %w", k, err)
	}
	text, err := s.ReadObject(e.Recipe)
	if err != nil {
		return "", fmt.Errorf("recipe of key %s: %w", k, err)
	}
	return string(text), nil
}
