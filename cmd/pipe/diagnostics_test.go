package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTooLargeFile reads a file of ten megabytes, in which all else is right.
func TestTooLargeFile(t *testing.T) {
	dir := t.TempDir()
	path, store := filepath.Join(dir, "large.hcl"), filepath.Join(dir, "store")
	if err := os.WriteFile(path, []byte("experiment \"e\" {}\n"+strings.Repeat("# large\n", 10<<20/8)), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := Main([]string{"run", "--store", store, path}, &stdout, &stderr); code != exitUsage {
		t.Errorf("run: exit code %d, want %d", code, exitUsage)
	}
	if want := "large.hcl\" cannot be read: it has 10485778 bytes, and at most 8388608 are allowed."; !strings.Contains(stderr.String(), want) {
		t.Errorf("run prints %q, want %q", stderr.String(), want)
	}
	if _, err := os.Stat(store); !os.IsNotExist(err) {
		t.Errorf("the store was touched: %v", err)
	}
}

// TestLongLines holds what is printed of a mistake to a size that can be read,
// wherever in a long line, or beside one, it is.
func TestLongLines(t *testing.T) {
	long := strings.Repeat("é", 1<<16)
	cases := []struct{ name, src, want string }{
		{"at the start", "experiment \"e\" {}\ndataset \"d\" { source = [\"" + long + "\"] }\n", `2: dataset "d" { source = ["éé`},
		{"at the end", "experiment \"e\" {}\nlocals { a = \"" + long + "${nothing}\" }\n", "éé${nothing}"},
		{"beside", "experiment \"e\" {}\ndataset \"d\" {\n  source = \"" + long + "\"\n  take = nothing\n}\n", "4:   take = nothing"},
		{"not UTF-8", "experiment \"e\" {}\n# " + long + "\xff" + long, "2: …éé"},
		{"deep", "experiment \"e\" {}\nlocals { a = " + strings.Repeat("(", 1<<16), "2: …(("},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "long.hcl")
			if err := os.WriteFile(path, []byte(c.src), 0o644); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			if code := Main([]string{"validate", path}, &stdout, &stderr); code != exitUsage {
				t.Errorf("validate: exit code %d, want %d", code, exitUsage)
			}
			if got := stderr.String(); len(got) > 5000 || !strings.Contains(got, c.want) {
				t.Errorf("validate prints %d bytes, want few, with %q:\n%.3000s", len(got), c.want, got)
			}
		})
	}
}
