package pipeline

import "pipe/artifacts"

// MayChange tells of each step, in the order of Steps, whether it may make, or
// has, other bytes than its address had in the latest run. A cached step has them
// where a variable was set to what it was some runs ago; a stale one cannot where
// only its artifact was lost, since the same recipe gives the same bytes.
func (p *Plan) MayChange() []bool {
	may := make([]bool, len(p.Steps))
	if p.NothingToDo() {
		var sources []SourceRecord
		for _, src := range p.Experiment.Sources {
			sources = append(sources, SourceRecord{src.Path, artifacts.Sum(src.Data)})
		}
		if p.isLatest(sources) {
			return may
		}
	}
	for i, s := range p.Steps {
		made, known := p.history.Made(p.Experiment.Name, s.Node.Address())
		switch {
		case !known:
			may[i] = true
		case s.Status == StatusCached:
			may[i] = s.Artifact != made.Stage.Artifact
		case s.Status == StatusStale:
			may[i] = s.Key != made.Stage.Key || s.Node.Irreproducible() != ""
		default:
			may[i] = s.own != "" && !s.forced || p.inputMayChange(s, may)
		}
	}
	return may
}

// inputMayChange reports whether what a step stands on may change.
func (p *Plan) inputMayChange(s *Step, may []bool) bool {
	if s.Node.Kind.Lineage {
		for _, t := range p.upstream(s) {
			if may[t.position] {
				return true
			}
		}
		return false
	}
	for _, in := range s.Node.Inputs {
		if may[p.steps[in.Node].position] {
			return true
		}
	}
	return false
}

// isLatest reports whether the latest record of the experiment tells of a run of
// these texts that found or made all that the plan has found.
func (p *Plan) isLatest(sources []SourceRecord) bool {
	done := RunRecord{Path: p.Experiment.Path, Status: RunDone, Sources: sources}
	return p.history.latestOutcome(p.Experiment.Name) == done.outcomeOf(len(p.Steps), func(i int) (string, artifacts.Key, artifacts.Digest) {
		s := p.Steps[i]
		return s.Node.Address(), s.Key, s.Artifact
	})
}
