package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDecodeTogether loads a file of many blocks, which are decoded on all cores:
// what is made of it, the files that it reads and what is wrong with it come in
// the same order every time.
func TestDecodeTogether(t *testing.T) {
	const blocks = 5 * partItems
	dir := t.TempDir()
	var good, bad strings.Builder
	good.WriteString("experiment \"e\" {}\nlocals {\n  n = 3\n}\n")
	for i := range blocks {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.txt", i)), []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&good, "dataset \"d%03d\" {\n  source = \"builtin:d\"\n}\n", i)
		fmt.Fprintf(&good, "benchmark \"b%03d\" {\n  dataset = dataset.d%03d\n  prompt  = \"${file(\"%03d.txt\")} ${local.n}\"\n}\n", i, i, blocks-1-i)
		fmt.Fprintf(&bad, "benchmark \"w%03d\" {\n  dataset = dataset.d%03d\n  prompt  = unknown%03d.x\n}\n", i, i, i)
	}
	path := filepath.Join(dir, "e.hcl")
	write := func(src string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		write(good.String())
		exp, diags := NewLoader(testKinds, LoadOptions{}).Load(path)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got, want := len(exp.Nodes), 2*blocks; got != want {
			t.Fatalf("%d nodes, want %d", got, want)
		}
		if got, want := len(exp.Sources), 1+blocks; got != want || exp.Sources[0].Path != path {
			t.Fatalf("%d sources, the first %s, want %d and %s", got, exp.Sources[0].Path, want, path)
		}
		for i, s := range exp.Sources[1:] {
			if want := filepath.Join(dir, fmt.Sprintf("%03d.txt", i)); s.Path != want {
				t.Fatalf("source %d is %s, want %s", i+1, s.Path, want)
			}
			n := exp.Node(fmt.Sprintf("benchmark.b%03d", i))
			if want := fmt.Sprintf("dataset.d%03d", i); len(n.Inputs) != 1 || n.Inputs[0].Node.Address() != want {
				t.Fatalf("inputs of %s = %v, want %s", n.Address(), n.Inputs, want)
			}
		}
		write(good.String() + bad.String())
		_, diags = NewLoader(testKinds, LoadOptions{}).Load(path)
		if got := len(diags); got != blocks {
			t.Fatalf("%d diagnostics, want %d", got, blocks)
		}
		for i, d := range diags {
			if want := fmt.Sprintf("\"unknown%03d\"", i); !strings.Contains(d.Detail, want) {
				t.Fatalf("diagnostic %d = %v, want one about %s", i, d, want)
			}
		}
	}
}

func TestEachPartPanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "a slip" {
			t.Errorf("recovered %v, want the panic of the goroutine", r)
		}
	}()
	err := eachPart(make([]int, 3*partItems), func([]int) error { panic("a slip") })
	t.Errorf("eachPart = %v, want a panic", err)
}
