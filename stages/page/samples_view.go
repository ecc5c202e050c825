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
		Sets          []sampleSet
	}
	sampleSet struct {
		ExampleSet
		Label nameView
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
		groups[g].add(sampleSet{set, newName(set.Model, p.colour(set.Model))})
	}
	return groups
}

func (g *sampleGroup) add(set sampleSet) {
	for i := range g.Benchmarks {
		if g.Benchmarks[i].Name == set.Benchmark {
			g.Benchmarks[i].Sets = append(g.Benchmarks[i].Sets, set)
			return
		}
	}
	request := strings.ReplaceAll(set.Request, "_", " ")
	g.Benchmarks = append(g.Benchmarks, sampleBenchmark{set.Benchmark, request, []sampleSet{set}})
}

// Score says how many of the samples shown are right, where each is right or
// wrong.
func (s ExampleSet) Score() string {
	right := 0
	for _, e := range s.Examples {
		if !e.Scored {
			return ""
		}
		if e.Correct {
			right++
		}
	}
	return strconv.Itoa(right) + " of " + strconv.Itoa(len(s.Examples)) + " right"
}

// Given says what the model gave an option, with two decimals.
func (o Option) Given() string {
	if !o.HasValue {
		return ""
	}
	return fixed(o.Value, 2)
}

// String writes the score, "f1 0.667".
func (s Score) String() string { return s.Name + " " + number(s.Value, false) }
