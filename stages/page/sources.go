package page

import (
	"bytes"
	"encoding/csv"
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

// A File is bytes from outside the experiment that stages of the page read. Their
// digest is for Fill: other bytes may make the same documents, and the same page.
type File struct {
	Source    string   // "github://owner/repo@commit/valid.jsonl"
	Stage     string   // the first that reads it
	Attribute string   // of that stage, which names it
	Readers   []string // addresses of the stages, those of a family as one
}

// sourcesText says what the lists are.
const sourcesText = "What the benchmarks and their data are, as the experiment file says, and every file that a stage behind this page reads from outside. " +
	"A file is known by the SHA-256 of its bytes, wherever it lies, which files.csv has too; of a local file only the name is shown. The program itself generates what is built in."

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
	fileView struct {
		Source, Readers string
		Digest          *blank // nil of what the program generates
	}
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
		fv := fileView{Source: f.Source, Readers: strings.Join(f.Readers, ", ")}
		if !strings.HasPrefix(f.Source, "builtin:") {
			fv.Digest = &blank{Fill: fillFile, Stage: f.Stage, Given: f.Attribute, Text: unknown}
		}
		v.Files = append(v.Files, fv)
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
		t.head(2, "File", "Read by")
	}
	for _, f := range v.Files {
		t.row(code(f.Source), escapeMarkdown(f.Readers))
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
	lines := [][]string{{"source", "stage", "attribute", "read_by"}}
	for _, f := range p.Files {
		lines = append(lines, []string{f.Source, f.Stage, f.Attribute, strings.Join(f.Readers, ", ")})
	}
	return encode(lines)
}

// FillFiles returns what FilesCSV gave with one column more: the SHA-256 of each
// file, of which the recipe of the stage that reads it tells.
func FillFiles(files []byte, origins map[string]Origin) ([]byte, error) {
	lines, err := csv.NewReader(bytes.NewReader(files)).ReadAll()
	if err != nil {
		return nil, err
	}
	for i, l := range lines {
		digest := "sha256"
		if i > 0 {
			digest = origins[l[1]].file(l[2])
		}
		lines[i] = append(l, digest)
	}
	return encode(lines), nil
}

// file returns the SHA-256, in hex, of the file that an attribute of the stage
// names, or "" where its recipe does not tell.
func (o Origin) file(attribute string) string {
	for line := range strings.Lines(o.Recipe) {
		if digest, ok := strings.CutPrefix(line, "file "+attribute+" sha256:"); ok {
			return strings.TrimSuffix(digest, "\n")
		}
	}
	return ""
}
