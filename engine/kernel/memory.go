package kernel

import "unsafe"

const (
	hugePage  = 2 << 20 / 4 // elements of a page that one entry of the processor's tables maps, where there are such
	cacheLine = 64 / 4      // elements
)

// Floats returns n zeros for long use. A large array begins on a huge page and asks the system for more of them: a
// training step goes through tens of megabytes, which in small pages are more than the processor's tables reach.
func Floats(n int) []float32 {
	if n < hugePage {
		return make([]float32, n)
	}
	all := make([]float32, n+hugePage)
	past := int(uintptr(unsafe.Pointer(unsafe.SliceData(all))) / 4 % hugePage)
	at := (hugePage - past) % hugePage
	part := all[at : at+n : at+n]
	adviseHugePages(part)
	return part
}

// Carve allocates the arrays of a struct as parts of one array of [Floats]. It calls layout twice: first take returns
// nil and adds up what is asked for, then it returns zeros, each part at the beginning of a line of the cache.
func Carve(layout func(take func(n int) []float32)) {
	size := 0
	layout(func(n int) []float32 {
		size += ceil(n, cacheLine) * cacheLine
		return nil
	})
	rest := Floats(size)
	layout(func(n int) []float32 {
		part := rest[:n:n]
		rest = rest[ceil(n, cacheLine)*cacheLine:]
		return part
	})
}

// bytesOf returns the bytes of an array.
func bytesOf(x []float32) []uint8 {
	return unsafe.Slice((*uint8)(unsafe.Pointer(unsafe.SliceData(x))), 4*len(x))
}
