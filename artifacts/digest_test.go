package artifacts

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSumFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	texts := map[string]string{"empty": "", "small": "bytes", "large": strings.Repeat("0123456789", sumBytes/4)}
	for name, text := range texts {
		if err := os.WriteFile(at(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got, err := SumFile(at(name)); err != nil || got != Sum([]byte(text)) {
			t.Errorf("SumFile(%s) = %s, %v, want %s", name, got, err, Sum([]byte(text)))
		}
	}
	if err := os.Symlink("small", at("link")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if got, err := SumFile(at("link")); err != nil || got != Sum([]byte("bytes")) {
		t.Errorf("SumFile(link) = %s, %v, want that of the file", got, err)
	}
	if _, err := SumFile(at("none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("SumFile(none) = %v, want fs.ErrNotExist", err)
	}
	if got, err := SumFile(dir); err == nil {
		t.Errorf("SumFile of a folder = %s, want an error", got)
	}
}
