package stages

import (
	"context"
	"fmt"

	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:    SuiteKind,
	Version: 1,
	Doc:     "gathers benchmarks and other suites under one name",
	New:     func() pipeline.Config { return &Suite{Mean: MeanMacro} },
})

// SuiteKind is the kind of what gathers benchmarks, and BenchmarkKind of what it
// gathers.
const (
	SuiteKind     = "suite"
	BenchmarkKind = "benchmark"
)

// How a suite averages its members, each by its first metric; a suite among them
// counts with its own mean.
const (
	MeanMacro    = "macro"    // every member counts alike
	MeanWeighted = "weighted" // every document counts alike
)

// A Suite gathers benchmarks.
type Suite struct {
	About      string         `hcl:"about,optional" recipe:"label" doc:"One sentence on what it measures"`
	Benchmarks []pipeline.Ref `hcl:"benchmarks" accepts:"benchmark,suite" doc:"What it gathers"`
	Mean       string         `hcl:"mean,optional" recipe:"label" one_of:"macro,weighted" doc:"How reports average its members, each by its first metric: \"macro\" lets every member count alike, \"weighted\" every document"`
}

// Run links the tables of all benchmarks under numbered folders; nothing is
// copied.
func (u *Suite) Run(_ context.Context, s *pipeline.Stage) error {
	n := 0
	for _, ref := range u.Benchmarks {
		member := s.Input(ref)
		for _, prefix := range setPrefixes(member) {
			for _, table := range []string{"items.arrow", "spec.arrow"} {
				if err := s.Out.Link(fmt.Sprintf("%04d/%s", n, table), member, prefix+table); err != nil {
					return err
				}
			}
			n++
		}
	}
	return nil
}

// Derived says that a suite is made by naming tables.
func (u *Suite) Derived() bool { return true }
