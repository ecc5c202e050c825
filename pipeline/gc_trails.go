package pipeline

import (
	"encoding/json"
	"strings"

	"pipe/artifacts"
)

// trails says which kept states stay: those that were kept by a stage whose
// artifact stays, or from which a stage of a kept run started. It does not name
// states whose makers no run record tells of.
func (m *marker) trails(kept, runs []*RunRecord) (map[artifacts.Key]bool, error) {
	keys, err := m.store.TrailKeys()
	if err != nil {
		return nil, err
	}
	started := make(map[Maker]bool)
	for _, r := range kept {
		for _, s := range r.Stages {
			if s.Why.Start != nil && m.keep.Keys[s.Key] {
				started[s.Why.Start.Maker] = true
			}
		}
	}
	byID := make(map[string]*RunRecord, len(runs))
	for _, r := range runs {
		byID[r.ID] = r
	}
	trails := make(map[artifacts.Key]bool)
	for _, k := range keys {
		for _, maker := range makersOf(m.store.Trail(k)) {
			if r := byID[maker.Run]; r != nil {
				if s := r.Stage(maker.Stage); s != nil && !s.Artifact.IsZero() {
					trails[k] = trails[k] || m.keep.Keys[s.Key] || started[maker]
				}
			}
		}
	}
	return trails, nil
}

// makersOf returns who kept the states of a trail, as far as it can be read.
func makersOf(trail *artifacts.Scratch) []Maker {
	names, err := trail.Names()
	if err != nil {
		return nil
	}
	var makers []Maker
	for _, name := range names {
		if !strings.HasPrefix(name, makerPrefix) {
			continue
		}
		var maker Maker
		if data, err := trail.Load(name); err == nil && json.Unmarshal(data, &maker) == nil {
			makers = append(makers, maker)
		}
	}
	return makers
}
