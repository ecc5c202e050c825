package kernel

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// fallsBack names, for each implementation, the primitives that it takes from the generic one. Where speed matters
// that is none: a primitive that has no assembly yet is named here, and only here.
var fallsBack = map[string][]string{"avx2": nil, "avx512": nil, "neon": nil}

// TestFallsBack compares the functions of each implementation with those of the generic one.
func TestFallsBack(t *testing.T) {
	reference := reflect.ValueOf(generic)
	for _, im := range implementations[1:] {
		want, ok := fallsBack[im.name]
		if !ok {
			t.Errorf("fallsBack does not name %q", im.name)
		}
		var got []string
		v := reflect.ValueOf(*im)
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.Func && v.Field(i).Pointer() == reference.Field(i).Pointer() {
				got = append(got, v.Type().Field(i).Name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s takes %v from the generic implementation, want %v", im.name, got, want)
		}
	}
}

// TestUse sees every implementation selected or refused with the reason, and an unknown name refused with all names.
func TestUse(t *testing.T) {
	defer Use(Implementation())
	here := Implementations()
	for _, k := range known {
		err := Use(k.name)
		switch {
		case slices.Contains(here, k.name):
			if err != nil || Implementation() != k.name {
				t.Errorf("Use(%q) = %v and selects %s", k.name, err, Implementation())
			}
		case err == nil || !strings.Contains(err.Error(), "needs "+k.needs):
			t.Errorf("Use(%q) = %v, want an error that says it needs %s", k.name, err, k.needs)
		}
	}
	if err := Use("NEON"); err == nil || !strings.Contains(err.Error(), "generic, avx2, avx512, neon") {
		t.Errorf(`Use("NEON") = %v, want an error that lists all names`, err)
	}
	for _, name := range here {
		if !slices.ContainsFunc(known, func(k struct{ name, needs string }) bool { return k.name == name }) {
			t.Errorf("known does not name %q", name)
		}
	}
}

// TestMoves holds the copies of panels to what packGeneric and transposeGeneric specify.
func TestMoves(t *testing.T) {
	each(t, func(t *testing.T) {
		for _, k := range []int{0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 33} {
			for cols := 1; cols <= active.cols; cols++ {
				src := noise(uint64(k), (k+cols+1)*(k+cols+3))[1:]
				for _, move := range []struct {
					name      string
					got, want func(k, cols int, src []float32, ss int, dst []float32, ds int)
				}{{"pack", active.pack, packGeneric}, {"transpose", active.transpose, transposeGeneric}} {
					got, want := make([]float32, k*active.cols), make([]float32, k*active.cols)
					move.got(k, cols, src, k+cols+2, got, active.cols)
					move.want(k, cols, src, k+cols+2, want, active.cols)
					for q := range k {
						at := q * active.cols
						if j := different(got[at:at+cols], want[at:at+cols]); j >= 0 {
							t.Fatalf("%s(%d, %d): dst[%d][%d] = %x, want %x", move.name, k, cols, q, j, got[at+j], want[at+j])
						}
					}
				}
			}
		}
	})
}
