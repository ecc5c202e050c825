package stages

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"pipe/artifacts"
	"pipe/engine/llama"
)

// storedModel returns the artifact of a model whose weights are large enough to be
// mapped, and the path of their file.
func storedModel(t *testing.T) (*artifacts.Artifact, string) {
	t.Helper()
	m := untrained(t)
	c := m.weights.Config
	c.Dim, c.HiddenDim, c.Classes = 128, 512, 0
	m.weights, m.classes = llama.NewWeights(c), nil
	m.weights.Init(rand.New(rand.NewPCG(1, 2)))
	dir := t.TempDir()
	store, err := artifacts.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := store.NewArtifact("pretrain")
	if err := writeModel(w, m, trained{}); err != nil {
		t.Fatal(err)
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	path := ""
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if info, failed := e.Info(); err == nil && failed == nil && info.Size() > 1<<20 {
			path = p
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("no file of the store has more than a MiB: %v", err)
	}
	return a, path
}

// serveStored serves an artifact and returns its address, how to end it, and what
// Serve will have returned.
func serveStored(t *testing.T, a *artifacts.Artifact) (url string, end func(), ended chan error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	urls := make(chan string, 1)
	ended = make(chan error, 1)
	go func() {
		ended <- Serve(ctx, a, ServeOptions{Name: "m", Address: "127.0.0.1:0", Workers: 2, CacheBytes: 1 << 20}, func(url string) { urls <- url })
	}()
	return <-urls, cancel, ended
}

// TestServeMapped serves a model from where it lies, to its end.
func TestServeMapped(t *testing.T) {
	a, _ := storedModel(t)
	url, end, ended := serveStored(t, a)
	var answer servedAnswer
	if err := ask(url, "/v1/completions", scoring("the cat sat"), &answer); err != nil {
		t.Fatal(err)
	}
	end()
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

// TestServeCutShort cuts the file of the weights short under a server. The server
// ends, and says why; who waits for an answer is told that there is none.
func TestServeCutShort(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this system may read files where others map them")
	}
	a, path := storedModel(t)
	url, _, ended := serveStored(t, a)
	var answer servedAnswer
	if err := ask(url, "/v1/completions", scoring("the cat sat"), &answer); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(path, 0o644), os.Truncate(path, 4096)); err != nil {
		t.Fatal(err)
	}
	if err := ask(url, "/v1/completions", scoring("the dog ran"), &answer); err == nil {
		t.Error("a text was scored by weights that are not there")
	}
	select {
	case err := <-ended:
		if !errors.Is(err, artifacts.ErrCorrupt) {
			t.Errorf("Serve = %v, want %v", err, artifacts.ErrCorrupt)
		}
	case <-time.After(time.Minute):
		t.Fatal("the server goes on without its weights")
	}
}
