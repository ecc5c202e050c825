//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// native returns the implementations in assembly that this processor can run, slowest first.
func native() []*implementation {
	var found []*implementation
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasBMI2 {
		im := generic
		implementAVX2(&im)
		found = append(found, &im)
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ {
			im := im
			implementAVX512(&im)
			found = append(found, &im)
		}
	}
	return found
}

// tileFunc computes a tile of a fixed number of rows; see tileGeneric.
type tileFunc func(cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool)

// int8PanelFunc computes a panel of a fixed number of rows; see int8PanelGeneric.
type int8PanelFunc func(depth int, tile []float32, x []int8, scales []float32, shifts []int32, weights []uint8, ws []float32)
