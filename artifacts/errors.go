package artifacts

import (
	"errors"
	"fmt"
)

var (
	// ErrNotFound says that the store does not hold what was asked for.
	ErrNotFound = errors.New("not in the store")
	// ErrCorrupt says that stored bytes are not the bytes once written.
	ErrCorrupt = errors.New("corrupt")
)

// A CorruptError says that an object's bytes do not match its name. The file
// was moved to the quarantine, unless the store could not be written.
type CorruptError struct {
	Digest Digest // the object
	Got    Digest // the digest of the bytes found
	Path   string // where they were found
}

// Error names the object, the digest found and the file.
func (e *CorruptError) Error() string {
	return fmt.Sprintf("object %s is corrupt: %s has digest %s", e.Digest, e.Path, e.Got)
}

// Unwrap returns ErrCorrupt.
func (e *CorruptError) Unwrap() error { return ErrCorrupt }

// A ConflictError says that one computation gave different bytes at different
// times. Both artifacts are kept; Have is the one that lookups return.
type ConflictError struct {
	Key  Key    `json:"key"`
	Have Digest `json:"have,omitzero"`
	Got  Digest `json:"got"`
}

// Error names the key and both artifacts.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("key %s is bound to artifact %s, but this run gave %s: the same recipe has given other bytes; "+
		"both are kept, and the first is the one that is used", e.Key, e.Have, e.Got)
}
