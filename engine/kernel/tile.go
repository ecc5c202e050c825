package kernel

// tileGeneric computes the tile c[i*cs+j] = sum over q of a[i*ars+q*aks] * b[q*bs+j], i < rows, j < cols, q < k,
// each sum a chain of fused multiply-adds in the order of q from zero or, with accumulate, from c.
func tileGeneric(rows, cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool) {
	for i := range rows {
		row := c[i*cs:][:cols]
		if !accumulate {
			clear(row)
		}
		for q := range k {
			x := float64(a[i*ars+q*aks])
			for j, y := range b[q*bs:][:cols] {
				// fma32, written out because the compiler does not inline it.
				p, c := x*float64(y), float64(row[j])
				if s := p + c; once(s) {
					row[j] = float32(s)
				} else {
					row[j] = fmaOdd(p, c, s)
				}
			}
		}
	}
}

// rowSteps is the number of steps of k that rowStep takes at once.
const rowSteps = 8

// rowStepGeneric adds a[q] * b[q*bs+j] to c[j], q < rowSteps, in the order of q.
func rowStepGeneric(c, a, b []float32, bs int) {
	for q := range rowSteps {
		addScaledGeneric(c, b[q*bs:], a[q])
	}
}

// packGeneric copies dst[q*ds+j] = src[q*ss+j], q < k, j < cols.
func packGeneric(k, cols int, src []float32, ss int, dst []float32, ds int) {
	for q := range k {
		copy(dst[q*ds:][:cols], src[q*ss:])
	}
}

// transposeGeneric copies dst[q*ds+j] = src[j*ss+q], q < k, j < cols.
func transposeGeneric(k, cols int, src []float32, ss int, dst []float32, ds int) {
	for j := range cols {
		for q, v := range src[j*ss:][:k] {
			dst[q*ds+j] = v
		}
	}
}
