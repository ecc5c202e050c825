package metrics

import "math"

// A Part is the mean of one benchmark of a group.
type Part struct {
	Mean, StdErr float64
	N            int64 // documents
}

// A GroupMean is the mean of a group of benchmarks, taken in two ways, each with
// its own standard error.
type GroupMean struct {
	N int64 // documents of all parts

	Weighted, WeightedStdErr float64 // every document counts alike
	Macro, MacroStdErr       float64 // every part counts alike
}

// MeanOfParts returns the means of a group. The parts are taken as independent,
// so that their variances add: the standard errors are sqrt(sum n²s²)/N of the
// weighted mean and sqrt(sum s²)/k of the macro mean of k parts. It needs a part
// with documents.
func MeanOfParts(parts []Part) GroupMean {
	var g GroupMean
	var weighted, macro, weightedSquares, macroSquares float64
	for _, p := range parts {
		n := float64(p.N)
		g.N += p.N
		weighted += float64(n * p.Mean)
		macro += p.Mean
		weightedSquares += float64(float64(n*p.StdErr) * float64(n*p.StdErr))
		macroSquares += float64(p.StdErr * p.StdErr)
	}
	n, k := float64(g.N), float64(len(parts))
	g.Weighted, g.WeightedStdErr = weighted/n, math.Sqrt(weightedSquares)/n
	g.Macro, g.MacroStdErr = macro/k, math.Sqrt(macroSquares)/k
	return g
}

// PooledStdErr returns what lm-evaluation-harness 0.4 prints as the standard
// error of a group, whichever mean it takes: sqrt(sum (n-1)s²n / (N-k) / N). It
// pools the variances of documents as if all parts had one mean, which is wrong
// for the macro mean and not exact for the weighted; it is here to be compared
// with. ok is false where every part has a single document.
func PooledStdErr(parts []Part) (stderr float64, ok bool) {
	var total, squares float64
	for _, p := range parts {
		n := float64(p.N)
		total += n
		squares += float64(float64(float64(n-1)*float64(p.StdErr*p.StdErr)) * n)
	}
	free := total - float64(len(parts))
	if free <= 0 {
		return 0, false
	}
	return math.Sqrt(squares / free / total), true
}
