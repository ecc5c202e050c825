package stages

import (
	"context"
	"fmt"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
)

// AuditNumbers computes every number of a run's evaluations again from its
// samples.
func AuditNumbers(ctx context.Context, store *artifacts.Store, run *pipeline.RunRecord, inputs Inputs) pipeline.AuditCheck {
	c := pipeline.NewCheck("numbers", "every number of every evaluation, computed again from its samples")
	for _, s := range run.Stages {
		if s.Kind != EvaluateKind || s.Artifact.IsZero() {
			continue
		}
		artifact, err := store.Artifact(s.Artifact)
		if err != nil {
			c.Fail(s.Address, "", "%v", err)
			continue
		}
		numbers, err := Numbers(s.Address, artifact, inputs)
		if err != nil {
			c.Fail(s.Address, "", "%v", err)
			continue
		}
		ran := make(map[int]bool) // benchmarks whose programs were run
		for _, n := range numbers {
			c.Checked++
			again, err := Recompute(artifact, n)
			if err == nil && !ran[n.set] {
				ran[n.set] = true
				err = again.RunPrograms(ctx, store, run, artifact, n)
			}
			if again.Unrun != "" {
				c.Unchecked = append(c.Unchecked, pipeline.AuditFailure{
					Where: n.Reference, Problem: "its programs cannot be run again: " + again.Unrun, Remedy: again.Remedy,
				})
			}
			if err != nil {
				again.Fault = err.Error()
			}
			if !again.Equal {
				c.Fail(n.Reference, "`pipe trace "+n.Reference+"` shows what it stands on", "it is %v, but %s", n.Value.Value, again)
			}
		}
	}
	return c
}

// Verdicts returns what the claims of a run say. What cannot be read is a
// failure of the check.
func Verdicts(store *artifacts.Store, run *pipeline.RunRecord, inputs Inputs) ([]*Verdict, pipeline.AuditCheck) {
	c := pipeline.NewCheck("claims", "every claim")
	verdicts := []*Verdict{}
	for _, s := range run.Stages {
		if s.Kind != ClaimKind || s.Artifact.IsZero() {
			continue
		}
		c.Checked++
		artifact, err := store.Artifact(s.Artifact)
		if err != nil {
			c.Fail(s.Address, "", "%v", err)
			continue
		}
		v, err := ReadVerdict(s.Address, artifact, inputs)
		if err != nil {
			c.Fail(s.Address, "", "%v", err)
			continue
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, c
}

// DescribeDifference says in which files two artifacts differ, and where in
// each table they begin to.
func DescribeDifference(was, again *artifacts.Artifact) []string {
	var lines []string
	if curve, err := DiffCurves(was, again); err == nil && curve != nil && curve.Step > 0 {
		lines = append(lines, fmt.Sprintf("the training curves part at step %d", curve.Step))
	}
	for _, name := range pipeline.DifferentFiles(was, again) {
		line := name
		_, had := was.File(name)
		_, has := again.File(name)
		switch {
		case !had || !has:
			line += " is there in one only"
		case strings.HasSuffix(name, ".arrow"):
			d, err := artifacts.DiffTables(was, again, name)
			switch {
			case err != nil:
				line = err.Error()
			case d != nil:
				line += " differs at " + d.String()
			default:
				line += " holds the same rows in other bytes"
			}
		default:
			line += " differs"
		}
		lines = append(lines, line)
	}
	return lines
}
