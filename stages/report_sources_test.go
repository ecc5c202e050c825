package stages

import (
	"reflect"
	"testing"

	"pipe/pipeline"
	"pipe/stages/page"
)

// TestAddSources gathers a family of benchmarks that reads one archive, and a
// benchmark of its own that is evaluated in a variant too.
func TestAddSources(t *testing.T) {
	dataset := func(address, source string) pipeline.Ancestor {
		return pipeline.Ancestor{Address: address, Kind: "dataset", Files: []pipeline.AncestorFile{{Attribute: "source", Source: source}}}
	}
	benchmark := func(address string, labels map[string]string, data ...string) pipeline.Ancestor {
		a := pipeline.Ancestor{Address: address, Kind: "benchmark", Labels: labels}
		for _, d := range data {
			a.Inputs = append(a.Inputs, pipeline.AncestorInput{Role: "dataset", Address: d})
		}
		return a
	}
	labels := map[string]string{"version": "1", "licence": "MIT", "citation": "Somebody 2020"}
	b := &pageBuilder{byAddress: make(map[string]pipeline.Ancestor)}
	b.ancestors = []pipeline.Ancestor{
		dataset(`dataset.exam["a"]`, "hf://datasets/o/n@1/data.tar"),
		dataset(`dataset.exam["b"]`, "hf://datasets/o/n@1/data.tar"),
		dataset("dataset.corpus", "builtin:miniature/corpus@1"),
		dataset("dataset.here", "dev.tsv"),
		dataset("dataset.there", "dev.tsv"),
		benchmark(`benchmark.exam["a"]`, labels, `dataset.exam["a"]`),
		benchmark(`benchmark.exam["b"]`, labels, `dataset.exam["b"]`),
		benchmark("benchmark.own", nil, "dataset.corpus", "tokenizer.bpe"),
		benchmark(`ablation.x["y"].benchmark.own`, nil, "dataset.corpus"),
	}
	for _, a := range b.ancestors {
		b.byAddress[a.Address] = a
	}
	var p page.Page
	b.addSources(&p)
	wantBenchmarks := []page.BenchmarkSource{
		{Name: "exam", Tasks: 2, Version: "1", Licence: "MIT", Citation: "Somebody 2020", Data: []string{"dataset.exam"}},
		{Name: "own", Data: []string{"dataset.corpus"}},
	}
	if !reflect.DeepEqual(p.Benchmarks, wantBenchmarks) {
		t.Errorf("addSources gives the benchmarks %+v, want %+v", p.Benchmarks, wantBenchmarks)
	}
	wantFiles := []page.File{
		{Source: "hf://datasets/o/n@1/data.tar", Stage: `dataset.exam["a"]`, Attribute: "source", Readers: []string{"dataset.exam (2)"}},
		{Source: "builtin:miniature/corpus@1", Stage: "dataset.corpus", Attribute: "source", Readers: []string{"dataset.corpus"}},
		{Source: "dev.tsv", Stage: "dataset.here", Attribute: "source", Readers: []string{"dataset.here"}}, // it may be another one
		{Source: "dev.tsv", Stage: "dataset.there", Attribute: "source", Readers: []string{"dataset.there"}},
	}
	if !reflect.DeepEqual(p.Files, wantFiles) {
		t.Errorf("addSources gives the files %+v, want %+v", p.Files, wantFiles)
	}
}
