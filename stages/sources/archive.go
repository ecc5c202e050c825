package sources

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// What a packed file may grow to: some times its size and something for small
// files. Text shrinks three- to tenfold; a file that shrank more than
// growthLimit was made to harm, or repeats itself.
const (
	growthLimit = 200
	growthSlack = 16 << 20
)

var (
	errTooLarge = errors.New("unpacks to more than")
	errArchive  = errors.New("is no zip or tar archive")
)

// unpack returns the file, or the files of a zip or tar that o.Member picks,
// sorted by name. Gzip may be around each.
func unpack(name string, data []byte, o *Options) ([]file, error) {
	limit := int64(len(data))*growthLimit + growthSlack
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		packed, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r := bufio.NewReader(packed)
		if head, _ := r.Peek(tarHead); isTar(head) {
			return untar(name, r, o.Member, limit)
		}
		if data, err = readAll(r, limit); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return unzip(name, data, o.Member, limit)
	case isTar(data):
		return untar(name, bytes.NewReader(data), o.Member, limit)
	case o.Member != "":
		return nil, fmt.Errorf("%s %w, and so has no member %q", name, errArchive, o.Member)
	}
	return []file{{name: name, text: string(data)}}, nil
}

func unzip(name string, data []byte, member string, limit int64) ([]file, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := collector{archive: name, member: member, limit: limit}
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if err := c.add(f.Name, f.Open); err != nil {
			return nil, err
		}
	}
	return c.files()
}

// The mark of a tar archive, and the bytes up to its end.
const (
	tarMark = "ustar"
	tarHead = 257 + len(tarMark)
)

func isTar(data []byte) bool {
	return len(data) >= tarHead && string(data[tarHead-len(tarMark):tarHead]) == tarMark
}

// untar reads the archive as a stream: of a large one only what is picked is
// ever held.
func untar(name string, r io.Reader, member string, limit int64) ([]file, error) {
	archive := tar.NewReader(r)
	c := collector{archive: name, member: member, limit: limit}
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return c.files()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(archive), nil }
		if err := c.add(path.Clean(header.Name), open); err != nil {
			return nil, err
		}
	}
}

// A collector gathers the files of an archive that a member picks.
type collector struct {
	archive, member string
	limit           int64 // bytes that may still be unpacked
	first           string
	picked          []file
}

func (c *collector) add(member string, open func() (io.ReadCloser, error)) error {
	if c.first == "" {
		c.first = member
	}
	if !picks(c.member, member) {
		return nil
	}
	full := c.archive + "/" + member
	r, err := open()
	if err != nil {
		return fmt.Errorf("%s: %w", full, err)
	}
	defer r.Close()
	text, err := readAll(r, c.limit)
	if err != nil {
		return fmt.Errorf("%s: %w", full, err)
	}
	c.limit -= int64(len(text))
	c.picked = append(c.picked, file{full, member, string(text)})
	return nil
}

// files returns what was picked, sorted by name.
func (c *collector) files() ([]file, error) {
	if c.first == "" {
		return nil, fmt.Errorf("%s: the archive is empty", c.archive)
	}
	if len(c.picked) == 0 {
		return nil, fmt.Errorf("%s: no file in the archive fits the member %q; its first is %q", c.archive, c.member, c.first)
	}
	slices.SortStableFunc(c.picked, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return c.picked, nil
}

// picks says whether a member, which is a file, a folder or a pattern, picks
// the file of that name.
func picks(member, name string) bool {
	if member == "" || name == member || strings.HasSuffix(member, "/") && strings.HasPrefix(name, member) {
		return true
	}
	fits, err := path.Match(member, name)
	return err == nil && fits
}

func readAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w %d bytes", errTooLarge, limit)
	}
	return data, err
}
