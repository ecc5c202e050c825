package main

import (
	"fmt"
	"time"

	"pipe/engine/kernel"
)

// A shape is a product of training: C, [m, n], from operands of k.
type shape struct {
	name           string
	transA, transB bool
	m, n, k        int
}

// shapes are those of a layer with 768 columns and 2,048 hidden ones over 1,024 tokens: forward, and the gradients
// of its input and of its weights.
var shapes = []shape{
	{"forward", false, true, 1024, 2048, 768},
	{"dX", false, false, 1024, 768, 2048},
	{"dW", true, false, 2048, 768, 1024},
}

var _ = register(gemmRows()...)

func gemmRows() []row {
	var list []row
	for _, against := range []struct {
		name, kernels, core, first, goal string
	}{
		{"gemm", "", "SkylakeX", "T1 ≥ 1.0x", "T1 ≥ 1.0x (goal)"},
		{"gemm-avx2", "avx2", "Haswell", "T2 ≥ 1.0x", ""},
	} {
		for _, threads := range []int{1, 2} {
			for _, s := range shapes {
				r := row{
					name: fmt.Sprintf("%s-%s-%d", against.name, s.name, threads),
					what: fmt.Sprintf("%s %s %dx%dx%d", against.name, s.name, s.m, s.n, s.k), unit: "GFLOP/s", threads: threads,
					prepare: func(threads int) func() float64 { return s.ours(against.kernels, threads) },
				}
				args := []string{s.name, fmt.Sprint(s.m), fmt.Sprint(s.n), fmt.Sprint(s.k)}
				r.peers = append(r.peers, peer{
					name: "OpenBLAS " + against.core, gate: against.first, script: "gemm_numpy.py", args: args,
					env: []string{"OPENBLAS_CORETYPE=" + against.core},
				})
				if against.goal != "" {
					r.peers = append(r.peers, peer{name: "oneDNN", gate: against.goal, script: "gemm_onednn.py", args: args})
				}
				list = append(list, r)
			}
		}
	}
	return list
}

func (s shape) ours(kernels string, threads int) func() float64 {
	if kernels != "" {
		if err := kernel.Use(kernels); err != nil {
			panic(err)
		}
	}
	team := kernel.NewTeam(threads)
	lda, ldb := s.k, s.n
	if s.transA {
		lda = s.m
	}
	if s.transB {
		ldb = s.k
	}
	a, b, c := ramp(s.m*s.k), ramp(s.k*s.n), kernel.Floats(s.m*s.n)
	return rate(2e-9*float64(s.m)*float64(s.n)*float64(s.k), func() {
		team.Gemm(s.transA, s.transB, s.m, s.n, s.k, a, lda, b, ldb, c, s.n, false)
	})
}

// ramp returns n small numbers.
func ramp(n int) []float32 {
	x := kernel.Floats(n)
	for i := range x {
		x[i] = float32(i%127)/127 - 0.5
	}
	return x
}

// rate returns what measures work for half a second and returns the amount done in one: amount is that of one call.
func rate(amount float64, work func()) func() float64 {
	const long = 500 * time.Millisecond
	work()
	return func() float64 {
		began, calls := time.Now(), 0
		for time.Since(began) < long {
			work()
			calls++
		}
		return amount * float64(calls) / time.Since(began).Seconds()
	}
}
