package metrics

import "math"

// Perplexity returns exp(-loglik/count), where loglik is a sum of natural
// log-likelihoods and count the number of words, bytes or tokens it covers.
func Perplexity(loglik float64, count int) float64 { return exp(-loglik / float64(count)) }

// BitsPerByte returns the mean number of bits that the model spends on a
// byte, from a sum of natural log-likelihoods.
func BitsPerByte(loglik float64, bytes int) float64 {
	return -loglik / float64(bytes) / math.Ln2
}
