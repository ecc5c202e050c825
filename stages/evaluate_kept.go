package stages

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"pipe/artifacts"
	"pipe/pipeline"
)

// keptFormat is counted up when the fields of keptAnswers, or what they mean,
// change.
const keptFormat = 2

// keepEvery is how much work a killed evaluation may lose, and keepShare that it
// may lose one part in so many of what it has done: the longer it takes, the
// fewer files it writes.
const (
	keepEvery = time.Second
	keepShare = 100
)

// keepFile is how many answers that are written one by one stand in a file.
const keepFile = 64

// keptAnswers is a file of an evaluation's scratch space: some answers of the
// model to the requests of some benchmarks. Files are added, and the last may
// be replaced by one that has more in it, so that a crash loses what has come
// since the last was written.
type keptAnswers struct {
	Format int
	Parts  []keptPart
}

// A keptPart holds answers about one benchmark: those to the requests with the
// given indices, of one type, in gob.
type keptPart struct {
	Benchmark int
	Type      string
	Index     []int
	Answers   []byte
}

// A keeper keeps the answers of a running evaluation as scratch, so that a
// killed one asks again only what it had not written down. Which requests there
// are is said by the key that the scratch space belongs to. A nil *keeper keeps
// nothing.
type keeper struct {
	scratch *artifacts.Scratch
	found   map[int][]keptPart // by benchmark
	pending []keptPart         // not written yet, or into a file that is not full
	each    bool               // write each answer as it comes: a server's may have cost money
	next    int                // number of the next file, or of the one that is not full
	began   time.Time
	saved   time.Time
	took    time.Duration // to write the last file
}

// openKeeper reads what an evaluation that was stopped has kept. A file that is
// damaged counts as not written, since the run ends with the same bytes either
// way; the log tells of it.
func openKeeper(ctx context.Context, s *pipeline.Stage) (*keeper, error) {
	now := time.Now()
	k := &keeper{scratch: s.Scratch, found: make(map[int][]keptPart), began: now, saved: now}
	names, err := s.Scratch.Names()
	if err != nil {
		return nil, err
	}
	count := 0
	for _, name := range names {
		number, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		k.next = max(k.next, number+1)
		data, err := s.Scratch.Load(name)
		if err != nil && !errors.Is(err, artifacts.ErrCorrupt) {
			return nil, err
		}
		var kept keptAnswers
		if err == nil {
			kept, err = decodeAnswers(data)
		}
		if err != nil {
			zerolog.Ctx(ctx).Warn().Str("stage", s.Name()).Err(err).Msg("kept answers are of no use and are asked for again")
			continue
		}
		for _, p := range kept.Parts {
			k.found[p.Benchmark] = append(k.found[p.Benchmark], p)
			count += len(p.Index)
		}
	}
	if count > 0 {
		zerolog.Ctx(ctx).Info().Str("stage", s.Name()).Int("answers", count).Msg("goes on with the answers that were kept")
	}
	return k, nil
}

// due says whether to write.
func (k *keeper) due() bool {
	if k.each {
		return true
	}
	now := time.Now()
	return now.Sub(k.saved) > max(keepEvery, keepShare*k.took, k.saved.Sub(k.began)/keepShare)
}

func decodeAnswers(data []byte) (kept keptAnswers, err error) {
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&kept); err != nil {
		return keptAnswers{}, fmt.Errorf("decode kept answers: %w", err)
	}
	if kept.Format != keptFormat {
		return keptAnswers{}, fmt.Errorf("kept answers: got format %d, want %d", kept.Format, keptFormat)
	}
	return kept, nil
}

// save writes what is pending.
func (k *keeper) save() error {
	if len(k.pending) == 0 {
		return nil
	}
	began := time.Now()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(keptAnswers{keptFormat, k.pending}); err != nil {
		return fmt.Errorf("encode answers: %w", err)
	}
	if err := k.scratch.Save(fmt.Sprintf("%06d", k.next), b.Bytes()); err != nil {
		return err
	}
	if !k.each || len(k.pending) >= keepFile {
		k.pending, k.next = nil, k.next+1
	}
	k.saved = time.Now()
	k.took = k.saved.Sub(began)
	return nil
}

// answers are those to all requests about one benchmark, as they come in.
// Several goroutines may add at once.
type answers[A any] struct {
	keeper    *keeper
	benchmark int

	mu    sync.Mutex
	list  []A
	known []bool
	count int   // of those known
	new   []int // known, and not handed to the keeper
	err   error // of writing
}

// keptFor returns the answers of a type about a benchmark of n requests that were
// kept. A part that does not fit counts as not written.
func keptFor[A any](k *keeper, benchmark, n int) *answers[A] {
	a := &answers[A]{keeper: k, benchmark: benchmark, list: make([]A, n), known: make([]bool, n)}
	if k == nil || len(k.found[benchmark]) == 0 {
		return a
	}
	others := k.found[benchmark][:0]
	for _, p := range k.found[benchmark] {
		if p.Type != a.kind() {
			others = append(others, p)
			continue
		}
		var list []A
		if err := gob.NewDecoder(bytes.NewReader(p.Answers)).Decode(&list); err != nil || len(list) != len(p.Index) {
			continue
		}
		for j, i := range p.Index {
			if i >= 0 && i < n && !a.known[i] {
				a.list[i], a.known[i] = list[j], true
				a.count++
			}
		}
	}
	k.found[benchmark] = others
	return a
}

// kind names the type of the answers: a benchmark may ask for several.
func (a *answers[A]) kind() string { return fmt.Sprintf("%T", *new(A)) }

// missing returns the indices of the requests without an answer.
func (a *answers[A]) missing() []int {
	var list []int
	for i, known := range a.known {
		if !known {
			list = append(list, i)
		}
	}
	return list
}

// add takes an answer in, and writes when it is time to. It returns how many
// there are.
func (a *answers[A]) add(i int, answer A) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list[i], a.known[i] = answer, true
	a.count++
	if a.keeper != nil {
		a.new = append(a.new, i)
		if a.err == nil && a.keeper.due() {
			a.err = a.flush(true)
		}
	}
	return a.count
}

// finish hands over what is new, and writes it where the call ended in an error
// or ctx is done, since the evaluation then ends too. It returns all answers.
func (a *answers[A]) finish(ctx context.Context, err error) ([]A, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		err = ctx.Err()
	}
	if a.keeper != nil && a.err == nil {
		a.err = a.flush(err != nil)
	}
	if err = errors.Join(err, a.err); err != nil {
		return nil, err
	}
	return a.list, nil
}

func (a *answers[A]) flush(write bool) error {
	if len(a.new) > 0 {
		list := make([]A, len(a.new))
		for j, i := range a.new {
			list[j] = a.list[i]
		}
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(list); err != nil {
			return fmt.Errorf("encode answers: %w", err)
		}
		a.keeper.pending = append(a.keeper.pending, keptPart{a.benchmark, a.kind(), a.new, b.Bytes()})
		a.new = nil
	}
	if !write {
		return nil
	}
	return a.keeper.save()
}
