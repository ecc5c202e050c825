package artifacts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const jsonSuffix = ".json"

// PutRecord stores a run record, a JSON value, under an id of letters, digits
// and "_.-", replacing what was there. Records hold what no artifact may:
// times, hosts, durations.
func (s *Store) PutRecord(id string, data []byte) error {
	if !plainName.MatchString(id) {
		return fmt.Errorf("put record %q: want an id of letters, digits and _.-", id)
	}
	sealed, err := sealJSON(data)
	if err != nil {
		return fmt.Errorf("put record %q: %w", id, err)
	}
	if err := s.writeFile(s.path(recordsDir, id+jsonSuffix), 0o644, sealed); err != nil {
		return fmt.Errorf("put record %q: %w", id, err)
	}
	return nil
}

// Record returns a run record. It returns ErrNotFound where there is none and
// ErrCorrupt where it was damaged.
func (s *Store) Record(id string) ([]byte, error) {
	if !plainName.MatchString(id) {
		return nil, fmt.Errorf("record %q: %w", id, ErrNotFound)
	}
	data, err := readSealed(s.path(recordsDir, id+jsonSuffix))
	if err != nil {
		return nil, fmt.Errorf("record %q: %w", id, err)
	}
	return data, nil
}

// ScanRecord hands a run record to read, which need not take all of it. It
// returns errors as Record does, and else what read returns.
func (s *Store) ScanRecord(id string, read func(io.Reader) error) error {
	if !plainName.MatchString(id) {
		return fmt.Errorf("record %q: %w", id, ErrNotFound)
	}
	if err := scanSealed(s.path(recordsDir, id+jsonSuffix), read); err != nil {
		return fmt.Errorf("record %q: %w", id, err)
	}
	return nil
}

// RecordIDs returns the ids of all run records, sorted.
func (s *Store) RecordIDs() ([]string, error) {
	names, err := fileNames(s.path(recordsDir))
	if err != nil {
		return nil, fmt.Errorf("list records: %w", err)
	}
	var ids []string
	for _, name := range names {
		id, ok := strings.CutSuffix(name, jsonSuffix)
		if ok && plainName.MatchString(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// An AddedFile is a file that was put into the store by hand, or a downloaded one.
type AddedFile struct {
	Name   string `json:"name"` // the path it was added by, or the address it came from
	Digest Digest `json:"digest"`
	Bytes  int64  `json:"bytes"`
}

// fileName returns where the added file is noted. The same bytes may be added
// under two names, and two versions under one name.
func (f AddedFile) fileName() string {
	return f.Digest.hex() + "-" + Sum([]byte(f.Name)).Short() + jsonSuffix
}

// Add puts a local file into the store and remembers its name, so that an
// experiment which pins its digest finds it there.
func (s *Store) Add(path string) (Digest, int64, error) {
	f, err := s.add(path)
	if err != nil {
		return Digest{}, 0, fmt.Errorf("add %q: %w", path, err)
	}
	return f.Digest, f.Bytes, nil
}

func (s *Store) add(path string) (AddedFile, error) {
	src, err := os.Open(path)
	if err != nil {
		return AddedFile{}, err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return AddedFile{}, err
	}
	if !info.Mode().IsRegular() {
		return AddedFile{}, errors.New("not a regular file")
	}
	d, n, err := s.PutObject(src)
	if err != nil {
		return AddedFile{}, err
	}
	f := AddedFile{Name: filepath.ToSlash(filepath.Clean(path)), Digest: d, Bytes: n}
	return f, s.noteAdded(f)
}

// AddBytes puts bytes that came from an address into the store, as Add does
// with a file: who needs them again, does not ask for them again.
func (s *Store) AddBytes(address string, data []byte) error {
	d, n, err := s.PutObject(bytes.NewReader(data))
	if err == nil {
		err = s.noteAdded(AddedFile{Name: address, Digest: d, Bytes: n})
	}
	if err != nil {
		return fmt.Errorf("add %q: %w", address, err)
	}
	return nil
}

func (s *Store) noteAdded(f AddedFile) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	sealed, err := sealJSON(data)
	if err != nil {
		return err
	}
	defer s.enter()()
	return s.writeFile(s.path(addedDir, f.fileName()), objectMode, sealed)
}

// Added returns the files that were added, sorted by name, then digest. A
// note that cannot be read is left out, and is in the error.
func (s *Store) Added() ([]AddedFile, error) {
	names, err := fileNames(s.path(addedDir))
	if err != nil {
		return nil, fmt.Errorf("list added files: %w", err)
	}
	var files []AddedFile
	var errs []error
	for _, name := range names {
		f, err := readAdded(s.path(addedDir, name))
		if err != nil {
			errs = append(errs, fmt.Errorf("added file %s: %w", name, err))
			continue
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b AddedFile) int {
		return strings.Compare(a.Name+"\x00"+a.Digest.hex(), b.Name+"\x00"+b.Digest.hex())
	})
	return files, errors.Join(errs...)
}

func readAdded(path string) (AddedFile, error) {
	data, err := readSealed(path)
	if err != nil {
		return AddedFile{}, err
	}
	var f AddedFile
	if err := json.Unmarshal(data, &f); err != nil {
		return AddedFile{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if f.fileName() != filepath.Base(path) {
		return AddedFile{}, fmt.Errorf("%w: the name is that of another file", ErrCorrupt)
	}
	return f, nil
}
