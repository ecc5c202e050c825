package kernel_test

import (
	"fmt"

	"pipe/engine/kernel"
)

// The main path: a team for the products, one goroutine for each row of what lies between them.
func Example() {
	team := kernel.NewTeam(2)
	defer team.Close()
	const tokens, dim, hidden = 2, 3, 4
	x := []float32{1, 2, 3, 4, 5, 6} // [tokens, dim]
	w := []float32{                  // [dim, hidden]
		1, 0, 0, 1,
		0, 1, 0, 1,
		0, 0, 1, 1,
	}
	y := make([]float32, tokens*hidden)
	team.Gemm(false, false, tokens, hidden, dim, x, dim, w, hidden, y, hidden, false)
	fmt.Println(y)
	team.Do(tokens, func(_, t int) {
		row := y[t*hidden : (t+1)*hidden]
		kernel.Softmax(row, row, 1)
	})
	fmt.Println(kernel.ArgMax(y[:hidden]), kernel.ArgMax(y[hidden:]))
	// Output:
	// [1 2 3 6 4 5 6 15]
	// 3 3
}

func ExampleUse() {
	fmt.Println(kernel.Use(kernel.Implementation()))
	fmt.Println(kernel.Use("abacus") != nil)
	// Output:
	// <nil>
	// true
}
