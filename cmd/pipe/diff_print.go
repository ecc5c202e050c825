package main

import (
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
)

func (a *app) printDiff(d *diffView) {
	fmt.Fprintf(a.stdout, "from  %s\nto    %s\n", d.From, d.To)
	for _, t := range d.Texts {
		fmt.Fprintf(a.stdout, "text %s %s\n", t.Name, t.change())
	}
	for _, name := range d.OnlyFrom {
		fmt.Fprintf(a.stdout, "only before: %s\n", name)
	}
	for _, name := range d.OnlyTo {
		fmt.Fprintf(a.stdout, "only after: %s\n", name)
	}
	if d.Equal {
		a.printEqual(d)
		return
	}
	for _, s := range d.Stages {
		a.printStageDiff(s)
	}
	if d.Alike > 0 {
		fmt.Fprintf(a.stdout, "\nalike in both: %d stages\n", d.Alike)
	}
	a.printFileDiffs(d.Files)
	a.printContents(d)
}

func (a *app) printEqual(d *diffView) {
	switch {
	case d.From.Stage == "" && d.From.Run != "":
		fmt.Fprintf(a.stdout, "equal: %d stages of the same recipes, with the same artifacts\n", d.Alike)
	case d.From.Stage != "" && d.To.Stage != "":
		fmt.Fprintln(a.stdout, "equal: the same recipe, and the same artifact")
	default:
		fmt.Fprintln(a.stdout, "equal: the same artifact")
	}
}

func (s diffSide) String() string {
	switch {
	case s.Artifact.IsZero():
		return "run " + s.Run
	case s.Stage == "":
		return "artifact " + s.Artifact.Short()
	}
	return fmt.Sprintf("%s, artifact %s of run %s", s.Stage, s.Artifact.Short(), s.Run)
}

// change says how the bytes differ.
func (d digestDiff) change() string {
	switch {
	case d.From.IsZero():
		return "only after: " + d.To.Short()
	case d.To.IsZero():
		return "only before: " + d.From.Short()
	}
	return fmt.Sprintf("changed from %s to %s", d.From.Short(), d.To.Short())
}

// printStageDiff prints changes of the stage's own one by one. What it has from
// others is one line where the causes are known, and else as its own.
func (a *app) printStageDiff(s stageDiff) {
	causes := strings.Join(s.Causes, ", ")
	if len(s.Causes) > 0 && len(s.Own) == 0 && s.Note == "" {
		fmt.Fprintf(a.stdout, "\n%s differs because of %s; %s\n", s.Name, causes, s.artifacts())
		return
	}
	fmt.Fprintf(a.stdout, "\n%s differs", s.Name)
	switch {
	case len(s.Causes) > 0 && len(s.Own) > 0:
		fmt.Fprintf(a.stdout, ", also because of %s", causes)
	case len(s.Causes) > 0:
		fmt.Fprintf(a.stdout, " because of %s", causes)
	}
	fmt.Fprintln(a.stdout)
	if s.Note != "" {
		fmt.Fprintf(a.stdout, "  %s\n", s.Note)
	}
	a.printChanges(s.Own)
	if len(s.Causes) == 0 {
		a.printChanges(s.inherited())
	}
	if len(s.Own)+len(s.Inherited) == 0 && s.Note == "" && !s.ArtifactFrom.IsZero() && !s.ArtifactTo.IsZero() {
		fmt.Fprintln(a.stdout, "  one recipe has given two artifacts")
	}
	fmt.Fprintf(a.stdout, "  %s\n", s.artifacts())
}

// inherited leaves lineage to --json where the inputs tell enough.
func (s stageDiff) inherited() []changeView {
	if len(s.Own) == 0 {
		return s.Inherited
	}
	return slices.DeleteFunc(slices.Clone(s.Inherited), func(c changeView) bool { return c.Kind != "input" })
}

// artifacts says whether what the stage made is equal.
func (s stageDiff) artifacts() string {
	if s.SameArtifact {
		return "artifact equal: " + orNone(s.ArtifactTo)
	}
	return fmt.Sprintf("artifact from %s to %s", orNone(s.ArtifactFrom), orNone(s.ArtifactTo))
}

func (a *app) printChanges(changes []changeView) {
	for _, c := range changes {
		fmt.Fprintf(a.stdout, "  %s %s\n      from %s\n      to   %s\n", c.Kind, c.Name, of(c.From, c.StageFrom), of(c.To, c.StageTo))
	}
}

// of adds the stage that a value comes from, where there is one.
func of(value, stage string) string {
	if stage == "" {
		return value
	}
	return value + " of " + stage
}

func orNone(d artifacts.Digest) string {
	if d.IsZero() {
		return "none"
	}
	return d.Short()
}

func (a *app) printFileDiffs(files []digestDiff) {
	if len(files) > 0 {
		fmt.Fprintln(a.stdout, "\nfiles")
	}
	for _, f := range files {
		fmt.Fprintf(a.stdout, "  %s %s\n", f.Name, f.change())
	}
}

func (a *app) printContents(d *diffView) {
	if len(d.Numbers) > 0 {
		fmt.Fprintln(a.stdout, "\nnumbers, before and after")
	}
	for _, n := range d.Numbers {
		fmt.Fprintf(a.stdout, "  %-40s %s  %s", n.Name, n.From.short(), n.To.short())
		if n.Difference != nil {
			fmt.Fprintf(a.stdout, "  difference %s", n.Difference)
		}
		fmt.Fprintln(a.stdout)
	}
	if len(d.Curves) > 0 {
		fmt.Fprintln(a.stdout, "\ntraining curves")
	}
	for _, c := range d.Curves {
		fmt.Fprintf(a.stdout, "  %-28s %s\n", c.Name, c)
	}
}

// short is the value of a result and its standard error.
func (r *result) short() string {
	switch {
	case r == nil:
		return "none"
	case !r.HasValue:
		return "no value"
	case r.StdErr > 0:
		return fmt.Sprintf("%.4f ± %.4f", r.Value, r.StdErr)
	}
	return fmt.Sprintf("%.4f", r.Value)
}

func (d difference) String() string {
	text := fmt.Sprintf("%+.4f", d.Value)
	if d.HasError {
		text += fmt.Sprintf(" ± %.4f", d.StdErr)
	}
	if d.Paired {
		text += ", paired"
	}
	if d.Test != nil {
		text += fmt.Sprintf(", %s p = %.4f, corrected %.4f", d.Test.Name, d.Test.P, d.Test.Holm)
	}
	return text
}

func (c curveDiff) String() string {
	if c.Step == 0 {
		return fmt.Sprintf("equal in all %d steps", c.StepsTo)
	}
	text := fmt.Sprintf("part at step %d", c.Step)
	for i, column := range c.Columns {
		separator := ", "
		if i == 0 {
			separator = ": "
		}
		text += fmt.Sprintf("%s%s from %s to %s", separator, column.Name, valueOrNone(column.From), valueOrNone(column.To))
	}
	if c.StepsFrom != c.StepsTo {
		text += fmt.Sprintf("; of %d and %d steps", c.StepsFrom, c.StepsTo)
	}
	return text + fmt.Sprintf("; last loss %.6g and %.6g", c.LossFrom, c.LossTo)
}

func valueOrNone(x *float64) string {
	if x == nil {
		return "none"
	}
	return fmt.Sprintf("%.6g", *x)
}
