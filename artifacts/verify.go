package artifacts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A Verification is what Verify found. Its lists are sorted.
type Verification struct {
	Objects int   // checked, damaged ones included
	Bytes   int64 // hashed
	Entries int   // index entries
	Records int
	Damage  []Damage
	// Foreign are the paths, relative to the store, that no store writes.
	Foreign []string
}

// A Damage is one file of the store that is not as it was written.
type Damage struct {
	// Path is relative to the store. A damaged file is in the quarantine now.
	Path string
	// Problem says what is wrong: "missing", or what was got and wanted.
	Problem string
	// Uses says what the file belongs to; none where nothing refers to it.
	Uses []Use
}

// String is one line on the damage and on everything that it reaches.
func (d Damage) String() string {
	var uses []string
	for _, u := range d.Uses {
		uses = append(uses, u.String())
	}
	if len(uses) == 0 {
		return d.Path + ": " + d.Problem
	}
	return d.Path + ": " + d.Problem + "; it is " + strings.Join(uses, ", and ")
}

// A Use is one way to an object: as File of Artifact, to which Key is bound.
// What does not apply is zero.
type Use struct {
	Key      Key
	Artifact Digest
	Kind     string // of the artifact; empty where its manifest is lost
	File     string // its name; "manifest" and "recipe" for those
}

// String says what the object is.
func (u Use) String() string {
	text := fmt.Sprintf("%q", u.File)
	if !u.Artifact.IsZero() {
		text += fmt.Sprintf(" of %s artifact %s", u.Kind, u.Artifact.Short())
	}
	if u.Key != (Key{}) {
		text += fmt.Sprintf(" of key %s", u.Key.Short())
	}
	return text
}

// Verify reads every file of the store and checks it against its digest, and
// checks that whatever is referred to is there. It moves damaged files to the
// quarantine, so that the next run misses and makes them again. Damage is in
// the result; the error is for what kept Verify from finishing.
func (s *Store) Verify(ctx context.Context) (*Verification, error) {
	v := &verifier{store: s, sizes: map[Digest]int64{}, manifests: map[Digest]manifest{}}
	if err := v.walk(ctx); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	v.checkReferences()
	for i, d := range v.result.Damage {
		if len(v.bad[i].path) == 0 {
			continue
		}
		if err := s.quarantine(v.bad[i].path); err != nil {
			return nil, fmt.Errorf("verify: quarantine %s: %w", d.Path, err)
		}
	}
	r := &v.result
	slices.SortFunc(r.Damage, func(a, b Damage) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(r.Foreign)
	return r, nil
}

// A verifier is one Verify at work.
type verifier struct {
	store *Store

	mu        sync.Mutex // guards what follows while files are read in parallel
	result    Verification
	bad       []badFile           // one for each Damage
	sizes     map[Digest]int64    // of the sound objects
	manifests map[Digest]manifest // among them
	entries   []Entry
	added     []AddedFile
}

// A badFile is where a damage is on disk, and which object it is, if any.
type badFile struct {
	path   string // empty where the file is missing
	object Digest
}

// walk checks each file by itself, as many at a time as there are processors.
func (v *verifier) walk(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	root := v.store.dir
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // no store, or another process removed the file
			return nil
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(path, root), string(filepath.Separator)))
		if e.IsDir() {
			if rel == tmpDir || rel == locksDir || rel == quarantineDir {
				return filepath.SkipDir
			}
			return nil
		}
		g.Go(func() error { return v.file(ctx, path, rel) })
		return nil
	})
	return errors.Join(g.Wait(), err)
}

// file checks one file; rel is its path within the store.
func (v *verifier) file(ctx context.Context, path, rel string) error {
	err := v.check(ctx, path, strings.Split(rel, "/"))
	switch {
	case errors.Is(err, ErrCorrupt):
		v.damage(badFile{path: path}, rel, err.Error())
		return nil
	case errors.Is(err, ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return nil // removed by another process while we walked
	}
	return err
}

// check reads one file, by the place where it is.
func (v *verifier) check(ctx context.Context, path string, parts []string) error {
	name := parts[len(parts)-1]
	switch {
	case parts[0] == objectsDir && len(parts) == 3 && strings.HasPrefix(name, parts[1]):
		if d, err := ParseDigest(name); err == nil {
			return v.object(ctx, path, d)
		}
	case parts[0] == keysDir && len(parts) == 3 && strings.HasPrefix(name, parts[1]):
		hex, _, _ := strings.Cut(name, conflictSuffix)
		if k, err := ParseKey(hex); err == nil {
			return v.entry(path, k)
		}
	case parts[0] == recordsDir && len(parts) == 2 && strings.HasSuffix(name, jsonSuffix):
		_, err := readSealed(path, openJSON)
		v.mu.Lock()
		v.result.Records++
		v.mu.Unlock()
		return err
	case parts[0] == addedDir && len(parts) == 2 && strings.HasSuffix(name, jsonSuffix):
		f, err := readAdded(path)
		if err == nil {
			v.mu.Lock()
			v.added = append(v.added, f)
			v.mu.Unlock()
		}
		return err
	case parts[0] == scratchDir && len(parts) == 3 && plainName.MatchString(name):
		_, err := readSealed(path, openBytes)
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Foreign = append(v.result.Foreign, strings.Join(parts, "/"))
	return nil
}

func (v *verifier) entry(path string, k Key) error {
	e, err := readEntry(path, k)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Entries++
	if err == nil {
		v.entries = append(v.entries, e)
	}
	return err
}

// maxManifest bounds what is read into memory to see whether it is a manifest.
const maxManifest = 4 << 20

// object hashes an object, and keeps it in mind if it is a manifest.
func (v *verifier) object(ctx context.Context, path string, want Digest) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	var head []byte
	var size int64
	buf := make([]byte, copyBytes)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		size += int64(n)
		if size <= maxManifest {
			head = append(head, buf[:n]...)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	v.mu.Lock()
	v.result.Objects++
	v.result.Bytes += size
	v.mu.Unlock()
	if got := Digest(h.Sum(nil)); got != want {
		v.damage(badFile{path, want}, relObject(want), fmt.Sprintf("%d bytes have digest %s", size, got))
		return nil
	}
	m, err := parseManifest(head)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sizes[want] = size
	if err == nil && size <= maxManifest {
		v.manifests[want] = m
	}
	return nil
}

func (v *verifier) damage(b badFile, rel, problem string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bad = append(v.bad, b)
	v.result.Damage = append(v.result.Damage, Damage{Path: rel, Problem: problem})
}

func relObject(d Digest) string { return objectsDir + "/" + d.hex()[:2] + "/" + d.hex() }

// checkReferences finds what is referred to and missing, and tells each
// damaged object what it belongs to.
func (v *verifier) checkReferences() {
	uses := v.uses()
	known := map[Digest]bool{}
	for _, b := range v.bad {
		known[b.object] = true
	}
	for d := range uses {
		if _, sound := v.sizes[d]; !sound && !known[d] && !v.store.HasObject(d) {
			v.damage(badFile{object: d}, relObject(d), "missing")
		}
	}
	for i, b := range v.bad {
		v.result.Damage[i].Uses = uses[b.object]
	}
}

// uses returns every way to every object that is referred to, in an order
// that depends on the store alone.
func (v *verifier) uses() map[Digest][]Use {
	uses := map[Digest][]Use{}
	bound := map[Digest]bool{}
	for _, e := range v.entries {
		bound[e.Artifact] = true
		uses[e.Recipe] = append(uses[e.Recipe], Use{Key: e.Key, File: "recipe"})
		v.useArtifact(uses, e.Key, e.Artifact)
	}
	for d := range v.manifests {
		if !bound[d] {
			v.useArtifact(uses, Key{}, d)
		}
	}
	for _, f := range v.added {
		uses[f.Digest] = append(uses[f.Digest], Use{File: f.Name})
	}
	for _, u := range uses {
		slices.SortFunc(u, func(a, b Use) int { return strings.Compare(a.order(), b.order()) })
	}
	return uses
}

func (u Use) order() string { return u.Key.String() + u.Artifact.hex() + u.File }

func (v *verifier) useArtifact(uses map[Digest][]Use, k Key, d Digest) {
	m := v.manifests[d]
	use := Use{Key: k, Artifact: d, Kind: m.Kind, File: "manifest"}
	uses[d] = append(uses[d], use)
	for _, f := range m.Files {
		use.File = f.Name
		uses[f.Digest] = append(uses[f.Digest], use)
	}
}
