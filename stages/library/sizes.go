package library

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// sizes.csv says of files that the library pins how many bytes they have. Of some
// of them nobody has noted it.
//
//go:embed sizes.csv
var sizesCSV string

var sizes = sync.OnceValue(func() map[string]int64 {
	table := make(map[string]int64)
	for line := range strings.Lines(strings.TrimPrefix(sizesCSV, "sha256,bytes\n")) {
		digest, number, _ := strings.Cut(line, ",")
		var bytes int64
		if _, err := fmt.Sscan(number, &bytes); err != nil {
			panic(fmt.Sprintf("library: sizes.csv: %q: %v", line, err))
		}
		table[digest] = bytes
	}
	return table
})

// Size returns how many bytes the file with a SHA-256, in hex, has, or 0 where
// the library does not know.
func Size(sha256 string) int64 { return sizes()[sha256] }
