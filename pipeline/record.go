package pipeline

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"pipe/artifacts"
)

// A RunRecord is what is known of one run: everything that an artifact must
// not hold, since it differs between two honest runs. The store keeps it as
// JSON.
type RunRecord struct {
	// ID sorts by time, "20060102T150405.000000Z-<experiment>-<random>": that of
	// Started, or just after the run before where the clock was set back.
	ID         string         `json:"id"`
	Experiment string         `json:"experiment"`
	Path       string         `json:"path"`
	Sources    []SourceRecord `json:"sources,omitempty"`
	Given      Given          `json:"given,omitzero"`
	Partial    bool           `json:"partial,omitempty"` // it was limited to some stages
	Status     RunStatus      `json:"status"`
	Started    time.Time      `json:"started"`
	Ended      time.Time      `json:"ended,omitzero"`
	Host       string         `json:"host"`
	OS         string         `json:"os"`
	Arch       string         `json:"arch"`
	CPUs       int            `json:"cpus"`
	Kernel     string         `json:"kernel,omitempty"`
	Jobs       int            `json:"jobs"`
	// Presence is what the process of a run that has not ended shows in the store.
	Presence string `json:"presence,omitempty"`
	// Outcome is what outcome returns of the run, so that a run with
	// nothing to do need not read the stages of the last one. It is zero in the
	// record of a run that has not ended, and stands before the stages.
	Outcome artifacts.Digest `json:"outcome,omitzero"`
	Stages  []StageRecord    `json:"stages"`
}

// A RunStatus says how a run ended.
type RunStatus string

// A record says RunRunning until the run has ended: see RunRecord.StatusIn.
const (
	RunRunning     RunStatus = "running"
	RunKilled      RunStatus = "killed" // in no record
	RunDone        RunStatus = "done"
	RunFailed      RunStatus = "failed"
	RunInterrupted RunStatus = "interrupted"
)

// A SourceRecord is one file of the experiment; its text is an object of the
// store.
type SourceRecord struct {
	Path   string           `json:"path"`
	Digest artifacts.Digest `json:"digest"`
}

// A StageRecord is what one run knows of one stage.
type StageRecord struct {
	Address  string            `json:"name"`
	Kind     string            `json:"kind"`
	Status   Status            `json:"status"`
	Why      Why               `json:"why,omitzero"`
	Key      artifacts.Key     `json:"key,omitzero"`
	Artifact artifacts.Digest  `json:"artifact,omitzero"`
	Seconds  float64           `json:"seconds,omitempty"` // how long it ran; 0 if it did not
	Tokens   int64             `json:"tokens,omitempty"`  // processed while it ran
	File     string            `json:"file,omitempty"`    // where its block stands
	Line     int               `json:"line,omitempty"`
	EndLine  int               `json:"end_line,omitempty"`
	Inputs   []InputRecord     `json:"inputs,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Error    string            `json:"error,omitempty"`
	Attempts []AttemptRecord   `json:"attempts,omitempty"` // that failed before the last one
	Logs     []LogRecord       `json:"logs,omitempty"`     // of the last one
	// Irreproducible says why another run may give other bits: see Unpinned.
	Irreproducible string `json:"irreproducible,omitempty"`
}

// An InputRecord is an edge: what the stage calls its input, and the address
// the input comes from.
type InputRecord struct {
	Role    string `json:"role"`
	Address string `json:"name"`
}

// StatusIn returns the status of a run in the store that has its record:
// RunKilled where the record says RunRunning and its process is known to be dead.
func (r *RunRecord) StatusIn(store *artifacts.Store) RunStatus {
	host, err := os.Hostname()
	if r.Status != RunRunning || r.Presence == "" || err != nil || host != r.Host || store.Present(r.Presence) {
		return r.Status
	}
	return RunKilled
}

// Stage returns the record of an address, or nil.
func (r *RunRecord) Stage(address string) *StageRecord {
	for i := range r.Stages {
		if r.Stages[i].Address == address {
			return &r.Stages[i]
		}
	}
	return nil
}

// AllLogs returns the logs of every attempt, the last one's last.
func (s *StageRecord) AllLogs() []LogRecord {
	var all []LogRecord
	for _, a := range s.Attempts {
		all = append(all, a.Logs...)
	}
	return append(all, s.Logs...)
}

// input returns the address of the input in a role, or "".
func (s *StageRecord) input(role string) string {
	for _, in := range s.Inputs {
		if in.Role == role {
			return in.Address
		}
	}
	return ""
}

// outcome returns the digest of what a run came to: two records of which it is
// equal tell of the same artifacts made from the same text, so that keeping
// both would say nothing more.
func (r *RunRecord) outcome() artifacts.Digest {
	return r.outcomeOf(len(r.Stages), func(i int) (string, artifacts.Key, artifacts.Digest) {
		s := &r.Stages[i]
		return s.Address, s.Key, s.Artifact
	})
}

// outcomeOf is outcome with n stages in place of the record's.
func (r *RunRecord) outcomeOf(n int, stage func(i int) (address string, k artifacts.Key, a artifacts.Digest)) artifacts.Digest {
	h := sha256.New()
	fmt.Fprintf(h, "%q %s %d %d\n", r.Path, r.Status, len(r.Sources), n)
	for _, s := range r.Sources {
		fmt.Fprintf(h, "%q %s\n", s.Path, s.Digest)
	}
	var line []byte
	for i := range n {
		address, k, a := stage(i)
		line = strconv.AppendQuote(line[:0], address)
		line = append(append(line, k[:]...), a[:]...)
		h.Write(line)
	}
	return artifacts.Digest(h.Sum(nil))
}

// runIDTime is the layout of the time that begins a run's id.
const runIDTime = "20060102T150405.000000Z"

func newRunID(experiment string, t time.Time) string {
	var random [4]byte
	rand.Read(random[:])
	return t.UTC().Format(runIDTime) + "-" + slug(experiment) + "-" + hex.EncodeToString(random[:])
}

// slug keeps of a name what is safe in file names on every system.
func slug(name string) string {
	const most = 64
	if len(name) > most {
		name = name[:most]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '_'
	}, name)
}

// save writes the record to the store, over an earlier state of itself.
func (r *RunRecord) save(store *artifacts.Store) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode run record: %w", err)
	}
	if err := store.PutRecord(r.ID, data); err != nil {
		return fmt.Errorf("save run record: %w", err)
	}
	return nil
}

// LoadRun reads the record of a run. It returns artifacts.ErrNotFound where
// there is none of that id, and artifacts.ErrCorrupt where it is damaged.
func LoadRun(store *artifacts.Store, id string) (*RunRecord, error) {
	data, err := store.Record(id)
	if err != nil {
		return nil, fmt.Errorf("run %q: %w", id, err)
	}
	r, err := parseRun(data, id)
	if err != nil {
		return nil, fmt.Errorf("run %q: %w: %w", id, artifacts.ErrCorrupt, err)
	}
	return r, nil
}

func parseRun(data []byte, id string) (*RunRecord, error) {
	r := &RunRecord{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, err
	}
	if r.ID != id {
		return nil, fmt.Errorf("it is about run %q", r.ID)
	}
	return r, nil
}
