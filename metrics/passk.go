package metrics

// PassAtK returns the unbiased estimate of the chance that at least one of k
// samples is right, given that c of n were (Chen et al. 2021, equation 1). It
// needs n >= k: with fewer samples the estimate does not exist.
func PassAtK(n, c, k int) float64 {
	if n < k {
		panic("metrics: pass@k needs at least k samples")
	}
	if n-c < k {
		return 1
	}
	miss := 1.0
	for i := n - c + 1; i <= n; i++ {
		miss *= 1 - float64(k)/float64(i)
	}
	return 1 - miss
}
