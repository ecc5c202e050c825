package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A stage is one node of a graph.
type stage struct {
	layer  int
	index  int
	inputs []string // names of stages
}

// layers are the letters that the names of the layers' stages begin with.
const layers = "dbst"

func (s stage) name() string { return stageName(s.layer, s.index) }

func stageName(layer, index int) string { return fmt.Sprintf("%c%06d", layers[layer], index) }

// source is the file that a stage of the first layer reads.
func (s stage) source() string { return fmt.Sprintf("data/%06d.txt", s.index) }

// graphOf returns a graph of n stages, or the next smaller multiple of four.
func graphOf(n int) []stage {
	width := n / len(layers)
	stages := make([]stage, 0, n)
	for layer := range layers {
		for i := range width {
			s := stage{layer: layer, index: i}
			switch layer {
			case 0:
			case 1:
				s.inputs = []string{stageName(0, i)}
			default:
				s.inputs = []string{stageName(layer-1, i), stageName(layer-1, (i+1)%width)}
			}
			stages = append(stages, s)
		}
	}
	return stages
}

// writeSources writes the files that the first layer reads, into dir.
func writeSources(dir string, stages []stage) error {
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		return err
	}
	for _, s := range stages {
		if s.layer == 0 {
			text := fmt.Sprintf("document %d\n", s.index)
			if err := os.WriteFile(filepath.Join(dir, s.source()), []byte(text), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// hcl declares a block for each stage.
func hcl(stages []stage) string {
	var b strings.Builder
	b.WriteString("experiment \"dag\" {}\n\n")
	for _, s := range stages {
		switch s.layer {
		case 0:
			fmt.Fprintf(&b, "dataset %q {\n  source = %q\n}\n\n", s.name(), s.source())
		case 1:
			fmt.Fprintf(&b, "benchmark %q {\n  dataset = dataset.%s\n  request = \"perplexity\"\n"+
				"  prompt  = doc.text\n  metrics = [\"bits_per_byte\"]\n}\n\n", s.name(), s.inputs[0])
		case 2:
			fmt.Fprintf(&b, "suite %q {\n  benchmarks = [benchmark.%s, benchmark.%s]\n}\n\n", s.name(), s.inputs[0], s.inputs[1])
		case 3:
			fmt.Fprintf(&b, "suite %q {\n  benchmarks = [suite.%s, suite.%s]\n}\n\n", s.name(), s.inputs[0], s.inputs[1])
		}
	}
	return b.String()
}

// hclForEach declares the same stages by four blocks.
func hclForEach(stages []stage) string {
	return fmt.Sprintf(`experiment "dag" {}

locals {
  width = %d
  index = flatten([for a in range(ceil(local.width / 1000)) : [for b in range(1000) : 1000 * a + b if 1000 * a + b < local.width]])
  each  = { for i in local.index : format("%%06d", i) => format("%%06d", (i + 1) %% local.width) }
}

dataset "d" {
  for_each = local.each
  source   = "data/${each.key}.txt"
}

benchmark "b" {
  for_each = local.each
  dataset  = dataset.d[each.key]
  request  = "perplexity"
  prompt   = doc.text
  metrics  = ["bits_per_byte"]
}

suite "s" {
  for_each   = local.each
  benchmarks = [benchmark.b[each.key], benchmark.b[each.value]]
}

suite "t" {
  for_each   = local.each
  benchmarks = [suite.s[each.key], suite.s[each.value]]
}
`, len(stages)/len(layers))
}

// paths returns the files that a stage reads and the one that it writes.
func (s stage) paths() (inputs, output string) {
	names := []string{s.source()}
	if s.layer > 0 {
		names = nil
		for _, in := range s.inputs {
			names = append(names, "out/"+in)
		}
	}
	return strings.Join(names, " "), "out/" + s.name()
}

func makefile(stages []stage) string {
	var all, rules strings.Builder
	for _, s := range stages {
		in, out := s.paths()
		all.WriteString(" " + out)
		fmt.Fprintf(&rules, "%s: %s\n\tcat %s > %s\n", out, in, in, out)
	}
	return ".PHONY: all\nall:" + all.String() + "\n" + rules.String()
}

func ninja(stages []stage) string {
	var b strings.Builder
	b.WriteString("rule cat\n  command = cat $in > $out\n")
	for _, s := range stages {
		in, out := s.paths()
		fmt.Fprintf(&b, "build %s: cat %s\n", out, in)
	}
	return b.String()
}

func snakefile(stages []stage) string {
	return fmt.Sprintf(`W = %d
I = ["%%06d" %% i for i in range(W)]
NEXT = {i: I[(n + 1) %% W] for n, i in enumerate(I)}
rule all:
    input: expand("out/d{i}", i=I), expand("out/b{i}", i=I), expand("out/s{i}", i=I), expand("out/t{i}", i=I)
rule d:
    input: "data/{i}.txt"
    output: "out/d{i,[0-9]+}"
    shell: "cat {input} > {output}"
rule b:
    input: "out/d{i}"
    output: "out/b{i,[0-9]+}"
    shell: "cat {input} > {output}"
rule s:
    input: lambda w: ["out/b" + w.i, "out/b" + NEXT[w.i]]
    output: "out/s{i,[0-9]+}"
    shell: "cat {input} > {output}"
rule t:
    input: lambda w: ["out/s" + w.i, "out/s" + NEXT[w.i]]
    output: "out/t{i,[0-9]+}"
    shell: "cat {input} > {output}"
`, len(stages)/len(layers))
}

func dvc(stages []stage) string {
	var b strings.Builder
	b.WriteString("stages:\n")
	for _, s := range stages {
		in, out := s.paths()
		fmt.Fprintf(&b, "  %s:\n    cmd: cat %s > %s\n    deps: [%s]\n    outs: [%s]\n",
			s.name(), in, out, strings.ReplaceAll(in, " ", ", "), out)
	}
	return b.String()
}
