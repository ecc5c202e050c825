package page

import (
	"strconv"
	"strings"
)

type (
	sampleGroup struct {
		Name       string
		Benchmarks []sampleBenchmark
	}
	sampleBenchmark struct {
		Name, Request string
		Sets          []ExampleSet
	}
)

// sampleGroups gathers the sample outputs by group and benchmark, in order of
// appearance.
func (p *Page) sampleGroups() []sampleGroup {
	var groups []sampleGroup
	for _, set := range p.Examples {
		if len(set.Examples) == 0 {
			continue
		}
		g := 0
		for g < len(groups) && groups[g].Name != set.Group {
			g++
		}
		if g == len(groups) {
			groups = append(groups, sampleGroup{Name: set.Group})
		}
		groups[g].add(set)
	}
	return groups
}

func (g *sampleGroup) add(set ExampleSet) {
	for i := range g.Benchmarks {
		if g.Benchmarks[i].Name == set.Benchmark {
			g.Benchmarks[i].Sets = append(g.Benchmarks[i].Sets, set)
			return
		}
	}
	request := strings.ReplaceAll(set.Request, "_", " ")
	g.Benchmarks = append(g.Benchmarks, sampleBenchmark{set.Benchmark, request, []ExampleSet{set}})
}

// Score says how many of the samples shown are right.
func (s ExampleSet) Score() string {
	right, scored := 0, 0
	for _, e := range s.Examples {
		if e.Scored {
			scored++
		}
		if e.Scored && e.Correct {
			right++
		}
	}
	if scored == 0 {
		return ""
	}
	return strconv.Itoa(right) + " of " + strconv.Itoa(scored) + " right"
}
