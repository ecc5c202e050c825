package artifacts

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Whatever is read was written by this program, or has been damaged since, or
// was put there by somebody else. So a size on disk is believed only where
// something vouches for it: no file decides how much memory is taken for it.

// hashFirst is the size from which the bytes of an object are checked before
// there is memory for them, at the price of reading them twice.
const hashFirst = 64 << 20

// openPlain opens a file of the store and returns its size. It returns
// ErrNotFound where there is none, and ErrCorrupt where something else is in
// its place.
func openPlain(path string) (*os.File, int64, error) {
	info, err := os.Lstat(path)
	// A file in the place of a folder leaves no room for what should be in it.
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%w: got mode %s, want a plain file", ErrCorrupt, info.Mode())
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, unreadable(err)
	}
	return f, info.Size(), nil
}

// unreadable returns ErrCorrupt for what the disk cannot read: that is damage
// like any other, and making the file again is its remedy.
func unreadable(err error) error {
	if errors.Is(err, syscall.EIO) {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return err
}

// readPlain reads a file of the store that was written with at most limit
// bytes, and returns its time too. It returns errors as openPlain does.
func readPlain(path string, limit int64) (data []byte, mod time.Time, err error) {
	f, size, err := openPlain(path)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer f.Close()
	if size > limit {
		return nil, time.Time{}, fmt.Errorf("%w: got %d bytes, want at most %d", ErrCorrupt, size, limit)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, unreadable(err)
	}
	data, err = readExactly(f, size)
	return data, info.ModTime(), err
}

// readExactly reads size bytes. No file of a store changes its size, so that
// one which is shorter by now is damaged.
func readExactly(r io.Reader, size int64) ([]byte, error) {
	data := make([]byte, size)
	_, err := io.ReadFull(r, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("%w: got less than %d bytes", ErrCorrupt, size)
	}
	if err != nil {
		return nil, unreadable(err)
	}
	return data, nil
}

// readObject reads a file and compares it with the digest that is its name.
// Size is what a manifest says of the file, or -1. The error is a
// *CorruptError where the bytes are others.
func readObject(path string, want Digest, size int64) ([]byte, error) {
	f, got, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if got != size && got > hashFirst {
		sum, err := hashReader(f)
		if err != nil {
			return nil, err
		}
		if sum != want {
			return nil, &CorruptError{Digest: want, Got: sum, Path: path}
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	data, err := readExactly(f, got)
	if err != nil {
		return nil, err
	}
	if sum := Sum(data); sum != want {
		return nil, &CorruptError{Digest: want, Got: sum, Path: path}
	}
	return data, nil
}

// hashReader returns the digest of what is left to read, in constant memory.
func hashReader(r io.Reader) (Digest, error) {
	h := sha256.New()
	if _, err := io.CopyBuffer(h, onlyReader{r}, make([]byte, copyBytes)); err != nil {
		return Digest{}, unreadable(err)
	}
	return Digest(h.Sum(nil)), nil
}

// onlyReader hides io.WriterTo, which would read in pieces of its own choice.
type onlyReader struct{ io.Reader }

// readCheckpoint reads a sealed checkpoint, checked before there is memory
// for it: only the seal knows how large it may be.
func readCheckpoint(path string, k Key) ([]byte, error) {
	f, size, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := checkSeal(f, size, k); err != nil {
		return nil, err
	}
	if _, err := f.Seek(sealBytes, io.SeekStart); err != nil {
		return nil, err
	}
	return readExactly(f, size-sealBytes)
}

// checkSeal compares a checkpoint with the line before it.
func checkSeal(r io.Reader, size int64, k Key) error {
	if size < sealBytes {
		return fmt.Errorf("%w: got %d bytes, want at least %d", ErrCorrupt, size, sealBytes)
	}
	head, err := readExactly(r, sealBytes)
	if err != nil {
		return err
	}
	sum, err := hashReader(r)
	if err != nil {
		return err
	}
	if !bytes.Equal(head, sealLine(k, sum)) {
		return fmt.Errorf("%w: the content does not match its checksum", ErrCorrupt)
	}
	return nil
}
