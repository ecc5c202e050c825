package pipeline

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"pipe/artifacts"
)

// Given is what set an experiment's variables from outside. A run records it,
// since the experiment's texts alone do not say what was run.
type Given struct {
	Vars     map[string]string `json:"vars,omitempty"`      // --var
	VarFiles []string          `json:"var_files,omitempty"` // whose texts are among the sources
	Environ  []string          `json:"environ,omitempty"`   // PIPE_VAR_name=value, sorted
}

func (o LoadOptions) given() Given {
	g := Given{Vars: maps.Clone(o.Vars), VarFiles: slices.Clone(o.VarFiles)}
	for _, entry := range o.Environ {
		if strings.HasPrefix(entry, environmentPrefix) {
			g.Environ = append(g.Environ, entry)
		}
	}
	slices.Sort(g.Environ)
	return g
}

// list returns the paths of the files that make up an experiment or a module,
// as Files does.
func (l *Loader) list(path string) ([]string, error) {
	if l.options.Files == nil {
		return Files(path)
	}
	if _, ok := l.options.Files[path]; ok {
		return []string{path}, nil
	}
	var files []string
	for _, file := range slices.Sorted(maps.Keys(l.options.Files)) {
		if filepath.Dir(file) == filepath.Clean(path) && isPart(filepath.Base(file)) {
			files = append(files, file)
		}
	}
	return files, nil
}

// readFile returns the bytes of a file of the experiment.
func (l *Loader) readFile(path string) ([]byte, error) {
	switch {
	case l.options.Files != nil:
	case inLibrary(path):
		return l.kinds.library.read(path)
	default:
		return readLimited(path)
	}
	data, ok := l.options.Files[path]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return data, nil
}

// readSource reads a file of the experiment and remembers that it did.
func (ld *loading) readSource(path string) ([]byte, error) {
	data, err := ld.readFile(path)
	if err == nil {
		ld.sources.add(Source{Path: path, Data: data})
	}
	return data, err
}

// LoadPast loads the experiment of a run from the texts that the store keeps
// of it, whatever has become of the files. Its errors are hcl.Diagnostics where
// this program does not accept the texts, and else those of reading them.
func LoadPast(store *artifacts.Store, kinds *Kinds, run *RunRecord) (*Experiment, error) {
	files := make(map[string][]byte, len(run.Sources))
	for _, src := range run.Sources {
		data, err := store.ReadObject(src.Digest)
		if err != nil {
			return nil, fmt.Errorf("read %s of run %s: %w", src.Path, run.ID, err)
		}
		files[src.Path] = data
	}
	loader := NewLoader(kinds, LoadOptions{
		Vars: run.Given.Vars, VarFiles: run.Given.VarFiles, Environ: run.Given.Environ, Files: files,
	})
	exp, diags := loader.Load(run.Path)
	if diags.HasErrors() {
		return nil, errorsOnly(diags)
	}
	return exp, nil
}

func errorsOnly(diags hcl.Diagnostics) hcl.Diagnostics {
	return slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
}
