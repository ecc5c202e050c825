package page

import (
	"fmt"
	"strings"
)

// A BenchmarkSource says where a benchmark comes from, or a family of them that
// one block declares and of which the same is said.
type BenchmarkSource struct {
	Name              string // "piqa"
	Tasks             int    // of a family; 0 of a single benchmark
	Version           string // each of these may be empty
	Licence, Citation string
	Data              []string // addresses of the datasets, those of a family as one
}

// A File is bytes from outside the experiment that stages of the page read.
type File struct {
	Source  string   // "github://owner/repo@commit/valid.jsonl"
	Digest  string   // "sha256:…", or "" of what the program generates
	Readers []string // addresses of the stages, those of a family as one
}

// sourcesText says what the lists are.
const sourcesText = "What the benchmarks and their data are, as the experiment file says, and every file that a stage behind this page reads from outside. " +
	"A file is known by the SHA-256 of its bytes, wherever it lies; of a local file only the name is shown. The program itself generates what is built in."

func (s BenchmarkSource) name() string {
	if s.Tasks > 0 {
		return fmt.Sprintf("%s (%d)", s.Name, s.Tasks)
	}
	return s.Name
}

type (
	sourcesView struct {
		Benchmarks []benchmarkSourceView
		Files      []fileView
		Folded     bool // whether there are so many files that they are shown on demand
	}
	benchmarkSourceView struct {
		Name                             []string
		Version, Licence, Citation, Data string
	}
	fileView struct{ Source, Digest, Readers string }
)

// mostFiles is how many files are shown without being asked for.
const mostFiles = 20

// sourcesView returns nil where there is nothing to say.
func (p *Page) sourcesView() *sourcesView {
	if len(p.Benchmarks) == 0 && len(p.Files) == 0 {
		return nil
	}
	v := &sourcesView{Folded: len(p.Files) > mostFiles}
	for _, s := range p.Benchmarks {
		v.Benchmarks = append(v.Benchmarks, benchmarkSourceView{
			breakable(s.name()), orNone(s.Version), orNone(s.Licence), orNone(s.Citation), orNone(strings.Join(s.Data, ", ")),
		})
	}
	for _, f := range p.Files {
		v.Files = append(v.Files, fileView{f.Source, orNone(strings.TrimPrefix(f.Digest, "sha256:")), strings.Join(f.Readers, ", ")})
	}
	return v
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

func (p *Page) markdownSources(b *strings.Builder) {
	v := p.sourcesView()
	if v == nil {
		return
	}
	b.WriteString("\n## Benchmarks and data\n\n" + sourcesText + "\n")
	t := table{b}
	if len(v.Benchmarks) > 0 {
		t.head(5, "Benchmark", "Version", "Licence", "Citation", "Data")
	}
	for _, s := range v.Benchmarks {
		t.row(escapeMarkdown(strings.Join(s.Name, "")), escapeMarkdown(s.Version), escapeMarkdown(s.Licence), escapeMarkdown(s.Citation), escapeMarkdown(s.Data))
	}
	if len(v.Files) > 0 {
		t.head(3, "File", "SHA-256", "Read by")
	}
	for _, f := range p.Files {
		t.row(code(f.Source), code(f.Digest), escapeMarkdown(strings.Join(f.Readers, ", ")))
	}
}

// BenchmarksCSV returns where each benchmark comes from, one to a line, or nil
// where there is none.
func (p *Page) BenchmarksCSV() []byte {
	if len(p.Benchmarks) == 0 {
		return nil
	}
	lines := [][]string{{"benchmark", "tasks", "version", "licence", "citation", "data"}}
	for _, s := range p.Benchmarks {
		lines = append(lines, []string{s.Name, fmt.Sprint(max(1, s.Tasks)), s.Version, s.Licence, s.Citation, strings.Join(s.Data, " ")})
	}
	return encode(lines)
}

// FilesCSV returns the files from outside, one to a line, or nil where there is
// none.
func (p *Page) FilesCSV() []byte {
	if len(p.Files) == 0 {
		return nil
	}
	lines := [][]string{{"source", "digest", "read_by"}}
	for _, f := range p.Files {
		lines = append(lines, []string{f.Source, f.Digest, strings.Join(f.Readers, " ")})
	}
	return encode(lines)
}
