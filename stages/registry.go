package stages

import "pipe/pipeline"

var registered []pipeline.Kind

// register adds a kind; each file of this package that declares one calls it
// once.
func register(k pipeline.Kind) struct{} {
	registered = append(registered, k)
	return struct{}{}
}

// Kinds returns every kind of stage.
func Kinds() *pipeline.Kinds { return pipeline.NewKinds(registered...) }
