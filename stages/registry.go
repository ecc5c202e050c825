package stages

import (
	"pipe/pipeline"
	"pipe/stages/library"
)

var registered []pipeline.Kind

// register adds a kind; each file of this package that declares one calls it
// once.
func register(k pipeline.Kind) struct{} {
	registered = append(registered, k)
	return struct{}{}
}

// Kinds returns every kind of stage, with the library of benchmarks.
func Kinds() *pipeline.Kinds { return pipeline.NewKinds(registered...).WithLibrary(library.Files) }
