package powercut

import (
	"sync"

	"pipe/artifacts"
)

// A Recorder watches a store: it follows what the store does to its disk, and
// may refuse a change.
type Recorder struct {
	Disk    *Disk
	Changes []artifacts.Change // in order, without their data
	// Refuse, if set, is asked before each change, whose number is that of the
	// changes before it. Where it returns an error the store gets that.
	// Done says that the change is made nevertheless.
	Refuse func(n int, c artifacts.Change) (done bool, err error)

	mu sync.Mutex // held during a change
}

// Watch is for artifacts.OpenWatched. Nothing is really synced: that is what
// the disk decides upon.
func (r *Recorder) Watch(c artifacts.Change, do func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var refused error
	done := true
	if r.Refuse != nil {
		done, refused = r.Refuse(len(r.Changes), c)
	}
	noted := c
	noted.Data = nil
	r.Changes = append(r.Changes, noted)
	if refused != nil && !done {
		return refused
	}
	if c.Op != artifacts.OpSync && c.Op != artifacts.OpSyncDir {
		if err := do(); err != nil {
			return err
		}
	}
	r.Disk.Note(c)
	return refused
}
