package artifacts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// CollectOptions say how much goes of what nothing keeps.
type CollectOptions struct {
	// MaxBytes, where it is set, lets the youngest of the artifacts that
	// nothing keeps stay, as long as all objects have at most so many bytes.
	MaxBytes int64
	// Idle is the age at which checkpoints and kept states of stages that never
	// came to their end go, and damaged files in the quarantine.
	Idle time.Duration
	// DryRun removes nothing.
	DryRun bool
}

// A Collection is what Collect has removed, or would.
type Collection struct {
	Entries []Holding // the longest unused first
	Added   []AddedFile
	Objects Swept
	// Checkpoints, Temporary and Quarantine count files of these folders.
	Checkpoints, Trails, Temporary, Quarantine Swept
	// Left counts the objects that stay.
	Left Swept
	// Young counts entries that nothing keeps but their age.
	Young int
}

// Swept counts files.
type Swept struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

func (w *Swept) add(f found) {
	w.Files++
	w.Bytes += f.bytes
}

// Collect removes what the survey found and nothing keeps. Recipes and run
// records stay, and of each key a note that its artifact was removed. Processes
// may use the store meanwhile: nothing goes that one of them has written or
// found since it has been there, and the store is sound at every moment, a
// crash included: entries go before what they lead to.
func (v *Survey) Collect(ctx context.Context, keep Keep, opt CollectOptions) (*Collection, error) {
	if keep.Added == nil {
		keep.Added = func(AddedFile) bool { return true }
	}
	objects, live, young, err := v.reached(keep)
	if err == nil && opt.MaxBytes > 0 {
		err = v.trim(objects, live, opt.MaxBytes)
	}
	if err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	c := &collector{result: Collection{Young: young}, Survey: v, ctx: ctx, dry: opt.DryRun, reachedObjects: objects}
	for i, h := range v.Entries {
		if !live[i] {
			c.entries = append(c.entries, h)
		}
	}
	sortHoldings(c.entries)
	for _, f := range v.added {
		if !keep.Added(f) {
			c.notes = append(c.notes, f)
		}
	}
	bound, alive := map[Key]bool{}, map[Key]bool{}
	for i, h := range v.Entries {
		bound[h.Key] = true
		alive[h.Key] = alive[h.Key] || live[i]
	}
	idle := v.began.Add(-min(opt.Idle, math.MaxInt64/2))
	for _, step := range []func() error{
		c.removeEntries, c.removeNotes, c.removeObjects,
		func() error { return c.removeCheckpoints(bound, idle) },
		func() error { return c.removeTrails(keep.Trails, alive, idle) },
		c.removeTemporary,
		func() error { return c.removeQuarantine(idle) },
	} {
		if err := errors.Join(ctx.Err(), step()); err != nil {
			return &c.result, fmt.Errorf("collect: %w", err)
		}
	}
	c.result.Left = Swept{v.Objects - c.result.Objects.Files, v.Bytes - c.result.Objects.Bytes}
	return &c.result, nil
}
