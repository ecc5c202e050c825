package artifacts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A verifier is one Verify at work.
type verifier struct {
	store   *Store
	records map[Digest]Use // what run records refer to

	mu        sync.Mutex // guards what follows while files are read in parallel
	result    Verification
	damaged   []damaged
	sizes     map[Digest]int64    // of the sound objects
	manifests map[Digest]manifest // among them
	entries   []foundEntry
	gone      []Entry // whose artifacts Collect has removed
	added     []AddedFile
}

// A foundEntry is an index entry; lost says that it stands beside another of its
// key, which came first.
type foundEntry struct {
	Entry
	lost bool
}

// A damaged is a Damage, and what to do about it.
type damaged struct {
	Damage
	path    string // on disk
	movable bool   // whether it belongs into the quarantine
	object  Digest // which object it is, if any
}

func (v *verifier) damage(d damaged) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.damaged = append(v.damaged, d)
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
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(path, root), string(filepath.Separator)))
		if err != nil {
			v.damage(damaged{Damage: Damage{Path: rel, Problem: "cannot be read: " + err.Error()}})
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		check := v.checkOf(rel)
		if e.IsDir() && check == nil {
			if rel == tmpDir || rel == locksDir || rel == quarantineDir {
				return filepath.SkipDir
			}
			return nil
		}
		g.Go(func() error { return v.file(ctx, check, path, rel) })
		if e.IsDir() { // in the place of a file
			return filepath.SkipDir
		}
		return nil
	})
	return errors.Join(g.Wait(), err)
}

// folders matches the paths that are folders in every store.
var folders = regexp.MustCompile(`^(objects|keys|records|added|roots|scratch|trails|tmp|locks|quarantine|(objects|keys)/[0-9a-f]{2}|(scratch|trails)/[0-9a-f]{64})$`)

// A check reads one file of the store and returns ErrCorrupt where it is not
// as it was written; object is the object that it is, if any.
type check func(ctx context.Context, path string) (object Digest, err error)

// checkOf returns how to check the file of a place in the store, and nil for
// a place where no store has a file.
func (v *verifier) checkOf(rel string) check {
	parts := strings.Split(rel, "/")
	name := parts[len(parts)-1]
	switch {
	case parts[0] == objectsDir && len(parts) == 3 && strings.HasPrefix(name, parts[1]):
		if d, err := ParseDigest(name); err == nil && !strings.HasPrefix(name, digestPrefix) {
			return func(ctx context.Context, path string) (Digest, error) { return d, v.object(ctx, path, d) }
		}
	case parts[0] == keysDir && len(parts) == 3 && strings.HasPrefix(name, parts[1]):
		hex, _, _ := strings.Cut(name, conflictSuffix)
		if k, err := ParseKey(strings.TrimSuffix(name, goneSuffix)); err == nil && hex == name && strings.HasSuffix(name, goneSuffix) {
			return func(_ context.Context, path string) (Digest, error) { return Digest{}, v.goneEntry(path, k) }
		}
		if k, err := ParseKey(hex); err == nil {
			return func(_ context.Context, path string) (Digest, error) { return Digest{}, v.entry(path, k) }
		}
	case parts[0] == recordsDir && len(parts) == 2 && strings.HasSuffix(name, jsonSuffix):
		return v.record
	case parts[0] == addedDir && len(parts) == 2 && strings.HasSuffix(name, jsonSuffix):
		return v.addedFile
	case parts[0] == rootsDir && len(parts) == 2 && strings.HasSuffix(name, jsonSuffix):
		return v.root
	case (parts[0] == scratchDir || parts[0] == trailsDir) && len(parts) == 3 && plainName.MatchString(name):
		if k, err := ParseKey(parts[1]); err == nil {
			return func(_ context.Context, path string) (Digest, error) { return Digest{}, verifyCheckpoint(path, k) }
		}
	}
	return nil
}

// file checks one file, and notes what it finds.
func (v *verifier) file(ctx context.Context, check check, path, rel string) error {
	if check == nil {
		v.mu.Lock()
		defer v.mu.Unlock()
		if !folders.MatchString(rel) {
			v.result.Foreign = append(v.result.Foreign, rel)
			return nil
		}
		v.damaged = append(v.damaged, damaged{Damage{Path: rel, Problem: "a file is in the place of a folder"}, path, true, Digest{}})
		return nil
	}
	object, err := check(ctx, path)
	switch {
	case err == nil, errors.Is(err, ErrNotFound): // removed by another process while we walked
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrCorrupt):
		v.damage(damaged{Damage{Path: rel, Problem: err.Error()}, path, true, object})
	default: // it may be sound, and readable for others
		v.damage(damaged{Damage{Path: rel, Problem: "cannot be read: " + err.Error()}, path, false, object})
	}
	return nil
}

func (v *verifier) entry(path string, k Key) error {
	e, _, err := readEntry(path, k)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Entries++
	if err == nil {
		v.entries = append(v.entries, foundEntry{e, strings.Contains(filepath.Base(path), conflictSuffix)})
	}
	return err
}

// goneEntry checks the note that an artifact was removed: its recipe is still
// there.
func (v *verifier) goneEntry(path string, k Key) error {
	e, _, err := readEntry(path, k)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Entries++
	if err == nil {
		v.gone = append(v.gone, e)
	}
	return err
}

func (v *verifier) record(_ context.Context, path string) (Digest, error) {
	_, err := readSealed(path)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Records++
	return Digest{}, err
}

func (v *verifier) addedFile(_ context.Context, path string) (Digest, error) {
	f, err := readAdded(path)
	if err == nil {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.added = append(v.added, f)
	}
	return Digest{}, err
}

func (v *verifier) root(_ context.Context, path string) (Digest, error) {
	_, err := readRoot(path)
	return Digest{}, err
}

func verifyCheckpoint(path string, k Key) error {
	f, size, err := openPlain(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return checkSeal(f, size, k)
}

// maxManifest bounds what is read into memory to see whether it is a manifest.
const maxManifest = 4 << 20

// object hashes an object, and keeps it in mind if it is a manifest.
func (v *verifier) object(ctx context.Context, path string, want Digest) error {
	f, _, err := openPlain(path)
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
			return unreadable(err)
		}
	}
	m, err := parseManifest(head)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Objects++
	v.result.Bytes += size
	if got := Digest(h.Sum(nil)); got != want {
		return fmt.Errorf("%w: %d bytes have digest %s", ErrCorrupt, size, got)
	}
	v.sizes[want] = size
	if err == nil && size <= maxManifest {
		v.manifests[want] = m
	}
	return nil
}
