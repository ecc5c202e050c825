package kernel

import (
	"syscall"
	"unsafe"
)

// adviseHugePages is best done before x is written for the first time. It is advice: an error changes nothing.
func adviseHugePages(x []float32) {
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), 4*len(x))
	_ = syscall.Madvise(bytes[:len(bytes)/(4*hugePage)*4*hugePage], syscall.MADV_HUGEPAGE)
}
