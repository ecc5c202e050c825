package main

import (
	"os"
	"runtime/debug"
)

// Planning allocates much, keeps most of it and is over soon, and a collection
// in between finds little. So the first one waits for heapHeadroom bytes of the
// heap, where Go would begin at 4 MB, and the later ones for half of what is
// live, where Go would wait for as much again: a small plan is never collected,
// and a large one takes less memory.
const heapHeadroom = 64 << 20

// heapPercent is what GOGC would say.
const heapPercent = 50

// spareHeap returns a piece of memory that counts as live and is never touched,
// so that it is address space alone. It has its effect as long as it is kept.
func spareHeap() []byte {
	if os.Getenv("GOGC") != "" {
		return nil // somebody knows better
	}
	debug.SetGCPercent(heapPercent)
	return make([]byte, heapHeadroom*100/heapPercent)
}
