package pipeline

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Extensions of the files of an experiment that is a folder. A folder may hold
// other JSON.
const (
	nativeExtension = ".hcl"
	jsonExtension   = ".hcl.json"
)

// Files returns the paths of the files that make up an experiment or a module:
// its own, or those of a folder, sorted by name. Hidden files and folders
// inside are left out.
func Files(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range entries {
		if isPart(entry.Name()) && !entry.IsDir() {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	return files, nil
}

// isPart reports whether a file of a folder is part of its experiment.
func isPart(name string) bool {
	known := strings.HasSuffix(name, nativeExtension) || strings.HasSuffix(name, jsonExtension)
	return known && !strings.HasPrefix(name, ".")
}

// read parses a file, or the files of a folder, and returns the folder that
// their paths are relative to. It is not ok where there is nothing to go on
// with.
func (ld *loading) read(path string) (bodies []*hclsyntax.Body, dir string, ok bool) {
	files, err := ld.list(path)
	switch {
	case err != nil:
		ld.unreadable(path, err)
		return nil, "", false
	case len(files) == 0:
		ld.report(&hcl.Diagnostic{Severity: hcl.DiagError, Summary: "No files",
			Detail: fmt.Sprintf("The folder %q has no file whose name ends in %s or %s.", path, nativeExtension, jsonExtension)})
		return nil, "", false
	}
	ok = true
	for _, file := range files {
		body := ld.parse(file)
		bodies, ok = append(bodies, body), ok && body != nil
	}
	if files[0] != path {
		return bodies, path, ok
	}
	return bodies, filepath.Dir(path), ok
}

func (ld *loading) unreadable(path string, err error) {
	ld.report(&hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Cannot read file",
		Detail: fmt.Sprintf("The file %q cannot be read: %s.", path, reason(err))})
}

// parse reads and parses a file, once. It returns nil where there is nothing to
// go on with.
func (ld *loading) parse(path string) *hclsyntax.Body {
	if body, done := ld.parsed[path]; done {
		return body
	}
	body := ld.parseNew(path)
	ld.parsed[path] = body
	return body
}

func (ld *loading) parseNew(path string) *hclsyntax.Body {
	at := hcl.Range{Filename: path, Start: hcl.InitialPos, End: hcl.InitialPos}
	data, err := ld.readSource(path)
	if err != nil {
		ld.unreadable(path, err)
		return nil
	}
	ld.files[path] = &hcl.File{Bytes: data}
	if IsJSON(path) {
		return ld.parseJSON(path, data)
	}
	if path == ld.path && len(bytes.TrimSpace(data)) == 0 {
		ld.report(mistake(at, at, "Empty file",
			"The file has no content. An experiment begins with a block such as: experiment \"name\" {}."))
		return nil
	}
	body, diags := parseSource(path, data)
	ld.diags = append(ld.diags, diags...)
	if body != nil {
		ld.files[path].Nav = newNavigation(path, data)
	}
	return body
}

// compareRanges compares two places by file, and in the order of the file.
func compareRanges(a, b hcl.Range) int {
	return cmp.Or(strings.Compare(a.Filename, b.Filename), cmp.Compare(a.Start.Byte, b.Start.Byte))
}

// lineOf says on which line something stands, for a diagnostic about another
// place: "on line 3", with the file where it is another one.
func lineOf(r, here hcl.Range) string {
	if r.Filename == here.Filename {
		return fmt.Sprintf("on line %d", r.Start.Line)
	}
	return fmt.Sprintf("on line %d of %s", r.Start.Line, r.Filename)
}
