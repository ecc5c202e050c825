package pipeline

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// An Experiment is a file as its author means it: stages, and the edges
// between them.
type Experiment struct {
	Name        string
	Description string
	Path        string
	// Nodes are in topological order, inputs first; ties go by address.
	Nodes []*Node
	// Empty are the addresses of blocks whose for_each is empty, so that they
	// have no node.
	Empty []string
	// Sources are the files that were read to make the experiment, beginning
	// with the file itself.
	Sources []Source

	byAddress map[string]*Node // nil where the experiment was not loaded
}

// A Source is a file that the loader has read: the experiment, a file of
// variables, or what file() named.
type Source struct {
	Path string
	Data []byte
}

// Node returns the node of the given address, or nil.
func (e *Experiment) Node(address string) *Node {
	if e.byAddress != nil {
		return e.byAddress[address]
	}
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

// Load reads an experiment. It reports all that is wrong with the file, in
// the order of the file, and returns an experiment only where nothing is.
func (l *Loader) Load(path string) (exp *Experiment, diags hcl.Diagnostics) {
	ld := &loading{
		Loader: l, path: path, dir: filepath.Dir(path),
		variables: make(map[string]*variable), locals: make(map[string]*local),
		addresses: make(map[string]*declaration), faulty: make(map[string]bool),
	}
	ld.functions = functionsOf(ld.dir, ld.record)
	// The parser and the evaluator are not ours; a slip of theirs on a strange
	// file must not end a program that may be running other experiments.
	defer func() {
		if r := recover(); r != nil {
			at := hcl.Range{Filename: path, Start: hcl.InitialPos, End: hcl.InitialPos}
			exp, diags = nil, append(ld.diags, mistake(at, at, "Internal error",
				"Loading this file uncovered a mistake in the program: %v. Please report it with the file.", r))
		}
	}()
	exp = ld.run()
	sortDiagnostics(ld.diags)
	ld.diags = slices.CompactFunc(ld.diags, sameDiagnostic)
	if ld.diags.HasErrors() {
		return nil, ld.diags
	}
	return exp, ld.diags
}

// loading is the state of one Load.
type loading struct {
	*Loader
	path, dir string
	diags     hcl.Diagnostics
	sources   []Source
	functions map[string]function.Function

	experiment *hclsyntax.Block
	variables  map[string]*variable
	values     cty.Value // of all variables, as an object
	locals     map[string]*local
	stack      []string // locals being evaluated
	declared   []*declaration
	addresses  map[string]*declaration
	faulty     map[string]bool // addresses whose declaration has been complained about
	misread    bool            // whether a check has asked for the config of a faulty node
}

// run goes through the phases. Each leaves what it could not make sense of
// marked as faulty, so that the later ones are silent about the consequences.
func (ld *loading) run() *Experiment {
	body := ld.parse(ld.path)
	if body == nil {
		return nil
	}
	ld.sortBlocks(body)
	ld.evaluateVariables()
	ld.makeNodes()
	ld.evaluateLocals()
	for _, d := range ld.declared {
		ld.decodeNodes(d)
	}
	nodes := ld.order()
	ld.check()
	exp := &Experiment{Path: ld.path, Nodes: nodes, Sources: ld.sources, byAddress: make(map[string]*Node, len(nodes))}
	for _, n := range nodes {
		exp.byAddress[n.address] = n
	}
	for _, d := range ld.declared {
		if len(d.nodes) == 0 {
			exp.Empty = append(exp.Empty, d.address())
		}
	}
	ld.decodeExperiment(exp)
	return exp
}

func (ld *loading) report(d *hcl.Diagnostic) { ld.diags = append(ld.diags, d) }

// record remembers a file that was read, once.
func (ld *loading) record(s Source) {
	if !slices.ContainsFunc(ld.sources, func(o Source) bool { return o.Path == s.Path }) {
		ld.sources = append(ld.sources, s)
	}
}

// parse reads and parses a file. It returns nil where there is nothing to go
// on with.
func (ld *loading) parse(path string) *hclsyntax.Body {
	at := hcl.Range{Filename: path, Start: hcl.InitialPos, End: hcl.InitialPos}
	data, err := readLimited(path)
	if err != nil {
		ld.report(&hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Cannot read file",
			Detail: fmt.Sprintf("The file %q cannot be read: %s.", path, reason(err))})
		return nil
	}
	ld.record(Source{Path: path, Data: data})
	ld.files[path] = &hcl.File{Bytes: data}
	if path == ld.path && len(bytes.TrimSpace(data)) == 0 {
		ld.report(mistake(at, at, "Empty file",
			"The file has no content. An experiment begins with a block such as: experiment \"name\" {}."))
		return nil
	}
	file, diags := parseSource(path, data)
	ld.diags = append(ld.diags, diags...)
	if file == nil {
		return nil
	}
	ld.files[path] = file
	return file.Body.(*hclsyntax.Body)
}

// decodeExperiment reads the block that names the experiment.
func (ld *loading) decodeExperiment(exp *Experiment) {
	block := ld.experiment
	if block == nil {
		return
	}
	exp.Name = block.Labels[0]
	ld.checkBody(block, experimentBlock.attributeNames(), nil)
	if a := block.Body.Attributes["description"]; a != nil {
		if v, ok := ld.evaluate(a.Expr, place{context: block.Range()}); ok {
			exp.Description, _ = ld.stringOf(v, a, block.Range())
		}
	}
}

// stringOf returns the value of an attribute that has to be a string.
func (ld *loading) stringOf(v cty.Value, a *hclsyntax.Attribute, context hcl.Range) (string, bool) {
	if v.IsNull() || v.Type() != cty.String {
		ld.report(mistake(a.Expr.Range(), context, "Wrong type",
			"The attribute %q is %s. It must be a string.", a.Name, describe(v)))
		return "", false
	}
	return v.AsString(), true
}

// sameDiagnostic reports whether a second diagnostic would say nothing new.
func sameDiagnostic(a, b *hcl.Diagnostic) bool {
	return a.Summary == b.Summary && a.Detail == b.Detail && a.Subject != nil && b.Subject != nil && *a.Subject == *b.Subject
}

// sortDiagnostics puts diagnostics in the order of the files.
func sortDiagnostics(diags hcl.Diagnostics) {
	file := func(d *hcl.Diagnostic) string {
		if d.Subject == nil {
			return ""
		}
		return d.Subject.Filename
	}
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int {
		if c := strings.Compare(file(a), file(b)); c != 0 || a.Subject == nil || b.Subject == nil {
			return c
		}
		return a.Subject.Start.Byte - b.Subject.Start.Byte
	})
}
