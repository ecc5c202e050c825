package pipeline

import (
	"github.com/hashicorp/hcl/v2"
)

// An Experiment is a file as its author means it: stages, and the edges
// between them.
type Experiment struct {
	Name        string
	Description string
	Path        string
	// Nodes are in topological order, inputs first; ties go by address.
	Nodes []*Node
	// Sources are the files that were read to make the experiment, beginning
	// with the file itself.
	Sources []Source
}

// A Source is a file that the loader has read: the experiment, a file of
// variables, or what file() named.
type Source struct {
	Path string
	Data []byte
}

// Node returns the node of the given address, or nil.
func (e *Experiment) Node(address string) *Node {
	for _, n := range e.Nodes {
		if n.Address() == address {
			return n
		}
	}
	return nil
}

// LoadOptions sets the variables of an experiment. A later one beats an
// earlier one: default, Environ, VarFiles in order, Vars.
type LoadOptions struct {
	Vars     map[string]string // --var name=value
	VarFiles []string          // paths of files of attributes
	Environ  []string          // as os.Environ; PIPE_VAR_name=value counts
}

// A Loader reads experiment files.
type Loader struct {
	kinds   *Kinds
	options LoadOptions
	files   map[string]*hcl.File
}

// NewLoader returns a loader of files that may declare stages of the given
// kinds.
func NewLoader(kinds *Kinds, options LoadOptions) *Loader {
	return &Loader{kinds: kinds, options: options, files: make(map[string]*hcl.File)}
}

// Files returns the files read so far, by the names that diagnostics call
// them, for hcl.NewDiagnosticTextWriter.
func (l *Loader) Files() map[string]*hcl.File { return l.files }
