package pipeline

import (
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
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
	// Sources are the files that were read to make the experiment: the file
	// itself, and the others in the order of their paths.
	Sources []Source
	// Given is what set the experiment's variables from outside.
	Given Given

	byAddress map[string]*Node // nil where the experiment was not loaded
	aliases   map[string]*Node // by addresses of variants: nodes with addresses of their own
}

// A Source is a file that the loader has read: the experiment, a file of
// variables, or what file() named.
type Source struct {
	Path string
	Data []byte
}

// Node returns the node of the given address, or nil. A stage that several
// variants share has an address in each.
func (e *Experiment) Node(address string) *Node {
	if n := e.aliases[address]; n != nil {
		return n
	}
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
	// Files, where it is set, holds all files that there are, by their paths:
	// an experiment of the past is loaded from the texts that were kept of it.
	Files map[string][]byte
}

// A Loader reads experiment files.
type Loader struct {
	kinds   *Kinds
	options LoadOptions
	files   map[string]*hcl.File
	library map[string]string // see libraryTable
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
	ld := l.begin(path)
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
	if exp != nil {
		exp.Given = l.options.given()
	}
	ld.diags = tidy(ld.diags)
	if ld.diags.HasErrors() {
		return nil, ld.diags
	}
	return exp, ld.diags
}

// loading is the state of one Load, whatever the number of its scopes.
type loading struct {
	*Loader
	path       string
	diags      hcl.Diagnostics
	sources    *sourceList
	parsed     map[string]*hclsyntax.Body // by path; nil for a file that cannot be parsed
	experiment *hclsyntax.Block
	nodes      int            // how many there are
	scopes     int            // how many there are
	full       bool           // whether it has been said that there are too many nodes
	entered    []*declaration // of the library, that have not been decoded
	together   bool           // whether nodes are being decoded at the same time
	postponed  bool           // whether one of these has to be decoded alone
	misread    *bool          // whether a check has asked for the config of a faulty node
}

func (l *Loader) begin(path string) *loading {
	return &loading{
		Loader: l, path: path, parsed: make(map[string]*hclsyntax.Body), misread: new(bool), sources: new(sourceList),
	}
}

// run reads the experiment and evaluates what it says.
func (ld *loading) run() *Experiment {
	bodies, dir, ok := ld.read(ld.path)
	if !ok {
		return nil
	}
	root := ld.newScope("", dir)
	root.sortBlocks(bodies...)
	root.given = root.givenValues()
	root.open()
	if ld.full {
		return nil
	}
	declared := root.allDeclared()
	declared = root.decodeAll(declared)
	nodes := dropUnused(declared, ld.order(nodesOf(declared)))
	expanded := root.expandAll()
	for _, d := range declared {
		d.scope.check(d)
	}
	ld.reportExpanded(expanded)
	exp := &Experiment{Path: ld.path, Sources: ld.sources.sorted()}
	root.decodeExperiment(exp)
	if ld.diags.HasErrors() {
		return exp
	}
	exp.Nodes, exp.aliases = ld.share(nodes, expanded)
	exp.byAddress = make(map[string]*Node, len(exp.Nodes))
	for _, n := range exp.Nodes {
		exp.byAddress[n.Address()] = n
		n.declared = nil // nobody asks any more, and it leads to the syntax of all files
	}
	for _, d := range declared {
		if len(d.nodes) == 0 && d.scope.home == nil {
			exp.Empty = append(exp.Empty, d.called())
		}
	}
	return exp
}

func (ld *loading) report(d *hcl.Diagnostic) { ld.diags = append(ld.diags, d) }

// A sourceList holds the files that were read, each once. Expressions that read
// files may be evaluated at the same time.
type sourceList struct {
	mu  sync.Mutex
	all []Source
}

func (l *sourceList) add(s Source) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.all, func(o Source) bool { return o.Path == s.Path }) {
		l.all = append(l.all, s)
	}
}

// sorted returns the first file that was read, and the others by their paths.
func (l *sourceList) sorted() []Source {
	slices.SortFunc(l.all[1:], func(a, b Source) int { return strings.Compare(a.Path, b.Path) })
	return l.all
}

// decodeExperiment reads the block that names the experiment.
func (sc *scope) decodeExperiment(exp *Experiment) {
	block := sc.experiment
	if block == nil {
		return
	}
	exp.Name = block.Labels[0]
	sc.checkBody(block, experimentBlock.attributeNames(), nil)
	if a := block.Body.Attributes["description"]; a != nil {
		if v, ok := sc.evaluate(a.Expr, place{context: block.Range()}); ok {
			exp.Description, _ = sc.stringOf(v, a, block.Range())
		}
	}
}

// stringOf returns the value of an attribute that has to be a string.
func (sc *scope) stringOf(v cty.Value, a *hclsyntax.Attribute, context hcl.Range) (string, bool) {
	if v.IsNull() || v.Type() != cty.String {
		sc.report(mistake(a.Expr.Range(), context, "Wrong type",
			"The attribute %q is %s. It must be a string.", a.Name, describe(v)))
		return "", false
	}
	return v.AsString(), true
}

// tidy puts diagnostics in the order of the files and says each thing once. A
// block around a mistake that lies elsewhere, as an attribute that a variant
// replaces does, is not shown with it.
func tidy(diags hcl.Diagnostics) hcl.Diagnostics {
	subject := func(d *hcl.Diagnostic) hcl.Range {
		if d.Subject == nil {
			return hcl.Range{}
		}
		return *d.Subject
	}
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return compareRanges(subject(a), subject(b)) })
	said := make(map[finding]bool)
	diags = slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		f := findingOf(d)
		again := said[f]
		said[f] = true
		return again
	})
	for _, d := range diags {
		if d.Subject != nil && d.Context != nil && !contains(*d.Context, *d.Subject) {
			d.Context = d.Subject
		}
	}
	return diags
}
