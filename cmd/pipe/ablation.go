package main

import (
	"fmt"
	"math"
	"strings"

	"pipe/pipeline"
	"pipe/stages"
)

// ablationText says what an ablation found, a line for each metric and variant.
func ablationText(r *stages.AblationResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  baseline %s, %s, %d comparisons at level %v", r.Ablation, r.Baseline, seedsText(r.Seeds), r.Comparisons, r.Alpha)
	for i, e := range r.Effects {
		if i%len(r.Variants) == 0 {
			fmt.Fprintf(&b, "\n  %s.%s.%s", r.Measures[e.Measure], pipeline.ParseAddress(e.Benchmark).Short(), e.Metric)
		}
		fmt.Fprintf(&b, "\n    %-20s %s", e.Variant, effectText(e.Found))
	}
	for _, f := range r.Fits {
		fmt.Fprintf(&b, "\n  %s.%s.%s = %s", r.Measures[f.Measure], pipeline.ParseAddress(f.Benchmark).Short(), f.Metric, fitText(f))
	}
	return b.String()
}

// fitText writes a power law, and what is known of its exponent.
func fitText(f stages.AblationFit) string {
	sign := '+'
	if f.Scale < 0 {
		sign = '-'
	}
	text := fmt.Sprintf("%.4g %c %.4g size^-%.4f", f.Floor, sign, math.Abs(f.Scale), f.Exponent)
	switch {
	case f.Note != "":
		text += "\n    " + f.Note
	case f.HasRange:
		text += fmt.Sprintf("  exponent over seeds %.4f ± %.4f", f.Mean, (f.High-f.Low)/2)
	}
	return text
}

func seedsText(seeds []int64) string {
	if len(seeds) == 0 {
		return "one run"
	}
	return fmt.Sprintf("seeds %s", strings.Trim(fmt.Sprint(seeds), "[]"))
}

func effectText(e stages.Effect) string {
	if !e.HasMean {
		return "no value"
	}
	text := fmt.Sprintf("%9.4f", e.Mean)
	if e.Interval == "seeds" {
		text += fmt.Sprintf(" ± %.4f", (e.High-e.Low)/2)
	}
	switch {
	case e.Baseline:
		return text + "  baseline"
	case e.Pairs == 0:
		return text + "  not compared"
	}
	text += fmt.Sprintf("  difference %+.4g", e.Difference)
	if e.Test != "" {
		text += fmt.Sprintf(" ± %.2g", e.StdErr)
	}
	if e.HasP {
		text += fmt.Sprintf("  p %.4f, corrected %.4f", e.P, e.Corrected)
	}
	return text + "  " + e.Outcome()
}
