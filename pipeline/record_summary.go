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
	Error          string `json:"error,omitempty"` // how it failed
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
		sum.Stages = append(sum.Stages, StageSummary{
			Name: s.Node.Address(), Status: s.Status, Why: s.Why.Reason, Key: s.Key, Artifact: s.Artifact,
			Start: s.Why.Start, Irreproducible: s.Node.Irreproducible(),
		})
	}
	return sum
}

// Summary returns the run in the form of `run --json`, without its reports.
func (r *RunRecord) Summary() Summary {
	sum := Summary{Experiment: r.Experiment, Stages: []StageSummary{}, Reports: []ReportSummary{}}
	for _, s := range r.Stages {
		summary := StageSummary{
			Name: s.Address, Status: s.Status, Why: s.Why.Reason, Key: s.Key, Artifact: s.Artifact, Seconds: s.Seconds,
			Start: s.Why.Start, Irreproducible: s.Irreproducible,
		}
		if s.Status == StatusFailed {
			summary.Error = s.Error
		}
		sum.Stages = append(sum.Stages, summary)
	}
	return sum
}
