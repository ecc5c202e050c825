//go:build !unix

package artifacts

import "os"

// mapFile maps nothing: here a file that is mapped can neither be removed nor
// replaced.
func mapFile(*os.File, int) ([]byte, bool) { return nil, false }

func unmapFile([]byte) error { return nil }
