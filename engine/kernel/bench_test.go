package kernel

import (
	"fmt"
	"testing"
)

// BenchmarkGemm measures the products of small models: name, M, K, N.
func BenchmarkGemm(b *testing.B) {
	shapes := []struct {
		transA, transB bool
		m, n, k        int
	}{
		{false, false, 4096, 344, 128}, {false, false, 4096, 2048, 128}, {false, false, 1024, 1024, 1024},
		{false, true, 4096, 128, 344}, {false, true, 4096, 128, 2048},
		{true, false, 128, 344, 4096}, {true, false, 128, 2048, 4096},
		{false, false, 1, 2048, 512}, {false, false, 1, 768, 768}, {false, false, 1, 32000, 288},
	}
	for _, s := range shapes {
		for workers := 1; workers <= 2; workers++ {
			b.Run(fmt.Sprintf("%v/%v/%dx%dx%d/workers=%d", s.transA, s.transB, s.m, s.n, s.k, workers), func(b *testing.B) {
				team := NewTeam(workers)
				defer team.Close()
				lda, ldb := s.k, s.n
				if s.transA {
					lda = s.m
				}
				if s.transB {
					ldb = s.k
				}
				x, y, c := noise(1, s.m*s.k), noise(2, s.k*s.n), make([]float32, s.m*s.n)
				b.ReportAllocs()
				for b.Loop() {
					team.Gemm(s.transA, s.transB, s.m, s.n, s.k, x, lda, y, ldb, c, s.n, false)
				}
				b.ReportMetric(2*float64(s.m)*float64(s.n)*float64(s.k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

// BenchmarkAttention measures the two products of one head: scores Q·Kᵀ and P·V, rows 128 apart.
func BenchmarkAttention(b *testing.B) {
	for _, s := range [][2]int{{128, 16}, {128, 32}, {256, 64}} {
		t, d := s[0], s[1]
		q, k, p := noise(1, t*128), noise(2, t*128), make([]float32, t*t)
		report := func(b *testing.B) {
			b.ReportMetric(2*float64(t)*float64(t)*float64(d)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		}
		var ws Workspace
		b.Run(fmt.Sprintf("scores/T=%d/D=%d", t, d), func(b *testing.B) {
			for b.Loop() {
				Gemm(&ws, false, true, t, t, d, q, 128, k, 128, p, t, false)
			}
			report(b)
		})
		b.Run(fmt.Sprintf("values/T=%d/D=%d", t, d), func(b *testing.B) {
			for b.Loop() {
				Gemm(&ws, false, false, t, d, t, p, t, k, 128, q, 128, false)
			}
			report(b)
		})
		b.Run(fmt.Sprintf("grad/T=%d/D=%d", t, d), func(b *testing.B) {
			for b.Loop() {
				Gemm(&ws, true, false, t, d, t, p, t, k, 128, q, 128, false)
			}
			report(b)
		})
	}
}

func BenchmarkDo(b *testing.B) {
	team := NewTeam(2)
	defer team.Close()
	f := func(worker, i int) {}
	b.ReportAllocs()
	for b.Loop() {
		team.Do(8, f)
	}
}

// BenchmarkGemmInt8 is a product with one row, whose limit is memory, and one with many.
func BenchmarkGemmInt8(b *testing.B) {
	const out, in = 8192, 4096
	team := NewTeam(2)
	defer team.Close()
	w := NewInt8(team, NewRows(in, noise(1, out*in)))
	for _, m := range []int{1, 8, 128} {
		b.Run(fmt.Sprint(m), func(b *testing.B) {
			var ws Int8Workspace
			x, y := noise(2, m*in), make([]float32, m*out)
			for b.Loop() {
				team.GemmInt8(&ws, m, x, in, w, y, out, false)
			}
			seconds := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(float64(w.Bytes())/seconds/1e9, "GB/s")
			b.ReportMetric(2*float64(m*out*in)/seconds/1e9, "GOP/s")
		})
	}
}
