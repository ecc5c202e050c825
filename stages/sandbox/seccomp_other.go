//go:build !linux || !(amd64 || arm64)

package sandbox

// Without an architecture there is no filter, and no sandbox.
const (
	seccompArch    = 0
	seccompForeign = 0
	sysClone       = 0
	sysClone3      = 0
)

var denied []uint32
