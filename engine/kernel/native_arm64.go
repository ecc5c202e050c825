//go:build !purego

package kernel

// native returns the implementation in assembly: every arm64 processor has the vectors of four float32 that it uses.
func native() []*implementation {
	im := generic
	implementNEON(&im)
	return []*implementation{&im}
}

func implementNEON(im *implementation) {
	im.name = "neon"
	im.rows, im.cols = 6, 16
	im.tile, im.rowStep, im.pack, im.transpose = tileNEON, rowStepNEON, packNEON, transposeBlocksNEON
	im.int8Panel = int8PanelNEON
	im.dot, im.dot3, im.max, im.maxAbs, im.expSum = dotNEON, dot3NEON, maxNEON, maxAbsNEON, expSumNEON
	im.add, im.mul, im.scale, im.addScaled = addNEON, mulNEON, scaleNEON, addScaledNEON
	im.scaleMul, im.normGrad, im.mulAdd = scaleMulNEON, normGradNEON, mulAddNEON
	im.softmaxGrad, im.swiGLU, im.swiGLUGrad = softmaxGradNEON, swiGLUNEON, swiGLUGradNEON
	im.rotate, im.adamW = rotateNEON, adamWNEON
}

// tileNEON computes a tile. One that is narrower than its registers is computed beside C.
func tileNEON(rows, cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool) {
	const most = 16
	switch cols {
	case most:
		tile16NEON(rows, k, a, ars, aks, b, bs, c, cs, accumulate)
		return
	case most / 2:
		tile8NEON(rows, k, a, ars, aks, b, bs, c, cs, accumulate)
		return
	}
	var part [6 * most]float32
	if accumulate {
		packNEON(rows, cols, c, cs, part[:], most)
	}
	if cols < most/2 {
		tile8NEON(rows, k, a, ars, aks, b, bs, part[:], most, accumulate)
	} else {
		tile16NEON(rows, k, a, ars, aks, b, bs, part[:], most, accumulate)
	}
	packNEON(rows, cols, part[:], most, c, cs)
}

func transposeBlocksNEON(k, cols int, src []float32, ss int, dst []float32, ds int) {
	transposeBlocks(4, transposeNEON, k, cols, src, ss, dst, ds)
}

// int8PanelNEON computes a panel row by row; the weights of it are in a cache after the first.
func int8PanelNEON(rows, depth int, tile []float32, x []int8, scales []float32, _ []int32, weights []uint8, ws []float32) {
	for r := range rows {
		int8RowNEON(depth, rows, tile[r*int8Width:], x[r*int8Step:], scales[r:], weights, ws)
	}
}

func rotateNEON(x, cos, sin []float32) {
	for ; len(x) > 0; x = x[len(cos):] {
		rotateHeadNEON(x[:len(cos)], cos, sin)
	}
}

func adamWNEON(p, g, m, v []float32, s AdamW) {
	t := s.table()
	adamWStepNEON(p, g, m, v, &t)
}
