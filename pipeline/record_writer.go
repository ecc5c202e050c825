package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"time"

	"pipe/artifacts"
)

// saveEvery is the least time between two saves of a running record, and
// saveShare how many times as long as the last save it is at least: the record
// of a hundred thousand stages must not keep the run from its work. A crash
// forgets what the record would have said of this time, never an artifact.
const (
	saveEvery = 250 * time.Millisecond
	saveShare = 50
)

// A recorder keeps the record of a run up to date in the store.
type recorder struct {
	store  *artifacts.Store
	now    func() time.Time
	record *RunRecord
	begun  bool // something has run, so that the record is worth keeping
	dirty  bool
	timer  <-chan time.Time
	took   time.Duration // the last save
	failed bool          // to save, which ended the run
}

// newRecorder starts the record of a run and puts the text of the experiment
// into the store.
func newRecorder(x *Executor, p *Plan, jobs int) (*recorder, error) {
	host, _ := os.Hostname() // a record without it is still worth having
	now := x.now().UTC()
	rec := &recorder{
		store: x.Store,
		now:   x.now,
		record: &RunRecord{
			ID:         newRunID(p.Experiment.Name, p.history.after(now)),
			Experiment: p.Experiment.Name,
			Path:       p.Experiment.Path,
			Given:      p.Experiment.Given,
			Partial:    len(p.Steps) < len(p.Experiment.Nodes),
			Status:     RunRunning,
			Started:    now,
			Host:       host,
			OS:         runtime.GOOS,
			Arch:       runtime.GOARCH,
			CPUs:       runtime.NumCPU(),
			Kernel:     x.Kernel,
			Jobs:       jobs,
		},
	}
	for _, src := range p.Experiment.Sources {
		d := artifacts.Sum(src.Data)
		// A store that has the text is not written to: it may be read-only.
		_, err := x.Store.ReadObject(d)
		if unusable(err) || !x.Store.HasObject(d) {
			_, _, err = x.Store.PutObject(bytes.NewReader(src.Data))
		}
		if err != nil {
			return nil, fmt.Errorf("store %q: %w", src.Path, err)
		}
		rec.record.Sources = append(rec.record.Sources, SourceRecord{src.Path, d})
	}
	return rec, nil
}

// fill notes what the plan says of each step.
func (rec *recorder) fill(p *Plan) {
	rec.record.Stages = make([]StageRecord, len(p.Steps))
	for i, s := range p.Steps {
		rec.record.Stages[i] = newStageRecord(s)
	}
}

func newStageRecord(s *Step) StageRecord {
	n := s.Node
	r := StageRecord{
		Irreproducible: s.Node.Irreproducible(),
		Address:        n.Address(),
		Kind:           n.Kind.Name,
		Status:         s.Status,
		Why:            s.Why,
		Key:            s.Key,
		Artifact:       s.Artifact,
		File:           n.Block.Filename,
		Line:           n.Block.Start.Line,
		EndLine:        n.Block.End.Line,
		Labels:         n.labels(),
	}
	for _, in := range n.Inputs {
		r.Inputs = append(r.Inputs, InputRecord{in.Role, in.Node.Address()})
	}
	return r
}

// started notes that a stage is running. The first saves the record: a killed
// run shall be known even if it finished nothing.
func (rec *recorder) started() error {
	if rec.begun {
		return nil
	}
	rec.begun = true
	return rec.save()
}

// finished notes the end of a step.
func (rec *recorder) finished(s *Step, o outcome) {
	r := &rec.record.Stages[s.position]
	r.Status, r.Why, r.Key, r.Artifact = s.Status, s.Why, s.Key, s.Artifact
	if s.Status == StatusRan || s.Status == StatusFailed || s.Status == StatusInterrupted {
		r.Seconds, r.Tokens = o.seconds, o.tokens
	}
	if o.notes != nil {
		r.Attempts, r.Logs = o.notes.attempts, o.notes.logs
	}
	if o.err != nil {
		r.Error = o.err.Error()
	}
	rec.dirty = true
}

// due returns a channel that is ready when the record should be saved again;
// it is nil while there is nothing to save.
func (rec *recorder) due() <-chan time.Time {
	if rec.timer == nil && rec.dirty && rec.begun {
		rec.timer = time.After(max(saveEvery, saveShare*rec.took))
	}
	return rec.timer
}

func (rec *recorder) save() error {
	rec.dirty, rec.timer = false, nil
	if rec.record.Presence = ""; rec.record.Status == RunRunning {
		rec.record.Presence = rec.store.Presence()
	}
	began := time.Now()
	err := rec.record.save(rec.store)
	rec.took = time.Since(began)
	rec.failed = rec.failed || err != nil
	return err
}

// end completes the record and saves it.
func (rec *recorder) end(failure error) error {
	r := rec.record
	r.Ended = rec.now().UTC()
	if r.Ended.Before(r.Started) { // the clock was set back meanwhile
		r.Ended = r.Started
	}
	switch {
	case failure == nil:
		r.Status = RunDone
	case r.unfinished() && isContextError(failure):
		r.Status = RunInterrupted
	default:
		r.Status = RunFailed
	}
	r.Outcome = r.outcome()
	known := rec.failed
	if err := rec.save(); !known {
		return err
	}
	return nil // it is what has ended the run
}

// unfinished reports whether a stage was stopped, or never came to run.
func (r *RunRecord) unfinished() bool {
	for _, s := range r.Stages {
		if s.Status != StatusCached && s.Status != StatusRan && s.Status != StatusFailed {
			return true
		}
	}
	return false
}
