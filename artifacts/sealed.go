package artifacts

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	if len(data) > maxSealed-len(sealHead)-2*len(Digest{})-len(sealMiddle)-len(sealTail) {
		return nil, fmt.Errorf("content has %d bytes, want less than %d", len(data), maxSealed)
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
	want := sealHead + Sum(data).hex() + sealMiddle
	if string(sealed[:head]) != want || string(sealed[head+len(data):]) != sealTail {
		return nil, fmt.Errorf("%w: the content does not match its checksum", ErrCorrupt)
	}
	return data, nil
}

// Checkpoints are binary: a line stands before them. It holds their key too,
// since a checkpoint of another computation is as wrong as a damaged one.
const (
	sealMagic = "pipe-scratch-2"
	sealBytes = int64(len(sealMagic) + 2*(1+2*len(Digest{})) + 1)
)

// sealLine returns the line before a checkpoint whose content has a digest.
func sealLine(k Key, content Digest) []byte {
	return fmt.Appendf(nil, "%s %s %s\n", sealMagic, k, content.hex())
}

// maxSealed bounds what is read to see whether it is a record: a hundred
// thousand stages take a quarter of it.
const maxSealed = 256 << 20

// readSealed reads a record and opens it. It returns ErrNotFound where there
// is none.
func readSealed(path string) ([]byte, error) {
	sealed, _, err := readPlain(path, maxSealed)
	if err != nil {
		return nil, err
	}
	return openJSON(sealed)
}

// scanSealed hands what a record holds to read, which need not take all of it,
// and returns ErrCorrupt where the record turns out to be damaged, whatever read
// says: in constant memory.
func scanSealed(path string, read func(io.Reader) error) error {
	f, size, err := openPlain(path)
	if err != nil {
		return err
	}
	defer f.Close()
	headBytes := int64(len(sealHead) + 2*len(Digest{}) + len(sealMiddle))
	n := size - headBytes - int64(len(sealTail))
	if n < 0 {
		return fmt.Errorf("%w: got %d bytes, want at least %d", ErrCorrupt, size, headBytes+int64(len(sealTail)))
	}
	head, err := readExactly(f, headBytes)
	if err != nil {
		return err
	}
	h := sha256.New()
	content := io.TeeReader(io.LimitReader(f, n), h)
	readErr := read(content)
	if _, err := io.CopyBuffer(io.Discard, onlyReader{content}, make([]byte, copyBytes)); err != nil {
		return unreadable(err)
	}
	tail, err := readExactly(f, int64(len(sealTail)))
	if err != nil {
		return err
	}
	if string(head) != sealHead+Digest(h.Sum(nil)).hex()+sealMiddle || string(tail) != sealTail {
		return fmt.Errorf("%w: the content does not match its checksum", ErrCorrupt)
	}
	return readErr
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
