// Package generate describes each primitive of package kernel once and generates it for both vector widths, so
// that the two implementations perform the same operations in the same order as their twin in Go.
package generate

// All generates every function.
func All() {
	for _, is := range []isa{avx2, avx512} {
		for vectors := 1; vectors <= 2; vectors++ {
			for rows := 1; rows <= is.rows; rows++ {
				tile(is, rows, vectors)
			}
		}
		rowStep(is)
		pack(is)
		reductions(is)
		elementwise(is)
		norms(is)
		rotation(is)
		adamW(is)
		exponentials(is)
	}
	for rows := 1; rows <= int8RowsAVX2; rows++ {
		int8PanelAVX2(rows)
	}
	for rows := 1; rows <= int8RowsVNNI; rows++ {
		int8PanelVNNI(rows)
	}
	transpose8()
	transpose16()
}
