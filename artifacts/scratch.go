package artifacts

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
)

// plainName matches the names that become file names as they are.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$`)

// A Scratch holds the unfinished work of one computation: checkpoints from
// which a killed stage goes on. It outlives the process. The holder of the
// key's lease owns it; see Lease.Scratch.
//
// Each name stands for itself: a stage may find those of different moments
// side by side, as after a crash between two saves.
type Scratch struct {
	store *Store
	dir   string // of the store: scratchDir or trailsDir
	key   Key
	lease *Lease // nil for all but its holder
}

// Scratch returns the scratch space of a key, for those who look into it.
func (s *Store) Scratch(k Key) *Scratch { return &Scratch{store: s, dir: scratchDir, key: k} }

// Trail returns the space of a key for states that outlive the computation:
// others that begin alike start from them, and audits compare with them.
// Nothing depends on them, so that they may be removed at any time. Nobody
// owns it: whoever saves under a name saves the same state.
func (s *Store) Trail(k Key) *Scratch { return &Scratch{store: s, dir: trailsDir, key: k} }

// Key returns whose space it is.
func (c *Scratch) Key() Key { return c.key }

// Save stores data under a name, replacing what was there. A crash leaves the
// old data or the new, never a part of either. Names are of letters, digits
// and "_.-".
func (c *Scratch) Save(name string, data []byte) error {
	if !plainName.MatchString(name) {
		return fmt.Errorf("save checkpoint %q: want a name of letters, digits and _.-", name)
	}
	err := c.check()
	if err == nil {
		err = c.store.writeFile(c.path(name), 0o644, sealLine(c.key, Sum(data)), data)
	}
	if err != nil {
		return fmt.Errorf("save checkpoint %q: %w", name, err)
	}
	return nil
}

// Load returns what was saved. It returns ErrNotFound where nothing was, and
// ErrCorrupt where the bytes are not the ones saved for this key.
func (c *Scratch) Load(name string) ([]byte, error) {
	if !plainName.MatchString(name) {
		return nil, fmt.Errorf("load checkpoint %q: %w", name, ErrNotFound)
	}
	data, err := readCheckpoint(c.path(name), c.key)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint %q: %w", name, err)
	}
	return data, nil
}

// Names returns the names of everything saved, sorted.
func (c *Scratch) Names() ([]string, error) {
	names, err := fileNames(c.path())
	if err != nil {
		return nil, fmt.Errorf("list checkpoints: %w", err)
	}
	return names, nil
}

// Remove forgets a name. It is no error where there is nothing.
func (c *Scratch) Remove(name string) error {
	if !plainName.MatchString(name) {
		return nil
	}
	err := c.check()
	if err == nil {
		err = c.store.disk.remove(c.path(name))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove checkpoint %q: %w", name, err)
	}
	return nil
}

// Clear forgets every name.
func (c *Scratch) Clear() error {
	err := c.check()
	if err == nil {
		err = c.store.disk.removeTree(c.path())
	}
	if err != nil {
		return fmt.Errorf("clear checkpoints: %w", err)
	}
	return nil
}

// check returns ErrLeaseLost where the scratch space is another's by now. One
// who is suspended right after it does no harm either: see the package comment.
func (c *Scratch) check() error {
	if c.lease == nil {
		return nil
	}
	return c.lease.Check()
}

func (c *Scratch) path(name ...string) string {
	return c.store.path(append([]string{c.dir, c.key.String()}, name...)...)
}
