package stages

import (
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/page"
)

// addChoices adds how the choices in the lineage fell.
func (b *pageBuilder) addChoices(p *page.Page) error {
	read := func(address string) (*artifacts.Artifact, error) {
		return b.store.Artifact(b.byAddress[address].Artifact)
	}
	for _, a := range b.ancestors {
		if a.Kind != SelectKind {
			continue
		}
		choice, err := ReadChoice(a.Address, a.Labels, b.inputs, read)
		if err != nil {
			return err
		}
		c := page.Choice{Name: a.Address, Metric: choice.Metric, Goal: choice.Goal}
		for _, m := range choice.Candidates {
			c.Percent = isShare(m.number.Value.Metric)
			c.Candidates = append(c.Candidates, page.Candidate{
				Model: m.Model, Evaluation: m.Evaluation, Cell: cell(m.number), Chosen: m.Chosen,
			})
		}
		p.Choices = append(p.Choices, c)
	}
	return nil
}

// made returns the address of the stage that made a model: its own or, where
// that chose the model, the one that it chose.
func (b *pageBuilder) made(model string) string {
	for {
		stage := b.byAddress[model]
		chosen := slices.IndexFunc(stage.Inputs, func(in pipeline.AncestorInput) bool {
			return stage.Kind == SelectKind && strings.HasPrefix(in.Role, "model[") && b.byAddress[in.Address].Artifact == stage.Artifact
		})
		if chosen < 0 {
			return model
		}
		model = stage.Inputs[chosen].Address
	}
}
