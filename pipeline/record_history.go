package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"pipe/artifacts"
)

// A History reads the run records of a store, newest first, each at most once
// and only as far back as a question needs. It does not see runs that began
// after its first question. It is not safe for concurrent use.
type History struct {
	store  *artifacts.Store
	listed bool
	ids    []string // newest first
	runs   map[string]*pastRun
	err    error // names the records that cannot be read
}

// A pastRun is a run record and where in it each address and each key that it
// executed stands.
type pastRun struct {
	record    *RunRecord
	byAddress map[string]int
	executed  map[artifacts.Key]int
}

// recentRuns is how many runs back History.Stage looks: enough to explain a
// change, and a bound on the reading before a stage that never ran.
const recentRuns = 32

// NewHistory returns the history of a store. It reads nothing yet.
func NewHistory(store *artifacts.Store) *History {
	return &History{store: store, runs: map[string]*pastRun{}}
}

// A PastStage is a stage of an earlier run.
type PastStage struct {
	Run   *RunRecord
	Stage *StageRecord
}

// Latest returns the newest run of an experiment, or of all for ""; ok is
// false where there is none.
func (h *History) Latest(experiment string) (run *RunRecord, ok bool) {
	for r := range h.of(experiment) {
		return r.record, true
	}
	return nil, false
}

// latestOutcome returns the outcome of the newest run of an experiment. It
// is zero where there is no run, where that has not ended, and where it is older
// than outcomes are.
func (h *History) latestOutcome(experiment string) artifacts.Digest {
	h.list()
	part := "-" + slug(experiment) + "-"
	for _, id := range h.ids {
		if !strings.Contains(id, part) {
			continue
		}
		var head runHead
		err := h.store.ScanRecord(id, func(record io.Reader) (err error) {
			head, err = parseRunHead(record, id)
			return err
		})
		if err == nil && head.Experiment == experiment { // others are passed over, as by of
			return head.Outcome
		}
	}
	return artifacts.Digest{}
}

// Stage returns what the newest run that knew the key of an address says of
// it: a run of the same experiment, or else of any. It looks at recent runs
// only.
func (h *History) Stage(experiment, address string) (PastStage, bool) {
	return h.find(experiment, address, func(*StageRecord) bool { return true })
}

// Made is like Stage, but passes over runs in which the stage failed.
func (h *History) Made(experiment, address string) (PastStage, bool) {
	return h.find(experiment, address, func(s *StageRecord) bool { return !s.Artifact.IsZero() })
}

func (h *History) find(experiment, address string, match func(*StageRecord) bool) (PastStage, bool) {
	seen := 0
	for r := range h.of(experiment) {
		if i, ok := r.byAddress[address]; ok && match(&r.record.Stages[i]) {
			return PastStage{r.record, &r.record.Stages[i]}, true
		}
		if seen++; seen == recentRuns {
			break
		}
	}
	if experiment != "" {
		return h.find("", address, match)
	}
	return PastStage{}, false
}

// Executed returns the newest execution that made the artifact of a key.
func (h *History) Executed(key artifacts.Key) (PastStage, bool) {
	for r := range h.of("") {
		if i, ok := r.executed[key]; ok {
			return PastStage{r.record, &r.record.Stages[i]}, true
		}
	}
	return PastStage{}, false
}

// of yields the runs of an experiment, or of all for "", newest first. The
// experiment's name is part of the id, so that others are not even read.
func (h *History) of(experiment string) func(yield func(*pastRun) bool) {
	part := "-" + slug(experiment) + "-"
	return func(yield func(*pastRun) bool) {
		h.list()
		for _, id := range h.ids {
			if experiment != "" && !strings.Contains(id, part) {
				continue
			}
			r := h.load(id)
			if r == nil || experiment != "" && r.record.Experiment != experiment {
				continue
			}
			if !yield(r) {
				return
			}
		}
	}
}

func (h *History) list() {
	if h.listed {
		return
	}
	h.listed = true
	ids, err := h.store.RecordIDs()
	if err != nil {
		h.err = fmt.Errorf("list runs: %w", err)
	}
	h.ids = slices.Clone(ids)
	slices.Sort(h.ids)
	slices.Reverse(h.ids)
}

// after returns a time for the id of a new run: now, or just after the newest
// run where the clock has been set back since, so that ids sort in the order in
// which runs began.
func (h *History) after(now time.Time) time.Time {
	h.list()
	for _, id := range h.ids {
		stamp, _, _ := strings.Cut(id, "-")
		if newest, err := time.Parse(runIDTime, stamp); err == nil {
			if next := newest.Add(time.Microsecond); next.After(now) {
				return next
			}
			break
		}
	}
	return now
}

// load returns a run, or nil for one that cannot be read: history explains,
// and nothing depends on it, so that a damaged record must not stop a run.
func (h *History) load(id string) *pastRun {
	if r, ok := h.runs[id]; ok {
		return r
	}
	h.runs[id] = nil
	record, err := LoadRun(h.store, id)
	if err != nil {
		h.err = errors.Join(h.err, err)
		return nil
	}
	r := &pastRun{record, map[string]int{}, map[artifacts.Key]int{}}
	for i, s := range record.Stages {
		if s.Key == (artifacts.Key{}) {
			continue
		}
		r.byAddress[s.Address] = i
		if s.Status == StatusRan {
			r.executed[s.Key] = i
		}
	}
	h.runs[id] = r
	return r
}

// LatestRun returns the newest run of an experiment, or of all for "". It
// returns artifacts.ErrNotFound where there is none.
func LatestRun(store *artifacts.Store, experiment string) (*RunRecord, error) {
	h := NewHistory(store)
	if r, ok := h.Latest(experiment); ok {
		return r, nil
	}
	if h.err != nil {
		return nil, h.err
	}
	return nil, fmt.Errorf("no run of experiment %q: %w", experiment, artifacts.ErrNotFound)
}

// Runs returns all runs, newest first.
func Runs(store *artifacts.Store) ([]*RunRecord, error) {
	h := NewHistory(store)
	var runs []*RunRecord
	for r := range h.of("") {
		runs = append(runs, r.record)
	}
	return runs, h.err
}

// Verify verifies a store, together with the texts that its run records refer
// to. Records that cannot be read are in the result, as damage.
func Verify(ctx context.Context, store *artifacts.Store) (*artifacts.Verification, error) {
	texts := map[artifacts.Digest]artifacts.Use{}
	runs, _ := Runs(store)
	for _, r := range runs {
		for _, src := range r.Sources {
			if _, known := texts[src.Digest]; !known { // the newest run is enough to name
				texts[src.Digest] = artifacts.Use{Run: r.ID, File: src.Path}
			}
		}
		for _, s := range r.Stages {
			for _, log := range s.AllLogs() {
				if _, known := texts[log.Digest]; !known {
					texts[log.Digest] = artifacts.Use{Run: r.ID, File: s.Address + " " + log.Name}
				}
			}
		}
	}
	return store.Verify(ctx, texts)
}

// LastExecuted returns the newest execution that made the artifact of a key,
// with the seconds it took. It returns artifacts.ErrNotFound where no run
// record tells of one. Callers with many keys make one History and ask that.
func LastExecuted(store *artifacts.Store, key artifacts.Key) (PastStage, error) {
	h := NewHistory(store)
	if p, ok := h.Executed(key); ok {
		return p, nil
	}
	if h.err != nil {
		return PastStage{}, h.err
	}
	return PastStage{}, fmt.Errorf("no run executed %s: %w", key.Short(), artifacts.ErrNotFound)
}
