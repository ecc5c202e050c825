package stages

import "pipe/pipeline"

// Reported reports whether readers of an experiment see what a stage says: the
// numbers of an evaluation, what is made of them, a report. Of an evaluation it also returns
// how many benchmarks it has numbers of.
func Reported(n *pipeline.Node) (benchmarks int, ok bool) {
	switch config := n.Config.(type) {
	case *Evaluate:
		for _, ref := range config.Benchmarks {
			benchmarks += len(memberRefs(ref))
		}
		return benchmarks, true
	case *Ablation, *Contamination, *Claim, *Report:
		return 0, true
	}
	return 0, false
}
