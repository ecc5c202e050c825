package stages

import (
	"cmp"
	"slices"
	"strings"

	"pipe/pipeline"
)

// A CatalogueEntry is a benchmark, a family of benchmarks that one block
// declares with for_each, or a suite, of the library.
type CatalogueEntry struct {
	Name      string          `json:"name"` // how files refer to it: "benchmark.piqa"
	Instances []string        `json:"instances,omitempty"`
	File      string          `json:"file"`
	Group     string          `json:"group,omitempty"`
	About     string          `json:"about,omitempty"`
	Request   string          `json:"request,omitempty"`
	Shots     int64           `json:"shots"`
	Metrics   []string        `json:"metrics,omitempty"`
	Version   int64           `json:"version,omitempty"`
	Licence   string          `json:"licence,omitempty"`
	Citation  string          `json:"citation,omitempty"`
	Members   []string        `json:"members,omitempty"` // of a suite
	Data      []CatalogueData `json:"data"`              // that it stands on
}

// CatalogueData is a file that a benchmark's datasets read.
type CatalogueData struct {
	Dataset string `json:"dataset"`
	Source  string `json:"source"`
	SHA256  string `json:"sha256,omitempty"` // "" where whoever has the file declares it
}

// Catalogue returns what the library of the kinds offers, sorted by name.
func Catalogue(kinds *pipeline.Kinds) []CatalogueEntry {
	exp, _ := pipeline.NewLoader(kinds, pipeline.LoadOptions{}).LoadLibrary(kinds.InLibrary()...)
	entries := make(map[string]*CatalogueEntry)
	for _, n := range exp.Nodes {
		if n.Kind.Name != "benchmark" && n.Kind.Name != "suite" {
			continue
		}
		address := n.Kind.Name + "." + n.Name
		e := entries[address]
		if e == nil {
			e = &CatalogueEntry{Name: address, File: n.Block.Filename, Data: []CatalogueData{}}
			e.describe(n)
			entries[address] = e
		}
		if n.Instance != "" {
			e.Instances = append(e.Instances, n.Instance)
		}
		e.addData(n, make(map[*pipeline.Node]bool))
	}
	sorted := make([]CatalogueEntry, 0, len(entries))
	for _, e := range entries {
		sorted = append(sorted, *e)
	}
	slices.SortFunc(sorted, func(a, b CatalogueEntry) int { return cmp.Compare(a.Name, b.Name) })
	return sorted
}

// describe copies what an entry says of its stage.
func (e *CatalogueEntry) describe(n *pipeline.Node) {
	switch c := n.Config.(type) {
	case *Benchmark:
		e.Group, e.About, e.Request, e.Shots, e.Metrics = c.Group, c.About, c.Request, c.Shots, c.Metrics
		e.Version, e.Licence, e.Citation = c.Version, c.Licence, c.Citation
	case *Suite:
		e.About = c.About
		for _, member := range c.Benchmarks {
			if member.IsSet() {
				e.Members = append(e.Members, member.Node().Address())
			}
		}
	}
}

// addData adds the files of all datasets that a stage stands on, each once.
func (e *CatalogueEntry) addData(n *pipeline.Node, seen map[*pipeline.Node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	for _, in := range n.Inputs {
		e.addData(in.Node, seen)
	}
	d, ok := n.Config.(*Dataset)
	if !ok {
		return
	}
	for _, pin := range d.Pins() {
		data := CatalogueData{n.Address(), pin.Source, pin.SHA256}
		if pin.Source != "" && !slices.Contains(e.Data, data) {
			e.Data = append(e.Data, data)
		}
	}
}

// CatalogueFile returns the text of the file of the library that declares a
// name, which may lack its kind: "piqa" is benchmark.piqa, or else suite.piqa.
// It is not ok where there is none; near are the names there are.
func CatalogueFile(kinds *pipeline.Kinds, name string) (address string, text []byte, near []string) {
	for _, address := range []string{name, "benchmark." + name, "suite." + name, "dataset." + name} {
		if _, text := kinds.LibraryFile(address); text != nil {
			return address, text, nil
		}
	}
	for _, address := range kinds.InLibrary() {
		near = append(near, address)
		if _, short, ok := strings.Cut(address, "."); ok && !strings.Contains(name, ".") {
			near = append(near, short)
		}
	}
	return "", nil, near
}
