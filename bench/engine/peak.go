package main

import (
	"math/rand/v2"
	"runtime"
	"sync"

	"pipe/engine/kernel"
)

// peakLanes is the number of float32 of one fused multiply-add of each set of kernels that fmaLoop knows.
var peakLanes = map[string]int{"avx2": 8, "avx512": 16}

// peak returns what measures fused multiply-adds that wait for nothing, on so many threads, in GFLOP/s.
func peak(threads int) func() float64 {
	lanes := peakLanes[kernel.Implementation()]
	if lanes == 0 {
		panic("no loop of fused multiply-adds for " + kernel.Implementation())
	}
	var values [48]float32
	r := rand.New(rand.NewPCG(1, 1))
	for i := range values {
		values[i] = 0.5 + 0.5*r.Float32()
	}
	const rounds, together = 1 << 22, 24
	return rate(2e-9*float64(rounds*together*lanes*threads), func() {
		var group sync.WaitGroup
		for range threads {
			group.Go(func() {
				runtime.LockOSThread()
				fmaLoop(rounds, lanes, &values)
			})
		}
		group.Wait()
	})
}
