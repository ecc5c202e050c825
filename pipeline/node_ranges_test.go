package pipeline

import (
	"strconv"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

func TestRangeTable(t *testing.T) {
	for _, n := range []int{0, 1, fewRanges, fewRanges + 1, 100} {
		var table rangeTable
		at := func(i int) hcl.Range { return hcl.Range{Filename: "f", Start: hcl.Pos{Line: i}} }
		for i := range n {
			table.set(strconv.Itoa(i), at(i))
		}
		if n > 0 {
			table.set("0", at(1000)) // a later call counts
		}
		for i := range n {
			want := at(i)
			if i == 0 {
				want = at(1000)
			}
			if got, ok := table.get(strconv.Itoa(i)); !ok || got != want {
				t.Errorf("get(%d) of %d = %v, %v, want %v", i, n, got, ok, want)
			}
		}
		if got, ok := table.get("none"); ok {
			t.Errorf("get of a path that was not set = %v, want nothing", got)
		}
	}
}
