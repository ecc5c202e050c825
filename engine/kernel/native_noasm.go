//go:build (!amd64 && !arm64) || purego

package kernel

// native returns no implementation: this build has the generic one alone.
func native() []*implementation { return nil }
