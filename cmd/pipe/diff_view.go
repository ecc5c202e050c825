package main

import (
	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// A diffView is a comparison as JSON, and what is printed of it as text.
type diffView struct {
	From     diffSide     `json:"from"`
	To       diffSide     `json:"to"`
	Equal    bool         `json:"equal"`
	Texts    []digestDiff `json:"texts"` // files of the experiment
	OnlyFrom []string     `json:"only_from"`
	OnlyTo   []string     `json:"only_to"`
	Alike    int          `json:"alike"` // stages of the same recipe and artifact
	Stages   []stageDiff  `json:"stages"`
	Files    []digestDiff `json:"files"` // of two artifacts
	Numbers  []numberDiff `json:"numbers"`
	Curves   []curveDiff  `json:"curves"`
}

// A diffSide says what is compared: a run, or an artifact and the stage that
// is known to have made it.
type diffSide struct {
	Run      string           `json:"run,omitempty"`
	Stage    string           `json:"stage,omitempty"`
	Artifact artifacts.Digest `json:"artifact,omitzero"`
}

// A digestDiff is something with a name that has other bytes; a digest is left
// out where there is none.
type digestDiff struct {
	Name string           `json:"name"`
	From artifacts.Digest `json:"from,omitzero"`
	To   artifacts.Digest `json:"to,omitzero"`
}

// A stageDiff is how a stage differs. A change is its own, or inherited from
// the stages in Causes, where it began.
type stageDiff struct {
	Name         string           `json:"name"`
	Own          []changeView     `json:"own"`
	Inherited    []changeView     `json:"inherited"`
	Causes       []string         `json:"causes"`
	Note         string           `json:"note,omitempty"` // why the recipes cannot be compared
	SameArtifact bool             `json:"same_artifact"`
	ArtifactFrom artifacts.Digest `json:"artifact_from,omitzero"`
	ArtifactTo   artifacts.Digest `json:"artifact_to,omitzero"`
}

// A changeView is a change with the stages that a changed input comes from.
type changeView struct {
	pipeline.Change
	StageFrom string `json:"stage_from,omitempty"`
	StageTo   string `json:"stage_to,omitempty"`
}

// A numberDiff is a number before and now; a side is null where there is none,
// and so is the difference without a value on both.
type numberDiff struct {
	Name       string      `json:"name"` // "evaluate.base.capitals.acc"
	From       *result     `json:"from"`
	To         *result     `json:"to"`
	Difference *difference `json:"difference"`
}

// A difference has no standard error where HasError is false.
type difference struct {
	Value    float64 `json:"value"`
	StdErr   float64 `json:"stderr"`
	HasError bool    `json:"has_stderr"`
	Paired   bool    `json:"paired"` // the error is that of the difference over documents
	Test     *test   `json:"test"`   // null where the two did not answer the same documents
}

// A test says whether there is a difference. P is corrected for all numbers of
// the two evaluations: Holm for one wrong among them, Discovery for the share of
// wrong ones.
type test struct {
	Name      string  `json:"name"` // "mcnemar" or "randomisation"
	P         float64 `json:"p"`
	Holm      float64 `json:"holm"`
	Discovery float64 `json:"benjamini_hochberg"`
}

// A curveDiff is where two training curves part; Step is 0 where they do not.
type curveDiff struct {
	Name      string       `json:"name"`
	StepsFrom int64        `json:"steps_from"`
	StepsTo   int64        `json:"steps_to"`
	Step      int64        `json:"step"`
	Columns   []columnDiff `json:"columns"` // none where one of the curves has ended
	LossFrom  float64      `json:"loss_from"`
	LossTo    float64      `json:"loss_to"`
}

type columnDiff struct {
	Name string   `json:"name"`
	From *float64 `json:"from"`
	To   *float64 `json:"to"`
}

// newDiffView returns a view without differences, in which no list is null.
func newDiffView(from, to diffSide) *diffView {
	return &diffView{
		From: from, To: to, Texts: []digestDiff{}, OnlyFrom: []string{}, OnlyTo: []string{}, Stages: []stageDiff{},
		Files: []digestDiff{}, Numbers: []numberDiff{}, Curves: []curveDiff{},
	}
}

func sideOf(f *found) diffSide {
	s := diffSide{Artifact: f.artifact.Digest()}
	if f.stage != nil {
		s.Run, s.Stage = f.run.ID, f.stage.Address
	}
	return s
}

func stageDiffOf(s *pipeline.StageDiff) stageDiff {
	view := stageDiff{
		Name: s.To.Address, Own: changeViews(s, s.Own), Inherited: changeViews(s, s.Inherited), Causes: []string{}, Note: s.Note,
		SameArtifact: s.SameArtifact(), ArtifactFrom: s.From.Artifact, ArtifactTo: s.To.Artifact,
	}
	for _, c := range s.Causes {
		view.Causes = append(view.Causes, c.To.Address)
	}
	return view
}

func changeViews(s *pipeline.StageDiff, changes []pipeline.Change) []changeView {
	views := make([]changeView, len(changes))
	for i, c := range changes {
		from, to := s.Sources(c)
		views[i] = changeView{c, from, to}
	}
	return views
}

func numberDiffOf(evaluation string, d stages.NumberDiff) numberDiff {
	view := numberDiff{Name: evaluation + "." + d.Name, From: resultIfAny(d.From), To: resultIfAny(d.To)}
	if d.Difference.HasValue {
		of := d.Difference
		view.Difference = &difference{of.Value, of.StdErr, of.HasError, of.Paired, nil}
		if of.HasTest {
			view.Difference.Test = &test{of.Test, of.P, of.Holm, of.Discovery}
		}
	}
	return view
}

func resultIfAny(n *stages.Number) *result {
	if n == nil {
		return nil
	}
	r := resultOf(*n)
	return &r
}

func curveDiffOf(name string, c *stages.CurveDiff) curveDiff {
	view := curveDiff{
		Name: name, StepsFrom: c.StepsFrom, StepsTo: c.StepsTo, Step: c.Step, Columns: []columnDiff{},
		LossFrom: c.LossFrom, LossTo: c.LossTo,
	}
	for _, column := range c.Columns {
		view.Columns = append(view.Columns, columnDiff(column))
	}
	return view
}

func addresses(records []*pipeline.StageRecord) []string {
	names := make([]string, len(records))
	for i, s := range records {
		names[i] = s.Address
	}
	return names
}
