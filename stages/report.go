package stages

import (
	"context"
	"fmt"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/page"
)

var _ = register(pipeline.Kind{
	Name:    ReportKind,
	Version: 15,
	Doc:     "renders results as one page, with the proof of every number",
	New:     func() pipeline.Config { return &Report{Examples: 3} },
	Lineage: true,
})

// A Report renders results as one page.
type Report struct {
	Title       string         `hcl:"title" doc:"Heading of the page"`
	Description string         `hcl:"description,optional" doc:"What the experiment asks, under the heading"`
	Results     []pipeline.Ref `hcl:"results,optional" accepts:"evaluate" doc:"Evaluations, a column each"`
	Ablations   []pipeline.Ref `hcl:"ablations,optional" accepts:"ablation" doc:"Ablations, with what they found and files of their own"`
	Claims      []pipeline.Ref `hcl:"claims,optional" accepts:"claim" doc:"Claims, shown with whether they hold"`
	Examples    int64          `hcl:"examples,optional" min:"0" max:"100" doc:"Sample outputs shown of each benchmark and model"`

	Contamination []pipeline.Ref `hcl:"contamination,optional" accepts:"contamination" doc:"What was found of evaluations' samples in training data"`
}

// Check demands something to show. A sweep without elements is something.
func (r *Report) Check(c *pipeline.Check) {
	if !c.Sets("results") && !c.Sets("ablations") && !c.Sets("claims") {
		c.Errorf("results", "Nothing to report",
			"A report shows the evaluations in results, the ablations in ablations and the claims in claims, and has none. Set one of the three.")
	}
}

// ReportKind is the kind whose artifacts are written out for readers, and
// ReportPage the file among them to open first.
const (
	ReportKind = "report"
	ReportPage = "report.html"
)

const (
	reportMarkdown = "report.md"
	reportCSV      = "report.csv"
	reportLaTeX    = "report.tex"
	tuningCSV      = "finetuning.csv"
)

// Run writes the page as HTML, Markdown, LaTeX and CSV. Recipes, measured times
// and places in the file are no part of it: see PublishReport.
func (r *Report) Run(ctx context.Context, s *pipeline.Stage) error {
	b := pageBuilder{
		store:     s.Store(),
		ancestors: s.Ancestors(),
		byAddress: make(map[string]pipeline.Ancestor),
		examples:  int(r.Examples),
	}
	for _, a := range b.ancestors {
		b.byAddress[a.Address] = a
	}
	p := &page.Page{Title: r.Title, Description: r.Description, Graph: b.graph()}
	for _, part := range []struct {
		refs []pipeline.Ref
		add  func(p *page.Page, address string, a *artifacts.Artifact) error
	}{{r.Results, b.addEvaluation}, {r.Ablations, b.addAblation}, {r.Contamination, b.addContamination}, {r.Claims, b.addClaim}} {
		for _, ref := range part.refs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := part.add(p, ref.Node().Address(), s.Input(ref)); err != nil {
				return fmt.Errorf("%s: %w", ref.Node().Address(), err)
			}
		}
	}
	b.addPublished(p)
	b.addSources(p)
	if err := b.addChoices(p); err != nil {
		return err
	}
	if err := b.addComparisons(ctx, p); err != nil {
		return err
	}
	if err := b.addModels(p); err != nil {
		return err
	}
	return writePage(s.Out, p)
}

// writePage writes the page and its tables in every format.
func writePage(w *artifacts.Writer, p *page.Page) error {
	html, err := p.HTML()
	if err != nil {
		return err
	}
	files := []ReportFile{{ReportPage, html}, {reportMarkdown, p.Markdown()}, {reportCSV, p.CSV()}}
	if len(p.Columns) > 0 {
		files = append(files, ReportFile{reportLaTeX, p.LaTeX()})
	}
	if csv := p.ComparisonsCSV(); csv != nil {
		files = append(files, ReportFile{tuningCSV, csv})
	}
	if csv := p.SuitesCSV(); csv != nil {
		files = append(files, ReportFile{suitesCSV, csv})
	}
	if csv := p.PublishedCSV(); csv != nil {
		files = append(files, ReportFile{publishedCSV, csv})
	}
	if csv := p.BenchmarksCSV(); csv != nil {
		files = append(files, ReportFile{benchmarksCSV, csv})
	}
	if csv := p.FilesCSV(); csv != nil {
		files = append(files, ReportFile{filesCSV, csv})
	}
	if csv := p.BreakdownsCSV(); csv != nil {
		files = append(files, ReportFile{breakdownsCSV, csv})
	}
	if csv := p.ContaminationCSV(); csv != nil {
		files = append(files, ReportFile{contaminationCSV, csv})
	}
	for _, a := range p.Ablations {
		files = append(files, ReportFile{a.FileName() + ".csv", a.CSV()}, ReportFile{a.FileName() + ".tex", a.LaTeX()})
		if csv := a.ScalingCSV(); csv != nil {
			files = append(files, ReportFile{a.FileName() + ".sizes.csv", csv})
		}
	}
	for _, f := range files {
		if err := w.Write(f.Name, f.Data); err != nil {
			return err
		}
	}
	return nil
}

// A ReportFile is a file that a report leaves for its readers.
type ReportFile struct {
	Name string
	Data []byte
}

// An Origin is where a stage is declared, by which recipe its artifact was made
// and in which run: what a report's artifact leaves out and its copy for readers
// shows.
type Origin = page.Origin

// PublishReport returns the files of a report's artifact, with the origins of
// stages, by address, filled into the page.
func PublishReport(a *artifacts.Artifact, origins map[string]Origin) ([]ReportFile, error) {
	known := make(map[string]Origin, len(origins))
	for address, o := range origins {
		o.Tuning = tuning(o.Recipe)
		known[address] = o
	}
	var files []ReportFile
	for _, f := range a.Files {
		data, err := a.Read(f.Name)
		if err != nil {
			return nil, err
		}
		switch f.Name {
		case ReportPage:
			data = page.Fill(data, a.Digest().String(), known)
		case filesCSV:
			if data, err = page.FillFiles(data, known); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		files = append(files, ReportFile{f.Name, data})
	}
	return files, nil
}

// Derived says that a report follows from its results at once.
func (r *Report) Derived() bool { return true }
