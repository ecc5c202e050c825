package library

import (
	"io/fs"
	"strings"
	"testing"
)

// TestSizes holds the table of sizes against the files of the library: it has no
// file that nothing pins.
func TestSizes(t *testing.T) {
	names, err := fs.Glob(Files, "*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		text, err := Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	if len(sizes()) == 0 {
		t.Error("no size is known")
	}
	for digest, bytes := range sizes() {
		if !strings.Contains(all.String(), digest) || bytes <= 0 {
			t.Errorf("sizes.csv says that %s has %d bytes, want a number of a file that the library pins", digest, bytes)
		}
	}
	const piqa = "93503cc97c679e459b065c3d13e848282e44b2a25213985bed3e5d458abef72d"
	if got := Size(piqa); got != 495929 {
		t.Errorf("Size(PIQA's questions) = %d, want 495929", got)
	}
}
