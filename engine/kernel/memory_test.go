package kernel

import (
	"testing"
	"unsafe"
)

func TestFloats(t *testing.T) {
	for _, n := range []int{0, 1, hugePage - 1, hugePage, 3*hugePage + 5} {
		x := Floats(n)
		if len(x) != n || cap(x) != n {
			t.Fatalf("Floats(%d) has length %d and capacity %d, want %[1]d", n, len(x), cap(x))
		}
		for i, v := range x {
			if v != 0 {
				t.Fatalf("Floats(%d)[%d] = %g, want 0", n, i, v)
			}
		}
		if at := uintptr(unsafe.Pointer(unsafe.SliceData(x))); n >= hugePage && at%(4*hugePage) != 0 {
			t.Errorf("Floats(%d) begins at %#x, want a multiple of %#x", n, at, 4*hugePage)
		}
	}
}

// TestCarve writes each part in full and reads it again: parts must not overlap.
func TestCarve(t *testing.T) {
	sizes := []int{3, 0, cacheLine, hugePage, 1}
	parts := make([][]float32, len(sizes))
	Carve(func(take func(n int) []float32) {
		for i, n := range sizes {
			parts[i] = take(n)
		}
	})
	for i, part := range parts {
		if len(part) != sizes[i] || cap(part) != sizes[i] {
			t.Fatalf("part %d has length %d and capacity %d, want %d", i, len(part), cap(part), sizes[i])
		}
		for j := range part {
			part[j] += float32(i + 1)
		}
	}
	for i, part := range parts {
		for j, v := range part {
			if v != float32(i+1) {
				t.Fatalf("part %d[%d] = %g, want %d", i, j, v, i+1)
			}
		}
	}
}
