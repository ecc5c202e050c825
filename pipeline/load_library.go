package pipeline

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// What a file refers to and does not declare is looked up in the library. The
// block that declares it there enters the file's scope, under the name that it
// has, as if the file had it; only its locals, and file(), are those of the
// library's own file. So a block of the library that refers to another one gets
// that of the experiment where the experiment declares it: its data in place of
// the library's. A module is a file of its own in this, too.

// find returns the declaration that an address stands for: that of the file, or
// else of the library, or nil.
func (sc *scope) find(address string) *declaration {
	if sc.home != nil {
		return sc.home.find(address)
	}
	if d := sc.addresses[address]; d != nil || sc.faulty[address] {
		return d
	}
	path := sc.libraryTable()[address]
	if path == "" {
		return nil
	}
	if sc.together { // what enters the scope enters for all
		sc.postponed = true
		return nil
	}
	d := sc.libraryFile(path).addresses[address]
	if d != nil && !d.entered {
		d.entered = true
		sc.entered = append(sc.entered, d)
	}
	return d
}

// isFaulty reports whether what declares an address has been complained about.
func (sc *scope) isFaulty(address string) bool {
	if sc.home != nil {
		return sc.home.isFaulty(address)
	}
	return sc.faulty[address]
}

// libraryTable returns the path of the file of the library that declares an
// address, by address. An experiment of the past has the library of its time.
func (l *Loader) libraryTable() map[string]string {
	switch {
	case l.library != nil:
	case l.options.Files != nil:
		l.library = make(map[string]string)
		for path, text := range l.options.Files {
			if inLibrary(path) {
				addAddresses(l.library, path, text)
			}
		}
	case l.kinds.library != nil:
		l.library = l.kinds.library.table()
	}
	return l.library
}

// libraryFile returns the scope of a file of the library as this scope sees it.
// Its names are looked up in this scope, its home.
func (sc *scope) libraryFile(path string) *scope {
	if file := sc.libraries[path]; file != nil {
		return file
	}
	file := sc.newScope(sc.prefix, libraryFolder)
	file.home = sc
	if sc.libraries == nil {
		sc.libraries = make(map[string]*scope)
	}
	sc.libraries[path] = file
	body := sc.parse(path)
	if body == nil {
		return file
	}
	for _, block := range body.Blocks {
		switch {
		case block.Type == "locals":
			file.declareLocals(block)
		case sc.kinds.Lookup(block.Type).mayEnter():
			file.declareStage(block)
		default:
			sc.report(mistake(block.DefRange(), block.Range(), "Unexpected block",
				"A file of the library holds locals and stages, and here is %s. Remove it.", article(block.Type)))
		}
	}
	return file
}

// mayEnter reports whether the library may declare stages of a kind, or nil.
func (k *Kind) mayEnter() bool { return k != nil && !k.expands() }

// dropUnused drops the nodes of the library that nothing of the file stands on:
// the instances of a block that enters for the sake of another one. It reports
// what is wrong with the others, and returns those of the ordered nodes that are
// left.
func dropUnused(declared []*declaration, ordered []*Node) []*Node {
	fromFile, fromLibrary := ordered[:0:0], 0
	for _, n := range ordered {
		if n.declared.scope.home == nil {
			fromFile = append(fromFile, n)
		} else {
			fromLibrary++
		}
	}
	if fromLibrary == 0 {
		return ordered
	}
	used := reachable(fromFile)
	for _, d := range declared {
		d.keepOnly(used)
	}
	return slices.DeleteFunc(ordered, func(n *Node) bool { return !used[n] })
}

// keepOnly drops the nodes of a declaration of the library that are not used.
func (d *declaration) keepOnly(used map[*Node]bool) {
	if d.scope.home == nil {
		return
	}
	var keys []string
	var nodes []*Node
	var found []hcl.Diagnostics
	for i, n := range d.nodes {
		if !used[n] {
			continue
		}
		nodes = append(nodes, n)
		if d.repeated {
			keys = append(keys, d.keys[i])
		}
		if d.found != nil {
			found = append(found, d.found[i])
		}
	}
	d.keys, d.nodes, d.found = keys, nodes, found
	d.reportFound()
}

// reportFound reports what is wrong with the nodes of a declaration of the library.
func (d *declaration) reportFound() {
	if d.found != nil {
		d.scope.reportEach(d.nodes, d.found)
		d.found = nil
	}
}

// LoadLibrary loads what the library declares at the given addresses, and what
// that stands on, as an experiment without a file would have it. Where something
// is wrong with one of them, the experiment is returned nevertheless.
func (l *Loader) LoadLibrary(addresses ...string) (*Experiment, hcl.Diagnostics) {
	ld := l.begin("")
	root := ld.newScope("", "")
	for _, address := range addresses {
		if d := root.find(address); d != nil {
			d.scope.stage(d)
		}
	}
	declared := ld.decodeInTurn(nil)
	for _, d := range declared {
		d.reportFound()
	}
	nodes := ld.order(nodesOf(declared))
	for _, d := range declared {
		d.scope.check(d)
	}
	exp := &Experiment{Nodes: nodes, Sources: ld.sources.sorted()}
	return exp, tidy(ld.diags)
}

// suggest returns a sentence that names what is nearest to an address among
// those of the file and of the library.
func (sc *scope) suggest(address string, declared []string) string {
	return DidYouMean(address, slices.Concat(declared, slices.Sorted(maps.Keys(sc.libraryTable()))))
}

// ofLibrary says of an address which file of the library declares it, or "".
func (sc *scope) ofLibrary(address string) string {
	return strings.TrimPrefix(sc.libraryTable()[address], libraryFolder+"/")
}
