package sources

import (
	"errors"
	"strings"
	"testing"
)

// TestReadStops stops the reading of large formats at each place at which it
// asks, which is at each document at the least.
func TestReadStops(t *testing.T) {
	const documents = 20
	for format, text := range map[string]string{
		"jsonl": strings.Repeat("{\"a\": 1}\n", documents),
		"json":  "[" + strings.TrimSuffix(strings.Repeat("{\"a\": 1},", documents), ",") + "]",
		"csv":   "a,b\n" + strings.Repeat("1,2\n", documents),
		"tsv":   "a\tb\n" + strings.Repeat("1\t2\n", documents),
		"lines": strings.Repeat("a\n", documents),
	} {
		asked := 0
		o := Options{Stop: func() error { asked++; return nil }}
		docs, err := Read(format, "file", []byte(text), o)
		if err != nil || len(docs) != documents || asked < documents {
			t.Errorf("Read(%s) = %d documents, %v, and asked %d times, want %d and as many", format, len(docs), err, asked, documents)
		}
		for at := range asked {
			left, reason := at, errors.New("enough")
			o.Stop = func() error {
				if left--; left < 0 {
					return reason
				}
				return nil
			}
			if _, err := Read(format, "file", []byte(text), o); !errors.Is(err, reason) || left != -1 {
				t.Errorf("Read(%s), stopped when asked for the %dth time = %v, want %v at once", format, at+1, err, reason)
			}
		}
	}
}
