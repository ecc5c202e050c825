package artifacts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// Files that have names of their own (records, added files, checkpoints)
// carry the digest of their content, so that they are checked as objects are.

// Records and added files stay JSON: {"sha256":"…","content":…}
const (
	sealHead   = `{"sha256":"`
	sealMiddle = `","content":`
	sealTail   = "}\n"
)

// sealJSON wraps a JSON value with its digest.
func sealJSON(data []byte) ([]byte, error) {
	if !json.Valid(data) {
		return nil, errors.New("content is not valid JSON")
	}
	return slices.Concat([]byte(sealHead), []byte(Sum(data).hex()), []byte(sealMiddle), data, []byte(sealTail)), nil
}

// openJSON returns what sealJSON wrapped, or ErrCorrupt.
func openJSON(sealed []byte) ([]byte, error) {
	head := len(sealHead) + 2*len(Digest{}) + len(sealMiddle)
	if len(sealed) < head+len(sealTail) {
		return nil, fmt.Errorf("%w: got %d bytes, want at least %d", ErrCorrupt, len(sealed), head+len(sealTail))
	}
	data := sealed[head : len(sealed)-len(sealTail)]
	want, err := sealJSON(data)
	if err != nil || !bytes.Equal(want, sealed) {
		return nil, fmt.Errorf("%w: the content does not match its checksum", ErrCorrupt)
	}
	return data, nil
}

// Checkpoints are binary: a line with their digest stands before them.
const sealLine = "pipe-scratch-1 "

// sealBytes puts the line before data.
func sealBytes(data []byte) []byte {
	return slices.Concat([]byte(sealLine), []byte(Sum(data).hex()), []byte("\n"), data)
}

// openBytes returns what sealBytes wrapped, or ErrCorrupt.
func openBytes(sealed []byte) ([]byte, error) {
	head := len(sealLine) + 2*len(Digest{}) + 1
	if len(sealed) < head {
		return nil, fmt.Errorf("%w: got %d bytes, want at least %d", ErrCorrupt, len(sealed), head)
	}
	data := sealed[head:]
	if string(sealed[:head]) != sealLine+Sum(data).hex()+"\n" {
		return nil, fmt.Errorf("%w: the content does not match its checksum", ErrCorrupt)
	}
	return data, nil
}

// readSealed reads a file and opens it. It returns ErrNotFound where there is
// none.
func readSealed(path string, open func([]byte) ([]byte, error)) ([]byte, error) {
	sealed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return open(sealed)
}

// fileNames returns the names of the plain files in a folder, sorted; none
// where there is no folder.
func fileNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, err
}
