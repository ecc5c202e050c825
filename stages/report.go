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
	Version: 3,
	Doc:     "renders results as one page, with the proof of every number",
	New:     func() pipeline.Config { return &Report{Examples: 3} },
	Lineage: true,
})

// A Report renders results as one page.
type Report struct {
	Title       string         `hcl:"title" doc:"Heading of the page"`
	Description string         `hcl:"description,optional" doc:"What the experiment asks, under the heading"`
	Results     []pipeline.Ref `hcl:"results" accepts:"evaluate" doc:"Evaluations, a column each"`
	Claims      []pipeline.Ref `hcl:"claims,optional" accepts:"claim" doc:"Claims, shown with whether they hold"`
	Examples    int64          `hcl:"examples,optional" min:"0" max:"100" doc:"Sample outputs shown of each benchmark and model"`
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
	tuningCSV      = "finetuning.csv"
)

// Run writes the page as HTML, Markdown and CSV. Recipes, measured times and
// places in the file are no part of it: see PublishReport.
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
	for _, ref := range r.Results {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.addEvaluation(p, ref.Node().Address(), s.Input(ref)); err != nil {
			return fmt.Errorf("%s: %w", ref.Node().Address(), err)
		}
	}
	for _, ref := range r.Claims {
		if err := b.addClaim(p, ref.Node().Address(), s.Input(ref)); err != nil {
			return fmt.Errorf("%s: %w", ref.Node().Address(), err)
		}
	}
	if err := b.addChoices(p); err != nil {
		return err
	}
	if err := b.addComparisons(p); err != nil {
		return err
	}
	if err := b.addModels(p); err != nil {
		return err
	}
	html, err := p.HTML()
	if err != nil {
		return err
	}
	if err := s.Out.Write(ReportPage, html); err != nil {
		return err
	}
	if err := s.Out.Write(reportMarkdown, p.Markdown()); err != nil {
		return err
	}
	if csv := p.ComparisonsCSV(); csv != nil {
		if err := s.Out.Write(tuningCSV, csv); err != nil {
			return err
		}
	}
	return s.Out.Write(reportCSV, p.CSV())
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
		if f.Name == ReportPage {
			data = page.Fill(data, a.Digest().String(), known)
		}
		files = append(files, ReportFile{f.Name, data})
	}
	return files, nil
}
