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
	Shots     int64           `json:"shots"`              // of the first, where instances differ
	ShotsOf   []int64         `json:"shots_of,omitempty"` // the instances, where they differ
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
			e.addInstance(n)
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

// addInstance adds a member of a family, and leaves of what the others say what
// it says, too.
func (e *CatalogueEntry) addInstance(n *pipeline.Node) {
	first := len(e.Instances) == 0
	e.Instances = append(e.Instances, n.Instance)
	b, ok := n.Config.(*Benchmark)
	if !ok || first {
		return
	}
	e.About = inCommon(e.About, b.About)
	if e.ShotsOf == nil && b.Shots != e.Shots {
		e.ShotsOf = slices.Repeat([]int64{e.Shots}, len(e.Instances)-1)
	}
	if e.ShotsOf != nil {
		e.ShotsOf = append(e.ShotsOf, b.Shots)
	}
}

// inCommon returns the words that two sentences begin and end with, with an
// ellipsis for those between.
func inCommon(a, b string) string {
	if a == b {
		return a
	}
	as, bs := strings.Fields(a), strings.Fields(b)
	n := 0
	for n < min(len(as), len(bs)) && as[n] == bs[n] && as[n] != ellipsis {
		n++
	}
	m := 0
	for m < min(len(as), len(bs))-n && as[len(as)-1-m] == bs[len(bs)-1-m] && as[len(as)-1-m] != ellipsis {
		m++
	}
	words := append(slices.Clone(as[:n]), ellipsis)
	return strings.Join(append(words, as[len(as)-m:]...), " ")
}

const ellipsis = "…"

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
// That of an instance, such as mmlu["anatomy"], is the name of its family, too.
// The text is nil where there is none; near are the names there are.
func CatalogueFile(kinds *pipeline.Kinds, name string) (address string, text []byte, near []string) {
	name, _, _ = strings.Cut(name, "[")
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
