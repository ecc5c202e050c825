// Package powercut says what a disk may hold after the power was lost. It
// follows the changes that a store makes to a folder, and at any moment writes
// out one of the states that a file system may come back with: it keeps what
// was synced, and of the rest what chance decides.
//
// It assumes less of a file system than the common ones promise:
//
//   - of bytes that were not synced, all, none, a part, or zeros in their
//     place may be there;
//   - of changes to the names in a folder that was not synced, any may have
//     been made, in the order in which they were asked for; the two names of a
//     rename are two changes, so that a file may have both names or none.
package powercut

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pipe/artifacts"
)

// A Disk is a folder whose changes it has followed.
type Disk struct {
	root string
	top  *node
}

// A node is a file or a folder.
type node struct {
	entries map[string]*node // of a folder, as programs see them; nil for a file
	durable map[string]*node // as of its last sync
	pending []entry          // since then

	data   []byte
	synced int // bytes of data that are durable
}

// An entry is a change of a folder: a name for a node, or for none.
type entry struct {
	name string
	node *node
}

// New follows an empty folder.
func New(root string) *Disk { return &Disk{root, newFolder()} }

func newFolder() *node {
	return &node{entries: map[string]*node{}, durable: map[string]*node{}}
}

// Note takes in a change that was made below the root.
func (d *Disk) Note(c artifacts.Change) {
	folder, name := d.parent(c.Path)
	switch c.Op {
	case artifacts.OpCreate:
		folder.set(name, &node{})
	case artifacts.OpMkdir:
		folder.set(name, newFolder())
	case artifacts.OpWrite:
		f := folder.entries[name]
		f.data = append(f.data, c.Data...)
	case artifacts.OpChmod:
	case artifacts.OpSync:
		f := folder.entries[name]
		f.synced = len(f.data)
	case artifacts.OpLink, artifacts.OpRename:
		to, toName := d.parent(c.To)
		to.set(toName, folder.entries[name])
		if c.Op == artifacts.OpRename {
			folder.set(name, nil)
		}
	case artifacts.OpRemove:
		folder.set(name, nil)
	case artifacts.OpSyncDir:
		f := d.top
		if c.Path != d.root {
			f = folder.entries[name]
		}
		f.durable, f.pending = maps.Clone(f.entries), nil
	default:
		panic(fmt.Sprintf("powercut: unknown change %q", c.Op))
	}
}

// parent returns the folder that a path stands in, and its name there.
func (d *Disk) parent(path string) (*node, string) {
	rel, err := filepath.Rel(d.root, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		panic(fmt.Sprintf("powercut: %s is not below %s", path, d.root))
	}
	dir, name := filepath.Split(rel)
	n := d.top
	for part := range strings.SplitSeq(strings.Trim(dir, string(filepath.Separator)), string(filepath.Separator)) {
		if part != "" {
			n = n.entries[part]
		}
	}
	return n, name
}

func (n *node) set(name string, to *node) {
	n.pending = append(n.pending, entry{name, to})
	apply(n.entries, entry{name, to})
}

func apply(entries map[string]*node, e entry) {
	if e.node == nil {
		delete(entries, e.name)
	} else {
		entries[e.name] = e.node
	}
}

// Cut writes into dir, which must not exist, what the disk may hold when the
// power is lost now. The disk itself stays as it is.
func (d *Disk) Cut(rng *rand.Rand, dir string) error {
	return d.top.write(rng, dir, map[*node][]byte{})
}

// write writes a node as it may come back. Names of one file find it with the
// same bytes.
func (n *node) write(rng *rand.Rand, path string, files map[*node][]byte) error {
	if n.entries == nil {
		data, known := files[n]
		if !known {
			data = n.survivor(rng)
			files[n] = data
		}
		return os.WriteFile(path, data, 0o644)
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		return err
	}
	left := maps.Clone(n.durable)
	for _, e := range n.pending {
		if rng.IntN(2) == 0 {
			apply(left, e)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		if err := left[name].write(rng, filepath.Join(path, name), files); err != nil {
			return err
		}
	}
	return nil
}

// survivor returns the bytes of a file as they may come back.
func (n *node) survivor(rng *rand.Rand) []byte {
	at := n.synced + rng.IntN(len(n.data)-n.synced+1)
	switch rng.IntN(4) {
	case 0:
		return n.data
	case 1:
		return n.data[:n.synced]
	case 2:
		return n.data[:at]
	}
	data := make([]byte, len(n.data))
	copy(data, n.data[:at])
	return data
}
