package pipeline

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// libraryFolder is where diagnostics, traces and records of runs say that the
// files of the library lie: no path of an experiment can be one of these.
const libraryFolder = "builtin:library"

// A library is a folder of files with blocks that any experiment may refer to
// without declaring them. A file is read when something in it is referred to.
type library struct {
	files fs.FS
	table func() map[string]string // see addressTable; made when somebody first asks
}

// WithLibrary makes the blocks of all files in a folder, whose names end in
// .hcl, available to experiments. It returns ks. It panics where two files
// declare the same.
func (ks *Kinds) WithLibrary(files fs.FS) *Kinds {
	ks.library = &library{files: files}
	ks.library.table = sync.OnceValue(func() map[string]string {
		names, err := fs.Glob(files, "*"+nativeExtension)
		if err != nil {
			panic(fmt.Sprintf("pipeline: library: %v", err))
		}
		table := make(map[string]string)
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				panic(fmt.Sprintf("pipeline: library: %v", err))
			}
			addAddresses(table, libraryFolder+"/"+name, text)
		}
		return table
	})
	return ks
}

// InLibrary returns the addresses of all that the library declares, sorted.
func (ks *Kinds) InLibrary() []string {
	if ks.library == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(ks.library.table()))
}

// LibraryFile returns the path and the text of the file of the library that
// declares an address, or "" where none does.
func (ks *Kinds) LibraryFile(address string) (path string, text []byte) {
	if ks.library == nil || ks.library.table()[address] == "" {
		return "", nil
	}
	path = ks.library.table()[address]
	text, _ = ks.library.read(path) // which was read for the table
	return path, text
}

// read returns the text of a file of the library by its path.
func (l *library) read(path string) ([]byte, error) {
	return fs.ReadFile(l.files, strings.TrimPrefix(path, libraryFolder+"/"))
}

// addAddresses adds the addresses of the blocks of a file, whose path is their
// value in the table. A block begins at the start of a line, with its type and
// name; what does not is not found.
func addAddresses(table map[string]string, path string, text []byte) {
	for len(text) > 0 {
		var line []byte
		line, text, _ = bytes.Cut(text, []byte("\n"))
		kind, rest, named := bytes.Cut(line, []byte(` "`))
		name, brace, closed := bytes.Cut(rest, []byte(`"`))
		if !named || !closed || string(bytes.TrimSpace(brace)) != "{" || bytes.ContainsAny(kind, " \t#") {
			continue
		}
		address := string(kind) + "." + string(name)
		if first, twice := table[address]; twice {
			panic(fmt.Sprintf("pipeline: library: %s is declared in %s and in %s", address, first, path))
		}
		table[address] = path
	}
}

// inLibrary reports whether a path is that of a file of the library.
func inLibrary(path string) bool { return strings.HasPrefix(path, libraryFolder+"/") }
