package kernel

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Team is a fixed number of workers that share the tiles of one operation after another. The caller of
// [Team.Do] is worker 0; the others are goroutines, started by the first Do and ended by [Team.Close]. A panic of
// any is one of the caller.
//
// The tiles of an operation are dealt out in equal runs, one for each worker, and whoever is done helps the others. So
// a worker mostly finds in its own cache what it wrote in the operation before, of which the same rows were its.
//
// Between operations a worker spins for some tens of microseconds, because waking a parked goroutine costs
// more than most operations, and then parks, so that an idle team costs nothing. A Team serves one caller at
// a time.
type Team struct {
	workers int
	started bool
	closed  bool
	group   sync.WaitGroup
	posts   []post // one for each worker; that of worker 0 is where Do waits for the others

	// The operation that state announces; written only while no worker is inside.
	do   func(worker, i int)
	runs []run // one for each worker: the tiles of its share that nobody has taken

	failed atomic.Pointer[any] // what a worker has panicked with

	_     [64]byte
	state atomic.Uint64 // operation number << 32 | open bit | workers inside
	_     [64]byte

	product       product
	pack, compute func(worker, i int)
	panels        panelProduct
	multiply      func(worker, i int)
}

const (
	openBit     = 1 << 31
	insideMask  = openBit - 1
	spinRounds  = 200 // about 50 µs before parking
	spinsPerTry = 64
)

// NewTeam returns a team of so many workers, at least one. It starts nothing.
func NewTeam(workers int) *Team {
	t := &Team{workers: max(workers, 1)}
	t.posts, t.runs = make([]post, t.workers), make([]run, t.workers)
	for i := range t.posts {
		t.posts[i].wake = make(chan struct{}, 1)
	}
	t.pack = func(_, i int) { t.product.packTask(i) }
	t.multiply = func(_, i int) { t.panels.task(i) }
	t.compute = func(worker, i int) { t.product.tileTask(worker, i) }
	return t
}

// Workers returns the number of workers.
func (t *Team) Workers() int { return t.workers }

// Close ends the workers and waits for them. A closed team does nothing more.
func (t *Team) Close() {
	if t.closed {
		return
	}
	t.closed = true
	if t.started {
		t.do = nil
		t.open()
		t.wake(t.workers - 1)
		t.group.Wait()
	}
}

// Do calls f(worker, i) once for each i in 0..n-1 and returns when all calls have returned. Which worker
// gets which i, and in what order they run, is open: worker is good for choosing scratch memory alone.
func (t *Team) Do(n int, f func(worker, i int)) {
	if t.closed {
		panic("kernel: Do on a closed Team")
	}
	if t.workers == 1 || n <= 1 {
		for i := range n {
			f(0, i)
		}
		return
	}
	if t.do != nil {
		panic("kernel: Do inside Do of the same Team")
	}
	if !t.started {
		t.start()
	}
	t.do = f
	for w := range t.runs {
		t.runs[w].set(w*n/t.workers, (w+1)*n/t.workers)
	}
	t.open()
	t.wake(min(n, t.workers) - 1)
	t.lead()
	if p := t.failed.Swap(nil); p != nil {
		panic(*p)
	}
}

// lead is the caller's part of an operation. It waits for the others also when its own part panics.
func (t *Team) lead() {
	defer func() {
		t.join()
		t.do = nil
	}()
	t.take(0)
}

// help is a worker's part. Its panic becomes one of the caller, who may know what it means; so a page of memory that cannot be
// read is a panic like another.
func (t *Team) help(worker int) {
	defer func() {
		if p := recover(); p != nil {
			t.failed.CompareAndSwap(nil, &p)
		}
	}()
	t.take(worker)
}

func (t *Team) start() {
	t.started = true
	for w := 1; w < t.workers; w++ {
		t.group.Go(func() { t.work(w) })
	}
}

// open announces the next operation.
func (t *Team) open() {
	t.state.Store((t.state.Load()>>32+1)<<32 | openBit)
}

// wake unparks the first n workers; those that spin need no call.
func (t *Team) wake(n int) {
	for w := 1; w <= n; w++ {
		t.posts[w].notify()
	}
}

// take runs the tiles of the worker's own share and then those left of the others', from their ends.
func (t *Team) take(worker int) {
	for i, ok := t.runs[worker].first(); ok; i, ok = t.runs[worker].first() {
		t.do(worker, i)
	}
	for other := worker + 1; other < worker+t.workers; other++ {
		r := &t.runs[other%t.workers]
		for i, ok := r.last(); ok; i, ok = r.last() {
			t.do(worker, i)
		}
	}
}

// join closes the operation to latecomers, which are not missed since every tile is taken, and waits for the
// workers inside.
func (t *Team) join() {
	for {
		s := t.state.Load()
		if t.state.CompareAndSwap(s, s&^openBit) {
			break
		}
	}
	t.posts[0].wait(func() bool { return t.state.Load()&insideMask == 0 })
}

// work is the life of one worker: wait for an operation it has not seen, enter, help, leave.
func (t *Team) work(worker int) {
	debug.SetPanicOnFault(true)
	seen := uint64(0)
	fresh := func() bool {
		s := t.state.Load()
		return s&openBit != 0 && s>>32 != seen
	}
	for {
		t.posts[worker].wait(fresh)
		s := t.state.Load()
		if s&openBit == 0 || !t.state.CompareAndSwap(s, s+1) {
			continue
		}
		if t.do == nil {
			return // the operation that Close announces
		}
		seen = s >> 32
		t.help(worker)
		if t.state.Add(^uint64(0))&(insideMask|openBit) == 0 {
			t.posts[0].notify()
		}
	}
}

// post is where one goroutine waits for a condition that others make true and then announce with notify.
type post struct {
	parked atomic.Bool
	wake   chan struct{}
	_      [64]byte
}

// wait returns when ready does. It spins, giving way to other goroutines, and then parks.
func (p *post) wait(ready func() bool) {
	for range spinRounds {
		for range spinsPerTry {
			if ready() {
				return
			}
		}
		runtime.Gosched()
	}
	for {
		p.parked.Store(true)
		// Whoever clears parked owes the token: either notify sends it, or it was never needed.
		if ready() {
			if !p.parked.CompareAndSwap(true, false) {
				<-p.wake
			}
			return
		}
		<-p.wake
	}
}

// notify wakes the goroutine at the post if it is parked.
func (p *post) notify() {
	if p.parked.CompareAndSwap(true, false) {
		p.wake <- struct{}{}
	}
}

// run is the tiles from lo to hi-1, of which one worker takes the first and others the last.
type run struct {
	bounds atomic.Uint64 // lo << 32 | hi
	_      [64]byte
}

func (r *run) set(lo, hi int) { r.bounds.Store(uint64(lo)<<32 | uint64(hi)) }

// first takes the first tile. It reports false if none is left.
func (r *run) first() (i int, ok bool) {
	for {
		b := r.bounds.Load()
		lo, hi := b>>32, b&(1<<32-1)
		if lo >= hi {
			return 0, false
		}
		if r.bounds.CompareAndSwap(b, b+1<<32) {
			return int(lo), true
		}
	}
}

// last takes the last tile. It reports false if none is left.
func (r *run) last() (i int, ok bool) {
	for {
		b := r.bounds.Load()
		lo, hi := b>>32, b&(1<<32-1)
		if lo >= hi {
			return 0, false
		}
		if r.bounds.CompareAndSwap(b, b-1) {
			return int(hi) - 1, true
		}
	}
}
