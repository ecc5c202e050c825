package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pipe/artifacts"
)

// GCOptions say what gc keeps. A run that is kept keeps all that it made and
// found, and so everything that the proofs of its reports lead to.
type GCOptions struct {
	// Plans keep what they find cached.
	Plans []*Plan
	// KeepRuns is how many finished runs of each experiment are kept, with the
	// newest first and those with other variables apart; negative keeps all. Runs
	// that were limited to some stages, or did not finish, are kept with those
	// that they are younger than.
	KeepRuns int
	// Since keeps the runs that ended later.
	Since time.Time
	// Drop names stages, or kinds of stages, whose artifacts go even where a run
	// or a plan is kept. Roots keep theirs.
	Drop []string
	// DropAdded lets files go that were added by hand and that nothing kept reads.
	DropAdded bool
	// Grace is the age below which nothing goes.
	Grace time.Duration

	artifacts.CollectOptions
}

// A GC is what gc has removed, or would.
type GC struct {
	Artifacts []GCArtifact
	Kept      int // runs
	*artifacts.Collection
}

// A GCArtifact is an artifact that was removed, with its last run.
type GCArtifact struct {
	artifacts.Holding
	Stage string // its address, or "" where no run record tells
	Run   string // id of the newest run that had it
}

// RunGC removes from a store what nothing keeps. Records and recipes stay. It
// returns an *AddressError where opt.Drop names a stage that nothing kept has.
func RunGC(ctx context.Context, store *artifacts.Store, opt GCOptions) (*GC, error) {
	// The survey comes first: what a run that ends meanwhile has made is young
	// to it, and its record is there to be read.
	survey, err := store.Survey(ctx, opt.Grace)
	if err != nil {
		return nil, err
	}
	runs, err := Runs(store)
	if err != nil {
		return nil, fmt.Errorf("gc: nobody knows what a damaged run record keeps; `pipe verify` moves it out of the way: %w", err)
	}
	roots, err := store.Roots()
	if err != nil {
		return nil, fmt.Errorf("gc: nobody knows what a damaged pin keeps; `pipe verify` moves it out of the way: %w", err)
	}
	m := newMarker(store, survey, opt)
	for _, r := range runs {
		for _, src := range r.Sources {
			m.keep.Objects[src.Digest] = true
		}
	}
	kept := keptRuns(runs, opt)
	for _, r := range kept {
		m.markRun(r, opt.Drop)
	}
	for _, p := range opt.Plans {
		m.markPlan(p)
	}
	for _, name := range opt.Drop {
		if !m.dropped[name] {
			return nil, &AddressError{What: "stage to drop", Address: name, Nearest: nearest(name, m.addresses)}
		}
	}
	for _, root := range roots {
		m.markRoot(root, runs)
	}
	if m.keep.Trails, err = m.trails(kept, runs); err != nil {
		return nil, fmt.Errorf("gc: %w", err)
	}
	if opt.DropAdded {
		m.keep.Added = m.reads()
	}
	c, err := survey.Collect(ctx, m.keep, opt.CollectOptions)
	if err != nil {
		return nil, err
	}
	return &GC{Artifacts: nameHoldings(c.Entries, runs), Kept: len(kept), Collection: c}, nil
}

// keptRuns returns the runs to keep, of those that come newest first.
func keptRuns(runs []*RunRecord, opt GCOptions) []*RunRecord {
	finished := make(map[string]int)
	var kept []*RunRecord
	for _, r := range runs {
		given, _ := json.Marshal(r.Given) // of strings: it cannot fail
		of := strings.Join([]string{r.Path, r.Experiment, string(given)}, "\x00")
		ended := r.Ended
		if ended.IsZero() {
			ended = r.Started
		}
		if opt.KeepRuns < 0 || finished[of] < opt.KeepRuns || !opt.Since.IsZero() && ended.After(opt.Since) {
			kept = append(kept, r)
		}
		if r.Status == RunDone && !r.Partial {
			finished[of]++
		}
	}
	return kept
}

// A marker collects what is to be kept.
type marker struct {
	store     *artifacts.Store
	drop      []string
	keep      artifacts.Keep
	dropped   map[string]bool // which of drop have named something
	addresses []string
	makers    map[artifacts.Digest][]artifacts.Key
}

func newMarker(store *artifacts.Store, survey *artifacts.Survey, opt GCOptions) *marker {
	m := &marker{
		store: store, drop: opt.Drop, dropped: make(map[string]bool),
		keep: artifacts.Keep{
			Keys: make(map[artifacts.Key]bool), Artifacts: make(map[artifacts.Digest]bool), Objects: make(map[artifacts.Digest]bool),
		},
		makers: make(map[artifacts.Digest][]artifacts.Key),
	}
	for _, h := range survey.Entries {
		m.makers[h.Artifact] = append(m.makers[h.Artifact], h.Key)
	}
	return m
}

func (m *marker) mark(k artifacts.Key, d artifacts.Digest) {
	if !d.IsZero() {
		m.keep.Keys[k], m.keep.Artifacts[d] = true, true
	}
}

func (m *marker) markRun(r *RunRecord, drop []string) {
	for _, s := range r.Stages {
		if !m.drops(drop, s.Address, s.Kind) {
			m.mark(s.Key, s.Artifact)
		}
	}
}

func (m *marker) markPlan(p *Plan) {
	for _, s := range p.Steps {
		if s.Status == StatusCached && !m.drops(m.drop, s.Node.Address(), s.Node.Kind.Name) {
			m.mark(s.Key, s.Artifact)
		}
	}
}

// drops reports whether a stage is to be dropped: by its address, without its
// instance key or with it, or by its kind.
func (m *marker) drops(drop []string, address, kind string) bool {
	m.addresses = append(m.addresses, address)
	base, _, _ := strings.Cut(address, "[")
	found := false
	for _, name := range drop {
		if name == address || name == base || name == kind {
			m.dropped[name], found = true, true
		}
	}
	return found
}

// markRoot keeps a run, or an artifact with all that it was made from.
func (m *marker) markRoot(root artifacts.Root, runs []*RunRecord) {
	for _, r := range runs {
		if r.ID == root.Run {
			m.markRun(r, nil)
		}
	}
	if root.Artifact.IsZero() {
		return
	}
	seen := make(map[artifacts.Digest]bool)
	for queue := []artifacts.Digest{root.Artifact}; len(queue) > 0; queue = queue[1:] {
		d := queue[0]
		if seen[d] {
			continue
		}
		seen[d], m.keep.Artifacts[d] = true, true
		for _, k := range m.makers[d] {
			m.keep.Keys[k] = true
			queue = append(queue, m.named(k, "input", "ancestor")...)
		}
	}
}

// named returns the digests that the lines of a recipe name; none where it
// cannot be read.
func (m *marker) named(k artifacts.Key, what ...string) []artifacts.Digest {
	text, err := m.store.Recipe(k)
	if err != nil {
		return nil
	}
	recipe, err := ParseRecipe(text)
	if err != nil {
		return nil
	}
	var digests []artifacts.Digest
	for _, l := range recipe.lines {
		if d, err := artifacts.ParseDigest(l.value); err == nil && slices.Contains(what, l.what) {
			digests = append(digests, d)
		}
	}
	return digests
}

// reads returns whether something that is kept reads an added file.
func (m *marker) reads() func(artifacts.AddedFile) bool {
	read := make(map[artifacts.Digest]bool)
	for k := range m.keep.Keys {
		for _, d := range m.named(k, "file") {
			read[d] = true
		}
	}
	return func(f artifacts.AddedFile) bool { return read[f.Digest] }
}

// nameHoldings finds the newest run that had each artifact, and what it was
// called there.
func nameHoldings(holdings []artifacts.Holding, runs []*RunRecord) []GCArtifact {
	named := make([]GCArtifact, len(holdings))
	at := make(map[artifacts.Key]*GCArtifact)
	for i, h := range holdings {
		named[i].Holding = h
		at[h.Key] = &named[i]
	}
	for _, r := range runs { // newest first
		for _, s := range r.Stages {
			if g := at[s.Key]; g != nil && g.Stage == "" && !s.Artifact.IsZero() {
				g.Stage, g.Run = s.Address, r.ID
			}
		}
	}
	return named
}
