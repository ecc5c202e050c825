package artifacts

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// gateBatch is how many files are removed while the gate is shut, so that
// nobody waits for longer than a moment.
const gateBatch = 32

// A collector is one Collect at work.
type collector struct {
	*Survey
	ctx            context.Context
	dry            bool
	entries        []Holding
	notes          []AddedFile
	reachedObjects map[Digest]bool
	result         Collection
}

// removeEntries notes for each entry that it is gone. One that a process has
// found since the survey stays, with all that it leads to.
func (c *collector) removeEntries() error {
	folders := map[string]bool{}
	err := c.inBatches(len(c.entries), func(i int) error {
		h := c.entries[i]
		at, ok := find(h.path)
		switch {
		case !ok:
			return nil
		case c.young(at.time):
			return c.reach(c.reachedObjects, h.Artifact)
		}
		c.result.Entries = append(c.result.Entries, h)
		folders[filepath.Dir(h.path)] = true
		switch {
		case c.dry:
			return nil
		case h.conflict:
			return c.remove(h.path)
		}
		return forgiveAbsent(c.store.disk.rename(h.path, c.store.keyPath(h.Key)+goneSuffix))
	})
	return errors.Join(err, c.sync(folders))
}

// removeNotes forgets files that were added by hand.
func (c *collector) removeNotes() error {
	folder := c.store.path(addedDir)
	err := c.inBatches(len(c.notes), func(i int) error {
		path := filepath.Join(folder, c.notes[i].fileName())
		at, ok := find(path)
		switch {
		case !ok:
			return nil
		case c.young(at.time):
			c.reachedObjects[c.notes[i].Digest] = true
			return nil
		}
		c.result.Added = append(c.result.Added, c.notes[i])
		return c.remove(path)
	})
	if len(c.notes) == 0 {
		return err
	}
	return errors.Join(err, c.sync(map[string]bool{folder: true}))
}

// removeObjects removes what nothing reaches: manifests first, since a manifest
// without its files is damage, and files without a manifest are not.
func (c *collector) removeObjects() error {
	var manifests, files []Digest
	for d, at := range c.objects {
		switch {
		case c.reachedObjects[d] || c.young(at.time):
		case looksLikeManifest(at.path):
			manifests = append(manifests, d)
		default:
			files = append(files, d)
		}
	}
	for _, list := range [][]Digest{manifests, files} {
		slices.SortFunc(list, func(a, b Digest) int { return bytes.Compare(a[:], b[:]) })
		folders := map[string]bool{}
		err := c.inBatches(len(list), func(i int) error {
			at, ok := find(c.objects[list[i]].path)
			if !ok || c.young(at.time) {
				return nil
			}
			c.result.Objects.add(at)
			folders[filepath.Dir(at.path)] = true
			return c.remove(at.path)
		})
		if err := errors.Join(err, c.sync(folders)); err != nil {
			return err
		}
	}
	return nil
}

// removeCheckpoints removes those of keys that have their artifact, and those
// that have been idle for long. Those of a key whose lease somebody holds stay.
func (c *collector) removeCheckpoints(bound map[Key]bool, idle time.Time) error {
	folders, err := os.ReadDir(c.store.path(scratchDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, folder := range folders {
		k, parseErr := ParseKey(folder.Name())
		if parseErr != nil || !folder.IsDir() {
			continue
		}
		files, newest := filesBelow(c.store.path(scratchDir, folder.Name()))
		if c.young(newest) || !bound[k] && !newest.Before(idle) {
			continue
		}
		lease, leaseErr := c.store.TryLease(k)
		if leaseErr != nil || lease == nil {
			continue
		}
		for _, f := range files {
			c.result.Checkpoints.add(f)
		}
		if !c.dry {
			err = errors.Join(err, lease.Scratch().Clear())
		}
		err = errors.Join(err, lease.Release())
	}
	return err
}

// removeTrails removes the states that were kept of what is gone, and of what
// has been idle for long. Nothing depends on them.
func (c *collector) removeTrails(keep, alive map[Key]bool, idle time.Time) error {
	keys, err := c.store.TrailKeys()
	for _, k := range keys {
		trail := c.store.Trail(k)
		files, newest := filesBelow(trail.path())
		stays, known := keep[k]
		if c.young(newest) || stays || alive[k] || !known && !newest.Before(idle) {
			continue
		}
		for _, f := range files {
			c.result.Trails.add(f)
		}
		if !c.dry {
			err = errors.Join(err, trail.Clear())
		}
	}
	return err
}

// removeTemporary removes what dead processes were writing.
func (c *collector) removeTemporary() error {
	return c.removeBelow(c.store.path(tmpDir), c.cutoff, &c.result.Temporary)
}

// removeQuarantine removes evidence that nobody has asked for in long.
func (c *collector) removeQuarantine(idle time.Time) error {
	if c.cutoff.Before(idle) {
		idle = c.cutoff
	}
	return c.removeBelow(c.store.path(quarantineDir), idle, &c.result.Quarantine)
}

// removeBelow removes what a folder holds and is older than a time.
func (c *collector) removeBelow(dir string, before time.Time, count *Swept) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range list {
		path := filepath.Join(dir, e.Name())
		files, newest := filesBelow(path)
		if info, infoErr := e.Info(); infoErr != nil || !newest.Before(before) || !info.ModTime().Before(before) {
			continue
		}
		for _, f := range files {
			count.add(f)
		}
		if !c.dry {
			err = errors.Join(err, c.store.disk.removeTree(path))
		}
	}
	return err
}

// filesBelow returns the plain files of a folder, or the file itself, and the
// youngest of their times.
func filesBelow(path string) (files []found, newest time.Time) {
	_ = filepath.WalkDir(path, func(path string, _ fs.DirEntry, _ error) error {
		if at, ok := find(path); ok {
			files = append(files, at)
			if at.time.After(newest) {
				newest = at.time
			}
		}
		return nil
	})
	return files, newest
}

// inBatches calls remove for each of n things with the gate shut.
func (c *collector) inBatches(n int, remove func(i int) error) error {
	batch := func(from int) error {
		for i := from; i < min(n, from+gateBatch); i++ {
			if err := remove(i); err != nil {
				return err
			}
		}
		return nil
	}
	for from := 0; from < n; from += gateBatch {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		var err error
		if c.dry {
			err = batch(from)
		} else {
			err = c.store.alone(func() error { return batch(from) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) remove(path string) error {
	if c.dry {
		return nil
	}
	return forgiveAbsent(c.store.disk.remove(path))
}

func (c *collector) sync(folders map[string]bool) error {
	if c.dry {
		return nil
	}
	var err error
	for folder := range folders {
		err = errors.Join(err, c.store.disk.syncDir(folder))
	}
	return err
}

// forgiveAbsent forgives that a file was not there: another process has removed it.
func forgiveAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// unreadableHere reports whether an error says that this process cannot read
// what may be sound, so that nothing is known of what it leads to.
func unreadableHere(err error) bool {
	return err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrCorrupt)
}

// looksLikeManifest reports whether a file begins like a manifest.
func looksLikeManifest(path string) bool {
	f, _, err := openPlain(path)
	if err != nil {
		return false
	}
	defer f.Close()
	const head = `{"format":"` + manifestFormat + `"`
	got := make([]byte, len(head))
	_, err = io.ReadFull(f, got)
	return err == nil && string(got) == head
}
