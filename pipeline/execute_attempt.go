package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"pipe/artifacts"
)

// An AttemptRecord is one try of a stage that failed and was tried again.
type AttemptRecord struct {
	Seconds float64     `json:"seconds"`
	Error   string      `json:"error"`
	Logs    []LogRecord `json:"logs,omitempty"`
}

// A LogRecord is what a program that a stage ran has printed. Its text is an
// object of the store: it may say times and paths, so it is in no artifact.
type LogRecord struct {
	Name   string           `json:"name"` // "stdout", "stderr"
	Digest artifacts.Digest `json:"digest"`
	Bytes  int64            `json:"bytes"`
}

// The notes of an execution are what it leaves for the run record.
type notes struct {
	mu       sync.Mutex
	attempts []AttemptRecord // failed ones before the last
	logs     []LogRecord     // of the last
}

func (n *notes) addLog(l LogRecord) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.logs = append(n.logs, l)
}

// failed closes an attempt that will be followed by another one.
func (n *notes) failed(seconds float64, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.attempts = append(n.attempts, AttemptRecord{seconds, err.Error(), n.logs})
	n.logs = nil
}

// KeepLog keeps a text that may differ between two honest runs, beside the
// artifact: the run record names it.
func (s *Stage) KeepLog(name string, text io.Reader) error {
	d, n, err := s.store.PutObject(text)
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	s.notes.addLog(LogRecord{name, d, n})
	return nil
}

// A TimeoutError says that a stage ran longer than its file allows.
type TimeoutError struct {
	Timeout time.Duration
	Err     error // what the stage said when it was stopped; no context's error
}

func (e *TimeoutError) Error() string {
	text := fmt.Sprintf("stopped after its timeout of %s", e.Timeout)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns what the stage said.
func (e *TimeoutError) Unwrap() error { return e.Err }

// attempt runs a stage until it succeeds, as often and as long at a time as
// its execution allows. Each try writes an artifact of its own.
func (r *run) attempt(ctx context.Context, x execution, s *Stage) error {
	e := x.step.Node.Execution
	for try := 1; ; try++ {
		began := time.Now()
		err := runWithin(ctx, e.Timeout, x.step.Node.Config, s)
		if err == nil || try > int(e.Retries) || ctx.Err() != nil || unusable(err) || errors.Is(err, artifacts.ErrLeaseLost) {
			return err
		}
		took, wait := time.Since(began).Seconds(), e.wait(try)
		x.notes.failed(took, err)
		r.emit(Event{Type: EventRetry, Step: x.step, Seconds: took, Err: err, Attempt: try, Wait: wait})
		if err := r.pause(ctx, wait); err != nil {
			return err
		}
		s.Out = r.Store.NewArtifact(x.step.Node.Kind.Name)
	}
}

// runWithin runs a stage for at most the given time; 0 means any. Its
// checkpoints stay, so that the next run goes on from them.
func runWithin(ctx context.Context, timeout time.Duration, c Config, s *Stage) error {
	if timeout == 0 {
		return runProtected(ctx, c, s)
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := runProtected(limited, c, s)
	if err == nil || limited.Err() == nil || ctx.Err() != nil {
		return err
	}
	if isContextError(err) { // the run goes on: it must not be taken for interrupted
		err = nil
	}
	return &TimeoutError{timeout, err}
}

// pause waits, or returns ctx's error.
func (r *run) pause(ctx context.Context, d time.Duration) error {
	if r.sleep != nil {
		return r.sleep(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join is errors.Join, but returns a lone error as it is.
func join(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}
