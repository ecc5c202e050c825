// Package library holds the benchmarks that come with the program, a file for
// each benchmark or family of benchmarks, in the language of experiment files:
//
//	dataset "piqa" { … }
//	benchmark "piqa" { dataset = dataset.piqa … }
//
// An experiment refers to benchmark.piqa as if it had declared it. The package
// knows the files alone; what is in them is for the loader of experiments.
package library

import "embed"

// Files are the files of the library.
//
//go:embed *.hcl
var Files embed.FS
