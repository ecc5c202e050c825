package pipeline

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// A rangeTable says where each attribute of a node stands, by path. Most nodes
// have a handful, for which a map would take three times the room; one with
// many, such as a suite of a thousand benchmarks, has an index.
type rangeTable struct {
	list  []pathRange
	index map[string]int // of all in list, once there are many
}

type pathRange struct {
	path string
	at   hcl.Range
}

// fewRanges is how many are searched one by one.
const fewRanges = 16

// grow makes room for so many more.
func (t *rangeTable) grow(n int) { t.list = slices.Grow(t.list, n) }

// set notes where an attribute stands; a later call counts.
func (t *rangeTable) set(path string, at hcl.Range) {
	if i := t.find(path); i >= 0 {
		t.list[i].at = at
		return
	}
	t.list = append(t.list, pathRange{path, at})
	switch {
	case t.index != nil:
		t.index[path] = len(t.list) - 1
	case len(t.list) > fewRanges:
		t.index = make(map[string]int)
		for i, r := range t.list {
			t.index[r.path] = i
		}
	}
}

// get returns where an attribute stands; ok is false where the file does not
// set it.
func (t *rangeTable) get(path string) (at hcl.Range, ok bool) {
	if i := t.find(path); i >= 0 {
		return t.list[i].at, true
	}
	return hcl.Range{}, false
}

func (t *rangeTable) find(path string) int {
	if t.index != nil {
		if i, ok := t.index[path]; ok {
			return i
		}
		return -1
	}
	for i := range t.list {
		if t.list[i].path == path {
			return i
		}
	}
	return -1
}
