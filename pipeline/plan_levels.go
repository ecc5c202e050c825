package pipeline

import (
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// placeAll places all steps, inputs before what uses them. Steps that stand on
// the same number of others in a chain wait for nothing of each other: they are
// placed at once, since most of the time goes into asking the file system.
func (p *Plan) placeAll() error {
	for _, level := range p.levels() {
		if err := inParts(level, p.place); err != nil {
			return err
		}
	}
	return nil
}

// levels sorts the steps by the length of the longest chain that ends with
// them.
func (p *Plan) levels() [][]*Step {
	depth := make([]int, len(p.Steps)) // by position
	var levels [][]*Step
	for _, s := range p.Steps {
		d := 0
		for _, in := range s.Node.Inputs {
			d = max(d, depth[p.steps[in.Node].position]+1)
		}
		if d == len(levels) {
			levels = append(levels, nil)
		}
		depth[s.position] = d
		levels[d] = append(levels[d], s)
	}
	return levels
}

// partItems is how many items are worth a goroutine.
const partItems = 64

// inParts does something about each item, on all cores where there are many.
// It returns one of the errors.
func inParts[T any](items []T, do func(T) error) error {
	return eachPart(items, func(part []T) error {
		for _, item := range part {
			if err := do(item); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachPart does something about each of the parts that items are cut into, on
// all cores. It returns one of the errors; a panic is one of the caller.
func eachPart[T any](items []T, do func(part []T) error) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	var panicked atomic.Pointer[any]
	for part := range slices.Chunk(items, partItems) {
		group.Go(func() error {
			defer func() {
				if r := recover(); r != nil {
					panicked.Store(&r)
				}
			}()
			return do(part)
		})
	}
	err := group.Wait()
	if r := panicked.Load(); r != nil {
		panic(*r)
	}
	return err
}
