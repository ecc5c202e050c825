package stages

import (
	"fmt"
	"slices"

	"pipe/pipeline"
	"pipe/stages/page"
)

const (
	benchmarksCSV = "benchmarks.csv"
	filesCSV      = "files.csv"
)

// addSources adds what is said of the benchmarks and of the files from outside
// that the report stands on.
func (b *pageBuilder) addSources(p *page.Page) {
	for _, a := range b.ancestors {
		if a.Kind == BenchmarkKind {
			b.addBenchmark(p, a)
		}
	}
	type id struct{ source, digest string }
	at := make(map[id]int)
	var readers []*families // of each file
	for _, a := range b.ancestors {
		for _, f := range a.Files {
			file := page.File{Source: f.Source}
			if !f.Digest.IsZero() {
				file.Digest = f.Digest.String()
			}
			i, ok := at[id{file.Source, file.Digest}]
			if !ok {
				i = len(p.Files)
				at[id{file.Source, file.Digest}] = i
				p.Files, readers = append(p.Files, file), append(readers, &families{})
			}
			readers[i].add(a.Address)
		}
	}
	for i, r := range readers {
		p.Files[i].Readers = r.names()
	}
}

// addBenchmark adds a benchmark or, where the same was said of another one of its
// family, counts it there.
func (b *pageBuilder) addBenchmark(p *page.Page, a pipeline.Ancestor) {
	name := shortName(pipeline.ParseAddress(a.Address).Block())
	data := &families{}
	for _, in := range a.Inputs {
		if b.byAddress[in.Address].Kind == "dataset" {
			data.add(in.Address)
		}
	}
	s := page.BenchmarkSource{
		Name: name, Version: a.Labels["version"], Licence: a.Labels["licence"], Citation: a.Labels["citation"], Data: data.blocks,
	}
	if pipeline.ParseAddress(a.Address).Instance != "" {
		s.Tasks = 1
	}
	same := func(o page.BenchmarkSource) bool {
		return o.Name == s.Name && (o.Tasks > 0) == (s.Tasks > 0) && o.Version == s.Version && o.Licence == s.Licence &&
			o.Citation == s.Citation && slices.Equal(o.Data, s.Data)
	}
	if i := slices.IndexFunc(p.Benchmarks, same); i >= 0 {
		p.Benchmarks[i].Tasks += s.Tasks // 0 of a single one, of which a variant has a copy
		return
	}
	p.Benchmarks = append(p.Benchmarks, s)
}

// families are addresses, those that one block declares together.
type families struct {
	blocks  []string            // in order of appearance
	members map[string][]string // by block
}

// add adds an address; the same one may be added again before another is.
func (f *families) add(address string) {
	block := pipeline.ParseAddress(address).Block()
	if f.members == nil {
		f.members = make(map[string][]string)
	}
	all := f.members[block]
	switch {
	case len(all) == 0:
		f.blocks = append(f.blocks, block)
	case all[len(all)-1] == address:
		return
	}
	f.members[block] = append(all, address)
}

// names returns the addresses, and in place of several of one block its own with
// their number.
func (f *families) names() []string {
	var names []string
	for _, block := range f.blocks {
		name := f.members[block][0]
		if n := len(f.members[block]); n > 1 {
			name = fmt.Sprintf("%s (%d)", block, n)
		}
		names = append(names, name)
	}
	return names
}
