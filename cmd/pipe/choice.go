package main

import (
	"fmt"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// choiceOf returns how the choice of a stage fell; nil where it does not choose.
func choiceOf(store *artifacts.Store, run *pipeline.RunRecord, s *pipeline.StageRecord) (*stages.Choice, error) {
	if s == nil || s.Kind != stages.SelectKind {
		return nil, nil
	}
	return stages.ReadChoice(s.Address, s.Labels, inputsOf(run), func(address string) (*artifacts.Artifact, error) {
		evaluation := run.Stage(address)
		if evaluation == nil {
			return nil, fmt.Errorf("the record of run %s does not know it", run.ID)
		}
		return store.Artifact(evaluation.Artifact)
	})
}

// choiceText lists what was chosen among, and marks what was chosen.
func choiceText(c *stages.Choice) string {
	var b strings.Builder
	word := "largest"
	if c.Goal == "min" {
		word = "smallest"
	}
	fmt.Fprintf(&b, "%s is %s, with the %s %s\n", c.Select, c.Chosen, word, c.Metric)
	for _, m := range c.Candidates {
		mark := " "
		if m.Chosen {
			mark = "*"
		}
		value := " no value"
		if m.HasValue {
			value = fmt.Sprintf("%9.4f", m.Value)
		}
		if m.HasRange {
			value += fmt.Sprintf("  [%.4f, %.4f]", m.Low, m.High)
		}
		fmt.Fprintf(&b, "  %s %-28s %s  n = %d  %s\n", mark, m.Model, value, m.N, m.Reference)
	}
	return b.String()
}
