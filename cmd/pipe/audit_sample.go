package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/rs/zerolog"

	"pipe/pipeline"
)

// parseShare reads a share in percent, with or without the sign; none is 0.
func parseShare(text string) (percent float64, err error) {
	if text == "" {
		return 0, nil
	}
	percent, err = strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil || !(percent > 0 && percent <= 100) {
		return 0, usageError("--sample is %q, want a share above 0%% and at most 100%%, such as 10%%", text)
	}
	return percent, nil
}

// sampleOptions draws a seed where none is given. Who audits must not be the one
// who could have known which windows it would be.
func sampleOptions(percent float64, f auditFlags) pipeline.SampleOptions {
	opt := pipeline.SampleOptions{Percent: percent, Seed: f.seed, Workers: f.jobs}
	for opt.Seed == 0 {
		opt.Seed = uint64(rand.Uint32())
	}
	return opt
}

// sample executes windows again. The seed is told before, so that one can go on
// with the choice of an audit that was stopped, and each verdict as it comes.
func (a *app) sample(ctx context.Context, auditor *pipeline.Auditor, opt pipeline.SampleOptions) (*pipeline.Sampling, error) {
	report := func(s pipeline.Sampled) {
		fmt.Fprintf(a.lines, "%-11s %s\n", s.Verdict, s.Where())
	}
	if a.logFormat == "json" {
		log := zerolog.Ctx(ctx)
		log.Info().Uint64("seed", opt.Seed).Msg("sample")
		report = func(s pipeline.Sampled) {
			log.Info().Str("stage", s.Stage).Int("from", s.From).Int("to", s.To).Str("verdict", string(s.Verdict)).Msg("sampled")
		}
	} else {
		fmt.Fprintf(a.lines, "sampling with --seed %d\n", opt.Seed)
	}
	sampling, err := auditor.Sample(ctx, opt, report)
	return sampling, notAccepted(err)
}

// printNothingSampled says so where no window was executed, and why.
func printNothingSampled(w io.Writer, s *pipeline.Sampling) {
	switch {
	case s.Checked > 0:
	case len(s.Windows) == 0:
		fmt.Fprintln(w, "there is nothing to sample: the run has no stage that works in steps")
	default:
		fmt.Fprintln(w, "there is nothing to sample: of no training is there a state from which steps could be executed; --replay runs them as a whole")
	}
}
