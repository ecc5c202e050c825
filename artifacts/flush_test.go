package artifacts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestFlushServesTogether lets many ask for the same folder while the first is
// being served: one more sync serves them all.
func TestFlushServesTogether(t *testing.T) {
	const others = 20
	dir := t.TempDir()
	syncs, leads, hold := 0, make(chan struct{}), make(chan struct{})
	s, err := OpenWatched(filepath.Join(dir, "store"), func(c Change, do func() error) error {
		if syncs++; syncs == 1 {
			close(leads)
			<-hold
		}
		return do()
	})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	ask := func() {
		if err := s.flush(nil, dir); err != nil {
			t.Error(err)
		}
	}
	wg.Go(ask)
	<-leads
	for range others {
		wg.Go(ask)
	}
	waitFor(t, "the others to wait", func() bool {
		s.flusher.mu.Lock()
		defer s.flusher.mu.Unlock()
		return len(s.flusher.waiting) == others
	})
	close(hold)
	wg.Wait()
	if syncs != 2 {
		t.Errorf("the folder was synced %d times, want 2", syncs)
	}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 10_000 {
		if done() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("waited too long for %s", what)
}

// TestFlushTellsWhom lets the sync of one of several files fail that are served
// together.
func TestFlushTellsWhom(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad")
	s, err := OpenWatched(filepath.Join(dir, "store"), func(c Change, do func() error) error {
		if c.Path == bad {
			return syscall.EIO
		}
		return do()
	})
	if err != nil {
		t.Fatal(err)
	}
	var batch []*flush
	for _, name := range []string{"good", "bad", "good too"} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		batch = append(batch, &flush{files: []*os.File{f}, dirs: []string{dir}})
	}
	s.serve(batch)
	for i, want := range []error{nil, syscall.EIO, nil} {
		if !batch[i].done || !errors.Is(batch[i].err, want) {
			t.Errorf("flush %d = %v, done %v, want %v", i, batch[i].err, batch[i].done, want)
		}
	}
}

// TestWriterOfManyFiles writes more than a writer holds in memory, and files of
// sizes about the largest that it holds.
func TestWriterOfManyFiles(t *testing.T) {
	s := newStore(t)
	w := s.NewArtifact("model")
	want := map[string]string{}
	for i := range 2 * manySmall / smallFile {
		text := fmt.Sprintf("%0*d", smallFile-i%3, i)
		want[fmt.Sprintf("file%d", i)] = text
		if err := w.Write(fmt.Sprintf("file%d", i), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{0, 1, smallFile - 1, smallFile, smallFile + 1, 3*smallFile + 7} {
		for _, piece := range []int{1000, smallFile, 1 << 20} {
			text := fmt.Sprintf("%0*d", n, piece)[:n]
			name := fmt.Sprintf("spool%d-%d", n, piece)
			want[name] = text
			out := &spool{w: w}
			for rest := []byte(text); len(rest) > 0; {
				k := min(piece, len(rest))
				if _, err := out.Write(rest[:k]); err != nil {
					t.Fatal(err)
				}
				rest = rest[k:]
			}
			if err := out.commit(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	a, err := w.Bind(keyOf("k"), "recipe")
	if err != nil {
		t.Fatal(err)
	}
	if e, err := s.Lookup(keyOf("k")); err != nil || e.Artifact != a.Digest() || len(a.Files) != len(want) {
		t.Errorf("Lookup = %+v, %v, want artifact %s with %d files", e, err, a.Digest().Short(), len(want))
	}
	if recipe, err := s.Recipe(keyOf("k")); err != nil || recipe != "recipe" {
		t.Errorf("Recipe = %q, %v, want %q", recipe, err, "recipe")
	}
	for name, text := range want {
		if got, err := a.Read(name); err != nil || string(got) != text {
			t.Errorf("Read(%q) = %d bytes, %v, want the %d written", name, len(got), err, len(text))
		}
	}
	sound(t, s)
	noTemporaryFiles(t, s)
}

// TestFlusherPrefers sets the times that syncs took against one another.
func TestFlusherPrefers(t *testing.T) {
	for _, c := range []struct {
		name      string
		each, all time.Duration
		count     int
		want      bool
	}{
		{"one file", 0, 0, 1, false},
		{"nothing known", 0, 0, 2, true},
		{"a quick disk", 0, 2 * time.Millisecond, 4, true},
		{"others write", 0, 2 * time.Millisecond, 3, false},
		{"slow syncs", 5 * time.Millisecond, 10 * time.Millisecond, 2, true},
	} {
		g := &flusher{each: c.each, all: c.all}
		if got := g.prefersAll(c.count); got != c.want {
			t.Errorf("%s: prefersAll(%d) = %v, want %v", c.name, c.count, got, c.want)
		}
	}
	g := &flusher{all: time.Second}
	tries := 1
	for ; !g.prefersAll(100); tries++ {
	}
	if tries < 10 || tries > 1000 {
		t.Errorf("a sync of all that took %v is tried again after %d batches, want some hundreds", time.Second, tries)
	}
}
