package pipeline

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"pipe/artifacts"
)

// perform makes the artifact of an execution, unless another process has made
// it by the time the lease of its key is free. Where another process takes the
// lease over, having not heard of this one, it waits for what that one makes.
func (r *run) perform(ctx context.Context, x execution) (o outcome) {
	for {
		o = r.performLeased(ctx, x)
		if !errors.Is(o.err, artifacts.ErrLeaseLost) {
			break
		}
		if err := ctx.Err(); err != nil {
			o.err = err
			break
		}
		zerolog.Ctx(ctx).Warn().Str("stage", x.step.Node.Address()).
			Msg("this process was silent for so long that another has taken the stage over; waiting for its result")
	}
	o.interrupted = ctx.Err() != nil && isContextError(o.err)
	return o
}

// performLeased is one attempt of perform. Its error wraps ErrLeaseLost where
// the lease was lost before the artifact was bound.
func (r *run) performLeased(ctx context.Context, x execution) (o outcome) {
	o.step = x.step
	lease, err := r.Store.LeaseTelling(ctx, x.key, func(holder string) {
		r.emit(Event{Type: EventWaiting, Step: x.step, Holder: holder})
	})
	if err != nil {
		o.err = err
		return o
	}
	defer func() {
		if err := lease.Release(); o.err == nil {
			o.err = err
		}
	}()
	if !x.forced {
		if entry, err := r.Store.Lookup(x.key); err == nil {
			o.artifact, o.hit = entry.Artifact, true
			return o
		}
	}
	o.err = beating(ctx, lease, func(ctx context.Context) error {
		return r.measure(ctx, x, lease, &o)
	})
	return o
}

// beating does something while the heart of a lease beats. It cancels what is
// being done when the lease is lost; then its error wraps ErrLeaseLost, whatever
// the new holder's work has made fail, unless it was done all the same.
func beating(ctx context.Context, lease *artifacts.Lease, do func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan struct{})
	var heart errgroup.Group
	heart.Go(func() error {
		tick := time.NewTicker(lease.BeatEvery())
		defer tick.Stop()
		for {
			select {
			case <-done:
				return nil
			case <-tick.C:
				if err := lease.Beat(); err != nil {
					cancel(err)
					return err
				}
			}
		}
	})
	err := do(ctx)
	close(done)
	lost := heart.Wait()
	if err == nil {
		return nil
	}
	if lost == nil {
		lost = lease.Check()
	}
	return cmp.Or(lost, err)
}
