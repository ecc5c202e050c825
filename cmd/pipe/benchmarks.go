package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

func (a *app) benchmarksCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "benchmarks [NAME]",
		Short: "List the benchmarks and suites that come with the program, or print the file of one",
		Args:  cobra.MaximumNArgs(1),
		RunE:  a.runE(a.benchmarks),
	}
}

// A listedBenchmark is an entry of the catalogue and what the store has of it.
type listedBenchmark struct {
	stages.CatalogueEntry
	Data []listedData `json:"data"`
	Text string       `json:"text,omitempty"` // of the file, where one is asked for
}

// listedData is a file and whether the store has it.
type listedData struct {
	stages.CatalogueData
	Stored bool `json:"stored"`
}

func (a *app) benchmarks(_ context.Context, args []string) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	kinds := stages.Kinds()
	var list []listedBenchmark
	for _, e := range stages.Catalogue(kinds) {
		list = append(list, listed(e, store))
	}
	if len(args) > 0 {
		return a.printBenchmark(kinds, list, args[0])
	}
	if a.json {
		return a.printJSON(append([]listedBenchmark{}, list...))
	}
	for _, b := range list {
		fmt.Fprintf(a.stdout, "%s\n", strings.Join(b.lines(), "\n  "))
	}
	return nil
}

func listed(e stages.CatalogueEntry, store *artifacts.Store) listedBenchmark {
	b := listedBenchmark{CatalogueEntry: e, Data: []listedData{}}
	for _, d := range e.Data {
		digest, err := artifacts.ParseDigest(d.SHA256)
		b.Data = append(b.Data, listedData{d, err == nil && store.HasObject(digest)})
	}
	return b
}

// lines describes a benchmark to people.
func (b *listedBenchmark) lines() []string {
	lines := []string{b.Name}
	if b.About != "" {
		lines[0] += ": " + b.About
	}
	if len(b.Instances) > 0 {
		lines = append(lines, b.Name+"[KEY], of "+strings.Join(b.keys(), ", "))
	}
	if len(b.Members) > 0 {
		return append(lines, fmt.Sprintf("%d members: %s", len(b.Members), strings.Join(b.Members, ", ")), b.stored())
	}
	facts := []string{b.Group, b.Request, b.shots(), strings.Join(b.Metrics, " "), "", b.Licence}
	if b.Version > 0 {
		facts[4] = fmt.Sprintf("version %d", b.Version)
	}
	lines = append(lines, joinSet(facts))
	if b.Citation != "" {
		lines = append(lines, b.Citation)
	}
	if len(b.Data) > mostData {
		return append(lines, b.stored())
	}
	for _, d := range b.Data {
		lines = append(lines, d.String())
	}
	return lines
}

// keys returns the keys of a family as files write them.
func (b *listedBenchmark) keys() []string {
	quoted := make([]string, len(b.Instances))
	for i, key := range b.Instances {
		quoted[i] = strconv.Quote(key)
	}
	return quoted
}

// shots says how many shots there are, or of each instance.
func (b *listedBenchmark) shots() string {
	if b.ShotsOf == nil {
		return fmt.Sprintf("%d shots", b.Shots)
	}
	each := make([]string, len(b.ShotsOf))
	for i, n := range b.ShotsOf {
		each[i] = fmt.Sprint(n)
	}
	return strings.Join(each, "/") + " shots"
}

// mostData is how many files are listed one by one.
const mostData = 4

// stored counts the files that the store has.
func (b *listedBenchmark) stored() string {
	n := 0
	for _, d := range b.Data {
		if d.Stored {
			n++
		}
	}
	return fmt.Sprintf("%d files of data, %d of them in the store", len(b.Data), n)
}

func (d listedData) String() string {
	switch {
	case d.SHA256 == "":
		return fmt.Sprintf("%s %s, not pinned: declare %s with your copy", d.Dataset, d.Source, d.Dataset)
	case d.Stored:
		return fmt.Sprintf("%s %s sha256:%s, in the store", d.Dataset, d.Source, d.SHA256)
	}
	return fmt.Sprintf("%s %s sha256:%s, not in the store", d.Dataset, d.Source, d.SHA256)
}

// joinSet joins what is set.
func joinSet(facts []string) string {
	var set []string
	for _, f := range facts {
		if f != "" {
			set = append(set, f)
		}
	}
	return strings.Join(set, ", ")
}

// printBenchmark prints the file that declares a name, so that it can be copied
// into an experiment, and behind it, as comments, what the store has of its
// data.
func (a *app) printBenchmark(kinds *pipeline.Kinds, list []listedBenchmark, name string) error {
	address, text, near := stages.CatalogueFile(kinds, name)
	if text == nil {
		return usageError("the library has no %q.%s `pipe benchmarks` lists what it has", name, pipeline.DidYouMean(name, near))
	}
	for _, b := range list {
		if b.Name != address {
			continue
		}
		if a.json {
			b.Text = string(text)
			return a.printJSON(b)
		}
		fmt.Fprintf(a.stdout, "%s\n", text)
		for _, d := range b.Data {
			fmt.Fprintf(a.stdout, "# %s\n", d)
		}
		return nil
	}
	if a.json {
		return a.printJSON(map[string]string{"name": address, "text": string(text)})
	}
	fmt.Fprintf(a.stdout, "%s", text)
	return nil
}
