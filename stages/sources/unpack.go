package sources

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// What a packed file may grow to: some times its size and something for small
// files. Text shrinks three- to tenfold; a file that shrank more than
// growthLimit was made to harm, or repeats itself.
const (
	growthLimit = 200
	growthSlack = 16 << 20
)

var errTooLarge = errors.New("unpacks to more than")

// unpack returns the file, or the files of a zip or tar that o.Member picks,
// sorted by name. Gzip may be around each.
func unpack(name string, data []byte, o *Options) ([]file, error) {
	limit := int64(len(data))*growthLimit + growthSlack
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if data, err = readAll(r, limit); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(data) >= tarBlock && string(data[257:262]) == "ustar" {
		return untar(name, data, o.Member)
	}
	empty := bytes.HasPrefix(data, []byte("PK\x05\x06"))
	if !empty && !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		if o.Member != "" {
			return nil, fmt.Errorf("%s %w, and so has no member %q", name, errArchive, o.Member)
		}
		return []file{{name: name, text: string(data)}}, nil
	}
	return unzip(name, data, o.Member, limit)
}

func unzip(name string, data []byte, member string, limit int64) ([]file, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var files []file
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") || !picks(member, f.Name) {
			continue
		}
		full := name + "/" + f.Name
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", full, err)
		}
		text, err := readAll(r, limit)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", full, err)
		}
		limit -= int64(len(text))
		files = append(files, file{full, f.Name, string(text)})
	}
	if len(archive.File) == 0 {
		return nil, fmt.Errorf("%s: the archive is empty", name)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no file in the archive fits the member %q; its first is %q", name, member, firstName(archive))
	}
	slices.SortStableFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return files, nil
}

// tarBlock is the size of the header of a file in a tar.
const tarBlock = 512

func untar(name string, data []byte, member string) ([]file, error) {
	var files []file
	first := ""
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		path := strings.TrimPrefix(header.Name, "./")
		if header.Typeflag != tar.TypeReg {
			continue
		}
		first = cmp.Or(first, path)
		if !picks(member, path) {
			continue
		}
		full := name + "/" + path
		text, err := readAll(r, int64(len(data))) // a sparse file says it is larger
		if err != nil {
			return nil, fmt.Errorf("%s: %w", full, err)
		}
		files = append(files, file{full, path, string(text)})
	}
	if first == "" {
		return nil, fmt.Errorf("%s: the archive is empty", name)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no file in the archive fits the member %q; its first is %q", name, member, first)
	}
	slices.SortStableFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return files, nil
}

func picks(member, name string) bool {
	return member == "" || name == member || strings.HasSuffix(member, "/") && strings.HasPrefix(name, member)
}

func firstName(archive *zip.Reader) string {
	for _, f := range archive.File {
		if !strings.HasSuffix(f.Name, "/") {
			return f.Name
		}
	}
	return ""
}

func readAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w %d bytes", errTooLarge, limit)
	}
	return data, err
}

// decode returns the file as UTF-8 without byte-order mark.
func decode(f file, encoding string) (file, error) {
	switch encoding {
	case "", "utf-8":
		if strings.HasPrefix(f.text, "\xff\xfe") || strings.HasPrefix(f.text, "\xfe\xff") {
			return f, f.errorf("begins with a byte-order mark of UTF-16, want UTF-8")
		}
		f.text = strings.TrimPrefix(f.text, "\ufeff")
		if !utf8.ValidString(f.text) {
			at := invalidAt(f.text)
			return f, f.errorf("byte 0x%02x at offset %d is not UTF-8; if the file is Latin-1, set the encoding to %q",
				f.text[at], at, "latin-1")
		}
	case "latin-1":
		f.text = fromLatin1(f.text)
	default:
		return f, f.errorf("unknown encoding %q, want %q or %q", encoding, "utf-8", "latin-1")
	}
	return f, nil
}

// invalidAt returns the offset of the first byte that is not UTF-8.
func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			return i
		}
	}
	return len(s)
}

func fromLatin1(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for i := range len(s) {
		out.WriteRune(rune(s[i]))
	}
	return out.String()
}
