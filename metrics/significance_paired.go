package metrics

import (
	"cmp"
	"math"
	"slices"
)

// McNemarChi2 returns the statistic of McNemar's test, (b-c)^2 / (b+c), and its
// p value by the chi-squared distribution of one degree of freedom. With a
// correction for continuity (Edwards 1948) the difference is one less. Below 25
// discordant items the exact test, McNemar, is the one to take.
func McNemarChi2(b, c int, corrected bool) (chi2, p float64) {
	if b+c == 0 {
		return 0, 1
	}
	d := math.Abs(float64(b - c))
	if corrected {
		d = max(0, d-1)
	}
	chi2 = float64(d*d) / float64(b+c)
	return chi2, 2 * normalCDF(-math.Sqrt(chi2))
}

// McNemarMid returns the mid-p value of McNemar's test: the exact one, less the
// probability of what was observed (Lancaster 1961; Fagerland, Lydersen and Laake
// 2013).
func McNemarMid(b, c int) float64 {
	n, k := float64(b+c), float64(min(b, c))
	if n == 0 {
		return 1
	}
	observed := exp(logGamma(n+1) - logGamma(k+1) - logGamma(n-k+1) - float64(n*math.Ln2))
	if b == c {
		return 1 - observed/2
	}
	return 2*incompleteBeta(0.5, 0.5, n-k, k+1) - observed
}

// Randomise returns the p value of the approximate randomisation test (Noreen
// 1989, "Computer-Intensive Methods for Testing Hypotheses"): how often two
// systems that answer n items would differ as much as they do, either way, if
// each item's pair of answers were as likely the other way round. difference is
// the statistic of the second system less that of the first, where swapped says
// which pairs are exchanged; it must not keep it. Draws are CPython's
// random.Random(seed).
func Randomise(n, resamples int, seed uint32, difference func(swapped []bool) float64) float64 {
	swapped := make([]bool, n)
	observed := math.Abs(difference(swapped))
	// What differs by rounding alone counts as equal: a sum in another order.
	least := observed - float64(1e-12*max(1, observed))
	random := NewPythonRandom(seed)
	count := 0
	for range resamples {
		for i := 0; i < n; i += 32 {
			bits := random.Uint32()
			for j := range min(32, n-i) {
				swapped[i+j] = bits>>j&1 == 1
			}
		}
		if math.Abs(difference(swapped)) >= least {
			count++
		}
	}
	return float64(count+1) / float64(resamples+1)
}

// RandomiseMean is Randomise for the mean of paired differences.
func RandomiseMean(differences []float64, resamples int, seed uint32) float64 {
	return Randomise(len(differences), resamples, seed, func(swapped []bool) float64 {
		sum := 0.0
		for i, d := range differences {
			if swapped[i] {
				d = -d
			}
			sum += d
		}
		return sum / float64(len(differences))
	})
}

// A PairedBootstrap says what resampling items, each with the answers of both
// systems, makes of their difference.
type PairedBootstrap struct {
	Low, High float64 // 95 % percentile interval of the difference
	P         float64 // how often one around 0 would be as far from it
	Flips     float64 // share of resamples that have the other sign, or none
}

// BootstrapPairs resamples n items (Koehn 2004, "Statistical Significance Tests
// for Machine Translation Evaluation"). difference is the statistic of the second
// system less that of the first over the items with the given indices. P is that
// of sacreBLEU: the resampled differences are moved to lie around 0. Resamples
// are those of Bootstrap.
func BootstrapPairs(n, resamples int, difference func(index []int) float64) PairedBootstrap {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	observed := difference(all)
	values := Bootstrap(n, resamples, difference)
	centre := mean(values)
	var further, flipped int
	for _, v := range values {
		if math.Abs(v-centre) > math.Abs(observed) {
			further++
		}
		if v*observed <= 0 {
			flipped++
		}
	}
	slices.Sort(values)
	return PairedBootstrap{
		Low:   values[int(math.Floor(float64(resamples)*0.025))],
		High:  values[int(math.Ceil(float64(resamples)*0.975))-1],
		P:     float64(further+1) / float64(resamples+1),
		Flips: float64(flipped) / float64(resamples),
	}
}

// BenjaminiHochberg returns p values corrected for the rate of false discoveries
// in a family (Benjamini and Hochberg 1995, "Controlling the False Discovery
// Rate"): the largest as it is, the k-th smallest of m times m/k, none above the
// one behind it. NaN is outside the family, and stays.
func BenjaminiHochberg(p []float64) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	least := 1.0
	for k := len(order) - 1; k >= 0; k-- {
		least = min(least, float64(p[order[k]]*float64(len(order)))/float64(k+1))
		adjusted[order[k]] = least
	}
	return adjusted
}
