package artifacts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Holding is an entry of the index as Collect sees it.
type Holding struct {
	Entry
	Kind  string    // of the artifact; "" where the store has lost it
	Bytes int64     // of its files, which other artifacts may have too
	Used  time.Time // when a run last made it or found it

	path     string
	conflict bool // it lost against another entry of the key
}

// A Survey is what a store holds at one moment, and what of it Collect may
// remove.
type Survey struct {
	// Entries are sorted by key.
	Entries []Holding
	// Objects and Bytes count all objects.
	Objects int
	Bytes   int64

	store     *Store
	cutoff    time.Time // what is as young as this may be needed by a living process
	began     time.Time
	objects   map[Digest]found
	gone      []Entry
	added     []AddedFile
	artifacts map[Digest]manifest // of all entries
}

// A found is a file of the store.
type found struct {
	path  string
	bytes int64
	time  time.Time
}

// Keep says what Collect leaves alone.
type Keep struct {
	Keys      map[Key]bool
	Artifacts map[Digest]bool
	Objects   map[Digest]bool // texts of run records
	// Trails says of the states that were kept under a key whether they stay.
	// Those of keys that it does not name stay until they are idle.
	Trails map[Key]bool
	Added  func(AddedFile) bool
}

// Survey lists what the store holds. What was written or found within the
// grace, and what a living process has written or found, is as good as kept.
func (s *Store) Survey(ctx context.Context, grace time.Duration) (*Survey, error) {
	now := time.Now()
	oldest, err := s.oldestPresence(now)
	if err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	v := &Survey{
		store: s, began: now, cutoff: oldest.Add(-grace), objects: map[Digest]found{}, artifacts: map[Digest]manifest{},
	}
	if err := v.findObjects(ctx); err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	if err := v.findEntries(ctx); err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	if v.added, err = s.Added(); err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	slices.SortFunc(v.Entries, func(a, b Holding) int { return strings.Compare(a.path, b.path) })
	return v, nil
}

// shardName matches the folders that objects and entries are spread over.
var shardName = regexp.MustCompile(`^[0-9a-f]{2}$`)

// walkFiles calls f for the files two levels below a folder of the store.
func (s *Store) walkFiles(ctx context.Context, dir string, f func(name string, at found) error) error {
	folders, err := os.ReadDir(s.path(dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range folders {
		if !shardName.MatchString(e.Name()) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		folder := s.path(dir, e.Name())
		names, err := fileNames(folder)
		if err != nil {
			return err
		}
		for _, name := range names {
			at, ok := find(filepath.Join(folder, name))
			if !ok { // another process was quicker
				continue
			}
			if err := f(name, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *Survey) findObjects(ctx context.Context) error {
	return v.store.walkFiles(ctx, objectsDir, func(name string, at found) error {
		d, err := ParseDigest(name)
		if err != nil || strings.HasPrefix(name, digestPrefix) {
			return nil // foreign: verify names it
		}
		v.objects[d] = at
		v.Objects++
		v.Bytes += at.bytes
		return nil
	})
}

// findEntries reads the index. An entry that is damaged is left to verify.
func (v *Survey) findEntries(ctx context.Context) error {
	return v.store.walkFiles(ctx, keysDir, func(name string, at found) error {
		hex, conflict, _ := strings.Cut(strings.TrimSuffix(name, goneSuffix), conflictSuffix)
		k, err := ParseKey(hex)
		if err != nil {
			return nil
		}
		e, _, err := readEntry(at.path, k)
		switch {
		case unreadableHere(err):
			return err
		case err != nil:
			return nil
		case strings.HasSuffix(name, goneSuffix):
			v.gone = append(v.gone, e)
			return nil
		}
		h := Holding{Entry: e, Used: at.time, path: at.path, conflict: conflict != ""}
		m, err := v.manifestOf(e.Artifact)
		if err != nil {
			return err
		}
		h.Kind = m.Kind
		for _, f := range m.Files {
			h.Bytes += f.Bytes
		}
		v.Entries = append(v.Entries, h)
		return nil
	})
}

// manifestOf returns the manifest of an artifact, and an empty one where it is
// lost or damaged: then nobody can read the artifact's files either.
func (v *Survey) manifestOf(d Digest) (manifest, error) {
	if m, ok := v.artifacts[d]; ok {
		return m, nil
	}
	a, err := v.store.Artifact(d)
	if unreadableHere(err) {
		return manifest{}, err
	}
	var m manifest
	if err == nil {
		m = manifest{Kind: a.Kind, Files: a.Files}
	}
	v.artifacts[d] = m
	return m, nil
}

// reached returns the objects that must stay: all recipes, and what Keep, the
// living entries and the young objects lead to. It says of each entry whether it
// lives, and how many do for their age alone.
func (v *Survey) reached(keep Keep) (objects map[Digest]bool, live []bool, young int, err error) {
	objects = map[Digest]bool{}
	artifacts := map[Digest]bool{}
	live = make([]bool, len(v.Entries))
	for i, h := range v.Entries {
		objects[h.Recipe] = true
		kept := keep.Keys[h.Key] || keep.Artifacts[h.Artifact]
		if !kept && v.young(h.Used) {
			kept = true
			young++
		}
		if kept {
			live[i], artifacts[h.Artifact] = true, true
		}
	}
	for i, h := range v.Entries {
		live[i] = live[i] || artifacts[h.Artifact] // to forget it would free nothing
	}
	for _, e := range v.gone {
		objects[e.Recipe] = true
	}
	for d := range keep.Artifacts {
		artifacts[d] = true
	}
	for d := range keep.Objects {
		objects[d] = true
	}
	for _, f := range v.added {
		if keep.Added(f) {
			objects[f.Digest] = true
		}
	}
	for d, at := range v.objects {
		if v.young(at.time) && looksLikeManifest(at.path) {
			artifacts[d] = true
		}
	}
	for d := range artifacts {
		if err := v.reach(objects, d); err != nil {
			return nil, nil, 0, err
		}
	}
	return objects, live, young, nil
}

// reach marks what an artifact consists of.
func (v *Survey) reach(objects map[Digest]bool, artifact Digest) error {
	m, err := v.manifestOf(artifact)
	objects[artifact] = true
	for _, f := range m.Files {
		objects[f.Digest] = true
	}
	return err
}

func (v *Survey) young(t time.Time) bool { return !t.Before(v.cutoff) }

// trim lets the youngest of the entries that nothing reaches live as long as
// the objects that stay have at most max bytes.
func (v *Survey) trim(objects map[Digest]bool, live []bool, max int64) error {
	var total int64
	for d := range objects {
		total += v.objects[d].bytes
	}
	order := make([]int, len(v.Entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return v.Entries[j].Used.Compare(v.Entries[i].Used) })
	for _, i := range order {
		if live[i] {
			continue
		}
		more := map[Digest]bool{}
		if err := v.reach(more, v.Entries[i].Artifact); err != nil {
			return err
		}
		for d := range more {
			if !objects[d] {
				total += v.objects[d].bytes
			}
		}
		if total > max {
			return nil
		}
		live[i] = true
		for d := range more {
			objects[d] = true
		}
	}
	return nil
}

// TrailKeys returns the keys under which states are kept.
func (s *Store) TrailKeys() ([]Key, error) {
	folders, err := os.ReadDir(s.path(trailsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var keys []Key
	for _, folder := range folders {
		if k, err := ParseKey(folder.Name()); err == nil && folder.IsDir() {
			keys = append(keys, k)
		}
	}
	return keys, err
}

// sortHoldings puts what is removed into the order in which it was last used.
func sortHoldings(holdings []Holding) {
	slices.SortStableFunc(holdings, func(a, b Holding) int { return a.Used.Compare(b.Used) })
}

// find returns a plain file.
func find(path string) (found, bool) {
	info, err := lstatPlain(path)
	if err != nil {
		return found{}, false
	}
	return found{path, info.Size(), info.ModTime()}, true
}

// lstatPlain is Lstat for plain files; all else is as good as not there.
func lstatPlain(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, fs.ErrNotExist
	}
	return info, err
}
