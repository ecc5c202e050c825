package stages

import (
	"reflect"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/page"
)

// TestAddSources gathers a family of benchmarks that reads one archive, and a
// benchmark of its own that is evaluated in a variant too.
func TestAddSources(t *testing.T) {
	archive := artifacts.Sum([]byte("archive"))
	dataset := func(address, source string, d artifacts.Digest) pipeline.Ancestor {
		return pipeline.Ancestor{Address: address, Kind: "dataset", Files: []pipeline.AncestorFile{{Attribute: "source", Source: source, Digest: d}}}
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
		dataset(`dataset.exam["a"]`, "hf://datasets/o/n@1/data.tar", archive),
		dataset(`dataset.exam["b"]`, "hf://datasets/o/n@1/data.tar", archive),
		dataset("dataset.corpus", "builtin:miniature/corpus@1", artifacts.Digest{}),
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
		{Source: "hf://datasets/o/n@1/data.tar", Digest: archive.String(), Readers: []string{"dataset.exam (2)"}},
		{Source: "builtin:miniature/corpus@1", Readers: []string{"dataset.corpus"}},
	}
	if !reflect.DeepEqual(p.Files, wantFiles) {
		t.Errorf("addSources gives the files %+v, want %+v", p.Files, wantFiles)
	}
}
