package artifacts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
)

// The folders of a store. See the package comment.
const (
	objectsDir    = "objects"
	keysDir       = "keys"
	recordsDir    = "records"
	scratchDir    = "scratch"
	trailsDir     = "trails"
	addedDir      = "added"
	rootsDir      = "roots"
	quarantineDir = "quarantine"
	tmpDir        = "tmp"
	locksDir      = "locks"
)

// A Store is a folder of content-addressed objects and of what is known about
// them. Its methods may be called from many goroutines, and many processes
// may use one folder.
type Store struct {
	// Timing is that of leases. It may be set before the first.
	Timing LeaseTiming

	dir  string
	disk disk

	mu        sync.Mutex
	manifests map[Digest]*Artifact // an artifact never changes, so this never goes stale
	alive     *flock.Flock         // shared lock held since the first write; see begin
	presence  *flock.Flock         // held as long; see Use
	since     time.Time            // the time of that file
	gate      gate                 // see enter
	visits    atomic.Int32         // under way; see Visit
	seen      seenObjects          // during these
	durable   sync.Map             // folders that a power cut cannot take; see ensureDir
	folders   sync.Map             // open ones; see openFolder
	flusher   flusher              // see flush
	leases    leaseFiles           // see leaseFile
}

// Open returns the store in the given folder. Nothing is created before the
// first write, so that reading commands leave no trace.
func Open(dir string) (*Store, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	info, err := os.Stat(abs)
	switch {
	case err == nil && !info.IsDir():
		return nil, fmt.Errorf("open store: %s is a file, want a folder", abs)
	case err != nil && !os.IsNotExist(err):
		return nil, fmt.Errorf("open store: %w", err)
	}
	return &Store{dir: abs, manifests: map[Digest]*Artifact{}}, nil
}

// Dir returns the store's folder, as an absolute path.
func (s *Store) Dir() string { return s.dir }

// path joins elements below the store's folder.
func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.dir}, elem...)...)
}

func (s *Store) objectPath(d Digest) string { return s.hexPath(objectsDir, d) }

func (s *Store) keyPath(k Key) string { return s.hexPath(keysDir, k) }

// hexPath returns DIR/ab/abcd… of a folder of the store.
func (s *Store) hexPath(dir string, name [sha256.Size]byte) string {
	h := hex.EncodeToString(name[:])
	return s.path(dir, h[:2], h)
}
