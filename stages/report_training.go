package stages

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/page"
)

// addModels adds the loss curve and the cost of every model in the lineage, and
// the cost of asking them.
func (b *pageBuilder) addModels(p *page.Page) error {
	for _, a := range b.ancestors {
		if a.Kind == SelectKind {
			continue // the model is there already
		}
		artifact, err := b.store.Artifact(a.Artifact)
		if err != nil {
			return err
		}
		if _, ok := artifact.File("curve.arrow"); !ok {
			continue
		}
		rows, err := artifacts.ReadTable[curveRow](artifact, "curve")
		if err != nil {
			return err
		}
		config, err := readConfig(artifact)
		if err != nil {
			return err
		}
		curve := page.Curve{
			Name: a.Address, About: config.about(), Unit: config.lossUnit(), Chart: b.chart(a, config), Digest: a.Artifact.String(),
		}
		if a.Kind == "finetune" {
			curve.Kept = lowest(rows)
		}
		for _, r := range rows {
			curve.Points = append(curve.Points, page.Point{
				Step: r.Step, Tokens: r.Tokens, Loss: r.Loss,
				Validation: r.Validation, HasValidation: r.HasValidation, LearningRate: r.LearningRate,
			})
		}
		p.Curves = append(p.Curves, curve)
		p.Costs = append(p.Costs, page.Cost{
			Stage: a.Address, Model: a.Address, Parameters: config.Parameters, Tokens: config.Tokens, FLOPs: config.FLOPs,
		})
	}
	for i, e := range b.evaluations {
		p.Costs = append(p.Costs, page.Cost{Stage: p.Columns[i].Name, Model: e.model})
	}
	return nil
}

// about says the shape of a model.
func (c configRow) about() string {
	s := fmt.Sprintf("%d layers of width %d, %d heads", c.Layers, c.Dim, c.Heads)
	if c.KVHeads != c.Heads {
		s += fmt.Sprintf(" on %d key-value heads", c.KVHeads)
	}
	s += fmt.Sprintf(", sequences of %d, vocabulary of %d", c.SeqLen, c.VocabSize)
	if c.Classes > 0 {
		s += fmt.Sprintf(", %d classes", c.Classes)
	}
	return s
}

// lossUnit says over what a training's loss is a mean.
func (c configRow) lossUnit() string {
	if c.Classes > 0 {
		return "nats per text"
	}
	return "nats per token"
}

// chart names what must be equal for two losses to be comparable: the kind,
// what is predicted, in which tokens, and all data.
func (b *pageBuilder) chart(a pipeline.Ancestor, c configRow) string {
	masked := c.Classes == 0 && !c.Causal
	root := a.Address
	for _, base := range b.bases(a.Address) {
		root = base
	}
	parts := []string{
		a.Kind, c.lossUnit(), strconv.FormatBool(masked),
		b.byAddress[b.input(root, "tokenizer")].Artifact.String(),
	}
	for _, in := range a.Inputs {
		if in.Role != "base" {
			parts = append(parts, in.Role+" "+b.byAddress[in.Address].Artifact.String())
		}
	}
	return strings.Join(parts, "\n")
}

// lowest returns the first step of the lowest validation loss, which is what
// fine-tuning keeps.
func lowest(rows []curveRow) int64 {
	step, best := int64(0), math.Inf(1)
	for _, r := range rows {
		if r.HasValidation && r.Validation < best {
			step, best = r.Step, r.Validation
		}
	}
	return step
}
