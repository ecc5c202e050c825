package stages

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/library"
	"pipe/stages/sources"
	"pipe/stages/sources/miniature"
)

var _ = register(pipeline.Kind{
	Name:    "dataset",
	Version: 1,
	Doc:     "names bytes, reads them in their format and cuts them, giving a table of documents",
	New:     func() pipeline.Config { return &Dataset{Encoding: "utf-8"} },
})

// builtinPrefix marks sources that the program generates itself.
const builtinPrefix = "builtin:miniature/"

// ErrNoConnection is in the error of a stage whose file no server would send.
var ErrNoConnection = sources.ErrNoConnection

// downloadLimit bounds one downloaded file, in bytes.
const downloadLimit = 4 << 30

// A Dataset names bytes and says how to read documents from them.
type Dataset struct {
	From pipeline.Ref `hcl:"from,optional" accepts:"command" doc:"A command that has made the file; source is its name among the outputs then"`
	// Source and SHA256 enter the recipe as the digest of the bytes that they
	// name, never by their spelling.
	Source string `hcl:"source" recipe:"-" doc:"Where the bytes are: builtin:…, a path, https://…, hf://datasets/org/name@revision/path or github://owner/repo@commit/path"`
	SHA256 string `hcl:"sha256,optional" recipe:"-" doc:"Digest of the file; required for everything that is not a path or builtin"`

	Format      string            `hcl:"format,optional" doc:"How the file is read; guessed from its name"`
	Encoding    string            `hcl:"encoding,optional" one_of:"utf-8,latin-1" doc:"Character encoding of the file"`
	Member      string            `hcl:"member,optional" doc:"Of an archive (zip or tar): one file, a pattern such as qa/*-dev.json, or all files of a folder if it ends in a slash"`
	Separator   string            `hcl:"separator,optional" doc:"What separates documents in a text file"`
	Field       string            `hcl:"field,optional" doc:"Field that holds a line of the file, in format lines"`
	Select      string            `hcl:"select,optional" doc:"Path to the array of documents in a JSON file"`
	Columns     []string          `hcl:"columns,optional" doc:"Names of the columns of a table without a header"`
	Fields      map[string]string `hcl:"fields,optional" doc:"New names of fields: old = new"`
	Align       []Align           `hcl:"align,block" doc:"Further files whose lines become a field of the documents"`
	ShuffleSeed int64             `hcl:"shuffle_seed,optional" min:"0" doc:"Shuffles the documents before they are cut; 0 keeps the order"`
	Skip        int64             `hcl:"skip,optional" min:"0" doc:"How many documents to leave out at the start"`
	Take        int64             `hcl:"take,optional" min:"0" doc:"How many documents to keep after that; 0 keeps all"`
}

// An Align adds a field to each document from the same line of another file.
type Align struct {
	Field  string `hcl:"field,label" doc:"Name of the field"`
	Source string `hcl:"source" recipe:"-" doc:"Where the bytes are, as for the dataset"`
	SHA256 string `hcl:"sha256,optional" recipe:"-" doc:"Digest of the file"`
	Member string `hcl:"member,optional" doc:"Of an archive, the file"`
}

// Check settles the format, which may be guessed from the source's name, so
// that the recipe holds what is done and not how it was found.
func (d *Dataset) Check(c *pipeline.Check) {
	if d.Format == "" {
		d.Format = sources.Guess(d.Source)
	}
	formats := func() string { return strings.Join(sources.Formats(), ", ") }
	switch {
	case d.Format == "":
		c.Given("source").Errorf("format", "Unknown format",
			"The name %.100q does not tell the format. Say it with the attribute format. The formats are: %s.", d.Source, formats())
	case !sources.Known(d.Format):
		c.Errorf("format", "Unknown format", "There is no format %.100q.%s The formats are: %s.",
			d.Format, pipeline.DidYouMean(d.Format, sources.Formats()), formats())
	}
	if d.From.IsSet() {
		d.checkFrom(c)
	} else {
		checkSource(c, "source", "sha256", d.Source, d.SHA256)
	}
	for i, a := range d.Align {
		block := fmt.Sprintf("align[%d].", i)
		checkSource(c, block+"source", block+"sha256", a.Source, a.SHA256)
	}
}

// checkFrom demands that the command makes the file.
func (d *Dataset) checkFrom(c *pipeline.Check) {
	if d.SHA256 != "" {
		c.Errorf("sha256", "Digest of an output", "The file comes from %s, whose outputs have digests already. Remove sha256.", d.From.Node().Address())
	}
	command, ok := d.From.Config().(*Command)
	if ok && (command.outputOf(d.Source) == "" || strings.HasSuffix(d.Source, "/")) {
		c.Given("source").Errorf("from", "Unknown output", "%s makes no file %.100q. Its outputs are: %s.",
			d.From.Node().Address(), d.Source, strings.Join(command.Outputs, ", "))
	}
}

// checkSource holds two attributes, of the given paths, against each other: one
// that names bytes and one that has their digest.
func checkSource(c *pipeline.Check, sourcePath, digestPath, source, sha256 string) {
	location, err := sources.Resolve(source)
	if err != nil {
		c.Errorf(sourcePath, "Unknown source", "This names no bytes: %v.", err)
		return
	}
	if name := strings.TrimPrefix(location.Builtin, "miniature/"); location.Builtin != "" && !slices.Contains(miniature.Names(), name) {
		c.Errorf(sourcePath, "Unknown built-in dataset", "The program generates no file %.100q.%s It has: %s.",
			source, pipeline.DidYouMean(name, miniature.Names()), strings.Join(miniature.Names(), ", "))
	}
	if location.URL != "" && sha256 == "" && c.InLibrary() {
		c.Errorf(sourcePath, "Data that you have to supply",
			"The library cannot pin this file, which its publisher has at %s. Where you have it, declare %s in your file with its path as the source: that takes the place of this block.",
			location.URL, c.Address())
	} else if location.URL != "" && sha256 == "" {
		c.Given(digestPath).Errorf(sourcePath, "Missing digest",
			"%.100q comes from outside and needs the attribute %s, so that every run reads the same bytes.",
			source, digestPath[strings.LastIndex(digestPath, ".")+1:])
	}
	if sha256 != "" {
		if _, err := artifacts.ParseDigest(sha256); err != nil {
			c.Errorf(digestPath, "Malformed digest", "%v.", err)
		}
	}
}

// Pins names the bytes that the dataset reads.
func (d *Dataset) Pins() []pipeline.Pin {
	pins := []pipeline.Pin{pin("source", d.Source, d.SHA256)}
	if d.From.IsSet() {
		pins[0] = pipeline.Pin{Attribute: "source", Value: d.Source}
	}
	for i, a := range d.Align {
		pins = append(pins, pin(fmt.Sprintf("align[%d].source", i), a.Source, a.SHA256))
	}
	return pins
}

func pin(attribute, source, sha256 string) pipeline.Pin {
	if name, ok := strings.CutPrefix(source, builtinPrefix); ok {
		return pipeline.Pin{Attribute: attribute, Builtin: fmt.Sprintf("miniature/%s@%d", name, miniature.Version)}
	}
	p := pipeline.Pin{Attribute: attribute, Source: source, SHA256: sha256}
	if location, err := sources.Resolve(source); err == nil && location.URL != "" {
		p.URL, p.Bytes = location.URL, library.Size(sha256)
	}
	return p
}

// documentRow is a row of a dataset's table.
type documentRow struct {
	Document string `arrow:"document"` // a JSON object
}

// Run writes the table "documents".
func (d *Dataset) Run(ctx context.Context, s *pipeline.Stage) error {
	data, err := d.read(ctx, s)
	if err != nil {
		return err
	}
	options := sources.Options{
		Encoding: d.Encoding, Member: d.Member, Separator: d.Separator, Field: d.Field, Select: d.Select,
		Columns: d.Columns, Fields: d.Fields,
		ShuffleSeed: d.ShuffleSeed, Skip: int(d.Skip), Take: int(d.Take),
		Stop: ctx.Err,
	}
	for i, a := range d.Align {
		lines, err := fetch(ctx, s, fmt.Sprintf("align[%d].source", i), a.Source)
		if err != nil {
			return err
		}
		options.Align = append(options.Align, sources.Aligned{Field: a.Field, Name: a.Source, Data: lines, Member: a.Member})
	}
	documents, err := sources.Read(d.Format, d.Source, data, options)
	if err != nil {
		return err
	}
	rows := make([]documentRow, len(documents))
	for i, doc := range documents {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows[i].Document = string(doc.JSON())
	}
	return artifacts.WriteTable(s.Out, "documents", rows)
}

// read returns the bytes of the source.
func (d *Dataset) read(ctx context.Context, s *pipeline.Stage) ([]byte, error) {
	if d.From.IsSet() {
		return s.Input(d.From).Read(d.Source)
	}
	return fetch(ctx, s, "source", d.Source)
}

// documents returns a dataset's documents, each a JSON object.
func documents(a *artifacts.Artifact) ([]string, error) {
	rows, err := artifacts.ReadTable[documentRow](a, "documents")
	if err != nil {
		return nil, err
	}
	docs := make([]string, len(rows))
	for i, r := range rows {
		docs[i] = r.Document
	}
	return docs, nil
}

// fetch returns the bytes that an attribute names: from the generator, the
// store, the file system or the network, in this order.
func fetch(ctx context.Context, s *pipeline.Stage, attribute, source string) ([]byte, error) {
	if name, ok := strings.CutPrefix(source, builtinPrefix); ok {
		return miniature.File(name)
	}
	want, _ := s.PinDigest(attribute)
	if s.Store().HasObject(want) {
		return s.Store().ReadObject(want)
	}
	location, err := sources.Resolve(source)
	if err != nil {
		return nil, err
	}
	if location.URL != "" {
		return download(ctx, s, source, location.URL, want)
	}
	data, err := os.ReadFile(s.Path(location.Path))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w (if the file is at hand, `pipe add FILE` puts it into the store)", source, err)
	}
	if got := artifacts.Sum(data); got != want {
		return nil, fmt.Errorf("%s: got %s, want %s", source, got, want)
	}
	return data, nil
}

// download returns the bytes at an address and keeps them in the store, so that
// another cut of them, or a replay, does not ask for them again.
func download(ctx context.Context, s *pipeline.Stage, source, url string, want artifacts.Digest) ([]byte, error) {
	s.Report(pipeline.Progress{Note: "downloading " + url})
	data, err := sources.Download(ctx, url, downloadLimit, func(failure error) {
		zerolog.Ctx(ctx).Warn().Str("stage", s.Name()).Msg(failure.Error())
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w (if the file is at hand, `pipe add FILE` puts it into the store)", source, err)
	}
	if got := artifacts.Sum(data); got != want {
		return nil, fmt.Errorf("%s: the server sends %s, want %s", source, got, want)
	}
	return data, s.Store().AddBytes(url, data)
}

// Derived reports whether the program itself generates the bytes.
func (d *Dataset) Derived() bool {
	return !slices.ContainsFunc(d.Pins(), func(p pipeline.Pin) bool { return p.Builtin == "" })
}
