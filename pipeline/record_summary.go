package pipeline

import "pipe/artifacts"

// A Summary is the outcome of a plan or a run as `--json` prints it.
type Summary struct {
	Experiment string          `json:"experiment"`
	DryRun     bool            `json:"dry_run,omitempty"` // nothing ran: it is what run would do
	Stages     []StageSummary  `json:"stages"`
	Reports    []ReportSummary `json:"reports"`
}

// A StageSummary is one stage of a Summary.
type StageSummary struct {
	Name     string           `json:"name"`
	Status   Status           `json:"status"`
	Why      string           `json:"why,omitempty"`
	Key      artifacts.Key    `json:"key,omitzero"`
	Artifact artifacts.Digest `json:"artifact,omitzero"`
	Seconds  float64          `json:"seconds"`
	Start    *Start           `json:"start,omitempty"` // where its first steps are another stage's
	// Irreproducible says why another run may give other bits.
	Irreproducible string `json:"irreproducible,omitempty"`
}

// A ReportSummary says where a report was written.
type ReportSummary struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// Summary returns the plan in the form of `plan --json`.
func (p *Plan) Summary() Summary {
	sum := Summary{Experiment: p.Experiment.Name, Stages: []StageSummary{}, Reports: []ReportSummary{}}
	for _, s := range p.Steps {
		sum.Stages = append(sum.Stages, StageSummary{s.Node.Address(), s.Status, s.Why.Reason, s.Key, s.Artifact, 0, s.Why.Start, s.Node.Irreproducible()})
	}
	return sum
}

// Summary returns the run in the form of `run --json`, without its reports.
func (r *RunRecord) Summary() Summary {
	sum := Summary{Experiment: r.Experiment, Stages: []StageSummary{}, Reports: []ReportSummary{}}
	for _, s := range r.Stages {
		sum.Stages = append(sum.Stages, StageSummary{s.Address, s.Status, s.Why.Reason, s.Key, s.Artifact, s.Seconds, s.Why.Start, s.Irreproducible})
	}
	return sum
}
