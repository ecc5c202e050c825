package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// Planning allocates much, keeps most of it and is over soon: what a collection
// finds is hardly worth the time. So while an experiment is loaded and planned,
// nothing is collected before so much memory is in use, enough for the plan of
// some ten thousand stages.
const planMemory = 470 << 20

// usualPercent is what Go collects by unless it is told otherwise.
const usualPercent = 100

// collectLate lets the collector wait as planning wants it until collectAsUsual
// is called. A plan that turns out to keep most of planMemory gets more: Go
// would else collect all the time to no avail.
func collectLate() (collectAsUsual func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {} // somebody knows better
	}
	debug.SetMemoryLimit(planMemory)
	debug.SetGCPercent(-1)
	var over atomic.Bool
	var watch func(*[1]*byte)
	watch = func(*[1]*byte) { // after each collection
		if over.Load() {
			return
		}
		if live := liveBytes(); live > planMemory*2/3 {
			debug.SetMemoryLimit(live + live/3)
		}
		runtime.SetFinalizer(new([1]*byte), watch)
	}
	runtime.SetFinalizer(new([1]*byte), watch)
	return func() {
		over.Store(true)
		debug.SetGCPercent(usualPercent)
		debug.SetMemoryLimit(math.MaxInt64)
	}
}

// liveBytes returns how much the last collection has found to be in use.
func liveBytes() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
