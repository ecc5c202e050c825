//go:build !purego

package kernel

func implementAVX2(im *implementation) {
	im.name = "avx2"
	im.rows, im.cols = 6, 16
	im.tile, im.rowStep, im.pack, im.transpose = tileAVX2, rowStepAVX2, packAVX2, transposeBlocksAVX2
	im.int8Rows, im.int8Panel = 3, int8PanelAVX2
	im.dot, im.dot3, im.max, im.maxAbs, im.expSum = dotAVX2, dot3AVX2, maxAVX2, maxAbsAVX2, expSumAVX2
	im.add, im.mul, im.scale, im.addScaled = addAVX2, mulAVX2, scaleAVX2, addScaledAVX2
	im.scaleMul, im.normGrad, im.mulAdd = scaleMulAVX2, normGradAVX2, mulAddAVX2
	im.softmaxGrad, im.swiGLU, im.swiGLUGrad = softmaxGradAVX2, swiGLUAVX2, swiGLUGradAVX2
	im.rotate, im.adamW = rotateAVX2, adamWAVX2
}

// tilesAVX2 holds the tiles of one and of two vectors by their number of rows.
var tilesAVX2 = [2][7]tileFunc{
	{1: tile1x8AVX2, tile2x8AVX2, tile3x8AVX2, tile4x8AVX2, tile5x8AVX2, tile6x8AVX2},
	{1: tile1x16AVX2, tile2x16AVX2, tile3x16AVX2, tile4x16AVX2, tile5x16AVX2, tile6x16AVX2},
}

func tileAVX2(rows, cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool) {
	tilesAVX2[(cols-1)/8][rows](cols, k, a, ars, aks, b, bs, c, cs, accumulate)
}

// int8PanelsAVX2 holds the panels of 8-bit weights by their number of rows.
var int8PanelsAVX2 = [4]int8PanelFunc{1: int8Panel1AVX2, int8Panel2AVX2, int8Panel3AVX2}

func int8PanelAVX2(rows, depth int, tile []float32, x []int8, scales []float32, shifts []int32, weights []uint8, ws []float32) {
	int8PanelsAVX2[rows](depth, tile, x, scales, shifts, weights, ws)
}

func transposeBlocksAVX2(k, cols int, src []float32, ss int, dst []float32, ds int) {
	transposeBlocks(8, transposeAVX2, k, cols, src, ss, dst, ds)
}

func rotateAVX2(x, cos, sin []float32) {
	for ; len(x) > 0; x = x[len(cos):] {
		rotateHeadAVX2(x[:len(cos)], cos, sin)
	}
}

func adamWAVX2(p, g, m, v []float32, s AdamW) {
	t := s.table()
	adamWStepAVX2(p, g, m, v, &t)
}
