//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

func implementAVX512(im *implementation) {
	im.name = "avx512"
	im.rows, im.cols = 14, 32
	im.tile, im.rowStep, im.pack, im.transpose = tileAVX512, rowStepAVX512, packAVX512, transposeBlocksAVX512
	if cpu.X86.HasAVX512VNNI { // else the panels of AVX2 stay
		im.int8Rows, im.int8Panel = 12, int8PanelVNNI
	}
	im.dot, im.dot3, im.max, im.maxAbs, im.expSum = dotAVX512, dot3AVX512, maxAVX512, maxAbsAVX512, expSumAVX512
	im.add, im.mul, im.scale, im.addScaled = addAVX512, mulAVX512, scaleAVX512, addScaledAVX512
	im.scaleMul, im.normGrad, im.mulAdd = scaleMulAVX512, normGradAVX512, mulAddAVX512
	im.softmaxGrad, im.swiGLU, im.swiGLUGrad = softmaxGradAVX512, swiGLUAVX512, swiGLUGradAVX512
	im.rotate, im.adamW = rotateAVX512, adamWAVX512
}

// tilesAVX512 holds the tiles of one and of two vectors by their number of rows.
var tilesAVX512 = [2][15]tileFunc{
	{
		1: tile1x16AVX512, tile2x16AVX512, tile3x16AVX512, tile4x16AVX512, tile5x16AVX512, tile6x16AVX512, tile7x16AVX512,
		tile8x16AVX512, tile9x16AVX512, tile10x16AVX512, tile11x16AVX512, tile12x16AVX512, tile13x16AVX512, tile14x16AVX512,
	},
	{
		1: tile1x32AVX512, tile2x32AVX512, tile3x32AVX512, tile4x32AVX512, tile5x32AVX512, tile6x32AVX512, tile7x32AVX512,
		tile8x32AVX512, tile9x32AVX512, tile10x32AVX512, tile11x32AVX512, tile12x32AVX512, tile13x32AVX512, tile14x32AVX512,
	},
}

func tileAVX512(rows, cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool) {
	tilesAVX512[(cols-1)/16][rows](cols, k, a, ars, aks, b, bs, c, cs, accumulate)
}

// int8PanelsVNNI holds the panels of 8-bit weights by their number of rows.
var int8PanelsVNNI = [13]int8PanelFunc{
	1: int8Panel1VNNI, int8Panel2VNNI, int8Panel3VNNI, int8Panel4VNNI, int8Panel5VNNI, int8Panel6VNNI, int8Panel7VNNI,
	int8Panel8VNNI, int8Panel9VNNI, int8Panel10VNNI, int8Panel11VNNI, int8Panel12VNNI,
}

func int8PanelVNNI(rows, depth int, tile []float32, x []int8, scales []float32, shifts []int32, weights []uint8, ws []float32) {
	int8PanelsVNNI[rows](depth, tile, x, scales, shifts, weights, ws)
}

func transposeBlocksAVX512(k, cols int, src []float32, ss int, dst []float32, ds int) {
	transposeBlocks(16, transposeAVX512, k, cols, src, ss, dst, ds)
}

func rotateAVX512(x, cos, sin []float32) {
	for ; len(x) > 0; x = x[len(cos):] {
		rotateHeadAVX512(x[:len(cos)], cos, sin)
	}
}

func adamWAVX512(p, g, m, v []float32, s AdamW) {
	t := s.table()
	adamWStepAVX512(p, g, m, v, &t)
}
