package artifacts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// manifestFormat begins every manifest and names its format.
const manifestFormat = "pipe-artifact-1"

// A File is one named file of an artifact.
type File struct {
	Name   string `json:"name"`
	Digest Digest `json:"digest"`
	Bytes  int64  `json:"bytes"`
}

// An Artifact is the output of a stage: named files under one manifest. It
// never changes.
type Artifact struct {
	// Kind says what sort of thing this is, such as "model" or "dataset".
	Kind string
	// Files are sorted by name.
	Files []File

	store  *Store
	digest Digest
}

// manifest is the text whose digest names an artifact.
type manifest struct {
	Format string `json:"format"`
	Kind   string `json:"kind"`
	Files  []File `json:"files"`
}

// Digest returns the SHA-256 of the manifest, and so names every byte of
// every file.
func (a *Artifact) Digest() Digest { return a.digest }

// File returns the entry of a file; ok is false where there is none.
func (a *Artifact) File(name string) (f File, ok bool) {
	i, ok := slices.BinarySearchFunc(a.Files, name, func(f File, name string) int {
		return strings.Compare(f.Name, name)
	})
	if !ok {
		return File{}, false
	}
	return a.Files[i], true
}

// Read returns the bytes of a file, checked against their digest. It returns
// ErrNotFound where the artifact has no such file or the store has lost it,
// and a *CorruptError where the bytes were damaged.
func (a *Artifact) Read(name string) ([]byte, error) {
	f, ok := a.File(name)
	if !ok {
		return nil, fmt.Errorf("%s artifact %s: file %q: %w: it has %s", a.Kind, a.digest.Short(), name, ErrNotFound, a.names())
	}
	data, err := a.store.readObject(f.Digest, f.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s artifact %s: file %q: %w", a.Kind, a.digest.Short(), name, err)
	}
	return data, nil
}

func (a *Artifact) names() string {
	if len(a.Files) == 0 {
		return "no files"
	}
	var quoted []string
	for _, f := range a.Files {
		quoted = append(quoted, fmt.Sprintf("%q", f.Name))
	}
	return strings.Join(quoted, ", ")
}

// Artifact returns the artifact whose manifest has the given digest. It
// returns ErrNotFound or a *CorruptError as ReadObject does, and ErrCorrupt
// where the object is not a manifest.
func (s *Store) Artifact(d Digest) (*Artifact, error) {
	if a := s.remembered(d); a != nil {
		return a, nil
	}
	a, err := s.readArtifact(d)
	if err != nil {
		return nil, err
	}
	return s.remember(d, a), nil
}

// readArtifact is Artifact, and does not remember what it reads: a plan looks at
// the artifacts of thousands of stages once.
func (s *Store) readArtifact(d Digest) (*Artifact, error) {
	data, err := s.ReadObject(d)
	if err != nil {
		return nil, fmt.Errorf("artifact %s: %w", d, err)
	}
	m, err := parseManifest(data)
	if err != nil {
		return nil, fmt.Errorf("artifact %s: %w", d, err)
	}
	return &Artifact{Kind: m.Kind, Files: m.Files, store: s, digest: d}, nil
}

// remembered returns the artifact if it was read before, and nil if not.
func (s *Store) remembered(d Digest) *Artifact {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.manifests[d]
}

// remember returns the artifact that was remembered before, if there is one, and
// else remembers this one.
func (s *Store) remember(d Digest, a *Artifact) *Artifact {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.manifests[d]; before != nil {
		return before
	}
	s.manifests[d] = a
	return a
}

// encode returns the one text that stands for the manifest: a line of JSON.
func (m manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(m)
	return b.Bytes(), err
}

// parseManifest reads what encode writes and refuses any other spelling, so
// that one artifact has one digest.
func parseManifest(data []byte) (manifest, error) {
	m, canonical := scanManifest(data)
	if !canonical {
		m = manifest{}
		if err := json.Unmarshal(data, &m); err != nil {
			return manifest{}, fmt.Errorf("manifest: %w: %w", ErrCorrupt, err)
		}
	}
	if m.Format != manifestFormat {
		return manifest{}, fmt.Errorf("manifest: %w: got format %q, want %q", ErrCorrupt, m.Format, manifestFormat)
	}
	for i, f := range m.Files {
		if !validFileName(f.Name) || f.Bytes < 0 || i > 0 && m.Files[i-1].Name >= f.Name {
			return manifest{}, fmt.Errorf("manifest: %w: file %q", ErrCorrupt, f.Name)
		}
	}
	if canonical {
		return m, nil
	}
	same, err := m.encode()
	if err != nil || !bytes.Equal(same, data) {
		return manifest{}, fmt.Errorf("manifest: %w: not in its canonical form", ErrCorrupt)
	}
	return m, nil
}

// validFileName reports whether a name may stand in a manifest: a relative
// slash-separated path, safe to export on any system.
func validFileName(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\:\x00\n")
}

// A Writer collects the files of a new artifact. Its methods may be called
// from many goroutines; the order of calls does not matter.
type Writer struct {
	store *Store
	kind  string

	mu    sync.Mutex
	files map[string]File
	small [][]byte // files that Commit will store, with the manifest
	bytes int      // in small
	done  bool
}

// Files of at most smallFile bytes are stored together, as long as they have at
// most manySmall: to make each durable for itself takes longer than to make it.
const (
	smallFile = 64 << 10
	manySmall = 8 << 20
)

// NewArtifact starts an artifact of the given kind.
func (s *Store) NewArtifact(kind string) *Writer {
	return &Writer{store: s, kind: kind, files: map[string]File{}}
}

// Write stores a file, a small one not before Commit. A name may be used once.
func (w *Writer) Write(name string, data []byte) error {
	if len(data) <= smallFile {
		return w.writeSmall(name, bytes.Clone(data))
	}
	d, err := w.store.putBytes(data)
	if err != nil {
		return w.wrap(name, err)
	}
	return w.add(File{Name: name, Digest: d, Bytes: int64(len(data))})
}

// writeSmall is Write for bytes that nobody else will change.
func (w *Writer) writeSmall(name string, data []byte) error {
	if err := w.add(File{Name: name, Digest: Sum(data), Bytes: int64(len(data))}); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.small, w.bytes = append(w.small, data), w.bytes+len(data)
	if w.bytes <= manySmall {
		return nil
	}
	if err := w.store.putAll(w.small); err != nil {
		return w.wrap(name, err)
	}
	w.small, w.bytes = nil, 0
	return nil
}

// Link names a file of another artifact. No byte is read or copied.
func (w *Writer) Link(name string, from *Artifact, fromName string) error {
	f, ok := from.File(fromName)
	if !ok {
		return w.wrap(name, fmt.Errorf("%s artifact %s: file %q: %w: it has %s",
			from.Kind, from.digest.Short(), fromName, ErrNotFound, from.names()))
	}
	_ = w.store.Use() // a store that cannot be written fails at Commit
	if !w.store.useObject(f.Digest, f.Bytes) {
		return w.wrap(name, fmt.Errorf("object %s: %w", f.Digest, ErrNotFound))
	}
	return w.add(File{Name: name, Digest: f.Digest, Bytes: f.Bytes})
}

// Bind is Commit and Store.Bind in one, with fewer syncs: the artifact is what
// the computation named k, described by recipe, gave.
func (w *Writer) Bind(k Key, recipe string) (*Artifact, error) {
	a, err := w.commitWith([]byte(recipe))
	if err != nil {
		return nil, err
	}
	err = w.store.bind(Entry{Key: k, Artifact: a.Digest(), Recipe: Sum([]byte(recipe))})
	if err != nil {
		return nil, fmt.Errorf("bind key %s: %w", k, err)
	}
	return a, nil
}

// Commit writes the manifest and returns the artifact. The writer cannot be
// used after that.
func (w *Writer) Commit() (*Artifact, error) { return w.commitWith() }

// commitWith is Commit, and stores other objects too.
func (w *Writer) commitWith(others ...[]byte) (*Artifact, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return nil, errors.New("commit artifact: it is already committed")
	}
	m := manifest{Format: manifestFormat, Kind: w.kind, Files: []File{}}
	for _, f := range w.files {
		m.Files = append(m.Files, f)
	}
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	data, err := m.encode()
	if err != nil {
		return nil, fmt.Errorf("commit artifact: %w", err)
	}
	if len(data) > maxManifest {
		return nil, fmt.Errorf("commit artifact: got %d files, whose manifest has %d bytes, want at most %d", len(m.Files), len(data), maxManifest)
	}
	// A manifest without its files is damage, and files without a manifest are not.
	if err := w.store.putAll(slices.Concat(w.small, others), [][]byte{data}); err != nil {
		return nil, fmt.Errorf("commit artifact: %w", err)
	}
	w.done = true
	d := Sum(data)
	return w.store.remember(d, &Artifact{Kind: m.Kind, Files: m.Files, store: w.store, digest: d}), nil
}

func (w *Writer) add(f File) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, dup := w.files[f.Name]
	switch {
	case w.done:
		return w.wrap(f.Name, errors.New("the artifact is already committed"))
	case dup:
		return w.wrap(f.Name, errors.New("the name is already taken"))
	case !validFileName(f.Name):
		return w.wrap(f.Name, errors.New("want a relative path of plain names and slashes"))
	}
	w.files[f.Name] = f
	return nil
}

func (w *Writer) wrap(name string, err error) error {
	return fmt.Errorf("write %q into %s artifact: %w", name, w.kind, err)
}
