package artifacts

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

// objectMode keeps an object from being changed by accident.
const objectMode = 0o444

// PutObject stores the bytes of r and returns their digest and number. Bytes
// already stored are not stored again, unless they have been damaged since.
func (s *Store) PutObject(r io.Reader) (Digest, int64, error) {
	w, err := s.stage()
	if err != nil {
		return Digest{}, 0, fmt.Errorf("put object: %w", err)
	}
	if err := copyInto(w, r); err != nil {
		w.discard()
		return Digest{}, 0, fmt.Errorf("put object: %w", err)
	}
	return w.commitObject()
}

// putBytes is PutObject for bytes in memory: it writes nothing when they are
// already stored.
func (s *Store) putBytes(data []byte) (Digest, error) { return Sum(data), s.putAll([][]byte{data}) }

// putAll stores groups of objects. Those of a group have durable names before
// those of the next get theirs.
func (s *Store) putAll(lists ...[][]byte) error {
	_ = s.Use() // a store that cannot be written may have the bytes already
	groups := make([]group, len(lists))
	seen := map[Digest]bool{}
	for i, list := range lists {
		for _, data := range list {
			d := Sum(data)
			if seen[d] {
				continue
			}
			seen[d] = true
			if err := s.addTo(&groups[i], d, data); err != nil {
				for _, g := range groups {
					for _, p := range g.files {
						p.w.discard()
					}
				}
				return fmt.Errorf("put object: %w", err)
			}
		}
	}
	if err := s.place(groups...); err != nil {
		return fmt.Errorf("put object: %w", err)
	}
	return nil
}

// addTo adds an object to what will be placed, or its folder where the object is
// there: whoever gave it its name may have died, or met an error, before that
// was durable.
func (s *Store) addTo(g *group, d Digest, data []byte) error {
	path := s.objectPath(d)
	if s.soundObject(d, int64(len(data))) {
		g.dirs = append(g.dirs, filepath.Dir(path))
		return s.ensureDir(filepath.Dir(path))
	}
	w, err := s.stageParts(data)
	if err == nil {
		g.files = append(g.files, placement{w, path, objectMode, replace})
	}
	return err
}

// commitObject gives staged bytes the name that is their digest.
func (w *staged) commitObject() (Digest, int64, error) {
	d := w.digest()
	if w.s.soundObject(d, w.size) {
		w.discard()
		return d, w.size, w.s.keep(d)
	}
	if err := w.s.placeOne(placement{w, w.s.objectPath(d), objectMode, replace}); err != nil {
		return Digest{}, 0, fmt.Errorf("put object: %w", err)
	}
	return d, w.size, nil
}

// keep makes the name of an object that is there durable, as addTo does.
func (s *Store) keep(d Digest) error {
	dir := filepath.Dir(s.objectPath(d))
	err := s.ensureDir(dir)
	if err == nil {
		err = s.flush(nil, dir)
	}
	if err != nil {
		return fmt.Errorf("put object: %w", err)
	}
	return nil
}

// HasObject reports whether the object is there. It does not read it.
func (s *Store) HasObject(d Digest) bool { return s.useObject(d, -1) }

// hasObject reports whether the object is there and has the given size; any
// size will do where it is negative.
func (s *Store) hasObject(d Digest, size int64) bool {
	got, ok := s.statQuickly(objectsDir, d)
	if !ok {
		at, found := find(s.objectPath(d))
		got, ok = at.bytes, found
	}
	return ok && (size < 0 || got == size)
}

// seenObject is hasObject, and does not look again during a visit.
func (s *Store) seenObject(d Digest, size int64) bool {
	if got, ok := s.seen.size(d); ok {
		return got == size
	}
	if !s.hasObject(d, size) {
		return false
	}
	s.seen.add(d, size)
	return true
}

// soundObject is hasObject, and reads the object: whoever makes the same bytes
// again must not leave damaged ones in their place. A sound object is used in
// place of new bytes, so that it stays.
func (s *Store) soundObject(d Digest, size int64) bool {
	if !s.hasObject(d, size) {
		return false
	}
	f, _, err := openPlain(s.objectPath(d))
	if err != nil {
		return false
	}
	defer f.Close()
	sum, err := hashReader(f)
	return err == nil && sum == d && s.useObject(d, size)
}

// ReadObject returns the bytes of an object, checked against its digest. It
// returns ErrNotFound where there is none. Where the bytes are others, it
// moves the file to the quarantine, so that it is missed and made again, and
// returns a *CorruptError. The bytes belong to the caller.
func (s *Store) ReadObject(d Digest) ([]byte, error) { return s.readObject(d, -1) }

// readObject is ReadObject for an object of known size, or of any where it is
// negative.
func (s *Store) readObject(d Digest, size int64) ([]byte, error) {
	if data, ok := s.readObjectQuickly(d); ok {
		return data, nil
	}
	path := s.objectPath(d)
	data, err := readObject(path, d, size)
	var corrupt *CorruptError
	if errors.Is(err, ErrCorrupt) {
		// Where the store cannot be written the bytes stay where they are, and
		// the next reader finds them out again.
		_ = s.quarantine(path)
	}
	switch {
	case errors.As(err, &corrupt):
		return nil, corrupt
	case err != nil:
		return nil, fmt.Errorf("object %s: %w", d, err)
	}
	return data, nil
}

// quarantine moves a damaged file, or a folder in the place of one, out of the
// way. It keeps the bytes: they may be the only evidence of what happened.
func (s *Store) quarantine(path string) error {
	dir := s.path(quarantineDir)
	if err := s.ensureDir(dir); err != nil {
		return err
	}
	place := filepath.Join(dir, filepath.Base(path)+"-"+randomSuffix())
	if err := s.disk.mkdir(place); err != nil {
		return err
	}
	if err := s.disk.rename(path, filepath.Join(place, filepath.Base(path))); err != nil {
		_ = s.disk.remove(place)            // it is empty; the first error is the one that matters
		if errors.Is(err, fs.ErrNotExist) { // another process was quicker
			return nil
		}
		return err
	}
	return errors.Join(s.disk.syncDir(place), s.disk.syncDir(dir), s.disk.syncDir(filepath.Dir(path)))
}
