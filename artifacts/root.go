package artifacts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Root is an artifact, or a run with all its artifacts, that somebody wants
// to be kept.
type Root struct {
	Name     string    `json:"name"`
	What     string    `json:"what"` // as it was referred to: "pretrain.base"
	Run      string    `json:"run,omitempty"`
	Artifact Digest    `json:"artifact,omitzero"`
	Reason   string    `json:"reason,omitempty"`
	Since    time.Time `json:"since"`
}

// PutRoot notes a root. It returns fs.ErrExist where there is one of its name.
func (s *Store) PutRoot(r Root) error {
	if !plainName.MatchString(r.Name) {
		return fmt.Errorf("pin %q: want a name of letters, digits and _.-", r.Name)
	}
	path := s.rootPath(r.Name)
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("pin %q: %w", r.Name, fs.ErrExist)
	}
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("pin %q: %w", r.Name, err)
	}
	sealed, err := sealJSON(data)
	if err == nil {
		err = s.writeFile(path, 0o644, sealed)
	}
	if err != nil {
		return fmt.Errorf("pin %q: %w", r.Name, err)
	}
	return nil
}

// RemoveRoot forgets a root. It returns ErrNotFound where there is none of the
// name.
func (s *Store) RemoveRoot(name string) error {
	path := s.rootPath(name)
	if _, err := os.Lstat(path); !plainName.MatchString(name) || errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("pin %q: %w", name, ErrNotFound)
	}
	if err := errors.Join(forgiveAbsent(s.disk.remove(path)), s.disk.syncDir(filepath.Dir(path))); err != nil {
		return fmt.Errorf("unpin %q: %w", name, err)
	}
	return nil
}

// Roots returns all roots, sorted by name. A note that cannot be read is left
// out, and is in the error.
func (s *Store) Roots() ([]Root, error) {
	names, err := fileNames(s.path(rootsDir))
	if err != nil {
		return nil, fmt.Errorf("list pins: %w", err)
	}
	var roots []Root
	var errs []error
	for _, name := range names {
		r, err := readRoot(s.path(rootsDir, name))
		if err != nil {
			errs = append(errs, fmt.Errorf("pin %q: %w", strings.TrimSuffix(name, jsonSuffix), err))
			continue
		}
		roots = append(roots, r)
	}
	slices.SortFunc(roots, func(a, b Root) int { return strings.Compare(a.Name, b.Name) })
	return roots, errors.Join(errs...)
}

func (s *Store) rootPath(name string) string { return s.path(rootsDir, name+jsonSuffix) }

func readRoot(path string) (Root, error) {
	data, err := readSealed(path)
	if err != nil {
		return Root{}, err
	}
	var r Root
	if err := json.Unmarshal(data, &r); err != nil {
		return Root{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if r.Name+jsonSuffix != filepath.Base(path) {
		return Root{}, fmt.Errorf("%w: it is about %q", ErrCorrupt, r.Name)
	}
	return r, nil
}
