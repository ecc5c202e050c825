// Command _asm writes the assembly of package kernel. Run "go generate" there, or here the command in the header
// of the generated files.
package main

import (
	"github.com/mmcloughlin/avo/build"

	"pipe/engine/kernel/_asm/generate"
)

func main() {
	build.ConstraintExpr("!purego")
	generate.All()
	build.Generate()
}
