// Package published finds the published data that some tests read: benchmark
// files and small models that are no part of the repository. It knows where a
// file lies and not what is in it.
package published

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of a file or folder below the folder that PIPE_SHARED
// names, or skips the test, saying what is absent.
func Path(t testing.TB, elements ...string) string {
	t.Helper()
	root := os.Getenv("PIPE_SHARED")
	if root == "" {
		t.Skip("no published data: PIPE_SHARED is not set")
	}
	path := filepath.Join(append([]string{root}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no published data: %v", err)
	}
	return path
}

// Read returns the bytes of a file that Path finds.
func Read(t testing.TB, elements ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(Path(t, elements...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
