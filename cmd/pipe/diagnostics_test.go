package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestTooLargeFile reads a file of forty megabytes, in which all else is right.
func TestTooLargeFile(t *testing.T) {
	dir := t.TempDir()
	path, store := filepath.Join(dir, "large.hcl"), filepath.Join(dir, "store")
	if err := os.WriteFile(path, []byte("experiment \"e\" {}\n"+strings.Repeat("# large\n", 40<<20/8)), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := Main([]string{"run", "--store", store, path}, &stdout, &stderr); code != exitUsage {
		t.Errorf("run: exit code %d, want %d", code, exitUsage)
	}
	if want := "large.hcl\" cannot be read: it has 41943058 bytes, and at most 33554432 are allowed."; !strings.Contains(stderr.String(), want) {
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

// TestDocumentedJSON holds the object that the reference of the language shows
// against the one that is printed.
func TestDocumentedJSON(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "language.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "```json\n")
	shown, _, found := strings.Cut(after, "\n```\n")
	if !found {
		t.Fatal("the reference shows no JSON")
	}
	var stdout, stderr bytes.Buffer
	Main([]string{"validate", "--json", "testdata/broken/warmup.hcl"}, &stdout, &stderr)
	var want, got any
	if err := json.Unmarshal([]byte(shown), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("validate --json prints\n%s\nand the reference shows\n%s", stdout.String(), shown)
	}
}
